"""Numbers that run over the edges of their cells.  Called by ``pages``, which leaves such cells open.

A number too long for its column is printed over the ruling line into the next cell, or out of the table: each of
the two cells then holds a part of it, and neither part is a number.
"""

from collections.abc import Iterator, Sequence

from indexer.extract.glyphs import Glyph
from indexer.extract.overprint import OPEN
from indexer.extract.ruling import GridCell

_ACROSS = 0.2
"""Share of a digit that lies beyond its cell's edge where it stands on the line."""
_AT_EDGE, _TOUCHING, _IN_LINE = 0.5, 0.1, 0.3
"""Sizes: from the edge to a digit beside it, between digits of one number, and between the heights of their middles."""


def overflowing(cells: Sequence[GridCell], holding: Sequence[list[Glyph]], outside: Sequence[Glyph]) -> set[int]:
    """Return the cells whose numbers stand over an upright edge, and those that they reach into.

    ``holding`` are the glyphs of each cell, ``outside`` those in no cell of the page.
    """
    digits = [[glyph for glyph in glyphs if _is_digit(glyph)] for glyphs in holding]
    found: set[int] = set()
    for number, (cell, own) in enumerate(zip(cells, digits, strict=True)):
        for glyph in own:
            for beyond in _beyond(glyph, cell):
                found |= {number} | _at(cells, beyond, (glyph[1] + glyph[3]) / 2)
    rights = [(n, g) for n, own in enumerate(digits) for g in own if g[2] > cells[n].x1 - _AT_EDGE * g[5]]
    lefts = [(n, g) for n, own in enumerate(digits) for g in own if g[0] < cells[n].x0 + _AT_EDGE * g[5]]
    if rights or lefts:
        free = [(-1, glyph) for glyph in outside if _is_digit(glyph)]
        for a, left in rights + free:
            found |= {n for b, right in lefts + free if a != b and _is_one_number(left, right) for n in (a, b)}
    return found - {-1}


def _is_digit(glyph: Glyph) -> bool:
    return glyph[4].isdigit() or glyph[4] == OPEN


def _beyond(glyph: Glyph, cell: GridCell) -> Iterator[float]:
    """Yield where a digit reaches beyond its cell."""
    reach = _ACROSS * (glyph[2] - glyph[0])
    if glyph[0] < cell.x0 - reach:
        yield glyph[0]
    if glyph[2] > cell.x1 + reach:
        yield glyph[2]


def _at(cells: Sequence[GridCell], x: float, y: float) -> set[int]:
    return {n for n, cell in enumerate(cells) if cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom}


def _is_one_number(left: Glyph, right: Glyph) -> bool:
    size = left[5]
    return (
        abs(right[0] - left[2]) < _TOUCHING * size
        and abs(right[1] + right[3] - left[1] - left[3]) / 2 < _IN_LINE * size
    )
