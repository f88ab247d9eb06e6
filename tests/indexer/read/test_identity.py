"""Who and where: read from titles, names and hints."""

import json

import pytest
from asking import NOWHERE, place, who

from indexer.jurisdictions import load
from indexer.read.context import Context
from indexer.read.hints import find_hints
from indexer.read.plain import plain
from indexer.read.title import parse_title


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
        ("关于公布阳谷县财政局2020年政府信息公开工作年度报告的公告", "阳谷县财政局", 2020),
        ("阳谷县财政局2020年法治政府建设暨政府信息公开工作年度报告", "阳谷县财政局", 2020),
        ("2020年度政府信息公开年报 阳谷县财政局", "阳谷县财政局", 2020),
        ("阳谷县财政局20年政府信息公开工作年度报告", "阳谷县财政局", None),
        ("景宁县2020年政府信息公开工作年度报告", "景宁县", 2020),
        ("新疆生产建设兵团2020年政府信息公开工作年度报告", "新疆生产建设兵团", 2020),
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


def test_a_title_glued_to_the_first_paragraph_does_not_stand_in_the_preamble_too():
    found = who("甘谷县交通运输局2022年政府信息公开工作年度报告 根据《条例》制作 本报告。", "第二段。")
    assert found.title == "甘谷县交通运输局2022年政府信息公开工作年度报告"
    assert found.preamble == "根据《条例》制作 本报告。\n第二段。"


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
        ("临安区於潜镇", "township", "浙江省/杭州市/临安区/於潜镇"),
        ("沙县乡村振兴局", "county_department", "福建省/三明市/沙县"),
        ("全州县财政局", "county_department", "广西壮族自治区/桂林市/全州县"),
        ("湘西自治州财政局", "city_department", "湖南省/湘西土家族苗族自治州"),
        ("前郭县", "county", "吉林省/松原市/前郭尔罗斯蒙古族自治县"),
        ("内蒙古兴安盟科右中旗", "county", "内蒙古自治区/兴安盟/科尔沁右翼中旗"),
        ("大兴安岭地区加格达奇区", "county", "黑龙江省/大兴安岭地区/加格达奇区"),
        ("上海市公安局浦东分局", "county_department", "上海市/浦东新区"),
        ("政协阳谷县委员会", "county_department", "山东省/聊城市/阳谷县"),
        ("国家金融监督管理总局阳谷监管支局", "county_department", "山东省/聊城市/阳谷县"),
        ("国家金融监督管理总局河南监管局", "province_department", "河南省"),
        ("国家矿山安全监察局山西局", "province_department", "山西省"),
        ("国家统计局朝阳调查队", "city_department", "辽宁省/朝阳市"),
        ("北京市海淀区人民政府中关村街道办事处", "township", "北京市/海淀区/中关村街道"),
        ("北京市规划和自然资源委员会朝阳分局", "county_department", "北京市/朝阳区"),
        ("深圳市生态环境局南山管理局", "county_department", "广东省/深圳市/南山区"),
        ("北京市公安局公安交通管理局", "province_department", "北京市"),
        ("青岛市黄岛区（西海岸新区）财政局", "county_department", "山东省/青岛市/黄岛区"),
        ("绥化市公安局北林分局", "county_department", "黑龙江省/绥化市/北林区"),
        ("国家税务总局驻马店市税务局", "city_department", "河南省/驻马店市"),
        ("国家税务总局驻广州特派员办事处", None, "广东省/广州市"),
        ("东乡县人民政府", "county", "甘肃省/临夏回族自治州/东乡族自治县"),
        ("吉林省长白山保护开发区管理委员会", None, "吉林省"),
        ("商务部", "national_department", ""),
        ("中国（上海）自由贸易试验区管理委员会", None, ""),
        ("上海市虹桥商务区管委会", None, "上海市"),
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
        "四川路街道",
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


def test_a_portal_with_todays_code_speaks_for_places_under_their_old_codes():
    found = who("湖源乡2020年政府信息公开工作年度报告", context=Context(jurisdiction="350405"))
    assert (place(found), found.region.code) == ("福建省/三明市/沙县/湖源乡", "350427205")
    found = who("财政局2020年政府信息公开工作年度报告", context=Context(jurisdiction="350405"))
    assert found.publisher.normalised == "沙县财政局"


@pytest.mark.parametrize(
    ("name", "year", "portal", "where"),
    [
        ("江干区财政局", 2019, "330102", "浙江省/杭州市/江干区"),
        ("长治市城区财政局", 2016, "140403", "山西省/长治市/城区"),
        ("儋州市财政局", 2013, "4604", "海南省/儋州市"),
        ("市中区财政局", 2019, "511102", "四川省/乐山市/市中区"),
        ("西湖区财政局", 2019, "330102", ""),
    ],
)
def test_reports_of_a_county_that_was_merged_are_placed_on_the_portal_of_its_heir(name, year, portal, where):
    found = who(f"{name}{year}年政府信息公开工作年度报告", context=Context(jurisdiction=portal))
    assert place(found) == where


def test_a_name_that_only_one_listed_township_bears_is_not_moved_there_against_the_address():
    title = "原村乡2024年政府信息公开工作年度报告"
    assert place(who(title)) == "山西省/晋城市/高平市/原村乡"
    assert place(who(title, context=Context(url="http://www.yanggu.gov.cn/1.html"))) == ""
    assert place(who(title, "按照阳谷县人民政府要求编制。")) == ""


def test_hints_for_two_places_settle_nothing():
    found = who("定远乡人民政府2019年政府信息公开工作年度报告", "本乡与罗山县、梓潼县的同名乡交流经验。")
    assert place(found) == ""


def test_words_that_look_like_counties_are_no_hints():
    text = "根据政府信息公开县级标准和相应县直部门要求，省、市和县政府统一部署，推进街道县域公开。"
    found = find_hints(plain(text), NOWHERE, load())
    assert not found.cited


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
