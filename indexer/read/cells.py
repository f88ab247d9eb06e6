"""Fields of a printed row → cells of the form: which value belongs to which column, and in which state.

Called by the readers of the three tables.  Rule: what position or count proves is read, the rest is left ambiguous.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.blocks import Place
from indexer.forms import Column
from indexer.read.labels import squeeze
from indexer.read.lines import Field
from indexer.read.printed import printed
from indexer.report import Cell

_UNIT = re.compile(r"(?:单位[:为]?|[(（][^()（）]{0,5}?)(亿元|万元|千元|元)")


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a row's columns besides its own fields.

    ``slots`` are the grid columns of the form's columns (empty: not known).  ``regular`` says that the row has as many
    fields as its neighbours, ``exact`` that the grid is the original's own, ``gaps`` that empty cells of this table
    left no trace.  ``place`` is given for a paragraph, whose label may stand alone because all its cells are empty.
    ``others`` are grid columns between them that the header gives to something else (小计).
    """

    slots: tuple[int, ...] = ()
    others: frozenset[int] = frozenset()
    regular: bool = True
    exact: bool = True
    gaps: bool = False
    place: Place | None = None


_USUAL = Shape()
_UNSUMMED = 3  # columns up to which a row has no total


def assign(values: Sequence[Field], count: int, shape: Shape = _USUAL) -> list[Field | None] | None:
    """Return the field of each of ``count`` columns, or None if the row does not show which is which.

    A row that does not fit its neighbours is believed only if its last value is the sum of the rest.
    """
    filled = [f for f in values if f.printed.raw]
    if len(filled) == count and all(f.span == 1 for f in filled):
        fits = tuple(f.column for f in filled) == shape.slots if shape.slots else shape.regular and not shape.gaps
        whole = len(values) == count and (shape.exact or shape.regular) and not shape.gaps
        alone = not shape.slots or len(values) == count
        if fits or whole or (alone and _adds_up(filled)):
            return list(filled)
        remarks = shape.exact and bool(shape.slots) and any(f.printed.kind == "text" for f in filled)
        return _by_position(values, shape) if (shape.others or remarks) and shape.regular else None
    if len(values) == count and shape.regular:
        unsure = shape.gaps or len(filled) < count  # also digits of fewer numbers may be as many
        guessed = shape.place is not None and bool(filled) and unsure and count > _UNSUMMED
        return list(values) if not guessed or _adds_up(values) else None
    if not filled and len(values) >= count:
        return list(values[:count])
    if not values and shape.place:
        return [Field("", 0, 0, printed(""), shape.place)] * count  # the label alone, in text that drops empty cells
    return _by_position(values, shape) if shape.slots and shape.regular else None


def _adds_up(values: Sequence[Field]) -> bool:
    numbers = [0 if f.printed.kind == "blank" else f.printed.number for f in values]
    return all(isinstance(n, int) for n in numbers) and sum(n or 0 for n in numbers[:-1]) == numbers[-1]


def _by_position(values: Sequence[Field], shape: Shape) -> list[Field | None] | None:
    out: list[Field | None] = []
    for slot in shape.slots:
        field = next((f for f in values if f.column <= slot < f.column + f.span), None)
        if field is None:
            return None
        out.append(field)
    last = max(shape.slots)
    lost = [
        f
        for f in values
        if f.printed.kind == "number" and f not in out and (f.column < last or not shape.exact)
        if f.column not in shape.others
    ]
    return None if lost else out


def cell(field: Field | None, column: Column, *, unit: str | None = None) -> Cell:
    """Return the cell that a field prints."""
    if field is None:
        return Cell(state="missing", note="the row ends before this column")
    shown = field.printed
    if shown.kind == "blank":
        header = unit if column.unit is not None else None
        return Cell(state="blank", raw=shown.raw or None, unit=header, place=field.place)
    if shown.kind == "doubt":
        note = f"the picture may say {' or '.join(shown.raw.split('|'))}" if shown.raw else "the picture cannot be read"
        return Cell(state="ambiguous", raw=shown.raw or None, note=note, place=field.place)
    if shown.kind == "text" or (field.tall and not field.begins):
        return Cell(state="ambiguous", raw=shown.raw, note="not a number as it is printed", place=field.place)
    is_amount = column.unit is not None
    out = Cell(shown.number, "value", place=field.place)
    out.unit = shown.unit or (unit if is_amount else None)
    if not shown.plain or out.unit:
        out.raw = shown.raw
    return out


def cells(fields: Sequence[Field | None], columns: Sequence[Column], *, unit: str | None = None) -> list[Cell]:
    """Return a row's cells; a number merged over several columns belongs to none of them for certain."""
    out = [cell(f, c, unit=unit) for f, c in zip(fields, columns, strict=True)]
    if all(f is not None and f.span == 1 for f in fields):
        return out
    for number, field in enumerate(fields):
        shared = field is not None and sum(other is field for other in fields) > 1
        if shared and out[number].state == "value":
            out[number] = Cell(
                state="ambiguous",
                raw=out[number].raw or str(out[number].value),
                place=out[number].place,
                note="one number stands in a cell merged over several columns",
            )
    return out


def ambiguous_row(values: Sequence[Field], columns: Sequence[Column]) -> list[Cell]:
    """Return the cells of a row that prints another number of values than it has columns."""
    raw = " ".join(f.printed.raw for f in values if f.printed.kind != "blank")
    note = f"the row prints {len(raw.split())} values for {len(columns)} columns, and nothing shows which is which"
    place = values[0].place if values else None
    return [Cell(state="ambiguous", raw=raw, note=note, place=place) for _ in columns]


def unit_in(text: str) -> str | None:
    """Return the unit of money that a header prints: 采购总金额（单位:万元） → 万元."""
    found = _UNIT.search(squeeze(text))
    return found[1] if found else None
