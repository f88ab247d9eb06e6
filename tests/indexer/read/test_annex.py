"""The annexes of before 2019 are read as printed: group, label, number, unit and state, in order."""

from collections.abc import Callable
from typing import Any

import pytest
from papers import paragraph

from indexer.blocks import Blocks, Cell, Place, Table
from indexer.extract import extract
from indexer.forms import annexes
from indexer.read.report import read

NUMERALS = "一二三四五六七八九"
Line = tuple[str, str, str]


def lines(form: str) -> list[Line]:
    """Return (label with its number, unit, value) as an annex prints them; headings have neither."""
    out: list[Line] = []
    groups = list(dict.fromkeys(i.group for i in annexes()[form].indicators))
    value = 0
    for indicator in annexes()[form].indicators:
        heading = f"{NUMERALS[groups.index(indicator.group)]}、{indicator.group}"
        if indicator.label == indicator.group:
            value += 1
            out.append((heading, indicator.unit or "", str(value)))
            continue
        if not any(label == heading for label, _, _ in out):
            out.append((heading, "", ""))
        value += 1
        number = f"（{NUMERALS[value % 9]}）"
        out.append(
            (f"{number}{indicator.label}", *(("", "") if indicator.heading else (indicator.unit or "", str(value))))
        )
    return out


def expected(form: str) -> list[tuple[str | None, str, Any, str | None]]:
    out: list[tuple[str | None, str, Any, str | None]] = []
    group = None
    for label, unit, value in lines(form):
        bare = label.split("、", 1)[-1] if label[1] == "、" else label[3:]
        if label[1] == "、":
            group = bare
        if unit:
            out.append((group, bare, int(value), unit))
    return out


def found(blocks: Blocks) -> list[tuple[str | None, str, Any, str | None]]:
    report = read(blocks)
    return [(e["group"], e["label"], e["value"], e["unit"]) for e in report.annex2014]


def document(*items: Any) -> Blocks:
    start = [
        paragraph("云岭县水务局2015年政府信息公开工作年度报告"),
        paragraph("一、概述"),
        paragraph("工作平稳，各项任务完成。"),
    ]
    end = [
        paragraph("二、存在的问题和改进措施"),
        paragraph("仍需努力，继续改进。"),
        paragraph("附件：政府信息公开情况统计表"),
    ]
    return Blocks("html", [*start, *end, *items])


def grid(rows: list[list[str]]) -> Table:
    cells = (Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table(tuple(cells), Place())


@pytest.mark.parametrize("form", ["2008", "2014"])
@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1)])
def test_table_of_three_columns_in_either_order(form: str, order: tuple[int, ...]) -> None:
    rows = [["统计指标", "单位", "统计数"], *map(list, lines(form))]
    blocks = document(grid([[row[n] for n in order] for row in rows]))
    assert found(blocks) == expected(form)
    report = read(blocks)
    assert report.form == form
    assert [s.number for s in report.sections] == [1, 2]
    assert report.sections[1].narrative == "仍需努力，继续改进。"
    assert "统计指标" in report.tail


@pytest.mark.parametrize("form", ["2008", "2014"])
def test_two_indicators_side_by_side(form: str) -> None:
    printed = [line for line in lines(form) if line[1]]
    pairs = [
        [*printed[n], *(printed[n + 1] if n + 1 < len(printed) else ("", "", ""))] for n in range(0, len(printed), 2)
    ]
    want = [(label, value) for _, label, value, _ in expected(form)]
    assert [(label, value) for _, label, value, _ in found(document(grid(pairs)))] == want


@pytest.mark.parametrize("form", ["2008", "2014"])
@pytest.mark.parametrize(
    "line",
    [
        lambda r: "\t".join(r),
        lambda r: " ".join(filter(None, r)),
        lambda r: "\n".join(filter(None, r)),
        lambda r: f"{r[0]} {r[2]}{r[1]}".strip(),
        lambda r: "| " + " | ".join(r) + " |",
    ],
)
def test_flattened(form: str, line: Callable[[Line], str]) -> None:
    text = "云岭县水务局2015年政府信息公开工作年度报告\n\n一、概述\n工作平稳，各项任务完成。\n\n" + "\n".join(
        map(line, lines(form))
    )
    assert found(extract(text.encode(), "report.txt")) == expected(form)


def test_blank_indicator_is_blank_and_not_zero() -> None:
    rows = [list(line) for line in lines("2014")]
    at = next(n for n, row in enumerate(rows) if "传真" in row[0])
    rows[at][2] = ""
    rows[at + 1][2] = "—"
    report = read(document(grid([["统计指标", "单位", "统计数"], *rows])))
    states = {e["label"]: (e["state"], e["value"]) for e in report.annex2014}
    assert states["传真申请数"] == states["网络申请数"] == ("blank", None)
    assert states["信函申请数"][0] == "value"


def test_local_indicator_is_kept_in_its_place() -> None:
    rows = [list(line) for line in lines("2014")]
    rows.insert(5, ["其中：本地公告栏公开数", "条", "77"])
    entries = read(document(grid([["统计指标", "单位", "统计数"], *rows]))).annex2014
    assert [e["value"] for e in entries if e["label"] == "其中：本地公告栏公开数"] == [77]
    assert len(entries) == len(expected("2014")) + 1


def test_every_indicator_says_where_it_stands() -> None:
    report = read(document(grid([list(line) for line in lines("2014")])))
    assert all("place" in entry for entry in report.annex2014)


def text_of(rows: list[str]) -> Blocks:
    start = "云岭县水务局2015年政府信息公开工作年度报\n告\n\n一、概述\n工作平稳，各项任务完成。\n\n"
    return extract((start + "\n".join(rows)).encode())


def test_labels_broken_around_their_number_are_whole_and_a_digit_within_one_is_no_value() -> None:
    rows = []
    for label, unit, value in lines("2014"):
        if len(label) > 24 and unit:
            rows += [label[:20], f"{unit}   {value}", label[20:].replace("1", " 1 ")]
        else:
            rows.append(f"{label}   {unit}   {value}".rstrip())
    report = read(text_of(rows))
    assert report.title == "云岭县水务局2015年政府信息公开工作年度报告"
    assert [(e["group"], e["label"], e["value"], e["unit"]) for e in report.annex2014] == expected("2014")


@pytest.mark.parametrize("between", ["   ", "\n"])
def test_digits_spaced_out_are_one_number_and_other_numbers_are_left_open(between: str) -> None:
    rows = [f"{label}{between}{' '.join(value + '07')}" if unit else label for label, unit, value in lines("2014")]
    at = next(n for n, row in enumerate(rows) if "传真申请数" in row)
    rows[at] = rows[at].partition(between)[0] + f"{between}12 34"
    report = read(text_of(rows))
    found = {e["label"]: (e["value"], e["state"], e.get("raw")) for e in report.annex2014}
    assert found["传真申请数"] == (None, "ambiguous", "12 34")
    assert [v for e, (v, _, _) in found.items() if e == "信函申请数"] == [
        int(value + "07") for label, _, value in lines("2014") if "信函申请数" in label
    ]


def test_two_columns_of_indicators_that_a_tool_ran_together_give_no_false_number() -> None:
    rows = [line for line in lines("2014") if line[1]]
    half = len(rows) // 2
    text = [
        f"{a} {u} {v}{b[:9]}\n{b[9:]} {w} {x}" for (a, u, v), (b, w, x) in zip(rows[:half], rows[half:], strict=False)
    ]
    truth = {label: value for _, label, value, _ in expected("2014")}
    for entry in read(text_of(text)).annex2014:
        assert entry["value"] is None or truth.get(entry["label"]) == entry["value"]


def test_the_annex_is_no_statutory_table_though_some_labels_resemble_each_other() -> None:
    rows = [list(line) for line in lines("2014")]
    half = (len(rows) + 1) // 2
    beside = [a + (rows[half + n] if half + n < len(rows) else ["", "", ""]) for n, a in enumerate(rows[:half])]
    text = "\n".join("| " + " | ".join(row) + " |" for row in [["统计指标", "单位", "统计数"] * 2, *beside])
    assert read(text_of([text])).form == "2014"


def values(rows: list[list[str]]) -> dict[str, tuple[Any, str]]:
    return {e["label"]: (e["value"], e["state"]) for e in read(document(grid(rows))).annex2014}


@pytest.mark.parametrize(
    ("heads", "own"),
    [
        (["2017年", "2018年"], 1),
        (["2018年", "2017年"], 0),
        (["上年同期", "本期"], 1),
        (["本年度", "历年累计"], 0),
        (["本级", "下属单位", "合计"], 2),
    ],
)
def test_of_several_columns_the_head_tells_the_reports_own_year(heads: list[str], own: int) -> None:
    others = [[str(700 + n) for n in range(len(heads))] for _ in lines("2014")]
    rows = []
    for (label, unit, value), numbers in zip(lines("2014"), others, strict=True):
        numbers[own] = value
        rows.append([label, unit, *(numbers if unit else [""] * len(heads))])
    want = {label: value for _, label, value, _ in expected("2014")}
    found = values([["统计指标", "单位", *heads], *rows])
    assert {label: value for label, (value, _) in found.items()} == want


def test_where_no_head_tells_the_column_the_number_is_left_open() -> None:
    rows = [[label, unit, *((value, "9") if unit else ("", ""))] for label, unit, value in lines("2014")]
    assert {state for _, state in values(rows).values()} == {"ambiguous"}


def test_serial_numbers_and_codes_are_no_values() -> None:
    rows = [[str(n), label, f"{n:02d}", unit, ""] for n, (label, unit, _) in enumerate(lines("2014"), 1)]
    found = values([["序号", "统计指标", "代码", "单位", "统计数"], *rows])
    assert len(found) == len({label for _, label, _, _ in expected("2014")})
    assert set(found.values()) == {(None, "blank")}


def test_who_filled_the_table_in_is_no_indicator() -> None:
    rows = [*map(list, lines("2014")), ["联系电话", "", "88001234"], ["填报日期", "", "20190115"]]
    assert not {"联系电话", "填报日期"} & set(values(rows))


def test_labels_above_their_numbers() -> None:
    rows = [line for line in lines("2008") if line[1]]
    blocks = [rows[n : n + 6] for n in range(0, len(rows), 6)]
    tables = [grid([[f"{label}（{unit}）" for label, unit, _ in b], [v for _, _, v in b]]) for b in blocks]
    found = read(document(*tables)).annex2014
    assert [(e["value"], e["unit"]) for e in found] == [(int(value), unit) for _, unit, value in rows]


def test_halves_side_by_side_are_read_one_after_the_other_with_their_groups() -> None:
    printed = [list(line) for line in lines("2014")]
    half = (len(printed) + 1) // 2
    rows = [a + (printed[half + n] if half + n < len(printed) else ["", "", ""]) for n, a in enumerate(printed[:half])]
    assert found(document(grid([["统计指标", "单位", "统计数"] * 2, *rows]))) == expected("2014")


def test_an_own_table_with_labels_of_later_forms_does_not_hide_the_annex() -> None:
    own = grid([["公开内容", "数量"], ["行政规范性文件", "85"], ["行政处罚", "39"], ["予以公开", "45"], ["总计", "63"]])
    assert found(document(own, grid([list(line) for line in lines("2014")]))) == expected("2014")
