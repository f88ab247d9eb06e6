"""Columns of text that a tool laid out with spaces: the gaps of the rows near by show which value is absent.

Called by ``indexer.read.tables`` for rows that print fewer values than they have columns.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from indexer.read.lines import Field
from indexer.read.printed import Printed

_STEADY = 2  # characters by which aligned values may differ
_FEWEST = 3  # rows that must agree
_SHARE = 0.6  # of the rows

_EMPTY = Printed("blank", "")


def by_offset(values: Sequence[Field], near: Sequence[Sequence[Field]], count: int) -> list[Field | None] | None:
    """Return the field of each column, an empty one where the row has a gap; None if the rows near by are not aligned.

    ``near`` are the values of rows of the same table; ``Field.column`` and ``span`` are character offsets and widths.
    """
    full = [row for row in near if len(row) == count and all(f.printed.kind == "number" for f in row)]
    if len(full) < _FEWEST or len(values) >= count:
        return None
    for edge in (_right, _middle, _left):
        centres = [median(edge(row[n]) for row in full) for n in range(count)]
        steady = [row for row in full if all(abs(edge(row[n]) - centres[n]) <= _STEADY for n in range(count))]
        pitch = min(b - a for a, b in pairwise(centres))
        if len(steady) < max(_FEWEST, _SHARE * len(full)) or pitch <= 2 * _STEADY:
            continue
        placed = _nearest(values, [edge(f) for f in values], centres, pitch)
        if placed:
            return placed
    return None


def _nearest(
    values: Sequence[Field], at: Sequence[float], centres: Sequence[float], pitch: float
) -> list[Field | None] | None:
    if not values:
        return None
    out: list[Field | None] = [Field("", round(c), 0, _EMPTY, values[0].place) for c in centres]
    for field, position in zip(values, at, strict=True):
        column = min(range(len(centres)), key=lambda n: abs(centres[n] - position))
        taken = out[column]
        if abs(centres[column] - position) > pitch / 3 or (taken and taken.printed is not _EMPTY):
            return None
        out[column] = field
    return out


def _left(field: Field) -> float:
    return field.column


def _right(field: Field) -> float:
    return field.column + field.span


def _middle(field: Field) -> float:
    return field.column + field.span / 2
