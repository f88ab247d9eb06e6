"""Reports that were turned into wiki pages and light markup are read to the last cell, with their sections."""

from collections.abc import Callable, Sequence

import pytest
from papers import articles_grid, litigation_grid, make_truth, requests_grid

from indexer.blocks import Cell, Table
from indexer.extract import extract
from indexer.read.report import read

TITLE = "云岭县水务局2022年政府信息公开工作年度报告"
HEADS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
Rows = Sequence[Sequence[Cell]]


def filled(table: Table) -> Rows:
    """Return the rows with an empty cell wherever the grid has none."""
    return [
        [cell or Cell("", r, c) for c, cell in enumerate(row) if cell is None or (cell.row, cell.column) == (r, c)]
        for r, row in enumerate(table.grid())
    ]


def mediawiki(rows: Rows, _width: int) -> str:
    def cell(c: Cell) -> str:
        spans = [f'{n}span="{s}"' for n, s in (("row", c.rowspan), ("col", c.colspan)) if s > 1]
        return f"| {' '.join(spans)} | {c.text}" if spans else f"| {c.text}"

    return "\n".join(["{|", *("\n".join(["|-", *map(cell, row)]) for row in rows), "|}"])


def asciidoc(rows: Rows, width: int) -> str:
    def cell(c: Cell) -> str:
        return f"{c.colspan}.{c.rowspan}+|{c.text}" if c.colspan > 1 or c.rowspan > 1 else f"|{c.text}"

    lines = [cell(c) + ("\n" if n % 6 == 5 else " ") for row in rows for n, c in enumerate(row)]
    return f'[cols="{"," * (width - 1)}"]\n|===\n{"".join(lines)}\n|==='


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize(("write", "head"), [(mediawiki, '<span id="x"></span>\n== {} =='), (asciidoc, "=== {}")])
def test_page_of_a_wiki_is_read_to_the_last_cell(form: str, write: Callable[[Rows, int], str], head: str) -> None:
    truth = make_truth(form, 3)
    parts = [head.format(TITLE), head.format("一、总体情况"), "全年主动公开政府信息&#45;共12条。"]
    tables: list[Table] = [grid(truth).table() for grid in (articles_grid, requests_grid, litigation_grid)]
    for title, table in zip(HEADS, tables, strict=True):
        parts += [head.format(title), write(filled(table), table.width)]
    parts += [
        head.format("五、存在的主要问题及改进情况"),
        "更新不够及时。",
        head.format("六、其他需要报告的事项"),
        "无。",
    ]
    report = read(extract("\n\n".join(parts).encode()))
    cells = {path: report.cells[path].value for path in truth.values}
    assert cells == truth.values
    assert [s.narrative.strip() for s in report.sections] == [
        "全年主动公开政府信息-共12条。",
        "",
        "",
        "",
        "更新不够及时。",
        "无。",
    ]
