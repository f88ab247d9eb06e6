"""The identities of a report: their outcomes, and the cell that is to blame when they fail."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "read"))
from papers import Truth, clean, make_truth

from indexer.blocks import Blocks
from indexer.check import check
from indexer.read.report import read
from indexer.report import CellPath, Report

FORMS = ("2019", "2021")


def checked(truth: Truth, fmt: str = "html") -> Report:
    return check(read(clean(truth, fmt)))


def outcomes(report: Report, *, but: str = "H5") -> set[str]:
    return {c.outcome for c in report.checks if c.check != but}


@pytest.mark.parametrize("form", FORMS)
def test_right_report_holds_everywhere_and_has_no_finding(form: str) -> None:
    report = checked(make_truth(form, 1))
    assert outcomes(report) == {"holds"}
    assert len([c for c in report.checks if c.check != "H5"]) == 7 + 7 + len(truth_rows(form)) + 3
    assert report.findings == []


def truth_rows(form: str) -> list[CellPath]:
    return [p for p in make_truth(form, 1).values if p[0] == "requests" and p[-1] == "total"]


@pytest.mark.parametrize("form", FORMS)
def test_zeros_left_blank_are_no_failure(form: str) -> None:
    report = checked(make_truth(form, 2, zeros_left_blank=True))
    assert outcomes(report) <= {"holds", "holds_if_blank_is_zero"}
    assert report.findings == []


def test_where_names_column_row_and_block() -> None:
    found = {(c.check, c.where) for c in checked(make_truth("2021", 3)).checks}
    assert {
        ("H1", "requests.*.natural_person"),
        ("H2", "requests.*.total"),
        ("H3", "requests.granted"),
        ("H4", "litigation.reconsideration"),
    } <= found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(40))
def test_one_wrong_cell_of_the_requests_is_named_with_the_right_value(form: str, seed: int) -> None:
    truth, rng = make_truth(form, seed), random.Random(seed)
    path = rng.choice([p for p in truth.values if p[0] == "requests"])
    right = truth.values[path]
    assert isinstance(right, int)
    truth.values[path] = right + rng.choice([1, 6, 90])
    report = checked(truth)
    assert {(f.suspect.cell, f.suspect.printed, f.suspect.mended) for f in report.findings if f.suspect} == {
        (path, truth.values[path], right)
    }
    assert all(f.suspect and path in f.cells and str(right) in f.message for f in report.findings)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(20))
def test_two_or_three_wrong_cells_are_always_noticed_and_no_innocent_cell_is_blamed_alone(form: str, seed: int) -> None:
    truth, rng = make_truth(form, seed), random.Random(seed)
    paths = rng.sample([p for p in truth.values if p[0] == "requests"], rng.choice([2, 3]))
    for path, plus in zip(paths, (3, 50, 700), strict=False):
        truth.values[path] = (truth.values[path] or 0) + plus
    report = checked(truth)
    assert report.findings
    assert all(f.suspect is None for f in report.findings)


def test_negative_and_broken_counts_are_findings_of_their_own() -> None:
    truth = make_truth("2019", 4)
    truth.values["active_disclosure", "art20_1", "rules", "total_public"] = -3
    truth.values["active_disclosure", "art20_5", "licensing", "change_this_year"] = -3
    report = checked(truth)
    assert [f.cells for f in report.findings if f.check == "H5"] == [
        [("active_disclosure", "art20_1", "rules", "total_public")]
    ]


def test_missing_row_leaves_its_sums_open_instead_of_broken() -> None:
    truth = make_truth("2021", 5)
    found = clean(truth)
    blocks = Blocks("txt", [b for b in found.items if not hasattr(b, "cells")])
    report = check(read(blocks))
    assert outcomes(report) <= {"not_checkable"}


@pytest.mark.parametrize("fmt", ["pdf", "scan", "ofd"])
def test_digits_torn_in_a_pdf_are_our_reading_and_not_the_offices_error(fmt: str) -> None:
    truth = make_truth("2021", 6)
    row = [("requests", "granted", c) for c in ("natural_person", "commercial_enterprise")]
    for path, number in zip([*row, ("requests", "granted", "total")], (12, 3, 0), strict=True):
        delta = number - (truth.values[path] or 0)
        for key in ("granted", "results_total", "new_received"):
            at = ("requests", key, path[-1])
            truth.values[at] = (truth.values[at] or 0) + delta
    for key in ("granted", "results_total", "new_received"):
        columns = [p for p in truth.values if p[:2] == ("requests", key) and p[-1] != "total"]
        truth.values["requests", key, "total"] = sum(truth.values[p] or 0 for p in columns)
    assert checked(truth, fmt).findings == []
    truth.values[row[0]], truth.values[row[1]] = 1, 23
    report = checked(truth, fmt)
    assert [(f.check, f.severity) for f in report.findings] == [("reading", "warning")]
    assert set(report.findings[0].cells) == set(row)
    assert checked(truth, "html").findings[0].check != "reading"


def swapped(truth: Truth, one: CellPath, other: CellPath) -> Truth:
    truth.values[one], truth.values[other] = truth.values[other], truth.values[one]
    return truth


def row_of(truth: Truth, row: str, numbers: tuple[int, ...]) -> Truth:
    """Give a row of results these numbers and bring all that adds up from it into line."""
    columns = [c.key for c in truth.form.table("requests").columns]
    for column, number in zip(columns, (*numbers, sum(numbers)), strict=True):
        delta = number - (truth.values["requests", row, column] or 0)
        for key in (row, "results_total", "new_received"):
            truth.values["requests", key, column] = (truth.values["requests", key, column] or 0) + delta
    return truth


def test_two_numbers_that_were_interchanged_are_called_so() -> None:
    truth = row_of(make_truth("2021", 7), "granted", (140, 31, 0, 0, 0, 0))
    pair = [("requests", "granted", c) for c in ("natural_person", "commercial_enterprise")]
    assert checked(truth).findings == []
    found = checked(swapped(truth, *pair)).findings
    assert found
    assert all("的 31 与" in f.message and "可能填反了" in f.message and f.suspect is None for f in found)
    assert all("may be interchanged" in f.message_en and f.cells[:2] == pair for f in found)


def test_two_whole_rows_that_were_interchanged_are_called_so() -> None:
    truth = row_of(make_truth("2021", 7), "granted", (140, 31, 2, 0, 77, 0))
    for column in (c.key for c in truth.form.table("requests").columns):
        swapped(truth, ("requests", "results_total", column), ("requests", "carried_to_next", column))
    found = checked(truth).findings
    assert found
    assert all("“（七）总计”与“四、结转下年度继续办理”两行的数可能整行填反了" in f.message for f in found)


def test_a_row_that_stands_one_column_too_far_is_called_so() -> None:
    truth = row_of(make_truth("2021", 7), "granted", (140, 31, 2, 0, 77, 0))
    columns = [c.key for c in truth.form.table("requests").columns]
    for column, number in zip(columns[:-1], (0, 140, 31, 2, 0, 77), strict=True):
        truth.values["requests", "granted", column] = number
    found = checked(truth).findings
    assert found
    assert all("整体右错了一列，各列应依次为 140、31、2、0、77、0" in f.message for f in found)


def test_totals_that_nobody_filled_in_are_called_so() -> None:
    truth = make_truth("2021", 8)
    for path in truth.values:
        if path[0] == "requests" and path[-1] == "total":
            truth.values[path] = None
    found = checked(truth).findings
    assert all("总计为 空白" in f.message and "总计可能没有填写" in f.message for f in found if f.check == "H3")


def test_one_wrong_block_of_lawsuits_does_not_blur_another() -> None:
    truth = make_truth("2021", 9)
    for row in ("reconsideration",), ("litigation_direct",):
        paths = [p for p in truth.values if p[0] == "litigation" and p[1:-1] == row]
        for path, number in zip(paths, (1, 2, 0, 0, 4), strict=True):
            truth.values[path] = number
    found = checked(truth).findings
    assert [f.check for f in found] == ["H4", "H4"]
    assert all("若其余各格无误，总计应为 3" in f.message for f in found)


def test_digits_torn_in_two_rows_of_a_pdf_are_our_reading_too() -> None:
    truth = row_of(
        row_of(make_truth("2021", 6), "granted", (12, 3, 0, 0, 0, 0)), "refused_state_secret", (0, 0, 0, 25, 1, 0)
    )
    torn = {
        ("requests", "granted", "natural_person"): 1,
        ("requests", "granted", "commercial_enterprise"): 23,
        ("requests", "refused_state_secret", "social_welfare_org"): 2,
        ("requests", "refused_state_secret", "legal_service_org"): 51,
    }
    truth.values |= torn
    (found,) = checked(truth, "pdf").findings
    assert (found.check, found.severity, set(found.cells)) == ("reading", "warning", set(torn))
    assert {f.severity for f in checked(truth, "docx").findings} == {"error"}
