"""Write docs/data.md, the data dictionary, from the forms, the shared types and the rules themselves.

python scripts/make_data_dictionary.py    writes it
tests/test_data_dictionary.py             fails where it is out of date or leaves a key out
"""

from dataclasses import fields
from pathlib import Path

from indexer.extract.errors import REASONS
from indexer.forms import Form, Table, annexes, forms
from indexer.read.numbers import rules
from indexer.report import Region, Report
from indexer.search.numbers import key_numbers

PAGE = Path(__file__).parent.parent / "docs" / "data.md"

REPORT = {
    "format": "what kind of original was read: html, docx, doc, odt, rtf, pdf, scan, xls, xlsx, ofd, txt",
    "form": (
        "the statutory form, told by the labels printed in the tables: 2008, 2014, 2019, 2021; null where none tells it"
    ),
    "title": (
        "the title as printed, its lines joined and blanks taken out; from the page's own data where the text has none"
    ),
    "report_year": "the year that is reported on: number, or null with candidates in `evidence`",
    "document_date": (
        "the date in the text (sign-off, or alone under the title), ISO; a CMS's publication date is only evidence"
    ),
    "publisher": "the agency, see below",
    "region": "the jurisdiction, see below",
    "preamble": "what stands between title and first section",
    "sections": (
        "the statutory sections: `number`, `title`, `heading_raw` (null where it is lost), `text`, "
        "`narrative` (text without tables), `place`, `parts` (sub-headings: `key`, `heading`, `text`, "
        "`place`)"
    ),
    "tail": "what stands behind the last section: the sign-off and what the page adds",
    "tables": (
        "`active_disclosure`, `requests`, `litigation`: cells by path, see below; `procurement_unit`; "
        "`annex2014`: lines of `group`, `label`, `value`, `state`, `unit` in printed order"
    ),
    "checks": (
        "every identity in every place: `check` (H1 to H5), `where`, `outcome` (holds, fails, "
        "holds_if_blank_is_zero, not_checkable)"
    ),
    "findings": (
        "what is to be looked at: `check`, `severity` (error, warning), `message` (Chinese), "
        "`message_en`, `cells`, `suspect`"
    ),
    "numbers": "numbers said in the narrative: `key`, `value`, `quote`, `sentence`, `section`; see below",
    "evidence": "for each decision where it was read: `value`, `from`, `quote`, `candidates`, `hints`",
}
"""Key of a report → meaning."""

PUBLISHER = {
    "name": "as the report writes it, in the fullest form that it uses",
    "normalised": (
        "with what makes it unambiguous (阳谷县西湖镇人民政府, 厦门市集美区财政局); null where the place is open"
    ),
    "scope": "本级 (its own work) or 汇总 (all bodies below it) where a government says so",
    "candidates": "names that only weak sources give (contact clause, page's source)",
}

REGION = {
    "province": "name valid in the report's year",
    "city": "null below municipalities and for counties governed by a province",
    "county": (
        "county, district, county-level city, banner, and the development zones that the statistical "
        "lists count as such"
    ),
    "township": "township, town, sub-district",
    "level": (
        "national, province, city, county, township: a government; with `_department`: a body of that "
        "level; null where it is open"
    ),
    "code": "the division's code valid in the report's year: 2, 4, 6 or 9 digits; null for a township in no list",
    "candidates": "what was possible where the place or the level is open",
}

STATES = {
    "value": "a number is printed; 0 is a number",
    "blank": "the cell is there and empty, or holds a bare dash or slash; `value` is null",
    "missing": "the cell or its row is not in the source; `value` is null",
    "ambiguous": "the row prints fewer values than it has cells, or the source is damaged there; `value` is null",
}

DIVISIONS = {
    "code": "2 digits province, 4 city, 6 county, 9 township",
    "name": "as the list of those years writes it; sub-districts without 办事处",
    "level": "province, city, county, township",
    "parent": "code of the division above; placeholders such as 市辖区 are left out",
    "valid_from, valid_to": "first and last year of this name and code; empty where no list bounds it",
    "pinyin": "county level and above: one syllable a word, for comparing with host names",
}

HEAD = """# Data dictionary

Made by `scripts/make_data_dictionary.py` from the forms and types themselves.

What `nianbao read --json` prints (one object a line, with `file` before it and `member` inside an archive), what
`GET /api/v1/reports/<id>` returns (with `id`, `documents`, `captures`, `versions`), and what the exports hold.
A file that cannot be read gives `{file, error: {reason, detail}}`.
"""


CELL = """A cell is `{value, state}`, plus `raw`, `unit`, `inferred`, `inferred_by`, `note`, `also` and `place` where
they apply. `inferred` is what the identities force; it is never a printed value. Units are kept as printed and never
converted. `place` holds the fields that the original's format has: `page` and `box` (points from the upper left
corner), `path` (CSS path or sheet), `paragraph`, `table`, `row`, `column`, `line`, `member`.
A number on a scan of which the readings differ, or that its ink does not bear out, is `ambiguous`; `raw` holds what
it may be, divided by `|`, and `inferred` the one of them with which the sums hold, if only one does. `also` holds what
a recognised number may be instead, where that was not out of the question; if a sum that fails would hold with one
of these, the cell is `ambiguous`, and no finding blames the office.
"""

FINDINGS = {
    "H1": "error: new plus carried over is not results plus carried to next year, in a column",
    "H2": "error: the total of results is not the sum of the results, in a column",
    "H3": "error: the total is not the sum of the applicants, in a row",
    "H4": "error: the total is not the sum of the outcomes, in a block of table four",
    "H5": "error: a count is negative or broken",
    "Y1": "error: what was carried over is not what the year before carried on",
    "Y2": "error: currently valid is not last year's plus issued minus repealed (form of 2021)",
    "Y3": "error: items of the previous year are not last year's items plus its change (form of 2019)",
    "reading": "warning: two neighbouring numbers of a PDF, scan or OFD may have been read torn or interchanged, "
    "or a number of a scan was not recognised with certainty and the sums ask for another",
    "manifestations": "warning: two originals of one report print different numbers",
    "narrative": "warning: the narrative says a number otherwise than the tables",
    "S1": "warning: more disclosed this year than public in all",
    "S2": "warning: section one or five says nothing",
    "S3": "warning: the title and the text speak of different years",
    "S4": "warning: the report is dated before the end of its year",
    "S5": "warning: a statutory table was not found",
    "S6": "warning: a section was not found, or only its heading was not",
    "S7": "warning: rows of a statutory table were not found",
}
"""Check → severity and what it says."""

CAUSES = """The message says what does not agree and, behind the first full stop, what would mend it: the one cell
whose change mends all broken sums (then also `suspect`); else two numbers that may be interchanged, a
row that may stand one column too far or totals that may not have been added up, if only one such move
mends all; else the smallest set of up to three cells, if there is only one; else how many cells must be
wrong, with the possibilities where they are few.
"""

NARRATIVE = """Rules in `config/narrative.toml`. Numbers in Chinese (十二件) are read at the end of their phrase. Round
numbers (余, 约, 近), averages, and by how much something grew are left out. A number with cells is compared with their
sum: a difference is a warning, unless the sentence speaks of a part (其中), of other years or of other bodies (全市).
"""

KEY_NUMBERS = """Sums and ratios of cells with a name, for filters, sorting and charts: `config/numbers.toml`. A sum
is known only where each of its cells is a printed value.
"""

GOLD = """`nianbao evaluate` takes JSON files in the shape of a report (`tables`, `report_year`, `publisher.name`,
`region`, `document_date`), or JSON Lines of titles: `title`, `url`, `report_year`, `publisher`, `body_level`,
`province`, `city`, `county`.
"""


def page() -> str:
    """Return the whole page."""
    parts = [
        HEAD,
        "## A report\n",
        _table(("key", "meaning"), REPORT.items()),
        "### publisher\n",
        _table(("key", "meaning"), PUBLISHER.items()),
        "### region\n",
        _table(("key", "meaning"), REGION.items()),
        "## A cell\n",
        CELL,
        _table(("state", "meaning"), STATES.items()),
        *(_form(form) for form in forms().values()),
        *(_annex(form) for form in annexes().values()),
        "## Findings\n",
        CAUSES,
        _table(("check", "meaning"), FINDINGS.items()),
        "## Key numbers\n",
        KEY_NUMBERS,
        _table(("key", "Chinese", "English", "cells"), _key_numbers()),
        "## Numbers of the narrative\n",
        NARRATIVE,
        _table(("key", "Chinese", "English", "compared with"), _narrative()),
        "## Why an original cannot be read\n",
        _table(("reason", "meaning"), REASONS.items()),
        "## Divisions: config/jurisdictions.csv\n",
        "Every division of 2008-2023 (townships from 2015), derived by `scripts/derive_jurisdictions.py`. A file\n"
        "`jurisdictions_extra.csv` of the same columns is joined to it.\n",
        _table(("column", "meaning"), DIVISIONS.items()),
        "## Gold files\n",
        GOLD,
    ]
    return "\n".join(parts)


def _form(form: Form) -> str:
    first, last = form.years
    years = f"{first} on" if last >= 9999 else f"{first}-{last}" if first != last else str(first)
    parts = [f"## Form {form.form}\n", f"{form.notice}, report years {years}.\n"]
    for table in form.tables:
        parts += [f"### {form.form}: {table.title} ({table.title_en}), `{table.key}`\n", _cells(table)]
    return "\n".join(parts)


def _annex(form: Form) -> str:
    rows = [(i.group, i.label, i.label_en, i.unit or "") for i in form.indicators if not i.heading]
    head = f"## Annex {form.form}\n\n{form.notice}: lines of `tables.annex2014` as far as they are recognised.\n"
    return f"{head}\n{_table(('group', 'label', 'English', 'usual unit'), rows, code=False)}"


def _cells(table: Table) -> str:
    if table.layout == "articles":
        rows = [
            (f"`{'.'.join(path)}`", row.label, column.label, column.kind, column.unit or "")
            for path, row, column in table.cells()
        ]
        return _table(("path", "row", "column", "kind", "unit"), rows, code=False)
    columns = [(f"`{c.key}`", c.label, c.label_en) for c in table.columns]
    rows_ = [(f"`{'.'.join(r.key)}`", " ".join((*r.groups, r.label)), r.label_en) for r in table.rows]
    return "\n".join(
        [
            f"A cell's path is `{table.key}.<row>.<column>`.\n",
            _table(("column", "Chinese", "English"), columns, code=False),
            _table(("row", "Chinese", "English"), rows_, code=False),
        ]
    )


def _narrative() -> list[tuple[str, str, str, str]]:
    rows = {rule.key: (rule.label, rule.label_en, ", ".join(".".join(c) for c in rule.cells)) for rule in rules()}
    return [(key, *rest) for key, rest in rows.items()]


def _key_numbers() -> list[tuple[str, str, str, str]]:
    rows = []
    for key, number in key_numbers().items():
        measure = number.measure
        over, under = " + ".join(measure.over), " + ".join(measure.under)
        cells = f"({over}) / ({under})" if under else over
        rows.append((key, number.label, number.label_en, cells))
    return rows


def _table(head: tuple[str, ...], rows: object, *, code: bool = True) -> str:
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    for first, *rest in rows:  # type: ignore[attr-defined]
        cells = [f"`{first}`" if code else first, *rest]
        lines.append(f"| {' | '.join(str(c).replace('|', chr(92) + '|') for c in cells)} |")
    return "\n".join(lines) + "\n"


def gaps() -> set[str]:
    """Return keys that a report has and the dictionary does not, or the other way round."""
    report = Report(format="html").to_json()
    regions = {f.name for f in fields(Region)}
    return (set(report) ^ set(REPORT)) | (set(report["publisher"]) ^ set(PUBLISHER)) | (regions ^ set(REGION))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
