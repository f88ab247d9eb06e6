"""On time, late, missing: decided by the law's dates and by what was seen, never by a guess."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.duties import Evidence, claimed_date, deadline, judge, level_of, same_body
from crawler.register import Body
from crawler.wording import in_language

LAST = date(2025, 1, 31)
NOW = datetime(2025, 6, 1, tzinfo=UTC)


def on(*day: int) -> datetime:
    return datetime(*day, 4, tzinfo=UTC)


def seen(first: datetime, claimed: date | None = None, state: str = "present") -> Evidence:
    return Evidence("a", "b", 2024, "http://a.gov.cn/1", state, first, claimed)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("示例县人民政府", "government"),
        ("示例县人民政府办公室", "government"),
        ("示例县教育局", "department"),
        ("某乡人民政府", "township"),
        ("某镇政府", "township"),
        ("城关街道办事处", "township"),
        ("示例省发展和改革委员会", "department"),
    ],
)
def test_the_level_follows_from_the_name_where_the_register_is_silent(name, level):
    assert level_of(Body(name=name)) == level


@pytest.mark.parametrize(
    ("level", "named"), [("county", "government"), ("county_department", "department"), ("township", "township")]
)
def test_the_level_of_the_register_wins(level, named):
    assert level_of(Body(name="某某中心", level=level)) == named


@pytest.mark.parametrize(
    ("level", "year", "last", "by_law"),
    [
        ("department", 2024, date(2025, 1, 31), True),
        ("government", 2024, date(2025, 3, 31), True),
        ("township", 2024, date(2025, 2, 15), False),
        ("department", 2016, date(2017, 3, 31), True),
        ("department", 2019, date(2020, 1, 31), True),
    ],
)
def test_deadlines_of_article_49_and_of_the_law_before_it(level, year, last, by_law):
    assert deadline(level, year, "02-15") == (last, by_law)


@pytest.mark.parametrize(
    ("found", "visits", "now", "state"),
    [
        ([], [], on(2025, 1, 31), "not_yet_due"),
        ([], [], on(2025, 2, 1), "unreachable"),
        ([], [on(2025, 1, 30)], NOW, "unreachable"),
        ([], [on(2025, 2, 1)], NOW, "missing"),
        ([seen(on(2025, 1, 31))], [], NOW, "on_time"),
        ([seen(on(2025, 3, 1))], [on(2025, 2, 20)], NOW, "late"),
        ([seen(on(2025, 3, 1), date(2025, 1, 20))], [on(2025, 2, 20)], NOW, "late"),
        ([seen(on(2025, 3, 1), date(2025, 1, 20))], [on(2025, 1, 10)], NOW, "on_time"),
        ([seen(on(2025, 3, 1), date(2025, 2, 3))], [], NOW, "late"),
        ([seen(on(2025, 3, 1))], [on(2025, 3, 2)], NOW, "undated"),
        ([seen(on(2025, 1, 20), state="withdrawn")], [on(2025, 3, 2)], NOW, "withdrawn"),
        ([seen(on(2025, 1, 20), state="withdrawn"), seen(on(2025, 4, 1))], [], NOW, "on_time"),
    ],
)
def test_a_duty_is_judged_by_what_was_seen_before_what_is_claimed(found, visits, now, state):
    assert judge(LAST, found, visits, now)[0] == state


def test_a_date_that_was_set_back_is_said():
    state, note = judge(LAST, [seen(on(2025, 3, 1), date(2025, 1, 20))], [on(2025, 2, 20)], NOW)
    assert state == "late"
    assert in_language(note or "", "en") == "shows 2025-01-20, but was not there on 2025-02-20"
    assert in_language(note or "", "zh") == "页面所示日期为 2025-01-20，但 2025-02-20 访问时还没有"


def test_the_last_day_ends_at_midnight_in_china():
    evening = datetime(2025, 1, 31, 15, 59, tzinfo=UTC)
    assert judge(LAST, [seen(evening)], [], NOW)[0] == "on_time"
    assert judge(LAST, [seen(evening + timedelta(minutes=2))], [on(2025, 1, 30)], NOW)[0] == "undated"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://a.gov.cn/nb/202501/t20250120_12.html", date(2025, 1, 20)),
        ("http://a.gov.cn/art/2021/1/5/art_1_2.html", date(2021, 1, 5)),
        ("http://a.gov.cn/nb/202501/P020250120636607265552.pdf", date(2025, 1, 20)),
        ("http://a.gov.cn/columns/x/202501/20/y.html", date(2025, 1, 20)),
        ("http://a.gov.cn/zfxxgknb/2025012016171235828/index.html", date(2025, 1, 20)),
        ("http://a.gov.cn/nb/202513/t20251340_12.html", None),
        ("http://a.gov.cn/content/post_8780034.html", None),
    ],
)
def test_the_date_in_an_address_is_read_as_a_claim(url, day):
    assert claimed_date(url) == day


def test_names_of_one_body_agree_and_of_two_do_not():
    assert same_body("示例县人民政府办公室", "示例县政府")
    assert same_body(" 示例县 教育局", "示例县教育局")
    assert not same_body("示例县教育局", "示例县教育体育局")
    assert not same_body("示例县人民政府", "示例市人民政府")
