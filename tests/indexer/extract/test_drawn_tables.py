"""Tables that terminal browsers and Pandoc draw with characters keep their cells, merges and numbers."""

import pytest

from indexer.blocks import Table
from indexer.extract import extract

GRID = """
+--------------+-----------------+------+
| 项目         | 申请人情况      | 总计 |
|              +--------+--------+      |
|              | 自然人 | 商业   |      |
|              |        | 企业   |      |
+:=============+:======:+:======:+======+
| 一、本年新收 | 12     |        | 12   |
+--------------+--------+--------+------+
"""
BOXES = """
┌──────────────┬─────────────────┬──────┐
│项目          │申请人情况       │总计  │
│              ├────────┬────────┤      │
│              │自然人  │商业    │      │
│              │        │企业    │      │
├──────────────┼────────┼────────┼──────┤
│一、本年新收  │12      │        │12    │
└──────────────┴────────┴────────┴──────┘
"""


def cells(text: str) -> dict[tuple[int, int, int, int], str]:
    (table,) = (block for block in extract(text.encode()).items if isinstance(block, Table))
    assert table.exact
    return {(c.row, c.column, c.rowspan, c.colspan): c.text for c in table.cells}


@pytest.mark.parametrize("text", [GRID, BOXES])
def test_merged_cells_of_a_drawn_table(text: str) -> None:
    assert cells(text) == {
        (0, 0, 2, 1): "项目",
        (0, 1, 1, 2): "申请人情况",
        (0, 3, 2, 1): "总计",
        (1, 1, 1, 1): "自然人",
        (1, 2, 1, 1): "商业\n企业",
        (2, 0, 1, 1): "一、本年新收",
        (2, 1, 1, 1): "12",
        (2, 2, 1, 1): "",
        (2, 3, 1, 1): "12",
    }


def test_number_too_long_for_its_column_is_one_number() -> None:
    found = cells("+----+---+\n|总计|12 |\n+----+---+\n|小计|123|\n|    |45 |\n+----+---+\n")
    assert found[1, 1, 1, 1] == "12345"
    assert found[0, 1, 1, 1] == "12"


@pytest.mark.parametrize("divider", ["", "\n"])
def test_empty_cell_of_a_table_under_dashes_stays_in_its_column(divider: str) -> None:
    rows = ["  自然人   商业企业   总计", "  12                  12", "  7        3          10"]
    text = "\n".join(["  -------- ---------- ------", divider.join(f"{r}\n" for r in rows).strip("\n"), ""])
    text += "  -------- ---------- ------\n"
    found = cells(text)
    assert [found[1, n, 1, 1] for n in range(3)] == ["12", "", "12"]
    assert [found[2, n, 1, 1] for n in range(3)] == ["7", "3", "10"]


def test_dashes_below_which_the_cells_do_not_stand_are_no_grid() -> None:
    text = "----- -----\n自然人申请数 12\n----- -----\n"
    assert not [block for block in extract(text.encode()).items if isinstance(block, Table) and block.exact]


def test_an_empty_row_under_dashes_does_not_make_one_row_of_all() -> None:
    rows = ["  自然人   商业企业   总计", "  12       0          12", " " * 27, "  7        3          10", " " * 27]
    found = cells("\n".join(["  -------- ---------- ------", *rows, "  -------- ---------- ------", ""]))
    assert [found[1, n, 1, 1] for n in range(3)] == ["12", "0", "12"]
    assert [found[2, n, 1, 1] for n in range(3)] == ["7", "3", "10"]


def test_markdown_that_keeps_tags_of_its_page_is_no_page() -> None:
    table = "| 项目 | 自然人 | 总计 |\n|------|-----:|---|\n| 一、本年新收 | 12 | 12 |"
    blocks = extract(
        f'# 标题\n\n<div style="overflow:auto">\n\n{table}\n\n</div>\n\n二、<span>主动公开</span>\n----\n'.encode()
    )
    assert blocks.format == "txt"
    assert [block.text for block in blocks.items if not isinstance(block, Table)] == ["标题", "二、主动公开"]
    (found,) = (block for block in blocks.items if isinstance(block, Table))
    assert [cell.text for cell in found.cells][-3:] == ["一、本年新收", "12", "12"]


def test_tables_within_tables_in_one_line_of_markdown_leave_no_bars_between_labels_and_numbers() -> None:
    inner = "规章 1 0 7144|  |  |  | | --- | --- | --- | | 规范性文件 0 -9 9 | | | | |"
    (paragraph,) = extract(f"| 第二十条第（一）项|  |  | | --- | --- | | {inner}".encode()).items
    assert not isinstance(paragraph, Table)
    assert paragraph.text.split() == ["第二十条第（一）项", "规章", "1", "0", "7144", "规范性文件", "0", "-9", "9"]
