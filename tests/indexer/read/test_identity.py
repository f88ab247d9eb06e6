"""Who, where, when: read from titles, first paragraphs and sign-offs."""

import json

import pytest

from indexer.jurisdictions import load
from indexer.read.context import Context
from indexer.read.hints import find_hints
from indexer.read.identity import Identity, identify
from indexer.read.plain import plain
from indexer.read.title import parse_title

NOWHERE = Context()


def who(
    *opening: str, body: str = "", closing: tuple[str, ...] = (), context: Context = NOWHERE, **meta: str
) -> Identity:
    return identify(opening, body, closing, meta, context)


def place(identity: Identity) -> str:
    region = identity.region
    return "/".join(filter(None, (region.province, region.city, region.county, region.township)))


@pytest.mark.parametrize(
    ("title", "name", "year"),
    [
        ("石家庄市人民政府办公室2022年政府信息公开工作年度报告", "石家庄市人民政府办公室", 2022),
        ("2022年上海市政府信息公开工作年度报告", "上海市", 2022),
        ("阳谷县人民政府信息公开工作年度报告（2020年）", "阳谷县人民政府", 2020),
        ("阳谷县财政局二〇一九年政府信息公开工作年度报告", "阳谷县财政局", 2019),
        ("阳谷县财政局2022政府信息公开工作年度报告", "阳谷县财政局", 2022),
        ("2018年阳谷县财政局政府信息公开年报( 2019年02月28日 )", "阳谷县财政局", 2018),
        ("阳谷县财政局2O2O年政府信息公开工作年度报告", "阳谷县财政局", 2020),
        ("阳谷县财政局２０２０ 年度 政府信息公开工作报告", "阳谷县财政局", 2020),
        ("关于阳谷县财政局2020年度政府信息公开工作情况的报告", "阳谷县财政局", 2020),
        ("每日一报 | 山东省2015年政府信息公开工作年度报告", "山东省", 2015),
        ("阳谷县人民政府办公室关于印发《阳谷县2020年政府信息公开工作年度报告》的通知", "阳谷县", 2020),
        ("2020年度政府信息公开工作年度报告（阳谷县财政局）", "阳谷县财政局", 2020),
        ("阳谷县人民政府(本级)2020年政府信息公开工作年度报告", "阳谷县人民政府", 2020),
        ("【2020年】阳谷县财政局政府信息公开工作年度报告", "阳谷县财政局", 2020),
        ("北京市东城区2010年政府信息公开工作年度报告-政府信息公开年报-东城区政府网", "北京市东城区", 2010),
        ("新乡县人民政府2020年工作年报", "新乡县人民政府", 2020),
    ],
)
def test_titles_name_agency_and_year_in_every_shape(title, name, year):
    found = who(title)
    assert (found.publisher.name, found.report_year) == (name, year)


def test_a_title_over_two_lines_half_repeated_is_one_title():
    found = who(
        "甘谷县交通运输局",
        "2022年政府信息公开工作年度报告",
        "发布时间：2023-01-19 来源：县交通局",
        "甘谷县交通运输局",
        "根据《中华人民共和国政府信息公开条例》制作本报告。",
    )
    assert found.title == "甘谷县交通运输局2022年政府信息公开工作年度报告"
    assert found.title_lines == 4
    assert found.publisher.name == "甘谷县交通运输局"


def test_the_agency_below_a_title_that_names_none_is_its_agency():
    found = who("2020年政府信息公开工作年度报告", "阳谷县教育局", "（2021年1月20日）", "根据条例制作本报告。")
    assert (found.publisher.name, found.title_lines) == ("阳谷县教育局", 3)
    assert found.document_date == "2021-01-20"


def test_navigation_before_the_title_does_not_set_the_year():
    other_years = [f"{year}年政府信息公开工作年度报告" for year in range(2014, 2020)]
    found = who("首页>政务公开>政府信息公开年报", *other_years, "2020年政府信息公开工作年度报告", "阳谷县教育局")
    assert (found.report_year, found.publisher.name) == (2020, "阳谷县教育局")
    found = who(*other_years, "2020年政府信息公开工作年度报告", context=Context(link_text=other_years[2]))
    assert found.report_year == 2016


def test_header_fields_glued_to_a_title_are_cut():
    found = who("阳谷县教育局2020年政府信息公开工作年度报告 发布时间：2021-01-29 来源：县教育局 【字体：大 中 小】")
    assert found.title == "阳谷县教育局2020年政府信息公开工作年度报告"
    assert found.publisher.name == "阳谷县教育局"
    assert found.document_date is None


def test_a_title_is_shown_as_printed_and_compared_as_folded():
    found = who("西藏自治區人民政府2009年政府信息公開年度報告")
    assert found.title == "西藏自治區人民政府2009年政府信息公開年度報告"
    assert found.publisher.name == "西藏自治區人民政府"
    assert (place(found), found.region.level) == ("西藏自治区", "province")


@pytest.mark.parametrize(
    ("name", "level", "where"),
    [
        ("阳谷县", "county", "山东省/聊城市/阳谷县"),
        ("城口县人民政府机关", "county", "重庆市/城口县"),
        ("福清市人民政府", "county", "福建省/福州市/福清市"),
        ("科尔沁右翼中旗", "county", "内蒙古自治区/兴安盟/科尔沁右翼中旗"),
        ("兴安盟行署外事办公室", "city_department", "内蒙古自治区/兴安盟"),
        ("兴安盟行政公署", "city", "内蒙古自治区/兴安盟"),
        ("大同市气象部门", "city_department", "山西省/大同市"),
        ("黑龙江省甘南县气象局", "county_department", "黑龙江省/齐齐哈尔市/甘南县"),
        ("国家税务总局阳谷县税务局", "county_department", "山东省/聊城市/阳谷县"),
        ("国家统计局山东调查总队", "province_department", "山东省"),
        ("国家统计局阳谷调查队", "county_department", "山东省/聊城市/阳谷县"),
        ("道里区经纬街道办事处", "township", "黑龙江省/哈尔滨市/道里区/经纬街道"),
        ("东莞市长安镇", "township", "广东省/东莞市/长安镇"),
        ("仙桃市财政局", "county_department", "湖北省/仙桃市"),
        ("北京市公安局海淀分局", "county_department", "北京市/海淀区"),
        ("石家庄高新技术产业开发区管理委员会", "county", "河北省/石家庄市/石家庄高新技术产业开发区"),
        ("阳谷县人民医院", "county_department", "山东省/聊城市/阳谷县"),
        ("阳谷县第二中学", "county_department", "山东省/聊城市/阳谷县"),
        ("辽宁", "province", "辽宁省"),
        ("恩施州财政局", "city_department", "湖北省/恩施土家族苗族自治州"),
        ("广元市人民政府以工代赈办公室", "city_department", "四川省/广元市"),
        ("重庆市万盛区", "county", "重庆市/万盛区"),
        ("原平市财政局", "county_department", "山西省/忻州市/原平市"),
        ("原阳谷县环境保护局", "county_department", "山东省/聊城市/阳谷县"),
        ("全州县财政局", "county_department", "广西壮族自治区/桂林市/全州县"),
        ("湘西自治州财政局", "city_department", "湖南省/湘西土家族苗族自治州"),
        ("前郭县", "county", "吉林省/松原市/前郭尔罗斯蒙古族自治县"),
        ("内蒙古兴安盟科右中旗", "county", "内蒙古自治区/兴安盟/科尔沁右翼中旗"),
        ("大兴安岭地区加格达奇区", "county", "黑龙江省/大兴安岭地区/加格达奇区"),
        ("上海市公安局浦东分局", "county_department", "上海市/浦东新区"),
        ("政协阳谷县委员会", "county_department", "山东省/聊城市/阳谷县"),
        ("国家金融监督管理总局阳谷监管支局", "county_department", "山东省/聊城市/阳谷县"),
        ("商务部", "national_department", ""),
        ("国家税务总局", "national_department", ""),
    ],
)
def test_level_and_place_follow_from_the_name(name, level, where):
    found = who(f"{name}2020年政府信息公开工作年度报告")
    assert (found.region.level, place(found)) == (level, where)


@pytest.mark.parametrize(
    "name",
    [
        "定远乡人民政府",
        "鼓楼区财政局",
        "城关镇",
        "朝阳区",
        "财政局",
        "市财政局",
        "北京大学",
        "长河街道",
        "新疆生产建设兵团第一师",
    ],
)
def test_what_the_name_alone_does_not_tell_stays_open(name):
    found = who(f"{name}2019年政府信息公开工作年度报告")
    assert place(found) == ""
    assert found.region.code is None
    assert found.publisher.normalised is None


def test_an_open_place_lists_what_was_possible():
    found = who("定远乡人民政府2019年政府信息公开工作年度报告")
    assert {c["county"] for c in found.region.candidates} == {"罗山县", "梓潼县", "渠县"}
    assert found.region.level == "township"


@pytest.mark.parametrize(
    ("paragraph", "context"),
    [
        ("根据梓潼县人民政府办公室要求编制本报告。", NOWHERE),
        ("如有疑问请联系，地址：梓潼县定远乡场镇。", NOWHERE),
        ("联系电话：0816-8221234，邮编：622150。", NOWHERE),
        ("", Context(jurisdiction="510725")),
        ("", Context(url="http://www.zitong.gov.cn/a.html")),
    ],
)
def test_each_kind_of_hint_settles_a_homonym(paragraph, context):
    found = who("定远乡人民政府2019年政府信息公开工作年度报告", paragraph, context=context)
    assert place(found) == "四川省/绵阳市/梓潼县/定远乡"
    assert found.publisher.normalised == "梓潼县定远乡人民政府"
    assert found.evidence["region"]["from"]


def test_hints_for_two_places_settle_nothing():
    found = who("定远乡人民政府2019年政府信息公开工作年度报告", "本乡与罗山县、梓潼县的同名乡交流经验。")
    assert place(found) == ""


def test_words_that_look_like_counties_are_no_hints():
    text = "根据政府信息公开县级标准和相应县直部门要求，省、市和县政府统一部署，推进街道县域公开。"
    found = find_hints(plain(text), NOWHERE, load())
    assert not found.cited


def test_a_portal_decides_for_an_office_without_a_place_in_its_name():
    found = who("财政局2020年政府信息公开工作年度报告", context=Context(jurisdiction="371521"))
    assert (found.region.level, found.publisher.normalised) == ("county_department", "阳谷县财政局")
    lettered = who("县财政局2020年政府信息公开工作年度报告", context=Context(jurisdiction="371521"))
    assert lettered.publisher.normalised == "阳谷县财政局"
    other = who("县财政局2020年政府信息公开工作年度报告", context=Context(jurisdiction="3715"))
    assert place(other) == ""


def test_an_address_that_spells_one_place_tells_where_but_not_who():
    found = who("政府信息公开年报", context=Context(url="https://www.dafeng.gov.cn/art/1.html"))
    assert (place(found), found.region.level, found.publisher.name) == ("江苏省/盐城市/大丰区", None, None)
    found = who("财政局2020年政府信息公开工作年度报告", context=Context(url="http://www.yanggu.gov.cn/1.html"))
    assert found.publisher.normalised == "阳谷县财政局"
    for unclear in ("http://www.chaoyang.gov.cn/", "http://www.bypc.gov.cn/", "http://yanggu.example.com/"):
        assert place(who("财政局2020年政府信息公开工作年度报告", context=Context(url=unclear))) == ""


def test_names_are_those_of_the_reports_year():
    before, after = (who(f"沙县{year}年政府信息公开工作年度报告") for year in (2020, 2022))
    assert (before.region.county, before.region.code) == ("沙县", "350427")
    assert (after.region.county, after.region.code) == ("沙县区", "350405")


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


def test_a_zone_below_two_short_names_lies_in_their_county():
    found = who("重庆黔江高新技术产业开发区管理委员会2025年政府信息公开工作年度报告")
    assert (place(found), found.region.level) == ("重庆市/黔江区", None)


def test_a_title_repeated_over_two_lines_ends_with_its_last_line():
    found = who(
        "长桥乡2019年政府信息公开年度工作报告",
        "长桥乡2019年政府信息公开年度工作",
        "报 告",
        "一年来，我乡做了以下工作。",
    )
    assert found.title_lines == 3


def test_two_bodies_in_the_first_paragraph_are_candidates():
    found = who("2025年政府信息公开工作年度报告", "阳谷县水利局、阳谷县教育局的政府信息公开情况如下。")
    assert found.publisher.name is None
    assert set(found.publisher.candidates) == {"阳谷县水利局", "阳谷县教育局"}


def test_scope_is_what_the_report_says():
    assert who("阳谷县2020年政府信息公开工作年度报告(汇总)").publisher.scope == "汇总"
    assert who("阳谷县本级2020年政府信息公开工作年度报告").publisher.scope == "本级"
    assert who("阳谷县2020年政府信息公开工作年度报告").publisher.scope is None
    text = "汇总阳谷县各乡镇、县政府各部门的情况编制而成。"
    assert who("阳谷县2020年政府信息公开工作年度报告", text).publisher.scope == "汇总"
    text = "本报告由阳谷县人民政府办公室根据全县各乡镇、各部门的年度报告汇总而成。"
    assert who("阳谷县2020年政府信息公开工作年度报告", text).publisher.scope == "汇总"


@pytest.mark.parametrize(
    ("closing", "date", "lines"),
    [
        (("无。", "西湖镇人民政府 2021 年 1 月 25 日"), "2021-01-25", 1),
        (("无。", "阳谷县财政局", "2021年1月25日"), "2021-01-25", 2),
        (("无。", "二〇二一年一月二十五日"), "2021-01-25", 1),
        (("无。", "20231月1日"), "2023-01-01", 1),
        (("无。", "20201231日"), "2020-12-31", 1),
        (("无。", "（2021.01.25）"), "2021-01-25", 1),
        (("无。", "阳谷县财政局", "2021年1月25日", "附件：统计表.xls"), "2021-01-25", 3),
        (("本报告的统计期限为2020年1月1日至2020年12月31日",), None, 0),
        (("会议于2020年12月3日召开，研究部署2021年1月25日",), None, 0),
        (("无。", "2021年2月30日"), None, 0),
        (("无。阳谷县财政局2021年1月25日",), "2021-01-25", 0),
        (("无。", "2021年1月25日", "阳谷县财政局"), "2021-01-25", 2),
        (("无。", "阳谷县财政局（盖章） 2021年1月25日"), "2021-01-25", 1),
        (("无。", "发布日期：2021-01-25"), None, 0),
        (("全年共公开信息12条，截至2020年12月31日",), None, 0),
        (("截至2020年12月31日",), None, 0),
        (("2021年1月25日", "以上情况属实，欢迎监督"), None, 0),
        (("无。", "202111日"), None, 0),
        ((), None, 0),
    ],
)
def test_the_date_is_the_sign_off_and_nothing_else(closing, date, lines):
    found = who("阳谷县2020年政府信息公开工作年度报告", closing=closing, pubdate="2021-03-05 10:00")
    assert (found.document_date, found.closing_lines) == (date, lines)
    assert found.evidence["published"] == {"pubdate": "2021-03-05 10:00"}


@pytest.mark.parametrize(
    "period",
    [
        "本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。",
        "本报告信息数据统计期限为:2020年1月1日——2020年12月31日。",
        "所列数据的统计期限为2020年1月1日至12月31日。",
        "统计期限：自20201月1日起至202012月31日止",
        "统计期限自 202011日起至20201231日止。",
    ],
)
def test_the_period_tells_the_year_where_the_title_does_not(period):
    found = who("阳谷县财政局政府信息公开工作年度报告", period)
    assert found.report_year == 2020


def test_the_title_wins_over_a_period_left_from_last_year_and_both_are_kept():
    found = who("阳谷县2021年政府信息公开工作年度报告", "统计期限自2020年1月1日起至2020年12月31日止。")
    assert found.report_year == 2021
    assert found.evidence["report_year"]["candidates"] == [2020, 2021]


def test_split_signs_without_a_year_in_the_title_are_settled_by_most_or_left_open():
    stale = "统计期限自2020年1月1日起至2020年12月31日止。"
    linked = Context(link_text="阳谷县2021年政府信息公开工作年度报告")
    assert who("阳谷县政府信息公开工作年度报告", stale, context=linked).report_year is None
    found = who("阳谷县政府信息公开工作年度报告", stale, context=linked, closing=("2022年1月25日",))
    assert found.report_year == 2021
    assert found.evidence["report_year"]["candidates"] == [2020, 2021]


def test_one_weak_sign_does_not_make_a_year():
    found = who("阳谷县政府信息公开工作年度报告", closing=("2021年1月25日",))
    assert found.report_year is None
    assert found.evidence["report_year"]["candidates"] == [2020]


def test_a_title_over_two_years_leaves_the_year_open():
    found = who("聊城大学2019-2020学年信息公开工作年度报告")
    assert found.report_year is None


def test_a_line_of_text_is_no_title():
    assert parse_title("我局依法公开政府信息，现将有关情况说明如下") is None
    assert who("我局依法公开政府信息。").title is None


def test_the_real_titles_are_right_where_decided(shared):
    lines = (shared / "gold" / "titles.jsonl").read_text("utf-8").splitlines()
    decided = wrong = 0
    for line in lines:
        gold = json.loads(line)
        found = who(gold["title"], context=Context(url=gold["url"]))
        assert found.report_year in (gold["report_year"], None)
        if found.region.province:
            decided += 1
            region = found.region
            got = (region.level or gold["body_level"], region.province, region.city, region.county)
            wrong += got != (gold["body_level"], gold["province"], gold["city"], gold["county"])
    assert (wrong, decided) == (0, 28)


@pytest.mark.parametrize("name", ["huyuan_2020", "xihu_2020", "xinxiang_2020"])
def test_the_real_reports_have_their_gold_agency_and_place(shared, name):
    gold = json.loads((shared / "gold" / f"{name}.json").read_text("utf-8"))
    paragraphs = [p for p in (shared / "reports" / f"{name}.txt").read_text("utf-8").splitlines() if p.strip()]
    first = next(n for n, p in enumerate(paragraphs) if p.startswith("一、"))
    found = who(*paragraphs[:first], body="\n".join(paragraphs), closing=tuple(paragraphs[-5:]))
    region = {key: gold["region"][key] for key in ("province", "city", "county", "township", "level")}
    assert {key: getattr(found.region, key) for key in region} == region
    assert found.region.code == gold["region"]["code_2020"]
    assert found.publisher.name == gold["publisher"]["name"]
    assert (found.title, found.report_year) == (gold["title"], gold["report_year"])
    assert found.document_date == gold["document_date"]
