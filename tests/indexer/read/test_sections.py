"""The six sections are found whatever became of their headings."""

from dataclasses import replace

import pytest
from papers import (
    OTHER,
    OVERVIEW,
    PREAMBLE,
    PROBLEMS,
    articles_grid,
    document,
    litigation_grid,
    make_truth,
    paragraph,
    requests_grid,
)

from indexer.blocks import Blocks, Paragraph
from indexer.forms import forms
from indexer.read.report import read
from indexer.read.several import apart
from indexer.report import Report

NUMERALS = "一二三四五六"
TITLES = [s.title for s in forms()["2021"].sections]


def blocks(headings: list[str]) -> Blocks:
    truth = make_truth("2021", 3)
    truth.headings = headings
    return document(truth, *([g(truth).table()] for g in (articles_grid, requests_grid, litigation_grid)))


def narrative(report: Report) -> dict[int, str]:
    return {s.number: s.narrative for s in report.sections}


EXPECTED = {1: OVERVIEW, 2: "", 3: "", 4: "", 5: PROBLEMS, 6: OTHER}


@pytest.mark.parametrize(
    "headings",
    [
        [f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)],
        [f"{n + 1}、{t}" for n, t in enumerate(TITLES)],
        [f"{NUMERALS[n]}、 {' '.join(t)}" for n, t in enumerate(TITLES)],
        [f"{NUMERALS[n]}.{t}：" for n, t in enumerate(TITLES)],
        [f"第{NUMERALS[n]}部分 {t}" for n, t in enumerate(TITLES)],
        [f"（{NUMERALS[n]}）{t}" for n, t in enumerate(TITLES)],
        TITLES,
        [f"{'ⅠⅡⅢⅣⅤⅥ'[n]}、{t}" for n, t in enumerate(TITLES)],
        [f"{n + 1}.{t}" for n, t in enumerate(["2022年政府信息公开工作总体情况", *TITLES[1:]])],
        [
            *(f"第{NUMERALS[n]}部分：{t}" for n, t in enumerate(TITLES[:4])),
            "第五部分：存在的不足及下一步改进措施",
            "其他事项",
        ],
        [f"**{NUMERALS[n]}、{t}**" for n, t in enumerate(TITLES)],
        [
            *(f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES[:4])),
            "五、政府信息公开工作存在的主要问题及改进情况",
            "六、其他需要报告的事项",
        ],
        [
            "一、总体情况",
            "二、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
            "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
            "五、政府信息公开工作存在的主要问题及改进措施",
            "六、需要报告的其他事项",
        ],
    ],
)
def test_headings_however_written(headings: list[str]) -> None:
    report = read(blocks(headings))
    assert narrative(report) == EXPECTED
    assert [s.heading_raw for s in report.sections] == headings
    assert report.preamble == PREAMBLE


@pytest.mark.parametrize("lost", [2, 3, 4])
def test_section_whose_heading_is_lost_begins_at_its_table(lost: int) -> None:
    headings = [f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)]
    headings[lost - 1] = ""
    report = read(blocks(headings))
    assert narrative(report) == EXPECTED
    assert [s.heading_raw for s in report.sections] == [h or None for h in headings]


@pytest.mark.parametrize("lost", [1, 5])
def test_text_of_a_section_whose_heading_is_lost_is_not_given_to_its_neighbour(lost: int) -> None:
    headings = [f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)]
    headings[lost - 1] = ""
    report = read(blocks(headings))
    assert narrative(report) == EXPECTED
    assert report.preamble == PREAMBLE


def test_heading_glued_to_the_paragraph_before_or_after_it() -> None:
    found = blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)])
    texts = [b.text if isinstance(b, Paragraph) else b for b in found.items]
    found.items = []
    for item in texts:
        if item == OVERVIEW:
            found.items.append(paragraph(f"{item}二、主动公开政府信息情况"))
        elif item == PROBLEMS:
            found.items[-1] = paragraph(f"五、存在的主要问题及改进情况 {item}")
        elif item == OTHER:
            found.items[-1] = paragraph(f"六、其他需要报告的事项\n{item}")
        elif item != "二、主动公开政府信息情况":
            found.items.append(paragraph(item) if isinstance(item, str) else item)
    assert narrative(read(found)) == EXPECTED


def test_heading_broken_over_two_lines() -> None:
    found = blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)])
    at = next(n for n, b in enumerate(found.items) if isinstance(b, Paragraph) and b.text.startswith("四、"))
    found.items[at : at + 1] = [paragraph("四、政府信息公开行政复议、"), paragraph("行政诉讼情况")]
    report = read(found)
    assert narrative(report) == EXPECTED
    assert report.sections[3].heading_raw == "四、政府信息公开行政复议、行政诉讼情况"


def test_variant_of_a_heading_broken_over_two_lines_with_an_empty_one_between() -> None:
    found = blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)])
    at = next(n for n, b in enumerate(found.items) if isinstance(b, Paragraph) and b.text.startswith("三、"))
    found.items[at : at + 1] = [paragraph("三、收到和处理政府信"), paragraph("\xa0"), paragraph("息公开的申请情况")]
    assert narrative(read(found)) == EXPECTED


def test_heading_of_other_words_is_told_by_its_number() -> None:
    headings = [f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)]
    headings[4:] = ["五、不足之处与下一步打算", "六、其他情况说明"]
    report = read(blocks(headings))
    assert narrative(report) == EXPECTED
    assert [s.heading_raw for s in report.sections] == headings


def test_titles_repeated_as_sub_headings_of_section_one_stay_in_it() -> None:
    found = blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)])
    at = next(n for n, b in enumerate(found.items) if isinstance(b, Paragraph) and b.text == OVERVIEW)
    inside = [
        "（一）主动公开政府信息情况",
        "主动公开各类信息。",
        "（二）收到和处理政府信息公开申请情况",
        "办理平稳。",
        "（三）存在的主要问题及改进情况",
        "见下。",
    ]
    found.items[at + 1 : at + 1] = [paragraph(t) for t in inside]
    report = read(found)
    assert narrative(report) == EXPECTED | {1: "\n".join([OVERVIEW, *inside])}
    assert [(p.key, p.heading, p.text) for p in report.sections[0].parts] == [
        ("1.1", inside[0], inside[1]),
        ("1.2", inside[2], inside[3]),
        ("1.3", inside[4], inside[5]),
    ]


def test_numbered_sentences_are_no_headings_without_text() -> None:
    found = blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)])
    at = next(n for n, b in enumerate(found.items) if isinstance(b, Paragraph) and b.text == PROBLEMS)
    found.items[at + 1 : at + 1] = [paragraph("1.加强学习。"), paragraph("2.完善机制。"), paragraph("3.强化督查。")]
    at = next(n for n, b in enumerate(found.items) if isinstance(b, Paragraph) and b.text == OVERVIEW)
    overview = ["（一）主动公开。全年公开十条。", "（二）依申请公开情况平稳。", "（三）平台建设", "网站改版。"]
    found.items[at + 1 : at + 1] = [paragraph(t) for t in overview]
    report = read(found)
    assert report.sections[4].parts == []
    assert [(p.heading, p.text) for p in report.sections[0].parts] == [
        ("（一）主动公开", "全年公开十条。"),
        ("（二）", "依申请公开情况平稳。"),
        ("（三）平台建设", "网站改版。"),
    ]


def test_table_of_contents_is_not_the_report() -> None:
    found = blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)])
    contents = [paragraph("目录"), *(paragraph(f"{NUMERALS[n]}、{t}") for n, t in enumerate(TITLES))]
    found.items[1:1] = contents
    assert narrative(read(found)) == EXPECTED


@pytest.mark.parametrize(
    "heading",
    ["（1）{0}。", "①{0}：", "一是做好{0}工作。", "——{0}。", "{0}方面，", "【{0}】", "第二，{0}。", "{0}："],
)
def test_the_five_parts_of_section_one_however_they_are_set_off(heading: str) -> None:
    found = blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)])
    at = next(n for n, b in enumerate(found.items) if isinstance(b, Paragraph) and b.text == OVERVIEW)
    names = ["主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障"]
    count = [("1", "①", "一是"), ("2", "②", "二是"), ("3", "③", "三是"), ("4", "④", "四是"), ("5", "⑤", "五是")]
    for n, name in reversed(list(enumerate(names))):
        text = heading.format(name).replace("1", count[n][0]).replace("①", count[n][1]).replace("一是", count[n][2])
        found.items.insert(at + 1, paragraph(f"{text}1.工作有序推进。2.各项制度落实。"))
    parts = read(found).sections[0].parts
    assert [name in part.heading for name, part in zip(names, parts, strict=True)] == [True] * 5
    assert {part.text for part in parts} <= {"1.工作有序推进。2.各项制度落实。", "，1.工作有序推进。2.各项制度落实。"}


def test_a_table_of_contents_and_titles_within_a_report_do_not_make_two_of_it() -> None:
    found = blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)])
    title = found.items[0]
    contents = [paragraph("目录"), *(paragraph(f"{NUMERALS[n]}、{t}") for n, t in enumerate(TITLES)), title]
    found.items[1:1] = contents
    assert len(apart(found)) == 1
    assert [len(apart(replace(found, items=found.items * times))) for times in (2, 3)] == [2, 3]


def test_narrative_around_a_table_stays_in_its_section() -> None:
    found = blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)])
    at = next(n for n, b in enumerate(found.items) if isinstance(b, Paragraph) and b.text.startswith("三、"))
    found.items.insert(at + 1, paragraph("本年度收到申请若干件，均按期答复，具体情况见下表。"))
    report = read(found)
    assert narrative(report)[3] == "本年度收到申请若干件，均按期答复，具体情况见下表。"
    assert report.sections[2].text.startswith("本年度收到申请若干件")
    assert "\t" in report.sections[2].text


def test_every_section_says_where_it_stands() -> None:
    report = read(blocks([f"{NUMERALS[n]}、{t}" for n, t in enumerate(TITLES)]))
    assert all(s.place is not None for s in report.sections)
    assert all(cell.place is not None for cell in report.cells.values())
