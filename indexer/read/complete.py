"""Rows that print one value too few or too many: which complete rows would satisfy the identities.

Called by ``indexer.read.settle``.  The row stays ambiguous; what all possible rows have in common is inferred.
"""

from collections.abc import Iterator, Mapping, Sequence

from indexer.check.identities import Equation, same
from indexer.forms import Form, Identity
from indexer.read.printed import printed
from indexer.report import Cell, CellPath, Number


def complete(form: Form, cells: Mapping[CellPath, Cell], equations: Sequence[Equation]) -> bool:
    """Fill ``inferred`` of rows that are ambiguous as a whole; return whether anything was added."""
    added = False
    for identity in form.identities:
        if identity.each != "row":
            continue
        table = form.table(identity.table)
        keys = [column.key for column in table.columns]
        for row in table.rows:
            paths = [(table.key, *row.key, key) for key in keys]
            if all(cells[p].state == "ambiguous" and cells[p].inferred is None and cells[p].raw for p in paths):
                added |= _complete_row(identity, keys, paths, cells, equations)
    return added


def _complete_row(
    identity: Identity,
    keys: Sequence[str],
    paths: Sequence[CellPath],
    cells: Mapping[CellPath, Cell],
    equations: Sequence[Equation],
) -> bool:
    values = [printed(word) for word in (cells[paths[0]].raw or "").split()]
    if any(v.kind != "number" or not isinstance(v.number, int) for v in values):
        return False
    numbers = [v.number for v in values if isinstance(v.number, int)]
    rows = {row for row in _rows(numbers, len(keys)) if _adds_up(row, keys, identity)}
    crossing = [e for e in equations if e.check != identity.check and set(e.cells) & set(paths)]
    fitting = {row for row in rows if all(_fits(e, dict(zip(paths, row, strict=True)), cells) for e in crossing)}
    added = False
    for number, path in enumerate(paths):
        possible = {row[number] for row in fitting}
        if len(possible) == 1:
            cells[path].inferred = possible.pop()
            cells[path].inferred_by = f"{identity.check}: every row of these values that adds up has it here"
            added = True
    return added


def _rows(numbers: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
    """Yield the complete rows that could have printed these numbers."""
    if len(numbers) == count - 1:
        *parts, total = numbers
        for place in range(count - 1):
            absent = total - sum(parts)
            if absent >= 0:
                yield (*parts[:place], absent, *parts[place:], total)
        yield (*numbers, sum(numbers))
    elif len(numbers) == count + 1:
        for place in range(count):
            joined = int(f"{numbers[place]}{numbers[place + 1]}") if numbers[place] else 0
            if joined:
                yield (*numbers[:place], joined, *numbers[place + 2 :])


def _adds_up(row: Sequence[int], keys: Sequence[str], identity: Identity) -> bool:
    values = dict(zip(keys, row, strict=True))
    return sum(values[k] for k in identity.left) == sum(values[k] for k in identity.right)


def _fits(equation: Equation, row: Mapping[CellPath, int], cells: Mapping[CellPath, Cell]) -> bool:
    """Whether an equation allows this row: it cannot be told where anything else of it is unknown."""

    def side(paths: Sequence[CellPath]) -> Number | None:
        values = [row.get(p, cells[p].value if cells[p].state == "value" else cells[p].inferred) for p in paths]
        return None if any(v is None for v in values) else sum(v for v in values if v is not None)

    left, right = side(equation.left), side(equation.right)
    return left is None or right is None or same(left, right)
