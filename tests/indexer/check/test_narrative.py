"""Numbers of the narrative against the tables."""

import pytest

from indexer.check import check
from indexer.forms import forms
from indexer.read.numbers import read_numbers
from indexer.report import Cell, Report, Section

RECEIVED = ("requests", "new_received", "total")
CARRIED = ("requests", "carried_from_previous", "total")
RECONSIDERED = ("litigation", "reconsideration", "total")


def report(text: str, **cells: int | None) -> Report:
    paths = {"received": RECEIVED, "carried": CARRIED, "reconsidered": RECONSIDERED}
    out = Report("html", form="2021", report_year=2022, sections=[Section(1, "总体情况", None, text, text)])
    out.cells = {path: Cell() for table in forms()["2021"].tables for path, _, _ in table.cells()}
    out.cells |= {paths[name]: Cell(value, "blank" if value is None else "value") for name, value in cells.items()}
    out.numbers = read_numbers(out.sections)
    return check(out)


def warnings(found: Report) -> list[str]:
    return [f.message for f in found.findings if f.check == "narrative"]


def test_a_number_that_differs_from_the_table_is_a_warning_with_its_quote():
    found = report("全年收到政府信息公开申请12件。", received=15)
    (finding,) = [f for f in found.findings if f.check == "narrative"]
    assert finding.severity == "warning"
    assert "全年收到政府信息公开申请12件" in finding.message
    assert "15" in finding.message
    assert "12" in finding.message_en
    assert finding.cells == [RECEIVED]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("全年收到政府信息公开申请12件。", {"received": 12}),
        ("收到政府信息公开申请12件。", {"received": 10, "carried": 2}),
        ("收到政府信息公开申请12件，其中个人申请公开7件。", {"received": 12}),
        ("收到政府信息公开申请12件。", {"received": None}),
        ("收到政府信息公开申请12件。", {}),
        ("2021年收到政府信息公开申请12件。", {"received": 15}),
        ("较上年增加收到政府信息公开申请3件。", {"received": 15}),
        ("全年未收到政府信息公开申请。", {"received": 0}),
        ("未收到信函申请。", {"received": 3}),
        ("未收到企业提出的政府信息公开申请。", {"received": 3}),
        ("未经复议直接起诉的案件1件。", {"reconsidered": 3}),
        ("未发生行政复议被纠错的情况。", {"reconsidered": 3}),
        ("无一起行政复议被撤销。", {"reconsidered": 3}),
        ("未发生因政府信息公开被纠错的行政复议案件。", {"reconsidered": 3}),
        ("2021年12月1日至2022年11月30日，收到政府信息公开申请2件。", {"received": 3}),
        ("全市各级行政机关共收到政府信息公开申请1203件。", {"received": 3}),
        ("1至6月收到政府信息公开申请2件。", {"received": 3}),
        ("主要通过网站申请公开2件。", {"received": 3}),
    ],
)
def test_agreement_other_years_and_unknown_cells_are_no_warning(text, cells):
    assert warnings(report(text, **cells)) == []


def test_none_in_words_is_compared_too():
    assert warnings(report("全年未收到政府信息公开申请。", received=3))
    assert warnings(report("未发生因政府信息公开被申请行政复议的情况。", reconsidered=2))
    assert not report("全年未收到政府信息公开申请。", received=3).numbers
    assert warnings(report("全年收到政府信息公开申请十二件。", received=3))
