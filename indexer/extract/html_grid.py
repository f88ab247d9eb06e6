"""Tables that a page makes of other elements: rows of ``div``, ``ul`` or ``dl``, and CSS grids.  Called by ``html``.

Text alone would lose the empty cells, which is where a number then stands in the wrong column.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from indexer.extract.html_content import INLINE, name, skipped
from indexer.extract.limits import MAX_ROWS, MAX_SPAN

_LABELS = re.compile(r"本年新收|上年结转|结转下年度|第二十条第|信息内容|结果\s*维持|信访举报|申请人情况")
_LONGEST = 70
"""Characters of the longest label that one cell prints, white space apart."""
_FEWEST = 3
"""Rows that make a table."""
_NEVER = frozenset(["p", "table", "h1", "h2", "h3", "h4", "h5", "h6", "br", "pre", "tr", "td", "th", "tbody", "thead"])
_GRID = re.compile(r"display\s*:\s*(?:inline-)?grid", re.I)
_COLUMNS = re.compile(r"grid-template(?:-columns\s*:|\s*:[^;/]*/)\s*([^;]+)", re.I)
_REPEAT = re.compile(r"repeat\(\s*(\d+)\s*,(?:[^()]|\([^()]*\))*\)")
_TRACK = re.compile(r"\S+\([^()]*\)|\S+")
_PLACED = re.compile(r"grid-(row|column)\s*:\s*([^;]+)", re.I)
_AREA = re.compile(r"grid-area\s*:\s*(\d+)\s*/\s*(\d+)\s*/\s*(span\s+\d+|\d+)\s*/\s*(span\s+\d+|\d+)", re.I)


@dataclass(frozen=True, slots=True)
class Placed:
    """An element that is a cell, and its place in the grid."""

    element: _Element
    row: int
    column: int
    height: int = 1
    width: int = 1


def table_at(children: Sequence[_Element], first: int) -> tuple[list[Placed], int]:
    """Return the cells of the table that begins with a child, and the index behind its last row; [] for no table."""
    element = children[first]
    if _GRID.search(element.get("style") or ""):
        cells = list(_css_grid(element))
        return (cells, first + 1) if cells and _LABELS.search(_text(element)) else ([], first)
    if _is_row(element):
        rows, end = [], first
        while end < len(children) and children[end].tag == element.tag and _is_row(children[end]):
            rows.append(children[end])
            end += 1
        return (_as_cells(rows), end) if _is_table(rows) else ([], first)
    rows = list(_rows_in(element))
    return (_as_cells(rows), first + 1) if _is_table(rows) else ([], first)


def _rows_in(element: _Element) -> Iterator[_Element]:
    """Yield the rows of an element that holds nothing else, also those in a head and a body of their own."""
    inner = [child for child in element if not skipped(child)]
    if len(inner) < 2 or _direct(element):
        return
    rows = [child for child in inner if _is_row(child)]
    if len(rows) == len(inner):
        yield from rows
        return
    for child in inner:
        parts = [each for each in child if not skipped(each)]
        if child not in rows and (not parts or not all(map(_is_row, parts)) or _direct(child)):
            return
    for child in inner:
        yield from [child] if child in rows else [each for each in child if not skipped(each)]


def _is_table(rows: Sequence[_Element]) -> bool:
    if len(rows) < _FEWEST or len(rows) > MAX_ROWS:
        return False
    counts = [sum(not skipped(cell) for cell in row) for row in rows]
    return sum(count > 1 for count in counts) * 2 > len(counts) and bool(_LABELS.search("".join(map(_text, rows))))


def _is_row(element: _Element) -> bool:
    """Say whether an element holds nothing but short pieces that stand beside each other."""
    if name(element) in _NEVER or name(element) in INLINE or skipped(element) or _direct(element):
        return False
    cells = [child for child in element if not skipped(child)]
    kinds = {name(cell) for cell in cells}
    if not cells or len(cells) > MAX_SPAN or not (len(kinds) == 1 or kinds <= {"dt", "dd"}):
        return False
    if all(_is_row(cell) for cell in cells) and any(len(cell) > 1 for cell in cells):
        return False  # it holds rows
    return not kinds & (_NEVER | {"ul", "ol", "dl"}) and all(len(_text(cell)) <= _LONGEST for cell in cells)


def _direct(element: _Element) -> bool:
    """Say whether an element has text of its own between its children."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def _text(element: _Element) -> str:
    return "".join("".join(element.itertext()).split())


def _as_cells(rows: Sequence[_Element]) -> list[Placed]:
    return [Placed(cell, r, c) for r, row in enumerate(rows) for c, cell in enumerate(x for x in row if not skipped(x))]


def _css_grid(element: _Element) -> Iterator[Placed]:
    """Yield the children of a grid where its own style places them, or row by row."""
    width = _width(element.get("style") or "")
    taken: set[tuple[int, int]] = set()
    at = 0
    for child in element:
        if skipped(child) or not width:
            continue
        row, column, height, span = _wanted(child.get("style") or "")
        span = min(span, width)
        if row is None or column is None:
            while not _is_free(taken, at, width, span, column):
                at += 1
            row, column = divmod(at, width)
        taken |= {(row + i, column + j) for i in range(height) for j in range(span)}
        yield Placed(child, row, column, height, span)


def _is_free(taken: set[tuple[int, int]], at: int, width: int, span: int, column: int | None) -> bool:
    row, start = divmod(at, width)
    if start + span > width or (column is not None and start != column):
        return row >= MAX_ROWS
    return not any((row, start + i) in taken for i in range(span))


def _width(style: str) -> int:
    found = _COLUMNS.search(style)
    if not found:
        return 0
    written = _REPEAT.sub(lambda m: " x" * min(int(m[1]), MAX_SPAN), found[1])
    return min(len(_TRACK.findall(written)), MAX_SPAN)


def _wanted(style: str) -> tuple[int | None, int | None, int, int]:
    """Return row and column (None: where there is room), height and width that a cell's style asks for."""
    if area := _AREA.search(style):
        row, column = int(area[1]) - 1, int(area[2]) - 1
        return _kept(row), _kept(column), _length(row, area[3]), _length(column, area[4])
    start: dict[str, int | None] = {"row": None, "column": None}
    length = {"row": 1, "column": 1}
    for axis, written in _PLACED.findall(style):
        first, _, second = (part.strip() for part in written.partition("/"))
        if first.isdecimal():
            start[axis.lower()] = _kept(int(first) - 1)
        length[axis.lower()] = _length(int(first) - 1 if first.isdecimal() else 0, second or first)
    return start["row"], start["column"], length["row"], length["column"]


def _kept(line: int) -> int | None:
    return line if 0 <= line < MAX_ROWS else None


def _length(start: int, written: str) -> int:
    """Return the length of ``span 3``, or of the way to a line (``4``); 1 where only a beginning is written."""
    number = re.search(r"\d{1,4}", written)
    if not number:
        return 1
    length = int(number[0]) if "span" in written else int(number[0]) - 1 - start
    return max(1, min(length, MAX_SPAN))
