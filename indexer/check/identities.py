"""The identities H1-H5 of a report (勾稽关系), from the form's data.  Called by ``indexer.check``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from indexer.forms import Column, Form, Identity, Row, forms
from indexer.report import Cell, CellPath, CheckResult, Number, Outcome, Report


@dataclass(frozen=True, slots=True)
class Equation:
    """One identity in one place: the cells on both sides, which sum to the same where the report is right."""

    check: str
    where: str
    left: tuple[CellPath, ...]
    right: tuple[CellPath, ...]

    @property
    def cells(self) -> tuple[CellPath, ...]:
        """All cells of the equation."""
        return (*self.left, *self.right)


def equations(form: Form) -> tuple[Equation, ...]:
    """Return every equation of a form."""
    return _of(form.form)


@cache
def _of(form: str) -> tuple[Equation, ...]:
    return tuple(_equations(forms()[form]))


def _equations(form: Form) -> Iterator[Equation]:
    for identity in form.identities:
        table = form.table(identity.table)
        if identity.each == "column":
            for column in table.columns:
                yield _column_equation(identity, column)
        else:
            for row in table.rows:
                yield _row_equation(identity, row)


def _column_equation(identity: Identity, column: Column) -> Equation:
    def paths(keys: Sequence[str]) -> tuple[CellPath, ...]:
        return tuple((identity.table, key, column.key) for key in keys)

    where = f"{identity.table}.*.{column.key}"
    return Equation(identity.check, where, paths(identity.left), paths(identity.right))


def _row_equation(identity: Identity, row: Row) -> Equation:
    def paths(keys: Sequence[str]) -> tuple[CellPath, ...]:
        return tuple((identity.table, *row.key, key) for key in keys)

    where = ".".join((identity.table, *row.key))
    return Equation(identity.check, where, paths(identity.left), paths(identity.right))


def outcome(equation: Equation, cells: Mapping[CellPath, Cell]) -> Outcome:
    """Say whether an equation holds; a cell that is missing or ambiguous leaves it not checkable."""
    blank = False
    difference: Number = 0
    for sign, side in ((1, equation.left), (-1, equation.right)):
        for path in side:
            cell = cells[path]
            if cell.state == "value":
                difference += sign * (cell.value or 0)
            elif cell.state == "blank":
                blank = True
            else:
                return "not_checkable"
    if not same(difference, 0):
        return "fails"
    return "holds_if_blank_is_zero" if blank else "holds"


def total(paths: Sequence[CellPath], cells: Mapping[CellPath, Cell]) -> Number:
    """Return the sum of the cells' values, a blank counted as 0."""
    return sum(cells[path].value or 0 for path in paths)


def holds_with(equation: Equation, cells: Mapping[CellPath, Cell], change: Mapping[CellPath, Number]) -> bool:
    """Tell whether an equation would hold if some of its cells had other values."""

    def side(paths: Sequence[CellPath]) -> Number:
        return total(paths, cells) + sum(change[p] - (cells[p].value or 0) for p in paths if p in change)

    return same(side(equation.left), side(equation.right))


def same(left: Number, right: Number) -> bool:
    """Compare two sums; amounts are decimal."""
    return abs(left - right) < 1e-6


def check_identities(report: Report, form: Form) -> list[CheckResult]:
    """Return the outcome of every identity: H1-H4 in each place, H5 for each table and each cell that breaks it."""
    results = [CheckResult(e.check, e.where, outcome(e, report.cells)) for e in equations(form)]
    for table in form.tables:
        bad = [path for path, _, column in table.cells() if not _plausible(report.cells[path], column)]
        results += [CheckResult("H5", ".".join(path), "fails") for path in bad]
        if not bad:
            any_value = any(report.cells[path].state == "value" for path, _, _ in table.cells())
            results.append(CheckResult("H5", table.key, "holds" if any_value else "not_checkable"))
    return results


def _plausible(cell: Cell, column: Column) -> bool:
    if cell.value is None:
        return True
    if column.kind == "amount":
        return cell.value >= 0
    return isinstance(cell.value, int) and (column.kind == "signed" or cell.value >= 0)
