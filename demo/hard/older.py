"""Puts an annex of before 2019 into a report: that of 2014, or the small tables of 2008-2013.

Called by ``demo.hard.cases``.
"""

from collections.abc import Callable

from demo import annex2014
from demo.hard import annex_layouts, annexes, tables2008
from demo.hard.annexes import Entry, Sheet
from demo.hard.case import Draft
from demo.paper import Grid, Text
from indexer.report import Number


def annex_of_2014(draft: Draft) -> None:
    """Print the annex of 2014 anew."""
    throw, truth = draft.throw, draft.truth
    lines = annex2014.fill_in(throw, throw.randint(0, 400), throw.randint(20, 90000))
    entries = [
        _entry(depth, line.label, line.unit, line.value)
        for (depth, _, _), line in zip(annex2014.LINES, lines, strict=True)
    ]
    sheet = Sheet(entries, truth.year, throw)
    for step in _steps(draft):
        step(sheet)
        draft.steps.append(step.__name__)
    layout = throw.one(annex_layouts.LAYOUTS)
    draft.steps.append(layout.__name__)
    draft.truth.form = "2014"
    _put(draft, [Text("附件：政府信息公开情况统计表", "note"), *layout(sheet)], sheet.entries)


def tables_of_2008(draft: Draft) -> None:
    """Print the small tables of 2008-2013; the report is one for 2010."""
    throw = draft.throw
    _change_year(draft, 2010)
    sheets = []
    chosen = None
    for title, entries in tables2008.tables(throw):
        sheet = Sheet(entries, 2010, throw)
        chosen = chosen or _steps(draft)
        for step in chosen:
            step(sheet)
        sheets.append((title, sheet))
    draft.steps += [step.__name__ for step in chosen or ()]
    draft.truth.form = "2008"
    layout = throw.one(tables2008.TABLE_LAYOUTS)
    draft.steps.append(layout.__name__)
    printed = tables2008.print_tables(sheets, layout)
    _put(draft, printed, [e for _, sheet in sheets for e in sheet.entries])


def _steps(draft: Draft) -> list[Callable[[Sheet], None]]:
    throw = draft.throw
    changes = throw.some(annexes.CHANGES, throw.choices((0, 1, 2), (2, 3, 1))[0])
    columns = throw.some(annexes.COLUMNS, throw.choices((0, 1, 2), (2, 3, 1))[0])
    return [*changes, *columns]


def _entry(depth: int, printed: str, unit: str, value: Number | None) -> Entry:
    cut = 2 if printed[1:2] in "、." else 3 if printed.startswith(("（", "其中：")) else 0
    return Entry(depth, printed[:cut], printed[cut:], unit, value, "" if value is None else str(value))


def _change_year(draft: Draft, year: int) -> None:
    old, new = str(draft.truth.year), str(year)
    after = str(draft.truth.year + 1)

    def changed(text: str) -> str:
        return text.replace(after, str(year + 1)).replace(old, new)

    truth = draft.truth
    truth.year, truth.title = year, changed(truth.title)
    truth.document_date = truth.document_date and changed(truth.document_date)
    draft.paper.title = changed(draft.paper.title)
    draft.paper.items = [Text(changed(i.text), i.style) if isinstance(i, Text) else i for i in draft.paper.items]
    for section in truth.sections:
        section.narrative = changed(section.narrative)


def _put(draft: Draft, items: list[Grid | Text], entries: list[Entry]) -> None:
    draft.truth.annex = [e.true for e in entries]
    kept: list[Grid | Text] = [
        i for i in draft.paper.items if not isinstance(i, Grid) and i.text != "政府信息公开情况统计表"
    ]
    draft.paper.items = kept + items
    draft.judged = False
