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
    r"同比|较(?:上|去)年|比(?:上|去)年|去年|上年同期|历年|以来|自20\d\d|累计|近[三五十\d]年|[一二三四]季度|上半年|下半年|\d月份?共|"
    r"(?<!\d)\d{1,2}(?:月(?:份|\d{1,2}日)?)?起?[-—~至到]+(?:20\d\d年)?(?!12月)\d{1,2}月"
)
_OTHER_SCOPE = re.compile(
    r"全[省市县区旗州盟镇乡系][^。，,；;]{0,24}(?:共|累计|各)|各(?:级|地|乡镇|镇街|街道|部门|单位|县|区|直属)|[省市县区]直|下属|所属|其中"
)
"""A part of what was counted before, or more bodies than the one that reports: not what the tables count."""
_UNCLEAR = re.compile(r"依申请公开(?:政府)?信息(?:共|为|[:：])?\s*\d")
"""Requests, or what was disclosed upon them."""
_NONE_BEGINS = r"(?:未|没有|无)(?:发生|产生|收到|接到|被|因|出现|存在|有)?"
_NONE = (
    (
        "applications",
        re.compile(
            r"(?:未|没有|无)(?:收到|接到|受理|新收)(?!过?[^。,，;；]{0,24}(?:信函|邮寄|来信|传真|当面|现场|窗口|网络|网上|在线|邮件|"
            r"企业|机构|补正|不予|不服|更正|逾期|重复|投诉|举报|延期|复杂|收费))[^。,，;；\d]{0,24}申请(?!表|人|复议|行政复议)"
        ),
    ),
    (
        "reconsiderations",
        re.compile(rf"{_NONE_BEGINS}[^。;；\d]{{0,30}}复议(?!后|[^。,，;；]{{0,8}}(?:纠|撤|败|维持|变更|违法|直接))"),
    ),
    (
        "lawsuits",
        re.compile(rf"{_NONE_BEGINS}[^。;；\d]{{0,36}}诉讼(?![^。,，;；]{{0,8}}(?:纠|撤|败|维持|变更|违法|费))"),
    ),
)
_NOT_NONE = re.compile("未经|无正当|无理由|未按|未及时|未满|无关|未答复|未公开|纠|撤|败诉|违法|上访|舆情|群体")
"""What begins like a sentence on nothing, but is none (未经复议直接起诉)."""
"""Sentences that say in words that there was none (未收到…申请): zero for a comparison, but no number that is said."""
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_NEW, _CARRIED, _RESULTS = (
    ("requests", row, "total") for row in ("new_received", "carried_from_previous", "results_total")
)
_ALSO: dict[CellPath, tuple[tuple[CellPath, ...], ...]] = {
    _NEW: ((_NEW, _CARRIED),),
    _RESULTS: ((_NEW,), (_NEW, _CARRIED)),
}
"""A narrative may add what was carried over to what was received, or call handled what it received."""


def narrative_findings(report: Report, form: Form) -> list[Finding]:
    """Return a warning for each kind of number that the narrative says otherwise than the tables."""
    by_key: dict[str, list[NarrativeNumber]] = defaultdict(list)
    for number in [*report.numbers, *none_said(report.sections)]:
        if not _counts_else(number, report.report_year):
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
                if (match := pattern.search(sentence)) and not _NOT_NONE.search(match[0]):
                    yield NarrativeNumber(key, 0, match[0], sentence, section.number)


def _counts_else(number: NarrativeNumber, year: int | None) -> bool:
    before = number.sentence.split(number.quote)[0] + number.quote
    if _OTHER_SCOPE.search(before) or _UNCLEAR.search(number.quote):
        return True
    if _OTHER_TIME.search(before) and number.key != "applications_carried_from_previous":
        return True
    named = {int(y) for y in _YEAR.findall(before)}
    if len(named) > 1 and "分别" in before:
        return True
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


def _sums(cells: Sequence[CellPath], report: Report) -> Iterator[Number]:
    """Yield the sum of the cells, and what else may be meant; nothing where a cell prints no number."""
    ways = (cells, *_ALSO.get(cells[0], ())) if len(cells) == 1 else (cells,)
    for way in ways:
        values = [report.cells[path].value for path in way if path in report.cells]
        if len(values) == len(way) and None not in values:
            yield sum(v for v in values if v is not None)
        elif way is cells:
            return
