"""Two years of one agency → findings: what was carried over must be what was carried on (FORMS.md, Y1-Y3).

Called by ``indexer.ingest`` with stored reports (JSON of docs/data.md).  Only printed numbers are compared: a blank or
missing cell on either side makes no finding.  The forms' ``between_years`` say which cells belong together; table two
has no identity across the change of form.
"""

from collections.abc import Iterator
from typing import Any

from indexer.check.words import cell_name, shown
from indexer.forms import BetweenYears, Form, forms
from indexer.report import CellPath, Finding, Number

DEMANDS = {
    "Y1": (
        "上年结转应等于上年度报告的“结转下年度继续办理”",
        "carried over must equal what the year before carried to next year",
    ),
    "Y2": (
        "现行有效件数应等于上年现行有效加本年制发减本年废止",
        "currently valid must equal last year's plus issued minus repealed",
    ),
    "Y3": (
        "上一年项目数量应等于上年度报告的项目数量加其本年增/减",
        "items of the previous year must equal last year's items plus its change",
    ),
}
"""Check → what it demands, in Chinese and English."""

Json = dict[str, Any]
Term = tuple[int, CellPath]


def compare(previous: Json, this: Json) -> list[Finding]:
    """Return the findings on a pair of reports, ``previous`` being of the year before; cells are those of ``this``."""
    form = forms().get(this["form"] or "")
    before = forms().get(previous["form"] or "")
    if form is None or before is None:
        return []
    known = {path for path, _, _ in before.cells()}
    return [
        finding
        for rule in form.between_years
        for old, new in _equations(rule, form)
        if all(path in known for _, path in old)
        for finding in _judge(rule, form, previous, this, old, new)
    ]


def _equations(rule: BetweenYears, form: Form) -> Iterator[tuple[list[Term], list[Term]]]:
    """Yield the terms of the year before and of this year, for each column or row."""
    table = form.table(rule.table)
    if rule.each == "column":
        for column in table.columns:
            yield (
                [(_sign(t), (table.key, t[1:], column.key)) for t in rule.previous],
                [(_sign(t), (table.key, t[1:], column.key)) for t in rule.this],
            )
        return
    wanted = {t[1:] for t in (*rule.previous, *rule.this)}
    for row in table.rows:
        if wanted <= {column.key for column in table.columns_of(row)}:
            yield (
                [(_sign(t), (table.key, *row.key, t[1:])) for t in rule.previous],
                [(_sign(t), (table.key, *row.key, t[1:])) for t in rule.this],
            )


def _sign(term: str) -> int:
    return -1 if term.startswith("-") else 1


def _judge(
    rule: BetweenYears, form: Form, previous: Json, this: Json, old: list[Term], new: list[Term]
) -> Iterator[Finding]:
    before = [(sign, value(previous, path)) for sign, path in old]
    now = [(sign, value(this, path)) for sign, path in new]
    if any(number is None for _, number in (*before, *now)):
        return
    expected = sum(sign * number for sign, number in (*before, *now[:-1]) if number is not None)
    printed = now[-1][1]
    if printed is None or abs(expected - printed) < 1e-6:
        return
    terms = [*((sign, previous, p) for sign, p in old), *((sign, this, p) for sign, p in new[:-1])]
    if _may_be_misread([*terms, (-1, this, new[-1][1])], expected - printed):
        return
    zh, en = DEMANDS[rule.check]
    path = new[-1][1]
    year = previous["report_year"]
    yield Finding(
        rule.check,
        f"{cell_name(form, path)}：{zh}，按{year}年报告应为 {shown(expected)}，本报告印为 {shown(printed)}",
        f"{cell_name(form, path, english=True)}: {en}; by the report of {year} it would be {shown(expected)}, "
        f"this report prints {shown(printed)}",
        [p for _, p in reversed(new)],
    )


def _may_be_misread(terms: list[tuple[int, Json, CellPath]], off: Number) -> bool:
    """Say whether a recognised number, read as one of its rivals, would make a sum right that is ``off``."""
    for sign, report, path in terms:
        cell = _cell(report, path) or {}
        if any(abs(off + sign * (other - cell["value"])) < 1e-6 for other in cell.get("also", ())):
            return True
    return False


def value(report: Json, path: CellPath) -> Number | None:
    """Return the number printed in a cell of a stored report; None where there is none."""
    cell = _cell(report, path)
    number: Number | None = cell["value"] if cell else None
    return number


def _cell(report: Json, path: CellPath) -> Json | None:
    node: Any = report["tables"]
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else None
