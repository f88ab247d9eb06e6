"""Remarks that are no errors."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "read"))
from papers import OVERVIEW, PROBLEMS, Truth, clean, make_truth

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
    return [f for f in check(read(blocks)).findings if f.check in {"S1", "S2"}]


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
