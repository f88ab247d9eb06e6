"""Columns of text whose places are known: the gaps of the rows near by show which value is absent.

Places are character offsets (text laid out with spaces) or boxes on the page (OFD, PDF without ruling lines).

Called by ``indexer.read.tables`` for rows that print fewer values than they have columns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.read.lines import Field
from indexer.read.printed import Printed
from indexer.read.rows import Match

_COLUMNS = 3  # that a table has at least to be told by places
_FEWEST = 3  # rows that must agree
_SHARE = 0.6  # of the rows
_UNDER = 12.0  # points between the middles of a value and its label
_NARROWEST = 4  # characters or points between two columns

Span = tuple[float, float]

_EMPTY = Printed("blank", "")


@dataclass(frozen=True, slots=True)
class Placed:
    """The field of each column, an empty one where the row has a gap; None where a value stands between columns."""

    fields: list[Field | None] | None


def by_offset(match: Match, near: Sequence[Match], count: int, header: Sequence[Field | None]) -> Placed | None:
    """Place a row's values by where they stand; None if nothing shows where the columns are.

    They are shown by rows of the same table that print all their values, or by the labels above them.
    """
    values = [f for f in match.values if f.printed.raw]
    if not values or len(values) > count or count < _COLUMNS:
        return None
    span = _character if match.printout.loose else _box
    rows = [m.values for m in near if m is not match and m.printout.loose == match.printout.loose]
    full = [row for row in ([f for f in r if f.printed.raw] for r in rows) if len(row) == count]
    heads = [f for f in header if f is not None]
    shown = False
    for edge in (_right, _middle, _left):
        places = [[edge(span(f)) for f in row] for row in full]
        if any(None in row for row in places) or None in (at := [edge(span(f)) for f in values]):
            return None
        centres = _steady(places, count) or (_of_header(heads, span) if len(heads) == count else None)
        shown = shown or centres is not None
        placed = _nearest(values, at, centres) if centres else None
        if placed:
            return Placed(placed)
    under = _under_labels(values, header) if span is _box else None
    if under:
        return Placed(under)
    return Placed(None) if shown and match.printout.loose else None


def _under_labels(values: Sequence[Field], header: Sequence[Field | None]) -> list[Field | None] | None:
    """Place values that all stand right under labels, each under its own; nothing is printed under the others."""
    out: list[Field | None] = [Field("", values[0].column, 0, _EMPTY, values[0].place) for _ in header]
    for value in values:
        middle = _middle(_box(value))
        near = [
            n
            for n, head in enumerate(header)
            if head and middle is not None and (at := _middle(_box(head))) is not None and abs(at - middle) <= _UNDER
        ]
        if len(near) != 1 or out[near[0]] is None or (out[near[0]] or value).printed is not _EMPTY:
            return None
        out[near[0]] = value
    return out


def _steady(places: Sequence[Sequence[float | None]], count: int) -> list[float] | None:
    """Return the usual place of each column, if most rows keep to it."""
    rows = [[p for p in row if p is not None] for row in places]
    if len(rows) < _FEWEST:
        return None
    centres = [median(row[n] for row in rows) for n in range(count)]
    pitch = min(b - a for a, b in pairwise(centres))
    slack = pitch / 5
    steady = [row for row in rows if all(abs(row[n] - centres[n]) <= slack for n in range(count))]
    return centres if pitch > _NARROWEST and len(steady) >= max(_FEWEST, _SHARE * len(rows)) else None


def _of_header(heads: Sequence[Field], span: Callable[[Field], Span | None]) -> list[float] | None:
    centres = [_middle(span(f)) for f in heads]
    found = [c for c in centres if c is not None]
    rising = all(a < b for a, b in pairwise(found))
    return found if len(found) == len(heads) and rising and span is _box else None


def _nearest(
    values: Sequence[Field], at: Sequence[float | None], centres: Sequence[float]
) -> list[Field | None] | None:
    out: list[Field | None] = [Field("", round(c), 0, _EMPTY, values[0].place) for c in centres]
    pitch = min(b - a for a, b in pairwise(centres))
    for field, position in zip(values, at, strict=True):
        if position is None:
            return None
        column = min(range(len(centres)), key=lambda n: abs(centres[n] - position))
        taken = out[column]
        if abs(centres[column] - position) > pitch / 3 or (taken and taken.printed is not _EMPTY):
            return None
        out[column] = field
    return out


def _character(field: Field) -> Span | None:
    return field.column, field.column + field.span


def _box(field: Field) -> Span | None:
    return (field.place.box[0], field.place.box[2]) if field.place.box else None


def _left(span: Span | None) -> float | None:
    return span and span[0]


def _right(span: Span | None) -> float | None:
    return span and span[1]


def _middle(span: Span | None) -> float | None:
    return span and (span[0] + span[1]) / 2
