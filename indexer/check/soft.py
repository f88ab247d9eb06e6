"""Remarks that are no errors: numbers that cannot well be, sections that say nothing.  Called by ``indexer.check``."""

from collections.abc import Iterator

from indexer.check.words import cell_name, shown
from indexer.forms import Form
from indexer.read.labels import bare
from indexer.report import Finding, Report

_TELLING = (1, 5)
"""Sections that art. 50 of the regulations wants filled: the overview, and problems with their improvement."""
_NOTHING = frozenset({"", "无", "暂无", "没有", "无内容"})


def soft_findings(report: Report, form: Form) -> list[Finding]:
    """Return the warnings.

    More disclosed this year than public in all (S1), a section that says only 无 (S2), title and text that speak of
    different years (S3), a date before the year's end (S4).
    """
    return [
        *_more_than_all(report, form),
        *_empty_sections(report),
        *_years_differ(report),
        *_dated_too_early(report),
    ]


def _more_than_all(report: Report, form: Form) -> Iterator[Finding]:
    table = form.table("active_disclosure")
    for row in table.rows:
        keys = {column.key for column in table.columns_of(row)}
        if not {"disclosed_this_year", "total_public"} <= keys:
            continue
        this_year, total = ((table.key, *row.key, key) for key in ("disclosed_this_year", "total_public"))
        new, all_ = report.cells[this_year].value, report.cells[total].value
        if new is not None and all_ is not None and new > all_:
            yield Finding(
                "S1",
                f"{cell_name(form, this_year)}为 {shown(new)}，大于对外公开总数量 {shown(all_)}",
                f"{cell_name(form, this_year, english=True)} is {shown(new)}, more than the total public {shown(all_)}",
                [this_year, total],
                severity="warning",
            )


def _empty_sections(report: Report) -> Iterator[Finding]:
    for section in report.sections:
        if section.number in _TELLING and bare(section.narrative) in _NOTHING:
            heading = section.heading_raw or section.title
            yield Finding(
                "S2",
                f"“{heading}”没有实质内容",
                f"The section “{heading}” says nothing",
                severity="warning",
            )


def _years_differ(report: Report) -> Iterator[Finding]:
    signs = {sign["from"]: sign for sign in report.evidence.get("report_year", {}).get("signs", ())}
    title = signs.get("title")
    said = [signs[source] for source in ("period", "opening") if source in signs]
    if title and (other := next((s for s in said if s["year"] != title["year"]), None)):
        yield Finding(
            "S3",
            f"标题写 {title['year']} 年，正文写“{other['quote']}”，年度不一致",
            f"The title says {title['year']}, the text “{other['quote']}”: not the same year",
            severity="warning",
        )


def _dated_too_early(report: Report) -> Iterator[Finding]:
    year, day = report.report_year, report.document_date
    if year and day and day < f"{year}-12-01":
        yield Finding(
            "S4",
            f"落款日期 {day} 早于 {year} 年度结束",
            f"The report is dated {day}, before the end of {year}",
            severity="warning",
        )
