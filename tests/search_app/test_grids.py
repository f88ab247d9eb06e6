"""The statutory tables are drawn as the notices print them, and no cell is lost or drawn twice."""

from typing import Any

import pytest

from indexer.forms import forms
from search_app.grids import Drawn, Grid, cell_at, grid


def chinese(text: str, _english: str) -> str:
    return text


def every_cell(form: str, state: str = "value") -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for number, (path, _, _) in enumerate(forms()[form].cells()):
        node = tables
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node[path[-1]] = {"value": number if state == "value" else None, "state": state}
    return tables


def grids(form: str) -> list[Grid]:
    return [grid(table, every_cell(form), chinese) for table in forms()[form].tables]


def occupied(rows: tuple[tuple[Drawn, ...], ...]) -> list[int]:
    """Lay the rows out as a browser does; return each row's width, failing on an overlap or a hole."""
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        for drawn in row:
            while (y, x) in taken:
                x += 1
            for dy in range(drawn.rowspan):
                for dx in range(drawn.colspan):
                    assert (y + dy, x + dx) not in taken, f"{drawn.text} overlaps"
                    taken.add((y + dy, x + dx))
            x += drawn.colspan
    height = len(rows)
    assert all(y < height for y, _ in taken), "a label reaches below the table"
    return [len([x for yy, x in taken if yy == y]) for y in range(height)]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_cell_of_the_form_is_drawn_once_with_its_value(form: str) -> None:
    drawn = [d for g in grids(form) for row in g.body for d in row if d.path]
    expected = {path: number for number, (path, _, _) in enumerate(forms()[form].cells())}
    assert {d.path: d.cell["value"] for d in drawn} == expected
    assert len(drawn) == len(expected)


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_merged_headers_and_labels_leave_no_hole_and_no_overlap(form: str) -> None:
    for drawn in grids(form):
        widths = set(occupied(drawn.head)) | set(occupied(drawn.body))
        assert len(widths) == 1, drawn.key


def test_the_table_of_requests_has_the_notice_s_header() -> None:
    requests = grids("2021")[1]
    assert [(d.text, d.rowspan, d.colspan) for d in requests.head[0][1:]] == [("申请人情况", 1, 7)]
    assert [(d.text, d.rowspan, d.colspan) for d in requests.head[1]] == [
        ("自然人", 2, 1),
        ("法人或其他组织", 1, 5),
        ("总计", 2, 1),
    ]
    assert [d.text for d in requests.head[2]] == ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    results = next(d for row in requests.body for d in row if d.text == "三、本年度办理结果")
    assert (results.rowspan, results.colspan) == (22, 1)
    refused = next(d for row in requests.body for d in row if d.text == "（三）不予公开")
    assert refused.rowspan == 8


def test_reconsideration_and_litigation_stand_side_by_side() -> None:
    table = grids("2019")[2]
    assert [(d.text, d.rowspan, d.colspan) for d in table.head[0]] == [("行政复议", 2, 5), ("行政诉讼", 1, 10)]
    assert [(d.text, d.colspan) for d in table.head[1]] == [("未经复议直接起诉", 5), ("复议后起诉", 5)]
    assert len(table.body) == 1
    assert len(table.body[0]) == 15


def test_the_unit_that_the_form_prescribes_is_in_the_header() -> None:
    texts = [d.text for row in grids("2021")[0].body for d in row]
    assert "本年收费金额（单位：万元）" in texts


def test_a_cell_that_the_report_does_not_hold_is_missing_and_not_zero() -> None:
    assert cell_at({}, ("requests", "granted", "total")) == {"value": None, "state": "missing"}
    drawn = grid(
        forms()["2021"].tables[1], {"requests": {"granted": {"total": {"value": 0, "state": "value"}}}}, chinese
    )
    assert drawn.known == 1
    assert drawn.states == {"value", "missing"}
