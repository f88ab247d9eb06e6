"""The register of divisions: names and codes with their years."""

import re
from pathlib import Path

import pytest

from indexer import jurisdictions
from indexer.jurisdictions import DivisionsError, Register, load, read_divisions


@pytest.fixture(scope="module")
def register() -> Register:
    return load()


def only(register: Register, name: str, year: int) -> jurisdictions.Division:
    (division,) = register.lookup(name, year)
    return division


def test_a_county_that_became_a_district_has_the_name_and_code_of_the_year(register):
    county = only(register, "沙县", 2020)
    assert (county.code, register.full_name(county, 2020)) == ("350427", "福建省三明市沙县")
    assert register.lookup("沙县", 2021) == []
    assert register.lookup("沙县区", 2020) == []
    assert register.as_of(county, 2022).code == "350405"
    assert register.as_of(only(register, "沙县区", 2022), 2020).name == "沙县"


def test_a_township_follows_its_county_to_the_new_code(register):
    old = next(d for d in register.lookup("湖源乡", 2020) if d.code == "350427205")
    assert register.as_of(old, 2023).code == "350405203"


def test_three_townships_called_dingyuan_and_a_county_that_is_something_else(register):
    names = {register.full_name(d, 2019) for d in register.lookup("定远乡", 2019, slack=1)}
    assert names == {"河南省信阳市罗山县定远乡", "四川省绵阳市梓潼县定远乡", "四川省达州市渠县定远乡"}
    assert register.full_name(only(register, "定远县", 2019)) == "安徽省滁州市定远县"


def test_places_without_a_layer_between_have_no_placeholder_above_them(register):
    for name, full in {
        "城口县": "重庆市城口县",
        "东城区": "北京市东城区",
        "仙桃市": "湖北省仙桃市",
        "石河子市": "新疆维吾尔自治区石河子市",
        "那大镇": "海南省儋州市那大镇",
        "虎门镇": "广东省东莞市虎门镇",
        "峪泉镇": "甘肃省嘉峪关市峪泉镇",
    }.items():
        assert register.full_name(only(register, name, 2020), 2020) == full


def test_levels_follow_the_division_not_the_name(register):
    assert only(register, "福清市", 2020).level == "county"
    assert only(register, "科尔沁右翼中旗", 2023).level == "county"
    assert only(register, "兴安盟", 2023).level == "city"
    assert only(register, "重庆市", 2023).level == "province"


def test_a_renamed_prefecture_and_abolished_districts_before_2015_are_known(register):
    assert register.as_of(only(register, "襄樊市", 2009), 2015).name == "襄阳市"
    assert register.as_of(only(register, "大丰区", 2016), 2012).name == "大丰市"
    assert register.as_of(only(register, "万盛区", 2010), 2017).name == "万盛区"  # its code is now another district's
    assert only(register, "崇文区", 2009).parent == "11"
    assert register.lookup("崇文区", 2012) == []


def test_short_names_that_offices_use_lead_to_their_divisions(register):
    for alias, name in {
        "内蒙古": "内蒙古自治区",
        "恩施州": "恩施土家族苗族自治州",
        "科右中旗": "科尔沁右翼中旗",
    }.items():
        assert name in {d.name for d in register.by_alias[alias]}


def test_codes_are_understood_however_many_zeros_they_carry(register):
    printed = [
        "370000",
        "371500",
        "371521",
        "371521114",
        "371521114000",
        "110100",
        "371521000000",
        "500229",
        "100000",
        "",
    ]
    expected = ["37", "3715", "371521", "371521114", "371521114", "11", "371521", "500229", "", ""]
    assert [register.code(p) for p in printed] == expected


def test_every_parent_exists_and_is_above_its_child(register):
    for rows in register.by_code.values():
        for division in rows:
            if division.parent:
                above = register.get(division.parent, division.valid_to)
                assert above is not None
                assert jurisdictions.LEVELS.index(above.level) < jurisdictions.LEVELS.index(division.level)


def test_no_code_has_two_names_in_one_year(register):
    for code, rows in register.by_code.items():
        for year in range(2008, 2025):
            valid = [d.name for d in rows if not d.distance(year)]
            assert len(valid) <= 1, (code, year, valid)


def test_a_county_that_came_under_another_city_is_the_same_place(register):
    before, after = register.lookup("简阳市", 2014)[0], register.lookup("简阳市", 2018)[0]
    assert (before.code[:4], after.code[:4]) == ("5120", "5101")
    assert register.as_of(after, 2014) == before
    assert register.as_of(before, 2018) == after
    town = register.by_code["510185112"][0]
    assert register.as_of(town, 2014).code.startswith(before.code)


def test_own_divisions_join_the_list(tmp_path, monkeypatch):
    header = "code,name,level,parent,valid_from,valid_to,pinyin\n"
    (tmp_path / "jurisdictions_extra.csv").write_text(header + "98,云岭省,province,,,,yun ling sheng\n", "utf-8")
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path))
    assert [d.code for d in load().lookup("云岭省", 2020)] == ["98"]
    assert load().lookup("沙县", 2020)


def test_a_wrong_row_is_named_with_file_and_line(tmp_path: Path):
    path = tmp_path / "jurisdictions_extra.csv"
    path.write_text("code,name,level,parent,valid_from,valid_to,pinyin\n98,云岭省,province,,soon,,\n", "utf-8")
    with pytest.raises(DivisionsError, match=r"jurisdictions_extra\.csv: line 2"):
        list(read_divisions(path))
    path.write_text("code,name\n", "utf-8")
    with pytest.raises(DivisionsError, match="line 1: the columns must be"):
        list(read_divisions(path))


def test_no_township_carries_the_name_of_its_county_in_front(register):
    for rows in register.by_code.values():
        for division in rows:
            if division.level == "township" and len(division.code) == 9:
                county = register.get(division.parent, division.valid_to).name
                behind = division.name.removeprefix(county)
                named = re.match(r"(?!城)[\u4e00-\u9fff]{2,}(?:镇|乡|街道|苏木)$", behind)
                assert behind == division.name or not named, division
