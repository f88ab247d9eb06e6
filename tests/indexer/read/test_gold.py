"""The real reports beside the checkout agree with their gold files, in every format."""

import json
from pathlib import Path

import pytest
from gold_files import gold_cells, squeezed, wrong_cells

from indexer.check import check
from indexer.extract import extract
from indexer.read.report import read
from indexer.report import Report

TEXTS = ("huyuan_2020", "xihu_2020", "xinxiang_2020")
FORMATS = ("html", "docx", "doc", "wps", "pdf")


def read_file(path: Path) -> Report:
    return check(read(extract(path.read_bytes(), path.name)))


@pytest.mark.parametrize("name", TEXTS)
def test_flattened_report_is_read_to_the_last_cell_and_state(shared: Path, name: str) -> None:
    gold = json.loads((shared / "gold" / f"{name}.json").read_text("utf-8"))
    report = read_file(shared / "reports" / f"{name}.txt")
    assert wrong_cells(report, gold) == {}
    assert len(report.cells) == len(list(gold_cells(gold["tables"]))) == 198
    assert report.form == gold["form"]
    assert report.procurement_unit == gold["tables"]["procurement_unit"]


@pytest.mark.parametrize("name", TEXTS)
def test_flattened_report_is_cut_at_the_right_characters(shared: Path, name: str) -> None:
    gold = json.loads((shared / "gold" / f"{name}.json").read_text("utf-8"))
    report = read_file(shared / "reports" / f"{name}.txt")
    for have, want in zip(report.sections, gold["sections"], strict=True):
        text = squeezed(have.text)
        assert (have.number, have.heading_raw) == (want["number"], want["heading_raw"])
        assert (text[:15], text[-15:], len(text)) == (want["first15"], want["last15"], want["chars_no_space"])
    for part, text in (("preamble", report.preamble), ("tail", report.tail)):
        want = gold[part] or {"first15": "", "last15": ""}
        assert (squeezed(text)[:15], squeezed(text)[-15:]) == (want["first15"], want["last15"])


@pytest.mark.parametrize("name", TEXTS)
def test_flattened_report_keeps_its_title_body_year_and_date(shared: Path, name: str) -> None:
    gold = json.loads((shared / "gold" / f"{name}.json").read_text("utf-8"))
    report = read_file(shared / "reports" / f"{name}.txt")
    assert (report.title, report.report_year, report.document_date) == (
        gold["title"],
        gold["report_year"],
        gold["document_date"],
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_of_one_report_gives_the_same_198_cells(shared: Path, suffix: str) -> None:
    gold = json.loads((shared / "originals" / "xinxiang2020.gold.json").read_text("utf-8"))
    report = read_file(shared / "originals" / f"xinxiang2020.{suffix}")
    assert wrong_cells(report, gold) == {}
    assert report.form == gold["form"]
    for have, want in zip(report.sections, gold["sections"], strict=True):
        assert (have.number, have.heading_raw) == (want["number"], want["heading_raw"])
        if want["first15"]:
            assert squeezed(have.text)[:15] == want["first15"]
            assert squeezed(have.text)[-15:] == want["last15"]
