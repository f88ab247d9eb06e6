"""Year, date and scope of a report."""

import pytest
from asking import who

from indexer.read.context import Context


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
        (("无其他事项。", "无为市财政局", "2021年1月25日"), "2021-01-25", 2),
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
        "统计期限为二〇二〇年一月一日至二〇二〇年十二月三十一日。",
        "数据统计时间：2020.1.1-2020.12.31。",
        "数据统计期限为2020年1月至12月。",
        "2020年1月1日至12月31日，我局主动公开政府信息。",
    ],
)
def test_the_period_tells_the_year_where_the_title_does_not(period):
    found = who("阳谷县财政局政府信息公开工作年度报告", period)
    assert found.report_year == 2020


def test_the_title_wins_over_a_period_left_from_last_year_and_both_are_kept():
    found = who("阳谷县2021年政府信息公开工作年度报告", "统计期限自2020年1月1日起至2020年12月31日止。")
    assert found.report_year == 2021
    assert found.evidence["report_year"]["candidates"] == [2020, 2021]


def test_a_title_that_everything_else_contradicts_leaves_the_year_open():
    stale = ("阳谷县2021年政府信息公开工作年度报告", "统计期限自2020年1月1日起至2020年12月31日止。")
    body = "2020年公开信息12条。2020年收到申请3件。"
    assert who(*stale, body=body, closing=("2021年1月20日",)).report_year is None
    assert who(*stale, body=body, closing=("2022年1月20日",)).report_year == 2021
    assert who(*stale, body=body, closing=("2021年1月20日",), pubdate="2022-01-21").report_year == 2021


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
