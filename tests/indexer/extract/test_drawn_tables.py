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
