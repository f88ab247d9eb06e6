"""Remarks that are no errors."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "read"))
from papers import OVERVIEW, PREAMBLE, PROBLEMS, Truth, clean, make_truth

from indexer.blocks import Paragraph
from indexer.check import check
from indexer.read.report import read
from indexer.report import Finding


def remarks(truth: Truth, said: dict[str, str] | None = None) -> list[Finding]:
    blocks = clean(truth)
    blocks.items = [
        Paragraph((said or {}).get(item.text, item.text), item.place) if isinstance(item, Paragraph) else item
        for item in blocks.items
    ]
    return [f for f in check(read(blocks)).findings if f.check.startswith("S")]


def quiet(form: str) -> Truth:
    truth = make_truth(form, 1)
    for row in ("rules", "normative_documents"):
        if form == "2019":
            truth.values["active_disclosure", "art20_1", row, "disclosed_this_year"] = 3
            truth.values["active_disclosure", "art20_1", row, "total_public"] = 3
    return truth


def test_more_disclosed_this_year_than_public_in_all_is_a_warning() -> None:
    truth = quiet("2019")
    assert remarks(truth) == []
    truth.values["active_disclosure", "art20_1", "rules", "total_public"] = 2
    found = remarks(truth)
    assert [(f.check, f.severity) for f in found] == [("S1", "warning")]
    assert "3" in found[0].message and "2" in found[0].message_en


def test_section_that_says_only_none_is_a_warning_where_the_law_wants_text() -> None:
    truth = quiet("2021")
    found = remarks(truth, {PROBLEMS: "无。"})
    assert [(f.check, f.severity) for f in found] == [("S2", "warning")]
    assert remarks(truth, {OVERVIEW: "工作平稳。"}) == []


def test_a_period_left_from_last_year_and_a_date_before_the_years_end_are_warnings() -> None:
    period = PREAMBLE + "统计期限自{0}年1月1日起至{0}年12月31日止。"
    assert remarks(quiet("2021"), {PREAMBLE: period.format(2022)}) == []
    (found,) = remarks(quiet("2021"), {PREAMBLE: period.format(2021)})
    assert found.check == "S3" and "2021年1月1日" in found.message
    assert remarks(quiet("2021"), {PREAMBLE: "（2023年1月10日）"}) == []
    assert [f.check for f in remarks(quiet("2021"), {PREAMBLE: "（2022年1月10日）"})] == ["S4"]


def test_a_statutory_table_that_is_not_there_is_a_warning() -> None:
    blocks = clean(quiet("2021"))
    blocks.items.remove([item for item in blocks.items if not isinstance(item, Paragraph)][-1])
    (found,) = [f for f in check(read(blocks)).findings if f.check.startswith("S")]
    assert found.check == "S5" and "复议" in found.message
