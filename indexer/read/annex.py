"""The annexes of before 2019 (政府信息公开情况统计表 of 2014, provincial ones of 2008-2013) → indicators as printed.

Called by ``indexer.read.report`` where no statutory table of 2019 or 2021 was found.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import Any, Literal

from indexer.extract.overprint import OPEN
from indexer.forms import Indicator, annexes
from indexer.read.annex_columns import is_head, one_number_each
from indexer.read.annex_heads import role
from indexer.read.annex_labels import begins_longer, groups, is_whole_label, known, printed_label
from indexer.read.labels import bare, squeeze
from indexer.read.lines import Field, Line
from indexer.read.printed import UNITS, Printed, printed
from indexer.report import Cell

_GROUP = re.compile(r"^[一二三四五六七八九十]{1,2}[、.．]")
_BACK = 0.2
_DIGITS = 2
_FEW = 0.05
_SURE = 0.95  # where indicators stand side by side, whose broken labels and numbers get mixed up
_UNIT = re.compile(
    rf"[(（](?:(?:计量)?单位[:：]?(?P<said>\w{{1,3}})|(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))}))[)）]$"
)
_COUNTED = 0.4
_FEWEST = 5  # known labels with a value that make an annex
_NEAR = 4  # lines between the head and the first indicator
_SHARE = 0.6  # of the rows, which print several numbers each where an annex has several columns of them
_SIGNED = re.compile(
    r"[(（]?(?:\d{4}|[二〇零一○]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日[)）]?"
)
_GLUED = re.compile(r"(?P<number>\d+)(?P<label>(?P<ordinal>[.．、])?\D.+)$")


@dataclass(slots=True)
class Entry:
    """An indicator as printed, without white space and number; ``known`` is the one of the form that it is."""

    group: str | None
    label: str
    cell: Cell
    known: Indicator | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the shape of ``tables.annex2014``."""
        return {"group": self.group, "label": self.label} | {"unit": None} | self.cell.to_json()


@dataclass(slots=True)
class Annex:
    """What was read: the form ("2014", "2008"), its entries in printed order, and their first and last line."""

    form: str
    entries: list[Entry] = field(default_factory=list)
    span: tuple[int, int] = (0, 0)


def read_annex(lines: Sequence[Line]) -> Annex | None:
    """Read the annex; None where too few labels of one are recognised."""
    best: tuple[int, str] | None = None
    for key in annexes():
        count = sum(bool(known(key, f.text)) for line in lines for f in line.fields if f.is_label and f.begins)
        if count >= _FEWEST and (best is None or count > best[0]):
            best = (count, key)
    if best is None:
        return None
    return _read(best[1], lines)


def _read(form: str, lines: Sequence[Line]) -> Annex | None:
    rows = [n for n, line in enumerate(lines) if any(known(form, f.text) for f in line.fields if f.is_label)]
    first, last = rows[0], rows[-1]
    while first and _goes_before(lines[first - 1], lines[first]):
        first -= 1
    first = next((n for n in range(first - 1, max(first - _NEAR, 0), -1) if is_head(form, lines[n])), first)
    while last + 1 < len(lines) and lines[last + 1].is_row and lines[last + 1].block == lines[last].block:
        last += 1
    annex = Annex(form, span=(first, last))
    mine = [_with_heading(form, line) for line in lines[first : last + 1]]
    kept = one_number_each(form, mine)
    reader = _Reader(form, _numbers_of(kept))
    for line in kept:
        annex.entries += reader.line(line)
    annex.entries += reader.end()
    loose = any(line.loose for line in mine)
    if loose and (_is_torn(form, annex.entries, mine) or _count_lines(mine, annex.entries)):
        for entry in annex.entries:
            _open(entry.cell)
    return annex if sum(bool(e.known) for e in annex.entries) >= _FEWEST else None


def _with_heading(form: str, line: Line) -> Line:
    """Return a paragraph between tables as a row, if it is the heading of a group."""
    if line.is_row or bare(line.text) not in groups(form):
        return line
    return replace(line, fields=[Field(line.text, 0, 1, printed(line.text), line.place)])


def _goes_before(line: Line, following: Line) -> bool:
    """Whether a row belongs to the head of the table; a date in text without columns signs what is above it."""
    signs = line.loose and _SIGNED.fullmatch(squeeze(line.text))
    return line.is_row and line.block == following.block and not signs


Numbers = Literal["one", "spaced"]
"""What a row prints: one number, or its digits spaced out."""


def _numbers_of(lines: Sequence[Line]) -> Numbers:
    rows = [row for line in lines if (row := [f.text for f in line.fields if f.printed.kind == "number"])]
    wide = sum(any(len(text.strip()) > 1 for text in row) for row in rows)
    if any(len(row) > _DIGITS for row in rows) and wide < _FEW * len(rows):
        return "spaced"
    return "one"


def _is_torn(form: str, entries: Sequence[Entry], lines: Sequence[Line]) -> bool:
    """Whether so many labels are damaged that numbers may have come to the wrong ones."""
    beside = any(_labels_beside(form, line) for line in lines) or _is_interleaved(form, entries)
    whole = sum(is_whole_label(form, entry.label) for entry in entries)
    return whole < (_SURE if beside else _SHARE) * len(entries)


def _count_lines(lines: Sequence[Line], entries: Sequence[Entry]) -> bool:
    """Whether the numbers of many entries are each one more than that before, as those that count the lines are."""
    if not any(role(f.text) == "serial" for line in lines for f in line.fields):
        return False
    numbers = [e.cell.value for e in entries if isinstance(e.cell.value, int)]
    steps = [b - a for a, b in pairwise(numbers)]
    return steps.count(1) > _COUNTED * len(steps) and len(steps) >= _FEWEST


class _Reader:
    """Goes through the fields in reading order: words, a unit and a number make an entry, in any usual order.

    Of several numbers behind a label none can be told to be the report's own.
    """

    def __init__(self, form: str, numbers: Numbers) -> None:
        self.form = form
        self.numbers = numbers
        self.group: str | None = None
        self.words: list[str] = []
        self.unit: str | None = None
        self.last: Entry | None = None
        self.row: list[Entry] = []
        self.own = 0
        self.before: dict[int, list[str]] = {}

    def line(self, line: Line) -> Iterator[Entry]:
        """Yield the entries that a line completes."""
        if self._goes_on(line):
            return
        self.own = sum(f.is_label for f in line.fields)
        if self.own:
            self.row = []
        for n, f in enumerate(line.fields):
            if not f.begins:
                continue
            text = squeeze(f.text)
            if text.endswith(OPEN):  # beside words of which it is not told whether they are its label
                if self.words:
                    yield from self._value(Printed("text", text.rstrip(OPEN)), line)
            elif text in UNITS:
                yield from self._unit(text)
            elif f.is_label or self._within_label(f):
                if self.words and (not f.is_label or begins_longer(self.form, self.words[-1] + f.text)):
                    self.words[-1] += f.text
                    continue
                text, before = self._apart(f.text)
                if self.unit is not None or before.raw:
                    yield from self._value(before, line)
                self.words.append(text)
            elif self.words and (f.printed.is_value or self._is_last(f.column, line)):
                yield from self._value(self._together(line.fields[n:]), line)
        if line.exact or line.loose is False:
            yield from self.end(line)

    def _together(self, fields: Sequence[Field]) -> Printed:
        """Return the number behind a label: digits spaced out are one, other numbers are not told."""
        first, *rest = (f for f in fields if f.begins and squeeze(f.text) not in UNITS)
        raw = [f.text for f in (first, *takewhile(lambda f: f.printed.kind == "number", rest))]
        if len(raw) == 1:
            return first.printed
        spaced = self.numbers == "spaced" and all(len(text) == 1 for text in raw) and raw[0] != "0"
        return printed("".join(raw)) if spaced else Printed("text", " ".join(raw))

    def _apart(self, text: str) -> tuple[str, Printed]:
        """Return a label, and the number before it that a tool ran together with it (``17551涉及个人隐私``)."""
        found = _GLUED.match("".join(text.split()))
        if not self.words or not found or known(self.form, text) is not None or not known(self.form, found["label"]):
            return text, Printed("blank", "")
        number = printed(found["number"])
        return found["label"], Printed("text", number.raw) if found["ordinal"] else number

    def _within_label(self, f: Field) -> bool:
        """Whether a number is part of a label: 不同渠道和方式公开相同信息计 1 条."""
        starts = ("".join(self.words[n:]) for n in range(len(self.words)))
        return f.printed.kind == "number" and any(begins_longer(self.form, start + f.text) for start in starts)

    def _goes_on(self, line: Line) -> bool:
        """Take a line of words for the ends of labels of the row above, where each of them makes a known one whole."""
        if self.words or not self.row or not all(f.is_label for f in line.fields):
            return False
        texts = [f.text for f in line.fields]
        whole: list[tuple[Entry, str]] = []
        for text in texts if len(self.row) > 1 else ["".join(texts)]:
            taken = [id(entry) for entry, _ in whole]
            found = next((w for e in self.row if id(e) not in taken and (w := self._whole(e, text))), None)
            if found is None:
                return False
            whole.append(found)
        for entry, label in whole:
            entry.label, entry.known = printed_label(label), known(self.form, label)
            self.before[id(entry)] = [label]
        return True

    def _whole(self, entry: Entry, rest: str) -> tuple[Entry, str] | None:
        """Return an entry with its label and what goes on with it, if that is known and the label alone is not."""
        words = self.before[id(entry)]
        opened = sum(map("".join(words).count, "(（")) > sum(map("".join(words).count, ")）"))
        if entry.known and not opened:
            return None
        for n in range(len(words)):
            label = "".join([*words[n:], rest])
            if (indicator := known(self.form, label)) and not indicator.heading:
                return entry, label
        return None

    def end(self, line: Line | None = None) -> Iterator[Entry]:
        """Close a row: words without a number are a heading, or an indicator that was left blank."""
        if self.words and (self.unit is not None or self._known()) and line is not None:
            yield from self._value(Printed("blank", ""), line)
        for word in self.words:
            self._heading(word)
        self.words, self.unit = [], None

    def _is_last(self, column: int, line: Line) -> bool:
        """Whether a blank field is where the row's number would stand: nothing is printed behind it."""
        return not any(f.column > column and f.begins and f.printed.raw for f in line.fields)

    def _unit(self, text: str) -> Iterator[Entry]:
        if self.words:
            self.unit = _one_unit(self.unit, text)
        elif self.last is not None:
            self.last.cell.unit = _one_unit(self.last.cell.unit, text)
        return iter(())

    def _known(self) -> Indicator | None:
        found = known(self.form, self.words[-1]) if self.words else None
        return None if found is None or found.heading else found

    def _value(self, shown: Printed, line: Line) -> Iterator[Entry]:
        before, label = self._label()
        words = self.words
        for word in before:
            self._heading(word)
        indicator = known(self.form, label)
        unit, self.words, self.unit = self.unit, [], None
        if _GROUP.match(squeeze(label)):
            self._heading(label)
        named = _UNIT.search(squeeze(label))
        if indicator is None and bare(label) in groups(self.form):
            self._heading(label)  # what stands beside it is a code or counts the lines
            return
        told = unit is not None or named is not None or (indicator is not None and not indicator.heading)
        if indicator is None and role(label) in ("unit", "serial"):
            return  # a heading; whose the number is is not told
        if not label or (shown.kind == "blank" and not told):
            return
        cell = Cell(place=line.place, unit=unit or shown.unit or (named["said"] or named["unit"] if named else None))
        if shown.kind in ("text", "doubt"):
            cell.state, cell.raw, cell.note = "ambiguous", shown.raw, "it is not told where the number ends"
        elif shown.kind == "number" and self._crowded(before, label, line):
            cell.state, cell.raw, cell.note = "ambiguous", shown.raw, "several indicators stand above the number"
        elif shown.kind == "number":
            cell.value, cell.state = shown.number, "value"
            cell.raw = None if shown.plain else shown.raw
        else:
            cell.state, cell.raw = "blank", shown.raw or None
        self.last = Entry(self.group, printed_label(label), cell, indicator)
        self.row.append(self.last)
        self.before[id(self.last)] = words
        yield self.last

    def _crowded(self, before: Sequence[str], label: str, line: Line) -> bool:
        """Whether a number on a line of its own stands below several indicators: text taken column by column."""
        found = (known(self.form, word) for word in before if bare(word) != bare(label))
        return line.loose and not self.own and any(i is not None and not i.heading for i in found)

    def _label(self) -> tuple[list[str], str]:
        """Return what stands before the label, and the label: the last words, or several that are a known one."""
        *before, label = self.words or [""]
        if not known(self.form, label):
            for n in range(len(before)):
                if known(self.form, joined := "".join(self.words[n:])):
                    return before[:n], joined
        return before, label

    def _heading(self, text: str) -> None:
        if _GROUP.match(squeeze(text)) or bare(text) in groups(self.form):
            self.group = printed_label(text)


def _one_unit(before: str | None, text: str) -> str:
    """Return a unit that may be printed in two pieces (万 元); one that was printed first stays."""
    return before + text if before and before + text in UNITS else before or text


def _labels_beside(form: str, line: Line) -> bool:
    """Whether two indicators stand side by side."""
    found = (known(form, f.text) for f in line.fields if f.is_label)
    return sum(i is not None and not i.heading for i in found) > 1


def _is_interleaved(form: str, entries: Sequence[Entry]) -> bool:
    """Whether known indicators go to and fro in the form's order: two columns of them were taken line by line."""
    order = {indicator.label: n for n, indicator in enumerate(annexes()[form].indicators)}
    places = [order[e.known.label] for e in entries if e.known]
    return sum(b < a for a, b in pairwise(places)) > _BACK * len(places)


def _open(cell: Cell) -> None:
    """Leave a cell open: its text is torn, so that most labels are none and any number may be another's."""
    cell.raw = cell.raw or (None if cell.value is None else str(cell.value))
    cell.value, cell.state, cell.note = (
        None,
        "ambiguous",
        "the text of the table is torn: it is not told which number is whose",
    )
