"""Numbers that a tool broke over lines, spaced out or put two into a cell: whole where that is sure, never short."""

from collections.abc import Sequence

import pytest
from papers import Truth, make_truth

from indexer.extract import extract
from indexer.read.report import read
from indexer.report import CellPath, Report

FORMS = ("2019", "2021")
TITLE = "云岭县水务局2022年政府信息公开工作年度报告"


def report_of(lines: Sequence[str]) -> Report:
    return read(extract("\n".join([TITLE, *lines]).encode()))


def false(report: Report, truth: Truth, table: str) -> dict[CellPath, object]:
    read_ = {path: report.cells[path] for path in truth.values if path[0] == table}
    return {p: cell.value for p, cell in read_.items() if cell.value not in (None, truth.values[p])}


def numbers(truth: Truth, key: tuple[str, ...]) -> list[int]:
    columns = truth.form.table("requests").columns
    return [int(truth.values["requests", *key, c.key] or 0) for c in columns]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shown", ["{}.\n00", "{}\n.00"])
def test_decimals_of_a_count_that_stand_on_the_next_line_belong_to_it(form: str, shown: str) -> None:
    truth = make_truth(form, 4)
    lines = ["三、收到和处理政府信息公开申请情况"]
    for row in truth.form.table("requests").rows:
        lines += [row.label, *(shown.format(n) for n in numbers(truth, row.key))]
    report = report_of(lines)
    cells = {path: value for path, value in truth.values.items() if path[0] == "requests"}
    known = {p for p in cells if report.cells[p].state == "value"}
    assert false(report, truth, "requests") == {}
    assert len(known) > 0.9 * len(cells)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("apart", [" ", "\n"])
def test_every_count_printed_with_decimals_is_whole_where_narrow_cells_break_it(form: str, apart: str) -> None:
    truth = make_truth(form, 6, zeros_left_blank=False)
    lines = ["三、收到和处理政府信息公开申请情况"]
    for row in truth.form.table("requests").rows:
        texts = [f"{n}.00" for n in numbers(truth, row.key)]
        parts = [[text[n : n + 3] for n in range(0, len(text), 3)] for text in texts]
        if apart == "\n":  # each cell by itself
            lines += f"{row.label} {apart.join(part for text in parts for part in text)}".split("\n")
        else:  # each line of the row by itself
            depth = range(max(map(len, parts)))
            below = [apart.join(text[n] for text in parts if len(text) > n) for n in depth]
            lines += [f"{row.label} {below[0]}", *below[1:]]
    report = report_of(lines)
    assert false(report, truth, "requests") == {}
    assert all(cell.state == "value" for path, cell in report.cells.items() if path[0] == "requests")


@pytest.mark.parametrize("form", FORMS)
def test_subtotals_are_left_out_though_a_tool_broke_some_numbers_of_other_rows(form: str) -> None:
    truth = make_truth(form, 7)
    lines = ["三、收到和处理政府信息公开申请情况", "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 小计 总计"]
    broken = []
    for number, row in enumerate(truth.form.table("requests").rows):
        *values, total = numbers(truth, row.key)
        texts = [str(n) for n in (*values, sum(values[1:]), total)]
        if number % 9 == 0 and total > 9:
            broken.append(row.key)
            texts[-1] = " ".join(texts[-1])
        lines.append(" ".join([row.label, *texts]))
    report = report_of(lines)
    assert broken and false(report, truth, "requests") == {}
    cells = {path: cell for path, cell in report.cells.items() if path[0] == "requests"}
    assert {path[1:-1] for path, cell in cells.items() if cell.state != "value"} <= set(broken)


@pytest.mark.parametrize("form", FORMS)
def test_digits_with_blanks_between_them_are_one_number(form: str) -> None:
    truth = make_truth(form, 14)
    lines = ["三、收到和处理政府信息公开申请情况"]
    spaced = []
    for number, row in enumerate(truth.form.table("requests").rows):
        *texts, total = [str(n) for n in numbers(truth, row.key)]
        spaced += [row.key] * (number % 2 and len(total) > 1)
        lines.append(" ".join([row.label, *texts, *(" ".join(total) if number % 2 else [total])]))
    report = report_of(lines)
    assert false(report, truth, "requests") == {}
    whole = [key for key in spaced if report.cells["requests", *key, "total"].state == "value"]
    assert len(whole) > len(spaced) / 2


@pytest.mark.parametrize("form", FORMS)
def test_fewer_numbers_with_spaced_digits_that_are_as_many_as_the_columns_are_no_row(form: str) -> None:
    truth = make_truth(form, 14, zeros_left_blank=True)
    lines = ["三、收到和处理政府信息公开申请情况"]
    as_many = 0
    for number, row in enumerate(truth.form.table("requests").rows):
        texts = [str(n) for n in numbers(truth, row.key) if n]
        lines.append(" ".join([row.label, *texts[:-1], *(texts[-1] if number % 2 and texts else texts[-1:])]))
        as_many += number % 2 and len(texts) < 7 == len(lines[-1].split()) - 1
    assert as_many and false(report_of(lines), truth, "requests") == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_row_that_prints_all_its_values_is_read_though_most_leave_cells_empty(form: str) -> None:
    truth = make_truth(form, 12, zeros_left_blank=True)
    lines = ["三、收到和处理政府信息公开申请情况"]
    full = []
    for row in truth.form.table("requests").rows:
        texts = [str(n) for n in numbers(truth, row.key) if n]
        full += [row.key] * (len(texts) == 7)
        lines += [line for text in (row.label, *texts) for line in (text, "")]
    report = report_of(lines)
    cells = {path: cell for path, cell in report.cells.items() if path[0] == "requests"}
    assert full and false(report, truth, "requests") == {}
    assert {path[1:-1] for path, cell in cells.items() if cell.state == "value"} >= set(full)


@pytest.mark.parametrize("form", FORMS)
def test_numbers_whose_rest_stands_in_lines_below_without_a_place_are_not_read_short(form: str) -> None:
    truth = make_truth(form, 9)
    lines = ["三、收到和处理政府信息公开申请情况"]
    for row in truth.form.table("requests").rows:
        texts = [str(n) for n in numbers(truth, row.key)]
        lines.append(" ".join([row.label, *(text[0] for text in texts)]))
        for n in range(1, max(map(len, texts))):
            lines.append(" ".join(text[n] for text in texts if len(text) > n))
    assert false(report_of(lines), truth, "requests") == {}


def test_number_between_a_row_of_a_table_and_the_next_label_is_nobodys() -> None:
    truth = make_truth("2021", 4)
    lines = [
        "二、主动公开政府信息情况",
        "第二十条第（六）项",
        "| | 信息内容 | | 本年处理决定数量 | |",
        "| --- " * 5 + "|",
    ]
    lines += ["| | 行政处罚 | | ／ | |", "198", "行政强制", "第二十条第（八）项"]
    for row in truth.form.table("requests").rows:
        lines.append(" ".join([row.label, *map(str, numbers(truth, row.key))]))
    report = report_of(lines)
    assert report.cells["active_disclosure", "art20_6", "penalty", "decisions"].value is None
    assert report.cells["active_disclosure", "art20_6", "coercion", "decisions"].value is None


def test_digits_spaced_out_on_their_line_are_one_number_in_the_articles_too() -> None:
    cells = ["第二十条第（五）项", "信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    cells += ["行政许可", "0", "0", "7", "其他对外管理服务事项", "1 9695", "0", "3 646"]
    report = report_of(["二、主动公开政府信息情况", "", *(line for cell in cells for line in (cell, ""))])
    row = [cell.value for path, cell in report.cells.items() if path[2:3] == ("other_external_services",)]
    assert row == [19695, 0, 3646]


def test_cell_in_which_a_tool_put_two_numbers_makes_the_columns_of_its_table_unsure() -> None:
    lines = [
        "三、收到和处理政府信息公开申请情况",
        "",
        "| | | | 自然人 | | 科研 公益 | 法律 | 其他 | 总计 |",
        "| --- " * 9 + "|",
    ]
    rows = truth_rows = make_truth("2021", 2).form.table("requests").rows[:8]
    for row in rows:
        first = row is truth_rows[0]
        values = ["0", "", "1 3", "5", "2", "11"] if first else ["0", "", "0", "0", "", "0"]
        lines.append(f"| {row.label} | | | " + " | ".join(values) + " |")
    report = report_of(lines)
    assert {c.value for p, c in report.cells.items() if p[:2] == ("requests", "new_received")} == {None}
    assert all(c.value is None for p, c in report.cells.items() if p[-1] in ("commercial_enterprise", "other_org"))
