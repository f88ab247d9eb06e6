"""Rows of a ruled table that are too low for any text.  Called by ``pages``.

They are the rims of tables that stand within cells, or lines drawn apart; a label beside which one begins would have
its numbers in the row below, and the rim for a row of blanks.
"""

from collections.abc import Sequence

from indexer.extract.glyphs import Glyph
from indexer.extract.ruling import Grid

_LOW = 0.9
"""Of the usual size of text in a table: a row that is lower holds none."""


def drop_thin_rows(grid: Grid, holding: Sequence[list[Glyph]]) -> None:
    """Take out rows without text that are too low for it; ``holding`` are the glyphs of each cell."""
    sizes = sorted(glyph[5] for glyphs in holding for glyph in glyphs)
    if not sizes:
        return
    lowest = _LOW * sizes[len(sizes) // 2]
    thin = {row for row in range(len(grid.ys) - 1) if grid.ys[row + 1] - grid.ys[row] < lowest}
    thin -= {cell.row for cell in grid.cells if cell.rowspan == 1 and cell.text}
    for row in sorted(thin, reverse=True):
        _drop(grid, row)


def _drop(grid: Grid, row: int) -> None:
    grid.cells = [cell for cell in grid.cells if cell.row != row or cell.rowspan > 1]
    for cell in grid.cells:
        if cell.row <= row < cell.row + cell.rowspan:
            cell.rowspan -= 1
        elif cell.row > row:
            cell.row -= 1
    del grid.ys[row + 1 if row + 2 < len(grid.ys) else row]
