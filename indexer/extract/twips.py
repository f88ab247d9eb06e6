"""Rows whose cells are given by their edges in twips → tables with merged cells.  Called by ``doc`` and ``rtf``.

Word stores no grid: each row has its own edges, a few twips off those of the row above.  Edges that are near each other
are one column boundary.
"""

from bisect import bisect_left
from dataclasses import dataclass, field

from indexer.blocks import Paragraph, Place
from indexer.extract.raw import RawCell, RawTable

FIRST, MERGED, DOWN, RESTART = 0x01, 0x02, 0x20, 0x40
"""Merge flags of a cell: first of a horizontal merge, its continuation; part of a vertical merge, its first."""
_NEAR = 60
"""Twips (3 points) within which two edges are the same boundary."""


@dataclass(slots=True)
class GridRow:
    """A row: what its cells hold, their edges (one more than cells) and merge flags, where the file gives them."""

    cells: list[list[Paragraph | RawTable]]
    edges: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)


def raw_table(rows: list[GridRow], number: int) -> RawTable:
    """Return the table that the rows make."""
    columns = _columns(rows)
    cells: list[RawCell] = []
    above: dict[tuple[int, int], RawCell] = {}
    for r, row in enumerate(rows):
        current: dict[tuple[int, int], RawCell] = {}
        last: RawCell | None = None
        for left, right, flag, content in _fields(row, columns):
            if flag & MERGED and not flag & FIRST and last is not None:
                last.colspan = max(last.colspan, right - last.column)
                last.content.extend(content)
                continue
            merged = above.get((left, right)) if flag & DOWN and not flag & RESTART else None
            if merged is not None:
                merged.rowspan += 1
                if not merged.content:
                    merged.content = content
                current[(left, right)] = merged
                last = None
                continue
            place = Place(table=number, row=r, column=left)
            last = RawCell(r, left, 1, max(1, right - left), content, place)
            cells.append(last)
            current[(left, left + last.colspan)] = last
        above = {(c.column, c.column + c.colspan): c for c in current.values()}
    return RawTable(cells, Place(table=number))


def _columns(rows: list[GridRow]) -> dict[int, int]:
    """Return edge → the ordinal of the boundary that is nearest to it."""
    edges = sorted({edge for row in rows for edge in row.edges})
    bounds: list[int] = []
    for edge in edges:
        if not bounds or edge - bounds[-1] > _NEAR:
            bounds.append(edge)
    return {edge: _nearest(bounds, edge) for edge in edges}


def _fields(row: GridRow, columns: dict[int, int]) -> list[tuple[int, int, int, list[Paragraph | RawTable]]]:
    """Return (left, right, flags, content) of each cell in grid columns."""
    out: list[tuple[int, int, int, list[Paragraph | RawTable]]] = []
    if len(row.edges) == len(row.cells) + 1 or len(row.edges) > len(row.cells) > 0:
        marks = [columns[edge] for edge in row.edges]
        for i, content in enumerate(row.cells):
            left = max(marks[i], out[-1][1] if out else 0)
            right = max(marks[i + 1], left + 1)
            out.append((left, right, row.flags[i] if i < len(row.flags) else 0, content))
        return out
    return [(i, i + 1, 0, content) for i, content in enumerate(row.cells)]


def _nearest(bounds: list[int], edge: int) -> int:
    i = bisect_left(bounds, edge)
    return min(range(max(i - 1, 0), min(i + 1, len(bounds))), key=lambda n: abs(bounds[n] - edge))
