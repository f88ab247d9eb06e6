"""Tables whose cells are filled boxes set side by side, the gaps between them being all the lines there are.

Called by ``pages`` for pages without ruling lines.
"""

from collections.abc import Sequence

from indexer.extract.glyphs import Fill, Rule, Sheet
from indexer.extract.ruling import Grid, grids

_FEWEST = 4
_SMALLEST = 5.0
"""Points: the height and width of a cell."""
_LARGEST = 0.2
"""Of a page: the area of a cell."""
_COVERED = 0.85
"""Of a table's area: shaded rows between others without shade leave half of it open."""


def tiled(sheet: Sheet) -> list[Grid]:
    """Return the tables of a page that filled boxes tile; shaded rows among others, or a shaded head, are none."""
    most = _LARGEST * sheet.width * sheet.height
    cells = [
        f
        for f in sheet.fills
        if min(f.x1 - f.x0, f.bottom - f.top) >= _SMALLEST and (f.x1 - f.x0) * (f.bottom - f.top) < most
    ]
    if len(cells) < _FEWEST:
        return []
    cells = [f for f in cells if not _holds_others(f, cells)]
    across: list[Rule] = [(y, f.x0, f.x1) for f in cells for y in (f.top, f.bottom)]
    down: list[Rule] = [(x, f.top, f.bottom) for f in cells for x in (f.x0, f.x1)]
    return [grid for grid in grids(across, down) if _is_table(grid, sheet) and _covered(grid, cells)]


def _is_table(grid: Grid, sheet: Sheet) -> bool:
    digits = (g for g in sheet.glyphs if g[4].isdigit() and grid.holds((g[0] + g[2]) / 2, (g[1] + g[3]) / 2))
    return len(grid.cells) >= _FEWEST and len(grid.ys) > 2 and any(digits)


def _holds_others(fill: Fill, cells: Sequence[Fill]) -> bool:
    """Say whether a box is the ground of a table or a row: others lie on it."""
    inside = 0
    for other in cells:
        x, y = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
        smaller = other.x1 - other.x0 < 0.9 * (fill.x1 - fill.x0) or other.bottom - other.top < 0.9 * (
            fill.bottom - fill.top
        )
        inside += smaller and fill.x0 < x < fill.x1 and fill.top < y < fill.bottom
        if inside > 1:
            return True
    return False


def _covered(grid: Grid, cells: Sequence[Fill]) -> bool:
    area = (grid.xs[-1] - grid.xs[0]) * (grid.bottom - grid.top)
    inside = [f for f in cells if grid.holds((f.x0 + f.x1) / 2, (f.top + f.bottom) / 2)]
    return sum((f.x1 - f.x0) * (f.bottom - f.top) for f in inside) >= _COVERED * area
