"""The three statutory tables of a report, from its lines to cells.  Called by ``indexer.read.report``."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.forms import Column, Form
from indexer.read import litigation
from indexer.read.cells import ambiguous_row, assign, cells
from indexer.read.columns import Columns, Near, columns_of
from indexer.read.doubt import doubt
from indexer.read.form import decide
from indexer.read.labels import plain
from indexer.read.lines import Field, Line
from indexer.read.offsets import by_offset
from indexer.read.printouts import printouts
from indexer.read.rows import Match
from indexer.read.spaced import unspaced
from indexer.read.surplus import crowded, drop_surplus, scattered, spaced_out, torn, values_first
from indexer.report import Cell, CellPath

_FEWEST_NAMED = 4  # columns that a header must name so that those it leaves out are not there
_TOTALLED = 5  # columns of a row that ends with their sum


@dataclass(slots=True)
class Tables:
    """What was read: the form (None where no label tells it), all its cells, and where each table's lines are.

    ``spans`` maps a table's key to its first and last line; a table that is not there has none.
    """

    form: Form | None = None
    cells: dict[CellPath, Cell] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    procurement_unit: str | None = None
    votes: dict[str, int] = field(default_factory=dict)


def read_tables(lines: Sequence[Line], *, doubtful: bool) -> Tables:
    """Read the tables; ``doubtful`` says that an empty cell may be a number that was lost (scans)."""
    found = unspaced(printouts(lines))
    form, matches, votes = decide(lines, found)
    out = Tables(form=form, votes=votes)
    if form is None:
        return out
    by_key = {match.row.key: match for match in matches}
    headers = {plain(c.label) for t in form.tables for row in t.rows for c in row.columns}
    used, starts = {id(m.printout): m for m in matches}, {p.first: p for p in found}
    for table in form.tables:
        if table.layout == "blocks":
            after = max((span[1] for span in out.spans.values()), default=-1)
            block = litigation.read(table, found, after, doubtful=doubtful)
            out.cells |= block.cells
            if block.span:
                out.spans[table.key] = block.span
            continue
        mine = [by_key[row.key] for row in table.rows if row.key in by_key]
        if mine:
            out.spans[table.key] = (min(m.printout.first for m in mine), max(m.printout.last for m in mine))
        widths = {row.key: len(table.columns_of(row)) for row in table.rows}
        doubted = spaced_out(mine, widths) | drop_surplus(mine, widths, found)
        doubted |= values_first(mine, headers, found) | scattered(mine, widths)
        broken: set[int] = set()
        if table.columns:
            width = len(table.columns)
            broken = {id(m) for m in mine if torn(m, used, starts, width, _below(m, lines))}
            doubted |= crowded(mine)
        near = Near(mine)
        read: dict[tuple[str, ...], list[Cell]] = {}
        for row in table.rows:
            match = by_key.get(row.key)
            columns, paths = table.columns_of(row), table.paths(row)
            if match is None:
                read[row.key] = [Cell() for _ in columns]
            elif id(match) in broken or (id(match) in doubted and any(f.printed.raw for f in match.values)):
                read[row.key] = ambiguous_row(match.values, columns)
            else:
                read[row.key] = _read_row(match, columns, lines, near)
            out.cells |= zip(paths, read[row.key], strict=True)
        doubt([read[m.row.key] for m in mine], [doubtful or not m.printout.exact for m in mine])
    out.procurement_unit = next(
        (c.unit for path, c in out.cells.items() if path[-1] == "procurement_amount" and c.unit), None
    )
    return out


def _below(match: Match, lines: Sequence[Line]) -> str:
    return next((line.text for line in lines[match.printout.last + 1 : match.printout.last + 2]), "")


def _read_row(match: Match, columns: Sequence[Column], lines: Sequence[Line], near: Near) -> list[Cell]:
    values = match.values
    while match.printout.loose and len(values) > len(columns) and not values[-1].printed.raw:
        values = values[:-1]  # empty lines before the next row
    if match.printout.exact and not match.by_place and len(values) == len(columns) and columns[-1].unit is None:
        return cells(values, columns)
    known = columns_of(match, columns, lines, near)
    if known.surplus and len(values) - known.surplus == len(columns):
        if any(f.printed.raw for f in values[len(columns) :]):
            return ambiguous_row(values, columns)
        values = values[: len(columns)]
    fields = _only(values, columns, known) or _named(match, known) or assign(values, len(columns), known.shape)
    if fields is None or known.shape.gaps:
        fields = _by_place_on_page(match, near.matches, columns, known, fields)
    fields = fields or _first_of(values, columns, match)
    if fields is None or _slipped(fields, match, near.matches):
        return ambiguous_row(values, columns)
    read = cells(fields, columns, unit=known.unit)
    if match.by_place:
        for cell in read:
            cell.note = cell.note or "the label is damaged; the rows around it tell which row this is"
    return read


def _named(match: Match, known: Columns) -> list[Field | None] | None:
    """The fields of a row whose header leaves columns of the form out, and stands above just the values there are."""
    named = [head.column for head in known.header if head]
    if not match.printout.exact or not _FEWEST_NAMED <= len(named) < len(known.header):
        return None
    values = {f.column: f for f in match.values if f.printed.raw or f.column in named}
    if [*values] != named or any(f.span > 1 for f in values.values()):
        return None
    return [values[head.column] if head else None for head in known.header]


def _only(values: Sequence[Field], columns: Sequence[Column], known: Columns) -> list[Field | None] | None:
    """The one value of a row with one column is that column's, wherever it stands in a cell as wide as the table."""
    filled = [f for f in values if f.printed.kind != "blank"]
    if len(columns) != 1 or len(filled) != 1 or filled[0].column in known.shape.others:
        return None
    return list(filled)


def _by_place_on_page(
    match: Match, near: Sequence[Match], columns: Sequence[Column], known: Columns, fields: list[Field | None] | None
) -> list[Field | None] | None:
    """Where empty cells leave no trace, the values' places on the line or page decide, if they show the columns."""
    if match.printout.exact:
        return fields
    placed = by_offset(match, near, len(columns), known.header)
    return fields if placed is None else placed.fields


def _slipped(fields: Sequence[Field | None], match: Match, near: Sequence[Match]) -> bool:
    """Whether a flattened row seems to have moved left by a lost value: its total is empty and stands before it."""
    if match.printout.exact or len(fields) < _TOTALLED:
        return False
    printed = [f for f in fields if f and f.printed.raw]
    ends = [m.values[-1].printed.raw for m in near if m.printout.count and m is not match]
    last = fields[-1]
    return (
        last is not None
        and not last.printed.raw
        and any(f.printed.number for f in printed)
        and sum(bool(raw) for raw in ends) * 2 > len(ends)
    )


def _first_of(values: Sequence[Field], columns: Sequence[Column], match: Match) -> list[Field | None] | None:
    """Rows of an article stand left in a wider grid: all behind their columns is empty, or repeats a merged cell."""
    count = len(columns)
    if len(match.row.columns) == 0 or len(values) < count:
        return None
    filled = [f for f in values if f.printed.kind != "blank"]
    if count == 1 and len({f.text for f in filled}) == 1:
        return [filled[0]]
    if all(f.printed.kind == "blank" for f in values[count:]):
        return list(values[:count])
    return None
