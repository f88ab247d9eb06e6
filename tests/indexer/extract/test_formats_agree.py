"""One real report in every format: all give the same tables, to the last cell, and the same paragraphs."""

import re

import pytest

from indexer.blocks import Blocks
from indexer.extract import extract

RULED = ["doc", "wps", "odt", "rtf", "html", "pdf", "xls", "xlsx"]


def fields(blocks: Blocks) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [(c.row, c.column, c.rowspan, c.colspan, re.sub(r"\s", "", c.text)) for c in table.cells]
        for table in blocks.tables()
    ]


def paragraphs(blocks: Blocks) -> list[str]:
    return [re.sub(r"\s", "", p.text) for p in blocks.paragraphs()]


@pytest.fixture(scope="module")
def docx(shared):
    return extract((shared / "originals/xinxiang2020.docx").read_bytes())


@pytest.mark.parametrize("ending", RULED)
def test_every_cell_and_merge_is_that_of_the_docx(shared, docx, ending):
    blocks = extract((shared / f"originals/xinxiang2020.{ending}").read_bytes(), "wrong-name.txt")
    assert fields(blocks) == fields(docx)
    assert all(c.place.to_json() for t in blocks.tables() for c in t.cells)


@pytest.mark.parametrize("ending", ["doc", "odt", "rtf", "html", "pdf", "ofd"])
def test_every_paragraph_is_that_of_the_docx(shared, docx, ending):
    blocks = extract((shared / f"originals/xinxiang2020.{ending}").read_bytes())
    assert paragraphs(blocks) == paragraphs(docx)


def numbers(blocks):
    return [c.text for t in blocks.tables() for row in t.rows() for c in row if re.fullmatch(r"-?[\d.]+", c.text)]


def test_ofd_without_ruling_lines_has_every_number_in_its_row(shared, docx):
    blocks = extract((shared / "originals/xinxiang2020.ofd").read_bytes())
    assert numbers(blocks) == numbers(docx)


def test_a_number_of_a_pdf_has_its_page_and_box(shared):
    blocks = extract((shared / "originals/xinxiang2020.pdf").read_bytes())
    cell = next(c for t in blocks.tables() for c in t.cells if c.text == "20809")
    assert cell.place.page == 2
    assert cell.place.box is not None
    x0, top, x1, bottom = cell.place.box
    assert 0 < x0 < x1 < 596
    assert 0 < top < bottom < 842


@pytest.mark.slow
def test_a_scan_gives_the_tables_of_the_docx(shared, docx):
    blocks = extract((shared / "originals/xinxiang2020_scan200.pdf").read_bytes())
    assert blocks.format == "scan"
    found = [c.text for t in blocks.tables() for c in t.cells if re.fullmatch(r"-?[\d.]+", c.text)]
    assert found == [c.text for t in docx.tables() for c in t.cells if re.fullmatch(r"-?[\d.]+", c.text)]


def test_a_table_printed_with_one_cell_a_line_is_a_table(shared):
    blocks = extract((shared / "reports/xinxiang_2020.txt").read_bytes())
    tables = list(blocks.tables())
    assert [t.height for t in tables] == [18, 26, 4]
    assert not any(t.exact for t in tables)
    assert [c.text for c in list(tables[2].rows())[3]] == [
        "2",
        "4",
        "1",
        "0",
        "7",
        "17",
        "0",
        "1",
        "1",
        "19",
        "5",
        "1",
        "0",
        "0",
        "6",
    ]
