"""Broken identities → findings in plain words, with the cell that is to blame.  Called by ``indexer.check``."""

from collections.abc import Sequence

from indexer.check.digits import FORMATS, slip
from indexer.check.identities import Equation, equations, outcome, total
from indexer.check.suspects import Mending, mendings
from indexer.check.words import CHECKS, cell_name, shown
from indexer.forms import Form
from indexer.report import Finding, Report, Suspect


def findings(report: Report, form: Form) -> list[Finding]:
    """Return a finding for each identity that fails; each names the one cell that would mend all, if one does."""
    out: list[Finding] = []
    for table in form.tables:
        outcomes = [(e, outcome(e, report.cells)) for e in equations(form) if e.left[0][0] == table.key]
        broken = [e for e, result in outcomes if result == "fails"]
        if not broken:
            continue
        checkable = [e for e, result in outcomes if result != "not_checkable"]
        if report.format in FORMATS and (slipped := _slipped(report, form, checkable)):
            out.append(slipped)
            continue
        ways = mendings(checkable, report.cells)
        out += [_finding(e, report, form, broken, ways) for e in broken]
    return out + _implausible(report, form)


def _slipped(report: Report, form: Form, checkable: Sequence[Equation]) -> Finding | None:
    change = slip(form, checkable, report.cells)
    if change is None:
        return None
    names = "、".join(f"“{cell_name(form, p)}”读作 {shown(report.cells[p].value)}，或为 {v}" for p, v in change.items())
    names_en = ", ".join(
        f"{cell_name(form, p, english=True)} was read as {shown(report.cells[p].value)} and may be {v}"
        for p, v in change.items()
    )
    return Finding(
        "reading",
        f"勾稽不符可能是读取相邻两格时数字被拆分或换位所致，请核对原件：{names}",
        f"The sums may fail because digits of two neighbouring cells were torn or swapped in reading: {names_en}",
        list(change),
        severity="warning",
    )


def _finding(
    equation: Equation, report: Report, form: Form, broken: Sequence[Equation], ways: Sequence[Mending]
) -> Finding:
    left, right = shown(total(equation.left, report.cells)), shown(total(equation.right, report.cells))
    demand, demand_en = CHECKS[equation.check]
    where, where_en = _where(equation, form), _where(equation, form, english=True)
    one = ways[0] if len(ways) == 1 else None
    zh, en = _advice(one, len(broken), report, form) if one else _at_least(ways)
    finding = Finding(
        equation.check,
        f"{where}：{demand}，但 {left} ≠ {right}{zh}",
        f"{where_en}: {demand_en}, but {left} ≠ {right}{en}",
        [path for path in equation.cells if report.cells[path].value],
    )
    if one and len(one.values) == 1:
        path, value = one.values[0]
        finding.suspect = Suspect(path, report.cells[path].value, value)
        finding.cells = [path, *(p for p in finding.cells if p != path)]
    return finding


def _at_least(ways: Sequence[Mending]) -> tuple[str, str]:
    """Say how many cells must be wrong where several sets of cells would mend everything."""
    count = len(ways[0].values) if ways else 0
    if count < 2:
        return "", ""
    return (
        f"。至少有 {count} 格有误，单凭勾稽关系不能确定是哪几格",
        f". At least {count} cells are wrong; the sums do not tell which",
    )


def _advice(one: Mending, broken: int, report: Report, form: Form) -> tuple[str, str]:
    """Say which cells would mend everything."""
    zh = "，".join(f"“{cell_name(form, p)}”印为 {shown(report.cells[p].value)}，应为 {shown(v)}" for p, v in one.values)
    en = ", ".join(
        f"{cell_name(form, p, english=True)} is printed {shown(report.cells[p].value, english=True)}, "
        f"{shown(v)} would be right"
        for p, v in one.values
    )
    return f"。若{zh}，则 {broken} 处不符全部消除", f". {en}: that would mend all {broken} broken sums"


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
