"""Broken identities → findings in plain words, with the cell that is to blame.  Called by ``indexer.check``.

A finding's message is what does not agree, then, behind the first full stop, what would mend it.  The second part is
the same for all findings with one cause.
"""

from collections.abc import Iterator, Sequence

from indexer.check.causes import Cause, find_cause
from indexer.check.digits import FORMATS, slips
from indexer.check.identities import Equation, equations, outcome, total
from indexer.check.words import COUNT, SIDES, cell_name, shown
from indexer.forms import Form
from indexer.report import CellPath, Finding, Report


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
        # Identities that share no cell are broken for reasons of their own (the blocks of table four).
        for group in _joined(checkable):
            if failing := [e for e in broken if e in group]:
                cause = find_cause(report, form, table, group, len(failing))
                out += [_finding(e, report, form, cause) for e in failing]
    return out + list(_unsure(report, form)) + _implausible(report, form)


def _unsure(report: Report, form: Form) -> Iterator[Finding]:
    """Yield a warning for each table in which the sums contradict numbers that were not recognised with certainty."""
    for table in form.tables:
        paths = [p for p, _, _ in table.cells() if report.cells[p].also and report.cells[p].state == "ambiguous"]
        if not paths:
            continue
        ways = {path: (report.cells[path].raw or "").split("|") for path in paths}
        names = "；".join(f"“{cell_name(form, p)}”识别为 {w[0]}，或为 {'、'.join(w[1:])}" for p, w in ways.items())
        names_en = "; ".join(
            f"“{cell_name(form, p, english=True)}” was recognised as {w[0]} and may be {' or '.join(w[1:])}"
            for p, w in ways.items()
        )
        yield _of_reading(
            f"图像中的数字识别不能确定，换一种读法勾稽即相符，请对照原件图像：{names}",
            "Digits of the picture were not recognised with certainty, and read otherwise the sums hold; please look "
            f"at the picture: {names_en}",
            paths,
        )


def _joined(checkable: Sequence[Equation]) -> list[list[Equation]]:
    """Divide equations into groups that share no cell."""
    groups: list[tuple[list[Equation], set[CellPath]]] = []
    for equation in checkable:
        touching = [g for g in groups if g[1].intersection(equation.cells)]
        joined = (
            [e for g in touching for e in g[0]] + [equation],
            set(equation.cells).union(*(g[1] for g in touching)),
        )
        groups = [g for g in groups if g not in touching] + [joined]
    return [members for members, _ in groups]


def _slipped(report: Report, form: Form, checkable: Sequence[Equation]) -> Finding | None:
    found = slips(form, checkable, report.cells)
    if not found:
        return None
    if len(found) > 1:
        return _of_reading(
            "勾稽不符可能是读取相邻两格时数字被拆分或换位所致，但不能确定是哪两格，请核对原件",
            "The sums may fail because digits of two neighbouring cells were torn or swapped in reading, but it cannot "
            "be told which; please compare with the original",
            sorted({path for change in found for path in change}),
        )
    change = found[0]
    names = "、".join(f"“{cell_name(form, p)}”读作 {shown(report.cells[p].value)}，或为 {v}" for p, v in change.items())
    names_en = ", ".join(
        f"{cell_name(form, p, english=True)} was read as {shown(report.cells[p].value)} and may be {v}"
        for p, v in change.items()
    )
    return _of_reading(
        f"勾稽不符可能是读取相邻两格时数字被拆分或换位所致，请核对原件：{names}",
        f"The sums may fail because digits of two neighbouring cells were torn or swapped in reading: {names_en}",
        list(change),
    )


def _of_reading(text: str, english: str, paths: list[CellPath]) -> Finding:
    """Return the warning that what does not fit may be our reading and not the office's number."""
    return Finding("reading", text, english, paths, severity="warning")


def _finding(equation: Equation, report: Report, form: Form, cause: Cause) -> Finding:
    left, right = (_sum(side, report) for side in (equation.left, equation.right))
    left_en, right_en = (_sum(side, report, english=True) for side in (equation.left, equation.right))
    (one, other), (one_en, other_en) = SIDES[equation.check]
    where, where_en = _where(equation, form), _where(equation, form, english=True)
    printed = [path for path in equation.cells if report.cells[path].value]
    return Finding(
        equation.check,
        f"{where}：{one}为 {left}，{other}为 {right}，两者应相等{cause.zh and '。'}{cause.zh}",
        f"{where_en}: {one_en} is {left_en}, {other_en} is {right_en}; they must be equal{cause.en and '. '}{cause.en}",
        [*cause.cells, *(p for p in printed if p not in cause.cells)],
        cause.suspect,
    )


def _sum(side: Sequence[CellPath], report: Report, *, english: bool = False) -> str:
    """Return the sum of a side; a total that is left blank is called so, although it counts as 0."""
    blank = all(report.cells[path].state == "blank" for path in side)
    return shown(None if blank else total(side, report.cells), english=english)


def _where(equation: Equation, form: Form, *, english: bool = False) -> str:
    name = cell_name(form, equation.left[0], english=english)
    row, _, column = name.partition(" × ")
    return column if equation.check in {"H1", "H2"} else row


def _implausible(report: Report, form: Form) -> list[Finding]:
    demand, demand_en = COUNT
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
