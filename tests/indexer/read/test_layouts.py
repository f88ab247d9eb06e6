"""Tables in the layouts that offices, CMSes and page breaks give them are read to the last cell."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from opencc import OpenCC
from papers import Truth, articles_grid, clean, document, flat, litigation_grid, make_truth, requests_grid, text_rows

from indexer.blocks import Blocks, Cell, Paragraph, Table
from indexer.extract import extract
from indexer.read.report import read
from indexer.report import CellPath, Report

FORMS = ("2019", "2021")


def wrong(report: Report, truth: Truth) -> dict[CellPath, object]:
    out: dict[CellPath, object] = {}
    for path, value in truth.values.items():
        have = report.cells.get(path)
        state = "blank" if value is None else "value"
        if have is None or (have.value, have.state) != (value, state):
            out[path] = (have and (have.value, have.state, have.raw), value)
    return out


def tables(truth: Truth) -> tuple[Table, Table, Table]:
    return articles_grid(truth).table(), requests_grid(truth).table(), litigation_grid(truth).table()


def renamed(table: Table, change: Callable[[Cell], Cell | None]) -> Table:
    return Table(tuple(c for cell in table.cells if (c := change(cell))), table.place, table.exact)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(5))
def test_statutory_grid(form: str, seed: int) -> None:
    truth = make_truth(form, seed)
    report = read(clean(truth))
    assert report.form == form
    assert wrong(report, truth) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("fmt", ["html", "pdf", "scan"])
def test_zeros_that_an_office_leaves_out_are_blanks_not_zeros(form: str, fmt: str) -> None:
    truth = make_truth(form, 3, zeros_left_blank=True)
    assert wrong(read(clean(truth, fmt)), truth) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("zeros", [False, True])
def test_column_of_subtotals_that_the_form_does_not_have(form: str, zeros: bool) -> None:
    truth = make_truth(form, 5, zeros_left_blank=zeros)
    two, three, four = tables(truth)
    at = three.width - 1
    moved = [replace(c, column=at + 1) if c.column == at else c for c in three.cells]
    firsts = {c.row for c in three.cells if c.column == at and c.text.isdigit()}
    head = min(firsts) - 1
    added = [Cell("小计", head, at), *(Cell("99", row, at) for row in range(head + 1, three.height))]
    wider = [replace(c, colspan=c.colspan + 1) if c.column < at < c.column + c.colspan else c for c in moved]
    table = Table(tuple(sorted([*wider, *added], key=lambda c: (c.row, c.column))), three.place)
    assert wrong(read(document(truth, [two], [table], [four])), truth) == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_column_that_header_and_rows_leave_out_is_missing_and_the_others_are_read(form: str) -> None:
    truth = make_truth(form, 4)
    two, three, four = tables(truth)
    last = three.width - 1
    cut = renamed(three, lambda c: None if c.column == last else replace(c, colspan=min(c.colspan, last - c.column)))
    report = read(document(truth, [two], [cut], [four]))
    lost = {path for path in truth.values if path[0] == "requests" and path[-1] == "total"}
    assert {report.cells[path].state for path in lost} == {"missing"}
    assert not set(wrong(report, truth)) - lost


def test_a_remark_beside_an_empty_cell_does_not_take_its_place() -> None:
    truth = make_truth("2019", 5)
    for row in ("licensing", "other_external_services"):
        truth.values["active_disclosure", "art20_5", row, "decisions"] = None
    two, three, four = tables(truth)
    at = {c.row for c in two.cells if c.text in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制")}
    two = Table((*two.cells, *(Cell("含委托事项", row, two.width) for row in sorted(at))), two.place)
    assert wrong(read(document(truth, [two], [three], [four])), truth) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cut", range(4, 28, 3))
def test_table_cut_by_a_page_break(form: str, cut: int) -> None:
    truth = make_truth(form, cut)
    two, _, four = tables(truth)
    grid = requests_grid(truth)
    assert wrong(read(document(truth, [two], [grid.table(0, cut), grid.table(cut)], [four])), truth) == {}


@pytest.mark.parametrize("form", FORMS)
def test_row_whose_label_was_not_merged_is_shifted_to_the_left(form: str) -> None:
    truth = make_truth(form, 1)
    two, three, four = tables(truth)

    def shift(cell: Cell) -> Cell:
        moved = cell.row in {3, 5, 9} and cell.column >= 3
        return Cell(cell.text, cell.row, cell.column - 1, cell.rowspan, cell.colspan, cell.place) if moved else cell

    assert wrong(read(document(truth, [two], [renamed(three, shift)], [four])), truth) == {}


@pytest.mark.parametrize("form", FORMS)
def test_local_column_of_remarks_and_local_rows_are_not_taken_for_numbers(form: str) -> None:
    truth = make_truth(form, 2)
    two, _, four = tables(truth)
    three = requests_grid(truth, extra=("备注",)).table()
    last = three.height
    added = [Cell("其中：网络申请", last, 0, 1, 3), *(Cell("9", last, 3 + n) for n in range(7))]
    three = Table((*three.cells, *added), three.place)
    assert wrong(read(document(truth, [two], [three], [four])), truth) == {}


@pytest.mark.parametrize("form", FORMS)
def test_everything_on_one_sheet(form: str) -> None:
    truth = make_truth(form, 4)
    cells, line = [], 0
    for heading, table in zip(
        ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"],
        tables(truth),
        strict=True,
    ):
        cells.append(Cell(heading, line, 0, 1, 10))
        cells += [Cell(c.text, c.row + line + 1, c.column, c.rowspan, c.colspan) for c in table.cells]
        line += 1 + table.height
    report = read(Blocks("xls", [Table(tuple(cells), tables(truth)[0].place)]))
    assert wrong(report, truth) == {}
    assert [s.number for s in report.sections] == [2, 3, 4]


@pytest.mark.parametrize(
    ("one", "shown"),
    [
        ("full width", lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n))),
        ("spaced", lambda n: " ".join(str(n))),
        ("unit", lambda n: f"{n}件"),
        ("padded", lambda n: f"\xa0 {n}\n"),
    ],
)
def test_numbers_however_typeset(one: str, shown: Callable[[object], str]) -> None:
    truth = make_truth("2021", 5)
    grids = articles_grid(truth, shown), requests_grid(truth, shown), litigation_grid(truth, shown)
    assert wrong(read(document(truth, *([g.table()] for g in grids))), truth) == {}


@pytest.mark.parametrize("form", FORMS)
def test_copy_in_traditional_characters_is_read_too(form: str) -> None:
    truth = make_truth(form, 9)
    traditional = OpenCC("s2t")
    found = clean(truth)
    items: list[Paragraph | Table] = []
    for item in found.items:
        if isinstance(item, Table):
            cells = (replace(c, text=traditional.convert(c.text)) for c in item.cells)
            items.append(Table(tuple(cells), item.place))
        else:
            items.append(replace(item, text=traditional.convert(item.text)))
    report = read(Blocks("html", items))
    assert report.form == form
    assert wrong(report, truth) == {}
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dash", ["-", "—", "/", "无"])
def test_bare_dash_is_a_blank(form: str, dash: str) -> None:
    truth = make_truth(form, 6, zeros_left_blank=True)
    grids = (g(truth, lambda n: dash if n is None else str(n)) for g in (articles_grid, requests_grid, litigation_grid))
    assert wrong(read(document(truth, *([g.table()] for g in grids))), truth) == {}


@pytest.mark.parametrize("form", FORMS)
def test_block_tables_set_side_by_side_or_one_under_the_other(form: str) -> None:
    truth = make_truth(form, 7)
    two, three, four = tables(truth)
    left = Table(tuple(c for c in four.cells if c.column < 5), four.place)
    right = Table(
        tuple(Cell(c.text, c.row, c.column - 5, c.rowspan, c.colspan) for c in four.cells if c.column >= 5), four.place
    )
    assert wrong(read(document(truth, [two], [three], [left, right])), truth) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("tabs", "\t".join),
        ("pipes", lambda r: "| " + " | ".join(r) + " |"),
        ("spaces", " ".join),
        ("wide spaces", "   ".join),
        ("a cell a line", lambda r: "\n".join("\t" + c for c in r) + "\n"),
        ("bare lines", "\n".join),
    ],
)
def test_flattened_text(form: str, style: str, line: Callable[[list[str]], str]) -> None:
    truth = make_truth(form, 8)
    text = flat(truth, text_rows(truth), line)
    report = read(extract(text.encode(), "report.txt"))
    assert wrong(report, truth) == {}
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("form", FORMS)
def test_subtotals_and_empty_lines_that_are_no_cells_give_no_false_number(form: str) -> None:
    truth = make_truth(form, 7, zeros_left_blank=True)
    lines = ["云岭县水务局2022年政府信息公开工作年度报告", ""]
    for row in requests_grid(truth).table().rows():
        texts = [c.text for c in row]
        values = texts[-7:]
        if sum(t.isdigit() for t in values) and len(row) >= 8:
            subtotal = sum(int(t or 0) for t in values[1:-1])
            texts = [*texts[:-1], str(subtotal), texts[-1]]
        texts += ["小计"] if texts[-1] == "其他" else []
        lines += [line for n, text in enumerate(texts) for line in ([text, ""] if n % 3 else [text]) if text or n % 2]
    report = read(extract("\n".join(lines).encode()))
    for path, value in truth.values.items():
        have = report.cells.get(path)
        if path[0] == "requests" and have is not None and have.value is not None:
            assert have.value == (value or 0), path


@pytest.mark.parametrize("form", FORMS)
def test_labels_broken_over_lines_with_their_values_on_a_line_below(form: str) -> None:
    truth = make_truth(form, 9)
    lines = ["云岭县水务局2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    for row in requests_grid(truth).table().rows():
        labels = [c.text for c in row if not c.text.isdigit()]
        for text in labels:
            lines += [text[n : n + 10] for n in range(0, len(text), 10)]
        lines.append(" ".join(c.text for c in row if c.text.isdigit()))
    lines += [
        "四、政府信息公开行政复议、行政诉讼情况",
        *(text for c in litigation_grid(truth).table().cells for text in c.text),
    ]
    del lines[-sum(len(c.text) for c in litigation_grid(truth).table().cells if c.text.isdigit()) :]
    lines.append(" ".join(str(v) for path, v in truth.values.items() if path[0] == "litigation"))
    report = read(extract("\n".join(filter(None, lines)).encode()))
    assert {path: value for path, value in wrong(report, truth).items() if path[0] != "active_disclosure"} == {}


@pytest.mark.parametrize("form", FORMS)
def test_total_whose_last_digit_stands_on_the_next_line_is_not_read_short(form: str) -> None:
    truth = make_truth(form, 9)
    lines = ["云岭县水务局2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    for row in requests_grid(truth).table().rows():
        texts = [c.text for c in row]
        rest = texts[-1][2:] if texts[-1].isdigit() else ""
        lines.append(" ".join([*texts[:-1], texts[-1].removesuffix(rest)]))
        lines += [rest] if rest else []
    report = read(extract("\n".join(lines).encode()))
    read_wrong = {path: have for path, (have, _) in wrong(report, truth).items() if have and have[0] is not None}
    assert {path: have for path, have in read_wrong.items() if path[0] == "requests"} == {}


def test_text_that_prints_values_before_their_labels_gives_no_false_number() -> None:
    truth = make_truth("2021", 11)
    lines = ["云岭县水务局2022年政府信息公开工作年度报告", "二、主动公开政府信息情况", ""]
    for row in articles_grid(truth).table().rows():
        values = [c.text for c in row if c.text.replace(".", "").isdigit()]
        lines += [*values, *(c.text for c in row if c.text not in values)]
    for row in requests_grid(truth).table().rows():
        lines.append(" ".join(c.text for c in row))
    report = read(extract("\n".join(lines).encode()))
    found = {path: have for path, (have, _) in wrong(report, truth).items() if have and have[0] is not None}
    assert {path: have for path, have in found.items() if path[0] == "active_disclosure"} == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", [" ", "\t", " | "])
def test_report_that_a_tool_ran_together_in_one_line_is_read_to_the_last_cell(form: str, mark: str) -> None:
    truth = make_truth(form, 12)
    text = flat(truth, text_rows(truth), mark.join)
    report = read(extract(mark.join(text.split("\n")).encode()))
    assert wrong(report, truth) == {}
    assert report.report_year == 2022
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(4))
def test_values_that_touch_or_are_printed_column_by_column_give_no_false_number(form: str, seed: int) -> None:
    truth = make_truth(form, seed)
    rows = text_rows(truth)
    columns = {key: list(map(list, zip(*(row[-7:] for row in rows[key]), strict=False))) for key in rows}
    for text in (flat(truth, rows, "".join).replace("\n", ""), flat(truth, columns, "\n".join)):
        found = wrong(read(extract(text.encode())), truth)
        assert [path for path, (have, _) in found.items() if have and have[0] is not None] == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("mark", "encoding"), [(",", "gb18030"), (";", "utf-8-sig")])
def test_csv_is_read_to_the_last_cell(form: str, mark: str, encoding: str) -> None:
    truth = make_truth(form, 12, zeros_left_blank=True)
    file = io.StringIO()
    writer = csv.writer(file, delimiter=mark)
    writer.writerow(["云岭县水务局2022年政府信息公开工作年度报告"])
    headings = [
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    ]
    for heading, table in zip(headings, tables(truth), strict=True):
        writer.writerow([heading])
        for row in table.rows():
            texts = [""] * table.width
            for cell in row:
                texts[cell.column] = cell.text
            writer.writerow(texts)
    report = read(extract(file.getvalue().encode(encoding)))
    assert wrong(report, truth) == {}
    assert [s.heading_raw for s in report.sections if s.number in (2, 3, 4)] == headings


def _line(label: str, values: Sequence[str], at: int = 40, step: int = 6) -> str:
    return f"{label:<{at}}" + "".join(f"{value:<{step}}" for value in values)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("unit", ["", "件"])
@pytest.mark.parametrize("laid_out", [True, False])
def test_numbers_and_units_broken_within_narrow_columns_are_whole(form: str, unit: str, laid_out: bool) -> None:
    truth = make_truth(form, 11)
    lines = ["云岭县水务局2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    lines.append(_line("", [c.label for c in truth.form.table("requests").columns]))
    for row in truth.form.table("requests").rows:
        shown = [f"{truth.values['requests', *row.key, c.key]}{unit}" for c in truth.form.table("requests").columns]
        if laid_out:
            lines.append(_line(row.label, [text[:2] for text in shown]).rstrip())
            lines.append(_line("", [text[2:] for text in shown]).rstrip())
        else:
            broken = " ".join(text[:2] + ("\n" + text[2:] + "\n" if text[2:] else "") for text in shown)
            lines += [line.strip() for line in f"{row.label} {broken}".split("\n")]
    report = read(extract("\n".join(lines).encode()))
    cells = {path: value for path, value in truth.values.items() if path[0] == "requests"}
    assert any((value or 0) > 99 for value in cells.values())
    assert {path: report.cells[path].value for path in cells} == cells


def test_a_row_without_its_label_is_not_taken_for_the_rest_of_the_row_above_though_both_add_up() -> None:
    truth = make_truth("2021", 3)
    columns = truth.form.table("requests").columns
    lines = ["云岭县水务局2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    for number, row in enumerate(truth.form.table("requests").rows):
        shown = [str(truth.values["requests", *row.key, c.key]) for c in columns]
        lines.append(_line("" if number % 2 else row.label, shown).rstrip())
    report = read(extract("\n".join(lines).encode()))
    for path, value in truth.values.items():
        assert path[0] != "requests" or report.cells[path].value in (None, value)


@pytest.mark.parametrize("empty", [0, 1, 2])
def test_blocks_of_table_four_below_one_another_of_which_one_has_no_values(empty: int) -> None:
    truth = make_truth("2021", 12)
    table = truth.form.table("litigation")
    lines = ["云岭县水务局2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    for row in truth.form.table("requests").rows:
        lines.append(f"{row.label}   " + "   ".join(str(v) for k, v in truth.values.items() if k[1] == row.key[0]))
    lines.append("四、政府信息公开行政复议、行政诉讼情况")
    for number, row in enumerate(table.rows):
        shown = [str(truth.values["litigation", *row.key, c.key]) for c in table.columns]
        lines += [row.label, "  ".join(c.label for c in table.columns), "   ".join(shown) if number != empty else ""]
    lines += ["五、存在的主要问题及改进情况", "一年来公开的时效还有待提高，业务培训还需加强。"]
    report = read(extract("\n".join(lines).encode()))
    for number, row in enumerate(table.rows):
        for column in table.columns:
            path = ("litigation", *row.key, column.key)
            assert report.cells[path].value == (None if number == empty else truth.values[path]), path


@pytest.mark.parametrize("cell", ["{0}\n\n\n", "{0}\n"])
def test_digits_spaced_out_in_text_with_a_cell_a_line_are_one_number(cell: str) -> None:
    truth = make_truth("2021", 5)
    lines = ["云岭县水务局2022年政府信息公开工作年度报告\n\n", "三、收到和处理政府信息公开申请情况\n\n"]
    for row in truth.form.table("requests").rows:
        lines.append(cell.format(row.label))
        for column in truth.form.table("requests").columns:
            text = str(truth.values["requests", *row.key, column.key])
            torn = "\n".join(text) if "\n\n" in cell else " ".join(text)
            lines.append(cell.format(torn if len(text) == 3 and column.key == "total" else text))
    report = read(extract("".join(lines).encode()))
    cells = {path: value for path, value in truth.values.items() if path[0] == "requests"}
    assert {path: report.cells[path].value for path in cells} == cells
