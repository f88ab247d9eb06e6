"""Tables as a format stores them → tables that can be read.  Called by the readers of HTML, DOCX, ODT, DOC and RTF.

A stored table may be a data table, or only there for the layout of the page; its cells may hold tables again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from indexer.blocks import NOWHERE, Block, Cell, Paragraph, Place, Table
from indexer.extract.limits import MAX_CELLS, MAX_DEPTH

_ARTICLE = re.compile(r"\s*第\s*二十条")
"""A row of one cell that is a part of its table."""
_SENTENCE = 40
LONG = 400
"""Characters from which a cell of a table that rules a page is text, not a label or a number."""


@dataclass(slots=True)
class RawCell:
    """A stored cell: place in the stored grid and what it holds, in reading order."""

    row: int
    column: int
    rowspan: int
    colspan: int
    content: list["Paragraph | RawTable"] = field(default_factory=list)
    place: Place = NOWHERE

    def text(self, depth: int = 0) -> str:
        """Return the text with one line per paragraph; cells of an inner table are divided by spaces."""
        if len(self.content) == 1 and isinstance(first := self.content[0], Paragraph):
            return first.text.strip("\n")
        parts: list[str] = []
        for item in self.content:
            if isinstance(item, Paragraph):
                parts.append(item.text)
            elif depth < MAX_DEPTH:
                parts.extend(cell.text(depth + 1) for cell in item.cells)
        return "\n".join(parts).strip("\n")


@dataclass(slots=True)
class RawTable:
    """A stored table; not ``exact`` where its grid is a guess (preformatted text)."""

    cells: list[RawCell]
    place: Place = NOWHERE
    caption: Paragraph | None = None
    exact: bool = True


def numbered(items: Iterable["Paragraph | RawTable"]) -> Iterator["Paragraph | RawTable"]:
    """Yield the items of a body, each paragraph with its ordinal among them."""
    for n, item in enumerate(items):
        if isinstance(item, Paragraph):
            place = Place(paragraph=n) if item.place is NOWHERE else replace(item.place, paragraph=n)
            yield Paragraph(item.text, place, item.bold, item.heading)
        else:
            yield item


def settle(items: Iterable["Paragraph | RawTable"], depth: int = 0, around: Place = NOWHERE) -> Iterator[Block]:
    """Yield paragraphs as they are, data tables as tables, and what layout tables hold in reading order.

    ``around`` is the place of the cell that holds the items, for paragraphs that have none of their own.
    """
    for item in items:
        if isinstance(item, Paragraph):
            yield item if item.place is not NOWHERE else replace(item, place=around)
            continue
        if item.caption is not None:
            yield item.caption
        if depth >= MAX_DEPTH:
            yield from (Paragraph(c.text(MAX_DEPTH), c.place) for c in item.cells if c.text(MAX_DEPTH).strip())
        elif item.exact and is_layout(item):
            for cell in sorted(item.cells, key=lambda c: (c.row, c.column)):
                yield from settle(cell.content, depth + 1, cell.place)
        elif item.cells:
            for part in _parts(item):
                if isinstance(part, RawTable):
                    yield as_table(part)
                else:
                    yield from settle(part.content, depth + 1, part.place)


def _parts(table: RawTable) -> Iterator[RawTable | RawCell]:
    """Yield a report that stands in one table in its parts: rows of one cell are its text, the rest its tables."""
    rows: dict[int, list[RawCell]] = {}
    covered: set[int] = set()
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
        covered.update(range(cell.row + 1, cell.row + cell.rowspan))
    alone = {r: row[0] for r, row in rows.items() if len(row) == 1 and r not in covered and row[0].rowspan == 1}
    if not any(_is_sentence(cell.text()) for cell in alone.values()):
        yield table
        return
    part: list[RawCell] = []
    for r in sorted(rows):
        if r in alone and not _ARTICLE.match(alone[r].text()):
            if part:
                yield RawTable(part, table.place, exact=table.exact)
            part = []
            yield alone[r]
        else:
            part += rows[r]
    if part:
        yield RawTable(part, table.place, exact=table.exact)


def _is_sentence(text: str) -> bool:
    return len(text) > _SENTENCE and "。" in text


def is_layout(table: RawTable) -> bool:
    """Say whether a table only arranges the page: one column, a long text in a cell, or tables around tables."""
    filled: dict[int, int] = {}
    nested = False
    for cell in table.cells:
        inner = shows = False
        for item in cell.content:
            if isinstance(item, RawTable):
                inner = nested = True
            elif not shows:
                shows = bool(item.text.strip())
        if shows and not inner:
            filled[cell.row] = filled.get(cell.row, 0) + 1
    if not any(count > 1 for count in filled.values()):
        return nested or _one_column(table)
    data_rows = sum(count >= 3 for count in filled.values())
    if nested:
        return data_rows < 3
    return data_rows < 3 and any(
        sum(len(item.text) for item in cell.content if isinstance(item, Paragraph)) > LONG for cell in table.cells
    )


def _one_column(table: RawTable) -> bool:
    columns = {cell.column for cell in table.cells}
    return len(columns) < 2


def as_table(raw: RawTable) -> Table:
    """Return the data table on the grid of the boundaries that are really used, overlaps resolved to the first."""
    cells = raw.cells[:MAX_CELLS]
    lefts = sorted({c.column for c in cells} | {c.column + c.colspan for c in cells})
    index = {edge: i for i, edge in enumerate(lefts)}
    top = min(c.row for c in cells)
    out = []
    for cell in cells:
        column = index[cell.column]
        span = index[cell.column + cell.colspan] - column
        out.append(Cell(cell.text(), cell.row - top, column, cell.rowspan, span, cell.place))
    return Table(tuple(out), raw.place, raw.exact)
