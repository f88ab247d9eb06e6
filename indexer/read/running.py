"""Tables that a tool ran together in lines (`0 0 1.属于国家秘密 0 0`) become one cell a line again.

Called by ``indexer.read.report`` before headings are cut free.  The labels of the forms say where a cell ends; a
stretch counts as a table only where labels and values follow one another with nothing between, which no sentence does.
Digits that touch (``00120``) are cut only where a number can begin in one place alone: no number begins with a 0.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, pairwise

from indexer.fold import flat
from indexer.forms import Table, forms
from indexer.read.labels import bare, numbered, plain, squeeze
from indexer.read.lines import Field, Line
from indexer.read.printed import UNITS, printed
from indexer.read.touching import certain

_ORDINAL = r"(?:\([一二三四五六七八九十]\)|[一二三四五六七八九十][、.,]|\d[、.,:])?"
_NUMERAL = r"(?:第?[一二三四五六](?:[、.]|部分))"
_REMARK = r"\(?(?:本列数据的)?勾稽关系为.{0,60}?之和.{0,60}?之和\)?"
_HEADS = ("申请人情况", "法人或其他组织", "信息内容", "办理情况", "项目", "类别", "小计", "合计")
_VALUE = re.compile(r"(?:[-+↑↓]|增加|减少|增|减)?\d[\d,，]*(?:\.\d+)?|[-—－/／]+|[零〇无]")
_UNIT = re.compile(rf"\s?(?:{'|'.join(map(re.escape, sorted(UNITS, key=len, reverse=True)))}|亿元)")
_TITLE = re.compile(r"\s*(\S.{4,58}?年度?(?:工作)?(?:报告|年报))(?:\s+(?=\S)|(?=\1|根据|按照|依据|《|本报告|现将))")
_WORD = re.compile(r"[^\W\d_]+(?=\s)")
_LABELLED = ("articles", "matrix")
_TURNS = 2  # labels of rows right after a value, within lines, that only text run together has
_DIGITS = 3
_FEWEST = 4  # labels and values that are cut out of a paragraph
_SHORT = 4  # characters of a label with its number
_LONG = 24  # characters of a field that may hold several cells


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str  # label, value, heading, text
    start: int
    end: int


def cut_running(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with every cell of such tables as a row of its own; others come back as they are."""
    if not _runs_on(lines):
        return list(lines)
    out: list[Line] = []
    for line in lines:
        if line.is_row and line.exact:
            out.append(line)
        elif line.is_row:
            for field in line.fields:
                out += _cut(replace(line, text=field.text, place=field.place, fields=[], exact=True))
        else:
            out += _cut(line)
    if _touch(lines):
        out = certain(out, _rows("matrix"))
    return _in_one_block(_with_title(out))


def _touch(lines: Sequence[Line]) -> bool:
    """Whether values follow their labels with nothing between them."""
    pairs = (pair for line in lines for pair in pairwise(_pieces(line.text)))
    steps = [b.start == a.end for a, b in pairs if (a.kind, b.kind) == ("label", "value")]
    return sum(steps) * 2 > len(steps)


def _runs_on(lines: Sequence[Line]) -> bool:
    turns = 0
    for line in lines:
        if line.is_row and line.exact:
            continue
        for text in [line.text] if len(line.fields) < _FEWEST else [line.text, *(f.text for f in line.fields)]:
            if len(text) > _FEWEST and _turn().search(squeeze(text)):
                turns += _turns(list(_pieces(text)), text)
        if turns >= _TURNS:
            return True
    return False


def _turns(pieces: Sequence[_Piece], text: str) -> int:
    """How often digits that are more than the number of a label stand before a label, in its line."""
    turns = digits = 0
    for piece, following in pairwise(pieces):
        if piece.kind != "value":
            digits = 0
            continue
        digits += sum(map(str.isdigit, text[piece.start : piece.end]))
        turns += following.kind == "label" and (digits >= _DIGITS or text[piece.end : following.start].isspace())
    return turns


@cache
def _rows(*layouts: str) -> frozenset[str]:
    """Labels of the rows of tables that are told from other words."""
    tables = [t for form in forms().values() for t in form.tables if t.layout in layouts]
    return frozenset(w for t in tables for r in t.rows for label in (r.label, *r.variants) if len(w := bare(label)) > 3)


@cache
def _turn() -> re.Pattern[str]:
    return re.compile(rf"[\d件]\|?{_ORDINAL}\d?(?:{_any_of(_rows(*_LABELLED))})")


def _any_of(labels: Sequence[str] | frozenset[str]) -> str:
    ordered = sorted(set(labels), key=lambda label: (-len(label), label))
    return "|".join(r"[^\w\s|]?".join(map(re.escape, label)) + r"[)”\"』》]?" for label in ordered)


def _labels_of(table: Table) -> Iterator[str]:
    for row in table.rows:
        for label in (row.label, *row.variants, *row.groups):
            yield from (bare(label), plain(label))
            if len(numbered(label)) > _SHORT:  # `3 其他` may be a value and the beginning of another label
                yield numbered(label)
        for column in table.columns_of(row):
            for label in (column.label, *column.variants):
                yield from (plain(label), bare(label))


@cache
def _label() -> re.Pattern[str]:
    known = {w for form in forms().values() for t in form.tables for w in _labels_of(t)} | set(_HEADS)
    titles = {w for form in forms().values() for s in form.sections for w in (s.title, *s.variants)}
    heading = rf"(?P<heading>{_NUMERAL}(?:{_any_of(frozenset(map(bare, titles)))}))"
    article = r"(?:《?条例》?)?第二十条第\([一五六八九]\)项"
    unit = r"(?:\(单位:?\w{1,3}\))?"
    return re.compile(rf"{heading}|{_REMARK}|{article}|{_ORDINAL}(?:{_any_of(frozenset(known))}){unit}")


def _cut(line: Line) -> Iterator[Line]:
    """Yield a paragraph's cells as rows of one field and what is left as paragraphs."""
    pieces = list(_pieces(line.text))
    for is_table, run in groupby(pieces, key=lambda p: p.kind in {"label", "value"}):
        stretch = list(run)
        if is_table and (len(stretch) == len(pieces) or len(stretch) >= _FEWEST):
            for piece in stretch:
                yield _cell(line, line.text[piece.start : piece.end].strip())
            continue
        for kind, parts in groupby(stretch, key=lambda p: p.kind == "heading"):
            for first, last in _whole(list(parts), apart=kind):
                if text := line.text[first:last].strip(" \t\u3000|*"):
                    yield replace(line, text=text)


def _whole(parts: Sequence[_Piece], *, apart: bool) -> list[tuple[int, int]]:
    return [(p.start, p.end) for p in parts] if apart else [(parts[0].start, parts[-1].end)]


def _cell(line: Line, text: str) -> Line:
    field = Field(text, 0, 1, printed(text), line.place, of=1)
    return replace(line, text=text, fields=[field], exact=False)


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the pieces; words that go on right behind a label before a value are the rest of it, damaged or not."""
    last: _Piece | None = None
    for piece in _found(text):
        if last and last.kind == "label" and piece.kind == "text" and _goes_on(text, last.end, piece):
            last = _Piece("label", last.start, piece.end)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _goes_on(text: str, end: int, piece: _Piece) -> bool:
    rest = text[end : piece.end]
    return piece.start == end and rest[:1].isalpha() and len(rest.split()) == 1 and len(rest) < _LONG


def _found(text: str) -> Iterator[_Piece]:
    """Yield labels, headings, values, and what is neither, from left to right."""
    letters, places = _squeezed(text)
    at = 0
    for found in _label().finditer(letters):
        start, end = places[found.start()], places[found.end() - 1] + 1
        if text[start].isdigit() and text[start + 1].isspace():
            start = places[found.start() + 1]  # a value before the label, and not the label's number
        yield from _between(text, at, start)
        yield _Piece("heading" if found["heading"] else "label", start, end)
        at = end
    yield from _between(text, at, len(text))


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return the text as labels are compared, and where each of its characters stands."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for c in flat(unicodedata.normalize("NFKC", letter)):
            if not c.isspace():
                letters.append(c)
                places.append(place)
    return "".join(letters), places


def _between(text: str, start: int, end: int) -> Iterator[_Piece]:
    found = list(_values(text, start, end))
    word = _WORD.match(text, start, end) if not found and start else None
    if word and (behind := list(_values(text, word.end(), end))):
        yield _Piece("text", start, word.end())
        yield from behind
    elif found:
        yield from found
    elif text[start:end].strip(" \t\r\n\u3000\xa0|*:-"):
        yield _Piece("text", start, end)


def _values(text: str, start: int, end: int) -> Iterator[_Piece]:
    """Yield the values that a stretch consists of; nothing where it holds anything else."""
    found: list[_Piece] = []
    at = start
    while at < end:
        if text[at] in " \t\r\n\u3000\xa0|*":
            at += 1
            continue
        number = _VALUE.match(text, at, end)
        if number is None:
            return
        at = number.end()
        if text[at - 1].isdigit() and (unit := _UNIT.match(text, at, end)):
            at = unit.end()
        found += [_Piece("value", a, b) for a, b in _apart(text, number.start(), at)]
    yield from found


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut off the zeros that a run of digits begins with: each is a number of its own."""
    while end - start > 1 and text[start] in "0０" and text[start + 1].isdigit():
        yield start, start + 1
        start += 1
    yield start, end


def _with_title(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the title, and what repeats it, cut off the paragraph that they stand in."""
    out: list[Line] = []
    for number, line in enumerate(lines):
        text = line.text
        while not line.is_row and not number and (found := _TITLE.match(text)):
            out.append(replace(line, text=found[1]))
            text = text[found.end() :]
        out.append(replace(line, text=text) if text is not line.text else line)
    return out


def _in_one_block(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with cells that follow one another in one block, as rows of one table."""
    out: list[Line] = []
    for line in lines:
        joins = bool(out) and _is_cell(line) and _is_cell(out[-1])
        out.append(replace(line, block=out[-1].block) if joins else line)
    return out


def _is_cell(line: Line) -> bool:
    return line.is_row and not line.exact and len(line.fields) == 1
