"""Broken identities → findings in plain words.  Called by ``indexer.check``."""

from indexer.check.identities import Equation, equations, outcome, total
from indexer.check.words import CHECKS, cell_name, shown
from indexer.forms import Form
from indexer.report import Finding, Report


def findings(report: Report, form: Form) -> list[Finding]:
    """Return one finding for each identity that fails."""
    broken = [e for e in equations(form) if outcome(e, report.cells) == "fails"]
    return [_finding(e, report, form) for e in broken] + _implausible(report, form)


def _finding(equation: Equation, report: Report, form: Form) -> Finding:
    left, right = shown(total(equation.left, report.cells)), shown(total(equation.right, report.cells))
    where, where_en = _where(equation, form), _where(equation, form, english=True)
    demand, demand_en = CHECKS[equation.check]
    return Finding(
        equation.check,
        f"{where}：{demand}，但 {left} ≠ {right}",
        f"{where_en}: {demand_en}, but {left} ≠ {right}",
        [path for path in equation.cells if report.cells[path].value],
    )


def _where(equation: Equation, form: Form, *, english: bool = False) -> str:
    name = cell_name(form, equation.left[0], english=english)
    row, _, column = name.partition(" × ")
    return column if equation.check in {"H1", "H2"} else row


def _implausible(report: Report, form: Form) -> list[Finding]:
    demand, demand_en = CHECKS["H5"]
    return [
        Finding(
            "H5",
            f"{cell_name(form, path)}：{shown(report.cells[path].value)}，{demand}",
            f"{cell_name(form, path, english=True)}: {shown(report.cells[path].value)}, {demand_en}",
            [path],
        )
        for result in report.checks
        if result.check == "H5" and result.outcome == "fails"
        for path in [tuple(result.where.split("."))]
    ]
