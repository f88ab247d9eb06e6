"""Ruling lines of a scanned page → tables.  Called by ``scan``."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from indexer.extract.glyphs import Rule
from indexer.extract.picture import Image, Straight
from indexer.extract.ruling import Grid, GridCell, grids

_NEAR = 8.0
"""Pixels within which two lines are one, or two ends meet."""
_FEWEST = 4
"""Cells of the smallest table; less is a frame around text."""
_REACH, _END, _STEP = 4, 3, 12
"""Pixels: how far beside its place a faint line may run, what is left out at its ends, and how far it runs straight."""
_SEEN, _WEAKEST = 0.85, 0.6
"""Share of a line that must be ink, on the whole and in each step."""
_AROUND, _BESIDE = 11, 0.1
"""Pixels on both sides of a line that are looked at, and the share of ink there that only a character has."""


def tables_of(page: Straight) -> list[Grid]:
    """Return the tables of a page.

    A line that is too faint or too broken to be found by itself is looked for where the table has one elsewhere: else
    two cells would be read as one, and a label run into its number.
    """
    found = grids(page.horizontal, page.vertical, _NEAR)
    faint = [list(_faint(page.drawn, grid)) for grid in found if len(grid.cells) >= _FEWEST]
    across = [rule for rules in faint for rule, upright in rules if not upright]
    down = [rule for rules in faint for rule, upright in rules if upright]
    if across or down:
        found = grids([*page.horizontal, *across], [*page.vertical, *down], _NEAR)
    return [grid for grid in found if len(grid.cells) >= _FEWEST]


def _faint(drawn: Image, grid: Grid) -> Iterator[tuple[Rule, bool]]:
    """Yield the lines inside merged cells that can be seen, and whether they are upright."""
    yield from ((rule, True) for rule in _upright(drawn, grid.cells, grid.xs, grid.ys))
    turned = [
        GridCell(c.column, c.row, c.colspan, c.rowspan, c.top, c.x0, c.bottom, c.x1) for c in grid.cells
    ]  # columns are rows of the page seen from its side
    yield from ((rule, False) for rule in _upright(drawn.T, turned, grid.ys, grid.xs))


def _upright(drawn: Image, cells: Sequence[GridCell], xs: Sequence[float], ys: Sequence[float]) -> Iterator[Rule]:
    """Yield upright lines that a row lacks to be divided like another one, where all of them can be seen."""
    divided: list[set[int]] = [set() for _ in ys[1:]]
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            divided[row].add(cell.column + cell.colspan)
    for row, own in enumerate(divided):
        for other in (d for d in divided if own < d):
            lacking = other - own
            if all(_is_drawn(drawn, xs[column], ys[row], ys[row + 1]) for column in lacking):
                yield from ((xs[column], ys[row], ys[row + 1]) for column in lacking)
                break


def _is_drawn(drawn: Image, place: float, start: float, end: float) -> bool:
    """Say whether an upright line can be seen: near its place some column is ink almost throughout and white stands on
    both sides of it, where the stroke of a character has others.
    """
    part = drawn[int(start) + _END : int(end) - _END + 1, max(0, int(place) - _AROUND) : int(place) + _AROUND + 1]
    if part.shape[0] < _STEP or part.shape[1] < 2 * _AROUND:
        return False
    ink = cv2.morphologyEx(np.ascontiguousarray(part), cv2.MORPH_CLOSE, np.ones((5, 1), np.uint8)) > 0
    near = ink[:, _AROUND - _REACH : _AROUND + _REACH + 1]
    shares = [float(step.mean(axis=0).max()) for step in np.array_split(near, part.shape[0] // _STEP)]
    beside = max(float(side.mean()) for side in (ink[:, : _AROUND - _REACH - 1], ink[:, _AROUND + _REACH + 2 :]))
    return min(shares) >= _WEAKEST and float(np.mean(shares)) >= _SEEN and beside <= _BESIDE
