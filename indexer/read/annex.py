"""The annexes of before 2019 (政府信息公开情况统计表 of 2014, provincial ones of 2008-2013) → indicators as printed.

Called by ``indexer.read.report`` where no statutory table of 2019 or 2021 was found.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from indexer.forms import Indicator, annexes
from indexer.read.labels import bare, squeeze
from indexer.read.lines import Line
from indexer.read.printed import UNITS, Printed
from indexer.report import Cell

_GROUP = re.compile(r"^[一二三四五六七八九十]{1,2}[、.．]")
_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．、]|[①-⑳])+"
)
_OF_WHICH = re.compile(r"^(?:其中|包括)[:：]?")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]?$")
_FEWEST = 5  # known labels with a value that make an annex
_LIKE = 88  # of 100, how alike a damaged label must be
_LONGEST = 80


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
    while first and lines[first - 1].is_row and lines[first - 1].block == lines[first].block:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].is_row and lines[last + 1].block == lines[last].block:
        last += 1
    annex = Annex(form, span=(first, last))
    reader = _Reader(form)
    for line in lines[first : last + 1]:
        annex.entries += reader.line(line)
    annex.entries += reader.end()
    told = sum(1 for e in annex.entries if e.known)
    return annex if told >= _FEWEST else None


class _Reader:
    """Goes through the fields in reading order: words, a unit and a number make an entry, in any usual order."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.group: str | None = None
        self.words: list[str] = []
        self.unit: str | None = None
        self.last: Entry | None = None

    def line(self, line: Line) -> Iterator[Entry]:
        """Yield the entries that a line completes."""
        for f in line.fields:
            if not f.begins:
                continue
            text = squeeze(f.text)
            if text in UNITS:
                yield from self._unit(text)
            elif f.is_label:
                if self.unit is not None:
                    yield from self._value(Printed("blank", ""), line)
                self.words.append(f.text)
            elif self.words and (f.printed.kind == "number" or self._is_last(f.column, line)):
                yield from self._value(f.printed, line)
        if line.exact or line.loose is False:
            yield from self.end(line)

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
            self.unit = text
        elif self.last is not None and self.last.cell.unit is None:
            self.last.cell.unit = text
        return iter(())

    def _known(self) -> Indicator | None:
        found = known(self.form, self.words[-1]) if self.words else None
        return None if found is None or found.heading else found

    def _value(self, shown: Printed, line: Line) -> Iterator[Entry]:
        *before, label = self.words or [""]
        joined = "".join(self.words)
        if len(self.words) > 1 and not known(self.form, label) and known(self.form, joined):
            before, label = [], joined
        for word in before:
            self._heading(word)
        indicator = known(self.form, label)
        unit, self.words, self.unit = self.unit, [], None
        if _GROUP.match(squeeze(label)):
            self._heading(label)
        if not label or (shown.kind == "blank" and unit is None and (indicator is None or indicator.heading)):
            return
        cell = Cell(place=line.place, unit=unit or shown.unit)
        if shown.kind == "number":
            cell.value, cell.state = shown.number, "value"
            cell.raw = None if shown.plain else shown.raw
        else:
            cell.state, cell.raw = "blank", shown.raw or None
        self.last = Entry(self.group, printed_label(label), cell, indicator)
        yield self.last

    def _heading(self, text: str) -> None:
        if _GROUP.match(squeeze(text)) or bare(text) in _groups(self.form):
            self.group = printed_label(text)


def printed_label(text: str) -> str:
    """Return a label as printed, without white space and without its number."""
    squeezed = "".join(text.split())
    return _NUMBER.sub("", squeezed) or squeezed


@cache
def _groups(form: str) -> frozenset[str]:
    return frozenset(bare(i.group) for i in annexes()[form].indicators)


@cache
def _labels(form: str) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for indicator in annexes()[form].indicators:
        for label in (indicator.label, *indicator.variants):
            found.setdefault(_key(label), indicator)
    return found


def known(form: str, text: str) -> Indicator | None:
    """Return the indicator that a printed label is, if it is one."""
    if len(text) > _LONGEST:
        return None
    return _known(form, _key(text))


@lru_cache(maxsize=20_000)
def _known(form: str, key: str) -> Indicator | None:
    labels = _labels(form)
    if key in labels:
        return labels[key]
    if len(key) < 5:
        return None
    best = process.extractOne(key, labels.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return labels[best[0]] if best else None


def _key(text: str) -> str:
    squeezed = _NUMBER.sub("", squeeze(text))
    squeezed = _NUMBER.sub("", _OF_WHICH.sub("", squeezed))
    return bare(_BRACKET.sub("", squeezed)) or bare(squeezed)
