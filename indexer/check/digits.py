"""Digits that a reader of PDF text or of a picture may have torn apart, joined or swapped.  Called by ``findings``.

Where such a slip explains every broken identity, the fault is held to be the reading's and not the office's.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from indexer.check.identities import Equation, holds_with
from indexer.forms import Form
from indexer.report import Cell, CellPath, Number

FORMATS = frozenset({"pdf", "scan", "ofd"})
"""Formats whose cells are put together from positions, so that such slips are possible."""


def slip(form: Form, equations: Sequence[Equation], cells: Mapping[CellPath, Cell]) -> dict[CellPath, Number] | None:
    """Return two neighbours in a row with the values that mend all equations, if there is exactly one such pair."""
    suspected = {path for e in equations if not holds_with(e, cells, {}) for path in e.cells}
    found: list[dict[CellPath, Number]] = []
    for table in form.tables:
        for row in table.rows:
            paths = [(table.key, *row.key, column.key) for column in table.columns_of(row)]
            for pair in pairwise(paths):
                if not suspected.intersection(pair):
                    continue
                for first, second in _readings(cells[pair[0]].value, cells[pair[1]].value):
                    change = {pair[0]: first, pair[1]: second}
                    if all(holds_with(e, cells, change) for e in equations):
                        found.append(change)
    return found[0] if len(found) == 1 else None


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
