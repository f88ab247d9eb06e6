"""What a statutory report must hold and was not found in this one, as warnings.  Called by ``indexer.check``.

They say "not found": whether the office left it out or the reader did not know it, a person has to look.
"""

from collections.abc import Iterator, Sequence

from indexer.check.words import row_name
from indexer.forms import Form, Row, Table
from indexer.report import Finding, Report

_NUMERALS = "一二三四五六七八九十"
_MOST_ROWS = 6


def absent_findings(report: Report, form: Form) -> list[Finding]:
    """Return the warnings: a table that was not found (S5), a section or its heading (S6), rows of a table (S7)."""
    return [*_tables(report, form), *_sections(report, form), *_rows(report, form)]


def _tables(report: Report, form: Form) -> Iterator[Finding]:
    for table in form.tables:
        if len(_missing(report, table)) == len(table.rows):
            yield _warning("S5", f"没有找到“{table.title}”的表格", f"The table “{table.title_en}” was not found")


def _sections(report: Report, form: Form) -> Iterator[Finding]:
    found = {section.number: section for section in report.sections}
    for section in form.sections:
        name = f"{_NUMERALS[section.number - 1]}、{section.title}"
        if section.number not in found:
            yield _warning(
                "S6", f"没有找到“{name}”这一部分", f"Section {section.number} “{section.title_en}” was not found"
            )
        elif found[section.number].heading_raw is None:
            yield _warning(
                "S6",
                f"没有找到“{name}”的标题，但有它的内容",
                f"The heading of section {section.number} “{section.title_en}” was not found, though its content was",
            )


def _rows(report: Report, form: Form) -> Iterator[Finding]:
    for table in form.tables:
        rows = _missing(report, table)
        if rows and len(rows) < len(table.rows):
            yield _warning(
                "S7",
                f"“{table.title}”的表格中没有找到：{_named(rows, '、', ' 等 {} 行', english=False)}",
                f"Not found in the table “{table.title_en}”: "
                f"{_named(rows, ', ', ' and others, {} rows in all', english=True)}",
            )


def _missing(report: Report, table: Table) -> list[Row]:
    rows = []
    for row in table.rows:
        cells = (report.cells[table.key, *row.key, column.key] for column in table.columns_of(row))
        if all(cell.state == "missing" for cell in cells):
            rows.append(row)
    return rows


def _named(rows: Sequence[Row], between: str, more: str, *, english: bool) -> str:
    names = between.join(row_name(row, english=english) for row in rows[:_MOST_ROWS])
    return names + (more.format(len(rows)) if len(rows) > _MOST_ROWS else "")


def _warning(check: str, chinese: str, english: str) -> Finding:
    return Finding(check, chinese, english, severity="warning")
