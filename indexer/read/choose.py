"""Scanned numbers that may be any of several: which one the identities leave.  Called by ``indexer.read.settle``.

The cell stays ambiguous; what is chosen is inferred.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

from indexer.check.identities import Equation, holds_with
from indexer.read.printed import printed
from indexer.report import Cell, CellPath, Number

_MOST_WAYS = 400
"""Combinations that are tried in one equation."""


def choose(cells: Mapping[CellPath, Cell], equations: Sequence[Equation]) -> bool:
    """Fill ``inferred`` of cells of which one reading alone satisfies an equation; return whether any was added."""
    return sum(_choose(equation, cells) for equation in equations) > 0


def _choose(equation: Equation, cells: Mapping[CellPath, Cell]) -> bool:
    open_ = [p for p in equation.cells if cells[p].state != "value" and cells[p].inferred is None]
    ways = [_readings(cells[p]) for p in open_]
    if not all(ways) or not 1 < prod(map(len, ways)) <= _MOST_WAYS:
        return False
    known = {p: inferred for p in equation.cells if (inferred := cells[p].inferred) is not None}
    rows = [dict(zip(open_, values, strict=True)) for values in product(*ways)]
    fitting = [row for row in rows if holds_with(equation, cells, known | row)]
    if len(fitting) != 1:
        return False
    for path, value in fitting[0].items():
        cells[path].inferred = value
        cells[path].inferred_by = f"{equation.check} {equation.where}: of {cells[path].raw} only this adds up"
    return True


def _readings(cell: Cell) -> list[Number]:
    """Return the numbers that a cell may say; none where it is not such a cell."""
    if cell.state != "ambiguous" or not cell.raw or "|" not in cell.raw:
        return []
    return [n for way in cell.raw.split("|") if (n := printed(way).number) is not None]
