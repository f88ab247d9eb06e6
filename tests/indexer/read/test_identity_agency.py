"""The agency as texts name it: below titles, in statements, sign-offs and contact clauses."""

import pytest
from asking import place, who

from indexer.read.context import Context


def test_the_agency_below_a_title_that_names_none_is_its_agency():
    found = who("2020年政府信息公开工作年度报告", "阳谷县教育局", "（2021年1月20日）", "根据条例制作本报告。")
    assert (found.publisher.name, found.title_lines) == ("阳谷县教育局", 3)
    assert found.document_date == "2021-01-20"


def test_a_portal_decides_for_an_office_without_a_place_in_its_name():
    found = who("财政局2020年政府信息公开工作年度报告", context=Context(jurisdiction="371521"))
    assert (found.region.level, found.publisher.normalised) == ("county_department", "阳谷县财政局")
    lettered = who("县财政局2020年政府信息公开工作年度报告", context=Context(jurisdiction="371521"))
    assert lettered.publisher.normalised == "阳谷县财政局"
    other = who("县财政局2020年政府信息公开工作年度报告", context=Context(jurisdiction="3715"))
    assert place(other) == ""


def test_an_agency_is_the_same_before_and_after_its_place_was_renamed():
    before, after = (who(f"沙县{year}年政府信息公开工作年度报告") for year in (2020, 2022))
    assert before.publisher.normalised == "沙县人民政府"
    assert (
        before.evidence["publisher"]["lineage"] == after.evidence["publisher"]["lineage"] == after.publisher.normalised
    )


def test_a_text_that_writes_the_agency_more_fully_completes_it():
    found = who(
        "西湖镇2020年政府信息公开工作年度报告",
        "特向社会公布阳谷县西湖镇人民政府2020年度政府信息公开工作年度报告。",
    )
    assert found.publisher.name == "阳谷县西湖镇人民政府"
    assert place(found) == "山东省/聊城市/阳谷县/西湖镇"
    found = who("集美区财政局2014年政府信息公开工作年度报告", "请与厦门市集美区财政局办公室联系。")
    assert found.publisher.name == "厦门市集美区财政局"


def test_a_superior_body_that_is_only_cited_does_not_become_the_agency():
    found = who("教育局2020年政府信息公开工作年度报告", "根据三明市教育局关于做好年度报告编制工作的通知，编制本报告。")
    assert found.publisher.name == "教育局"
    assert place(found) == ""


def test_an_agency_named_only_in_the_contact_clause_is_found():
    text = "如对本报告有疑问，请与盐城市大丰区司法局联系（地址：大丰区）。"
    found = who("政府信息公开年报", text, body="2020年，我局公开信息。2020年。2020年。", closing=("2021年1月20日",))
    assert found.publisher.name == "盐城市大丰区司法局"
    assert (found.report_year, place(found)) == (2020, "江苏省/盐城市/大丰区")


@pytest.mark.parametrize(
    ("paragraph", "name"),
    [
        ("根据要求，白银市平川区发展和改革局编制了2025年政府信息公开工作年度报告。", "白银市平川区发展和改革局"),
        ("按照甘肃省人民政府办公厅要求，平川区教育局组织编制本报告，可在平川区人民政府网站下载。", "平川区教育局"),
        ("本报告由阳谷县西湖镇人民政府编制。", "阳谷县西湖镇人民政府"),
        ("按照《阳谷县人民政府办公室关于做好年报的通知》，阳谷县水利局现将情况报告如下。", "阳谷县水利局"),
    ],
)
def test_an_agency_named_only_in_the_first_paragraph_is_found(paragraph, name):
    found = who("2025年政府信息公开工作年度报告", paragraph)
    assert found.publisher.name == name
    assert found.region.province


@pytest.mark.parametrize(
    ("paragraph", "name", "level"),
    [
        (
            "特向社会公布国家税务总局聊城市税务局（以下简称“聊城市税务局”）2021年政府信息公开工作年度报告。",
            "国家税务总局聊城市税务局",
            "city_department",
        ),
        (
            "结合国家税务总局阳谷县税务局（以下简称“阳谷县税务局”）有关统计数据撰写，可在阳谷县税务局网站下载。",
            "国家税务总局阳谷县税务局",
            "county_department",
        ),
        ("本报告由聊城市水利局编制，请与聊城市水利局政务公开领导小组办公室联系。", "聊城市水利局", "city_department"),
        ("请直接与聊城市政府信息公开工作领导小组办公室联系（地址：聊城市）。", "聊城市", "city"),
        ("请与阳谷县人民政府信息公开办公室联系。", "阳谷县人民政府", "county"),
    ],
)
def test_an_office_for_disclosure_stands_for_its_body(paragraph, name, level):
    found = who("2021年政府信息公开工作年度报告", paragraph)
    assert (found.publisher.name, found.region.level) == (name, level)


def test_whether_a_government_or_its_office_reports_is_not_guessed():
    found = who("2021年政府信息公开工作年度报告", "如有疑问，请与阳谷县人民政府办公室联系。")
    assert (found.publisher.name, found.publisher.candidates) == (None, ["阳谷县人民政府办公室"])
    assert (found.publisher.normalised, found.region.level, found.region.county) == (None, None, "阳谷县")


def test_a_cited_notice_names_no_agency():
    text = "依据《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》要求编制。"
    assert who("2021年政府信息公开工作年度报告", text).publisher.name is None


def test_a_contact_office_does_not_lengthen_the_name_in_the_title():
    found = who("国家税务总局2010年政府信息公开年度报告", "请与国家税务总局政府信息公开办公室联系（地址：北京市）。")
    assert found.publisher.name == "国家税务总局"


def test_an_office_named_without_its_place_takes_it_from_the_address():
    text = "根据规定，现公布区统计局2023年政府信息公开工作年度报告。"
    found = who(text, context=Context(url="http://www.qiaokou.gov.cn/1.html"))
    assert (found.publisher.name, found.publisher.normalised) == ("区统计局", "武汉市硚口区统计局")
    assert who(text).region.level == "county_department"


def test_two_bodies_in_the_first_paragraph_are_candidates():
    found = who("2025年政府信息公开工作年度报告", "阳谷县水利局、阳谷县教育局的政府信息公开情况如下。")
    assert found.publisher.name is None
    assert set(found.publisher.candidates) == {"阳谷县水利局", "阳谷县教育局"}


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("贵港市人民政府2022年政府信公开工作年度报告", "贵港市人民政府"),
        ("河池市财政局2022年政府信息公开工作作年度报告", "河池市财政局"),
        ("2019年阳谷县信访局政府信公开工作年度报告", "阳谷县信访局"),
        ("厦门市工业和信息化局2022年政府信公开工作年度报告", "厦门市工业和信息化局"),
    ],
)
def test_a_slip_in_writing_the_subject_is_no_part_of_the_agency(title, agency):
    assert who(title).publisher.name == agency


def test_the_agency_above_a_line_with_a_slip_is_its_agency():
    found = who("金华市人民政府", "2019年政府信公开工作年度报告")
    assert (found.publisher.name, found.region.level) == ("金华市人民政府", "city")


def test_a_ministry_with_the_name_of_the_state_before_it_is_a_body_of_the_state():
    assert who("中华人民共和国生态环境部2020年政府信息公开工作年度报告").region.level == "national_department"
