"""Numbers on a scan that may be any of several: never stated, kept as candidates, settled by sums where these can."""

import pytest
from papers import Truth, articles_grid, document, litigation_grid, make_truth, requests_grid

from indexer.blocks import Cell, Table, doubtful
from indexer.read.report import read
from indexer.report import CellPath, Report

GRANTED, TOTAL = ("requests", "granted", "natural_person"), ("requests", "granted", "total")


def read_with(truth: Truth, doubts: dict[CellPath, list[str]]) -> Report:
    """Read a scan on which some cells of the table of requests are doubtful."""
    rows = [row.key[0] for row in truth.form.table("requests").rows]
    columns = [column.key for column in truth.form.table("requests").columns]
    three = requests_grid(truth).table()
    first = three.height - len(rows)
    places = {(first + rows.index(p[1]), 3 + columns.index(p[2])): doubtful(ways) for p, ways in doubts.items()}
    cells = [
        Cell(places.get((c.row, c.column), c.text), c.row, c.column, c.rowspan, c.colspan, c.place) for c in three.cells
    ]
    tables = [[articles_grid(truth).table()], [Table(tuple(cells), three.place)], [litigation_grid(truth).table()]]
    return read(document(truth, *tables, fmt="scan"))


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_doubtful_number_is_ambiguous_with_its_candidates_and_the_sums_choose(form: str) -> None:
    truth = make_truth(form, 3)
    true = {path: truth.values[path] for path in (GRANTED, TOTAL)}
    ways = {path: [f"1{value}", str(value)] for path, value in true.items()}
    report = read_with(truth, ways)
    for path, value in true.items():
        cell = report.cells[path]
        assert (cell.state, cell.value, cell.raw) == ("ambiguous", None, "|".join(ways[path]))
        assert cell.inferred == value
    others = {path: cell for path, cell in report.cells.items() if path not in true}
    assert all(cell.value == truth.values[path] for path, cell in others.items())


def test_ink_that_nobody_can_read_is_ambiguous_and_never_blank() -> None:
    report = read_with(make_truth("2021", 4), {GRANTED: []})
    assert (report.cells[GRANTED].state, report.cells[GRANTED].value) == ("ambiguous", None)
    assert "cannot be read" in (report.cells[GRANTED].note or "")


def test_a_row_of_doubts_keeps_its_label() -> None:
    truth = make_truth("2021", 5)
    columns = [column.key for column in truth.form.table("requests").columns]
    report = read_with(truth, {("requests", "granted", key): ["8", "3"] for key in columns})
    assert {report.cells["requests", "granted", key].state for key in columns} == {"ambiguous"}
    assert (
        report.cells["requests", "partially_granted", "total"].value
        == truth.values["requests", "partially_granted", "total"]
    )
