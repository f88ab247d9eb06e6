"""Numbers on a scan that may be any of several: never stated, kept as candidates, settled by sums where these can."""

import pytest
from papers import Truth, articles_grid, document, flat, litigation_grid, make_truth, requests_grid, text_rows

from indexer.blocks import Blocks, Cell, Paragraph, Place, Table, doubtful
from indexer.check import check
from indexer.read.report import read
from indexer.report import CellPath, Report

GRANTED, TOTAL = ("requests", "granted", "natural_person"), ("requests", "granted", "total")


def read_with(truth: Truth, doubts: dict[CellPath, list[str]], rivals: dict[CellPath, str] | None = None) -> Report:
    """Read a scan on which some cells of the table of requests are doubtful and some may be another number as well."""
    rows = [row.key[0] for row in truth.form.table("requests").rows]
    columns = [column.key for column in truth.form.table("requests").columns]
    three = requests_grid(truth).table()
    first = three.height - len(rows)
    places = {(first + rows.index(p[1]), 3 + columns.index(p[2])): doubtful(ways) for p, ways in doubts.items()}
    also = {(first + rows.index(p[1]), 3 + columns.index(p[2])): (way,) for p, way in (rivals or {}).items()}
    cells = [
        Cell(
            places.get((c.row, c.column), c.text), c.row, c.column, c.rowspan, c.colspan, c.place,
            also.get((c.row, c.column), ()),
        )
        for c in three.cells
    ]  # fmt: skip
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


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_number_read_without_certainty_is_doubted_only_where_the_sums_ask_for_its_rival(form: str) -> None:
    truth = make_truth(form, 3)
    right = truth.values[GRANTED] or 0
    sure = check(read_with(truth, {}, {GRANTED: str(right + 5), TOTAL: "77"}))
    assert (sure.cells[GRANTED].value, sure.cells[GRANTED].also, sure.findings) == (right, (right + 5,), [])
    truth.values[GRANTED] = right + 5
    misread = check(read_with(truth, {}, {GRANTED: str(right), TOTAL: "77"}))
    cell = misread.cells[GRANTED]
    assert (cell.state, cell.value, cell.raw, cell.inferred) == ("ambiguous", None, f"{right + 5}|{right}", right)
    assert [(f.check, f.severity, f.cells) for f in misread.findings] == [("reading", "warning", [GRANTED])]
    office = check(read_with(truth, {}, {GRANTED: str(right + 6)}))
    assert {f.suspect.cell for f in office.findings if f.suspect} == {GRANTED}


def test_numbers_of_a_picture_whose_table_has_no_lines_are_left_open_with_the_reason() -> None:
    truth = make_truth("2021", 4)
    place = Place(page=1, box=(60.0, 80.0, 500.0, 95.0))
    text = flat(truth, text_rows(truth), "\t".join)
    blocks = Blocks("scan", [Paragraph(line, place) for line in text.splitlines() if line.strip()])
    assert any(cell.state == "value" for cell in read(blocks).cells.values())
    blocks.recognised = {1}
    cells = read(blocks).cells.values()
    assert {cell.state for cell in cells} <= {"ambiguous", "missing"}
    assert any(cell.raw and "ruling lines were not found" in (cell.note or "") for cell in cells)
    assert all(cell.inferred is None for cell in cells)


def test_an_empty_field_over_several_columns_of_a_picture_is_no_row_of_blanks() -> None:
    truth = make_truth("2021", 4)
    rows = [row.key[0] for row in truth.form.table("requests").rows]
    three = requests_grid(truth).table()
    row = three.height - len(rows) + rows.index("granted")
    first, *_, last = sorted(c.column for c in three.cells if c.row == row and c.column >= 3)
    cells = [c for c in three.cells if c.row != row or c.column < first]
    cells.append(Cell("", row, first, 1, last - first + 1, Place(page=1, box=(200.0, 300.0, 500.0, 303.0), table=1)))
    blocks = document(
        truth,
        [articles_grid(truth).table()],
        [Table(tuple(cells), three.place)],
        [litigation_grid(truth).table()],
        fmt="scan",
    )
    assert {read(blocks).cells["requests", "granted", key].state for key in ("natural_person", "total")} == {"blank"}
    blocks.recognised = {1}
    assert {read(blocks).cells["requests", "granted", key].state for key in ("natural_person", "total")} == {
        "ambiguous"
    }
