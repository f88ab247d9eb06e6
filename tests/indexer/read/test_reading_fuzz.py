"""Whatever became of a report, reading it ends with a report or with NotAReport, and soon."""

import random
import time

import pytest
from papers import clean, flat, make_truth, text_rows

from indexer.blocks import Blocks, Cell, Paragraph, Place, Table
from indexer.check import check
from indexer.extract import ExtractError, extract
from indexer.read.report import NotAReport, read
from indexer.read.several import apart

STYLES = ["\t".join, " ".join, "\n".join, lambda r: "| " + " | ".join(r) + " |"]


def survives(blocks: Blocks, seconds: float = 5) -> None:
    begun = time.process_time()
    try:
        report = check(read(blocks))
    except NotAReport:
        return
    finally:
        assert time.process_time() - begun < seconds
    for cell in report.cells.values():
        assert (cell.value is not None) == (cell.state == "value")
    report.to_json()


@pytest.mark.parametrize("seed", range(40))
def test_torn_text(seed: int) -> None:
    rng = random.Random(seed)
    truth = make_truth(rng.choice(["2019", "2021"]), seed)
    text = flat(truth, text_rows(truth), rng.choice(STYLES))
    for _ in range(rng.randint(1, 60)):
        at = rng.randrange(len(text))
        cut = rng.choice([0, 1, 3, 40])
        text = (
            text[:at]
            + rng.choice(["", "\n", "\t", "0", "9", "—", "总计", "其他", "一、", "（", " "])
            + text[at + cut :]
        )
    try:
        survives(extract(text.encode(), "report.txt"))
    except ExtractError as error:
        assert error.reason in {"empty", "unsupported", "error_page"}


@pytest.mark.parametrize("seed", range(40))
def test_torn_grid(seed: int) -> None:
    rng = random.Random(seed)
    blocks = clean(make_truth(rng.choice(["2019", "2021"]), seed), rng.choice(["html", "pdf", "scan", "txt"]))
    items = []
    for item in blocks.items:
        if rng.random() < 0.05:
            continue
        if isinstance(item, Table):
            cells = [c for c in item.cells if rng.random() > 0.05]
            cells = [
                Cell(
                    rng.choice(["", "0", "7", "x", "总计", c.text]) if rng.random() < 0.05 else c.text,
                    c.row,
                    c.column,
                    c.rowspan,
                    c.colspan,
                    c.place,
                )
                for c in cells
            ]
            item = Table(tuple(cells), item.place, exact=rng.random() > 0.3)
        items.append(item)
    rng.shuffle(items) if seed % 4 == 0 else None
    survives(Blocks(blocks.format, items))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "予以公开",
        "一、总体情况",
        *(pytest.param(t, marks=pytest.mark.slow) for t in ("（一）予以公开 1 2 3", "12")),
    ],
)
def test_ten_thousand_lines_of_one_kind_are_read_in_bounded_time(text: str) -> None:
    title = Paragraph("云岭县水务局2022年政府信息公开工作年度报告", Place(line=1))
    filled = Paragraph("全年主动公开信息12条，收到申请3件，均按时答复。", Place(line=2))
    lines = [Paragraph(text, Place(line=n)) for n in range(3, 10_003)]
    survives(Blocks("txt", [title, filled, *lines]), seconds=2)


def test_a_page_of_nothing_but_first_headings_is_looked_through_for_reports_once() -> None:
    began = time.process_time()
    assert len(apart(Blocks("html", [Paragraph("一、总体情况", Place(line=n)) for n in range(30_000)]))) == 1
    assert time.process_time() - began < 3


@pytest.mark.parametrize("digits", ["9" * 5_000, "1," + "000," * 2_000 + "000", "9" * 400 + ".5"])
def test_a_number_that_no_computer_writes_breaks_nothing(digits: str) -> None:
    truth = make_truth("2021", 1)
    text = flat(truth, text_rows(truth), "\t".join).replace("。", f"。全年收到申请{digits}件。", 2)
    survives(extract(text.encode(), "report.txt"))


@pytest.mark.parametrize("cell", ["0", "总计", "其他", "", "一、本年新收政府信息公开申请数量"])
def test_enormous_table_is_read_in_bounded_time(cell: str) -> None:
    cells = tuple(Cell(cell, r, c) for r in range(800) for c in range(10))
    title = Paragraph("云岭县水务局2022年政府信息公开工作年度报告", Place())
    survives(Blocks("html", [title, Table(cells, Place())]))


def test_enormous_paragraph_is_read_in_bounded_time() -> None:
    title = Paragraph("云岭县水务局2022年政府信息公开工作年度报告", Place())
    for text in (" " * 100_000, "一、" * 100_000, "主动公开政府信息情况" * 5_000, "0 " * 100_000, "（" * 100_000):
        survives(Blocks("html", [title, Paragraph(text + "总体情况", Place())]))
