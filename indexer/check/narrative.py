"""Numbers of the narrative against the tables: a difference is a warning, never an error.  Called by ``indexer.check``.

A narrative may count something else than the table (a part, another year, all bodies below), so a number is named only
where none of the sentences on the same thing agrees with the table.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from indexer.forms import Form
from indexer.read.numbers import Rule, rules
from indexer.report import CellPath, Finding, NarrativeNumber, Number, Report, Section

_OTHER_TIME = re.compile(
    r"同比|较(?:上|去)年|比(?:上|去)年|去年|上年同期|历年|以来|自20\d\d|累计|近[三五十\d]年|[一二三四]季度|上半年|\d月份?共"
)
_NONE = (
    ("applications", re.compile(r"(?:未|没有|无)(?:收到|接到|受理|新收)[^。,，;；]{0,24}申请(?!表)")),
    ("reconsiderations", re.compile(r"(?:未|没有|无)(?:发生|产生|收到|被|因|出现)?[^。;；]{0,30}(?:行政)?复议")),
    ("lawsuits", re.compile(r"(?:未|没有|无)(?:发生|产生|收到|被|因|出现)?[^。;；]{0,36}(?:行政)?诉讼")),
)
"""Sentences that say in words that there was none (未收到…申请): zero for a comparison, but no number that is said."""
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_SUM_WITH: dict[CellPath, CellPath] = {
    ("requests", "new_received", "total"): ("requests", "carried_from_previous", "total"),
}
"""A narrative may add what was carried over to what was received."""


def narrative_findings(report: Report, form: Form) -> list[Finding]:
    """Return a warning for each kind of number that the narrative says otherwise than the tables."""
    by_key: dict[str, list[NarrativeNumber]] = defaultdict(list)
    for number in [*report.numbers, *none_said(report.sections)]:
        if not _of_other_time(number, report.report_year):
            by_key[number.key].append(number)
    known = {path for table in form.tables for path, _, _ in table.cells()}
    seen: set[str] = set()
    out: list[Finding] = []
    for rule in rules():
        if rule.key in seen or not rule.cells or not (said := by_key.get(rule.key)):
            continue
        seen.add(rule.key)
        cells = [path for path in rule.cells if path in known]
        if cells and (finding := _compare(rule, said, cells, report)):
            out.append(finding)
    return out


def none_said(sections: Sequence[Section]) -> Iterator[NarrativeNumber]:
    """Yield a zero for each thing of which sections one to four say in words that there was none."""
    for section in sections[:4]:
        for sentence in re.findall(r"[^。\n]+", section.narrative):
            for key, pattern in _NONE:
                if match := pattern.search(sentence):
                    yield NarrativeNumber(key, 0, match[0], sentence, section.number)


def _of_other_time(number: NarrativeNumber, year: int | None) -> bool:
    before = number.sentence.split(number.quote)[0] + number.quote
    if _OTHER_TIME.search(before) and number.key != "applications_carried_from_previous":
        return True
    named = {int(y) for y in _YEAR.findall(before)}
    return bool(named) and year is not None and year not in named and "carried" not in number.key


def _compare(rule: Rule, said: list[NarrativeNumber], cells: list[CellPath], report: Report) -> Finding | None:
    tables = list(_sums(cells, report))
    if not tables or any(n.value == total for n in said for total in tables):
        return None
    largest = max(said, key=lambda n: n.value)
    return Finding(
        "narrative",
        f"正文写“{largest.quote}”，表格中{rule.label}为 {tables[0]}：请核对，统计口径不同可不改",
        f"The text says {largest.value} ({rule.label_en}: “{largest.quote}”), the tables say {tables[0]}: "
        "please compare; a different way of counting is no error",
        list(cells),
        severity="warning",
    )


def _sums(cells: list[CellPath], report: Report) -> Iterator[Number]:
    """Yield the sum of the cells, and what else may be meant; nothing where a cell prints no number."""
    values = [report.cells[path].value for path in cells if path in report.cells]
    if len(values) < len(cells) or any(v is None for v in values):
        return
    total = sum(v for v in values if v is not None)
    yield total
    if len(cells) == 1 and (more := _SUM_WITH.get(cells[0])) and more in report.cells:
        carried = report.cells[more].value
        if carried is not None:
            yield total + carried
