"""Digits that a reader of PDF text or of a picture may have torn apart, joined or swapped.  Called by ``findings``.

Where such a slip explains every broken identity, the fault is held to be the reading's and not the office's.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from math import prod

from indexer.check.identities import Equation, holds_with
from indexer.forms import Form
from indexer.report import Cell, CellPath, Number

FORMATS = frozenset({"pdf", "scan", "ofd"})
"""Formats whose cells are put together from positions, so that such slips are possible."""
Change = dict[CellPath, Number]
_OF_ROWS = ("H3", "H4")
_MOST_WAYS = 500
"""Combinations that are tried where several rows are torn."""


def slips(form: Form, equations: Sequence[Equation], cells: Mapping[CellPath, Cell]) -> list[Change]:
    """Return the slips that would explain everything: neighbouring cells with the values that mend all equations.

    One pair of neighbours is tried first; else digits torn in each row whose own sum is broken.
    """
    found = [change for change in _pairs(form, equations, cells) if _mends(change, equations, cells)]
    return found or list(_rows_torn(equations, cells))


def _pairs(form: Form, equations: Sequence[Equation], cells: Mapping[CellPath, Cell]) -> Iterator[Change]:
    suspected = {path for e in equations if not holds_with(e, cells, {}) for path in e.cells}
    for table in form.tables:
        for row in table.rows:
            paths = [(table.key, *row.key, column.key) for column in table.columns_of(row)]
            yield from (c for c in _in_row(paths, cells) if suspected.intersection(c))


def _in_row(paths: Sequence[CellPath], cells: Mapping[CellPath, Cell]) -> Iterator[Change]:
    for first, second in pairwise(paths):
        for one, other in _readings(cells[first].value, cells[second].value):
            yield {first: one, second: other}


def _rows_torn(equations: Sequence[Equation], cells: Mapping[CellPath, Cell]) -> Iterator[Change]:
    """Yield the ways to divide digits anew in every row whose sum is broken, so that all equations hold."""
    choices: list[list[Change]] = []
    for equation in equations:
        if equation.check in _OF_ROWS and not holds_with(equation, cells, {}):
            row = [*equation.right, *equation.left]  # as printed: the total is last
            choices.append([c for c in _in_row(row, cells) if holds_with(equation, cells, c)])
    if len(choices) < 2 or prod(map(len, choices)) > _MOST_WAYS:
        return
    for changes in product(*choices):
        change = {path: value for one in changes for path, value in one.items()}
        if _mends(change, equations, cells):
            yield change


def _mends(change: Change, equations: Sequence[Equation], cells: Mapping[CellPath, Cell]) -> bool:
    return all(holds_with(e, cells, change) for e in equations)


def _readings(first: Number | None, second: Number | None) -> Iterator[tuple[Number, Number]]:
    """Yield what two neighbouring cells may really hold: swapped, or with their digits divided elsewhere."""
    if not isinstance(first, int) or not isinstance(second, int) or first < 0 or second < 0 or first == second:
        return
    yield second, first
    digits = f"{first}{second}"
    for at in range(1, len(digits)):
        pair = int(digits[:at]), int(digits[at:])
        if pair != (first, second) and digits == f"{pair[0]}{pair[1]}":
            yield pair
