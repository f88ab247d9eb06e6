"""Numbers of the narrative with their sentences."""

import json
from collections import Counter

import pytest

from indexer.forms import forms
from indexer.read.numbers import NarrativeError, numbers_in, read_numbers, rules
from indexer.report import Section


def said(text: str) -> list[tuple[str, int | float]]:
    return [(n.key, n.value) for n in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年收到政府信息公开申请12件，办结11件。", [("applications", 12), ("applications_answered", 11)]),
        ("我局共受理依申请公开 1,204 件。", [("applications", 1204)]),
        ("收到依申请公开政府信息申请３件", [("applications", 3)]),
        (
            "收到申请公开事项8件，其中网上申请5件、信函申请2件、当面申请1件，上年结转2件，结转下年度继续办理1件。",
            [
                ("applications", 8),
                ("applications_online", 5),
                ("applications_by_letter", 2),
                ("applications_in_person", 1),
                ("applications_carried_from_previous", 2),
                ("applications_carried_to_next", 1),
            ],
        ),
        ("2020年度我乡主动公开政府信息 16 条。", [("active_disclosure_items", 16)]),
        ("因政府信息公开被申请行政复议3件，被提起行政诉讼2起。", [("reconsiderations", 3), ("lawsuits", 2)]),
        (
            "县政府门户网站共公开信息4382条，其中政务要闻1606条。",
            [("website_items_published", 4382), ("website_items_news", 1606)],
        ),
        ("网站访问量达29.5万次，微信公众号用户1303人。", [("website_visits", 295000), ("wechat_followers", 1303)]),
        (
            "制发规范性文件5件，召开新闻发布会4场，发布解读材料7篇。",
            [("normative_documents_issued", 5), ("press_conferences", 4), ("explanations", 7)],
        ),
        (
            "共收到申请52件，其中予以公开40件，不予处理8件，其他处理4件。",
            [
                ("applications", 52),
                ("applications_granted", 40),
                ("applications_not_processed", 8),
                ("applications_other", 4),
            ],
        ),
        ("制定规范性文件4件，废止2件。", [("normative_documents_issued", 4), ("normative_documents_repealed", 2)]),
        (
            "新收到依申请公开政府信息42件,答复依申请公开政府信息39件,3件结转至下年度继续办理。",
            [("applications", 42), ("applications_answered", 39), ("applications_carried_to_next", 3)],
        ),
        (
            "收到申请5件，其中“予以公开”3件，“不予公开”2件，上年转结1件。",
            [
                ("applications", 5),
                ("applications_granted", 3),
                ("applications_refused", 2),
                ("applications_carried_from_previous", 1),
            ],
        ),
        ("主动公开市政府规章13件。", []),
        ("全年公开政府信息328条。", [("active_disclosure_items", 328)]),
        ("办理人大代表建议6件、政协委员提案4件。", [("proposals_congress", 6), ("proposals_consultative", 4)]),
    ],
)
def test_sentences_of_reports_give_their_numbers(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信息500余条。",
        "主动公开政府信息近500条。",
        "依据国办公开办函〔2019〕60号编制，统计期限为2020年1月1日至12月31日。",
        "根据《条例》第二十条第（一）项，设置5个栏目。",
        "收到申请后15个工作日内答复。",
        "落实《关于26个试点领域标准指引的通知》。",
        "电话：0635-2954188，邮编365513。",
        "",
    ],
)
def test_round_numbers_dates_and_articles_are_no_numbers(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("收到政府信息公开申请十二件。", 12),
        ("收到政府信息公开申请一百零三件，均已办结。", 103),
        ("收到政府信息公开申请两件，全部办结。", 2),
        ("收到政府信息公开申请零件。", 0),
        ("收到政府信息公开申请两千三百五十件。", 2350),
        ("收到政府信息公开申请1.2万件。", 12000),
    ],
)
def test_numbers_in_chinese_are_read(text, value):
    assert said(text)[:1] == [("applications", value)]


@pytest.mark.parametrize(
    "text",
    [
        "采购汽车零件30个。",
        "零件加工企业申请公开环评批复1件。",
        "收到政府信息公开申请十余件。",
        "收到政府信息公开申请几十件。",
        "收到政府信息公开申请三四件。",
        "收到政府信息公开申请廿三件。",
        "每收到一件政府信息公开申请，都及时登记。",
        "做到政府信息公开申请受理一件、办结一件。",
        "主动公开政府信息三万余条。",
        "比上年多主动公开政府信息300条。",
        "上年度收到政府信息公开申请10件。",
        "涉及政府信息公开的行政复议、行政诉讼案件共5件。",
        "作为复议机关受理行政复议案件50件。",
        "开展依申请公开业务培训2次。",
        "涉及征地类的政府信息公开申请9件。",
        "公民提出政府信息公开申请13件。",
    ],
)
def test_words_parts_and_comparisons_are_not_taken_for_a_number_that_they_are_not(text):
    keys = {"applications", "applications_answered", "reconsiderations", "lawsuits", "active_disclosure_items"}
    assert not keys & {key for key, _ in said(text)}


def test_each_number_keeps_its_quote_its_sentence_and_its_section():
    text = "加强领导。全年主动公开政府信息 16 条，反响良好。"
    section = Section(1, "总体情况", None, text, text)
    (number,) = read_numbers([section])
    assert (number.quote, number.section) == ("全年主动公开政府信息 16 条", 1)
    assert number.sentence == "全年主动公开政府信息 16 条，反响良好。"


def test_a_wrong_rule_is_named_with_its_file(tmp_path, monkeypatch):
    path = tmp_path / "narrative.toml"
    path.write_text('[[number]]\nkey = "a"\nlabel = "甲"\nlabel_en = "A"\nunits = "件"\nbefore = "("\n', "utf-8")
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path))
    with pytest.raises(NarrativeError, match=r"narrative\.toml"):
        rules()


def test_every_rule_has_both_labels_and_existing_cells():
    known = {path for form in forms().values() for table in form.tables for path, _, _ in table.cells()}
    for rule in rules():
        assert rule.label and rule.label_en
        assert rule.before or rule.after
        assert set(rule.cells) <= known, rule.key


@pytest.mark.parametrize("name", ["huyuan_2020", "xihu_2020", "xinxiang_2020"])
def test_the_real_reports_give_their_gold_numbers(shared, name):
    gold = json.loads((shared / "gold" / f"{name}.json").read_text("utf-8"))["narrative_numbers"]
    text = (shared / "reports" / f"{name}.txt").read_text("utf-8")
    assert Counter(said(text)) == Counter((n["key"], n["value"]) for n in gold)
