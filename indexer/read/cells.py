"""Fields of a printed row → cells of the form: which value belongs to which column, and in which state.

Called by the readers of the three tables.  Rule: what position or count proves is read, the rest is left ambiguous.
"""

import re
from collections.abc import Mapping, Sequence

from indexer.forms import Column
from indexer.read.labels import squeeze
from indexer.read.lines import Field
from indexer.report import Cell

_UNIT = re.compile(r"(?:单位[:为]?|[(（])(亿元|万元|千元|元)")


def assign(
    values: Sequence[Field], count: int, positions: Sequence[Mapping[int, int]] = ()
) -> list[Field | None] | None:
    """Return the field of each of ``count`` columns (None: the source has no such cell), or None if that is open.

    ``positions`` are maps column of the form → column of the grid, the most trusted first: the header, rows near by.
    """
    filled = [f for f in values if f.printed.kind != "blank"]
    if len(filled) == count and all(f.span == 1 for f in filled):
        return list(filled)
    if len(values) == count:
        return list(values)
    if not filled and len(values) >= count:
        return list(values[:count])
    for position in positions:
        placed = _by_position(values, count, position)
        if placed is not None:
            return placed
    return None


def _by_position(values: Sequence[Field], count: int, position: Mapping[int, int]) -> list[Field | None] | None:
    if len(position) != count or not values:
        return None
    out: list[Field | None] = []
    used: set[int] = set()
    for column in range(count):
        grid = position[column]
        field = next((f for f in values if f.column <= grid < f.column + f.span), None)
        out.append(field)
        if field:
            used.add(id(field))
    lost = [f for f in values if f.printed.kind == "number" and id(f) not in used and f.column < max(position.values())]
    return None if lost or out[0] is None else out


def cell(field: Field | None, column: Column, *, unit: str | None = None) -> Cell:
    """Return the cell that a field prints."""
    if field is None:
        return Cell(state="missing", note="the row ends before this column")
    shown = field.printed
    if shown.kind == "blank":
        return Cell(state="blank", raw=shown.raw or None, place=field.place)
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
