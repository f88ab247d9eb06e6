"""What is done with the picture of a page before any text is recognised: straightening, ruling lines, specks."""

import io
import sys

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from indexer.blocks import readings_of
from indexer.extract import ExtractError, extract
from indexer.extract.pdf_page import is_covered, picture_share
from indexer.extract.picture import is_double, straighten
from indexer.extract.ruling import grids
from indexer.extract.scan_grids import tables_of
from indexer.extract.stamps import beneath
from indexer.extract.strokes import fits, is_dash, number, slant, text_rows


def page(angle: float = 0.0, specks: int = 0, seed: int = 1) -> np.ndarray:
    """A table of 6 x 5 fields with a merged head, and text-like strokes above, at 200 dpi."""
    throw = np.random.default_rng(seed)
    grey = np.full((1400, 1654), 255, np.uint8)
    xs, ys = [200, 500, 720, 940, 1160, 1380], [400, 470, 540, 610, 680, 750, 820]
    for y in ys:
        cv2.line(grey, (xs[0], y), (xs[-1], y), 0, 2)
    for n, x in enumerate(xs):
        cv2.line(grey, (x, ys[0] if n in {0, 5} else ys[1]), (x, ys[-1]), 0, 2)
    for x in range(250, 1300, 48):
        cv2.putText(grey, "E", (x, 250), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 30, 3)
    for y in ys[1:-1]:
        for x in xs[1:-1]:
            cv2.putText(grey, "0", (x + 90, y + 48), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 20, 2)
    for _ in range(specks):
        x, y = int(throw.integers(0, 1650)), int(throw.integers(0, 1396))
        grey[y : y + 3, x : x + 3] = 60
    turn = cv2.getRotationMatrix2D((827, 700), angle, 1.0)
    turned = cv2.warpAffine(grey, turn, (1654, 1400), flags=cv2.INTER_CUBIC, borderValue=255)
    noisy = turned.astype(np.float64) + throw.normal(0, 8, turned.shape)
    return noisy.clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("angle", [0.0, 0.5, -1.2, 2.5])
def test_the_grid_of_a_crooked_page_has_every_field_and_the_merged_head(angle):
    straight = straighten(page(angle, specks=150))
    (grid,) = [g for g in grids(straight.horizontal, straight.vertical, near=8.0) if len(g.cells) > 3]
    assert sorted((c.row, c.column, c.rowspan, c.colspan) for c in grid.cells)[0] == (0, 0, 1, 5)
    assert len(grid.cells) == 1 + 5 * 5


def test_specks_are_no_text_and_digits_are():
    straight = straighten(page(0.3, specks=600))
    (grid,) = [g for g in grids(straight.horizontal, straight.vertical, near=8.0) if len(g.cells) > 3]
    counts = {
        (c.row, c.column): len(
            text_rows(straight.ink[int(c.top) + 5 : int(c.bottom) - 4, int(c.x0) + 5 : int(c.x1) - 4])
        )
        for c in grid.cells
    }
    assert all(counts[r, c] == 1 for r in range(1, 6) for c in range(1, 5))
    assert all(counts[r, 0] == 0 for r in range(1, 6))


def test_a_decimal_point_belongs_to_its_number():
    ink = np.zeros((60, 200), np.uint8)
    cv2.putText(ink, "5", (20, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 3)
    ink[40:45, 46:51] = 255
    cv2.putText(ink, "2", (56, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 3)
    ink[10:14, 180:184] = 255
    (row,) = text_rows(ink)
    left, _, right, _ = row.box
    assert left < 25
    assert 70 < right < 100


def test_a_place_on_a_straightened_page_is_one_on_the_page_as_scanned():
    straight = straighten(page(1.5))
    x0, top, x1, bottom = straight.place(800, 600, 810, 610)
    assert abs((x0 + x1) / 2 - 805) < 8
    assert abs((top + bottom) / 2 - 605) < 8


def photographed(grey: np.ndarray) -> np.ndarray:
    """The page seen from above one of its corners, and lying in a curve."""
    high, wide = grey.shape
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    seen = np.array([[70, 10], [wide - 5, 60], [wide - 60, high - 20], [5, high - 70]], np.float32)
    grey = cv2.warpPerspective(grey, cv2.getPerspectiveTransform(flat, seen), (wide, high), borderValue=255)
    return waved(grey, high=14, times=0.5)


def waved(grey: np.ndarray, high: float, times: float) -> np.ndarray:
    """The page with its lines going up and down so many times."""
    ys, xs = np.mgrid[: grey.shape[0], : grey.shape[1]].astype(np.float32)
    return cv2.remap(grey, xs, ys + high * np.sin(2 * np.pi * times * xs / grey.shape[1]), 1, borderValue=255)


def test_a_photographed_page_keeps_every_number_in_its_row_and_its_place():
    grey = photographed(page())
    straight = straighten(grey)
    (grid,) = tables_of(straight)
    assert len(grid.cells) == 1 + 5 * 5
    assert all(sum(len(text_rows(field(straight, c))) for c in grid.cells if c.row == r) == 4 for r in range(1, 6))
    last = max(grid.cells, key=lambda c: (c.row, c.column))
    x0, top, x1, bottom = (int(v) for v in straight.place(last.x0 + 8, last.top + 8, last.x1 - 8, last.bottom - 8))
    alike = cv2.matchTemplate(grey, page()[760:810, 1240:1300], cv2.TM_CCOEFF_NORMED)
    where = cv2.minMaxLoc(alike[top - 60 : bottom + 10, x0 - 60 : x1])[3]
    assert 0 < where[0] - 60 < x1 - x0 and -20 < where[1] - 60 < bottom - top


def field(straight, cell) -> np.ndarray:
    return straight.ink[int(cell.top) + 5 : int(cell.bottom) - 4, int(cell.x0) + 5 : int(cell.x1) - 4]


def as_png(picture: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.slow
def test_numbers_between_lines_that_cannot_be_followed_are_left_open():
    pytest.importorskip("onnxruntime")
    (table,) = extract(as_png(waved(page(), high=8, times=2))).tables()
    assert len(table.cells) == 26 and all(readings_of(cell.text) is not None for cell in table.cells)


def stamped(grey: np.ndarray, radius: int = 165) -> np.ndarray:
    """The page in colours with a round red stamp over the table's lower right."""
    seal = np.full((*grey.shape, 3), 255, np.uint8)
    cv2.circle(seal, (1080, 700), radius, (215, 40, 45), 5)
    cv2.circle(seal, (1080, 700), 50, (215, 40, 45), -1)
    return (grey[:, :, None].astype(np.uint16) * seal // 255).astype(np.uint8)


@pytest.mark.slow
def test_a_stamp_over_numbers_changes_none_and_hides_none():
    pytest.importorskip("onnxruntime")
    grey = page()
    grey[620:670, 950:1150] = 255  # a blank field, now with nothing but the stamp's ink
    (table,) = extract(as_png(stamped(grey))).tables()
    said = {(c.row, c.column): c.text for c in table.cells if c.row and c.column}
    assert len(said) == 20
    assert readings_of(said[3, 3]) is not None
    assert all(text == "0" or readings_of(text) is not None for text in said.values())
    assert sum(text == "0" for text in said.values()) >= 8


def test_numbers_and_headings_in_red_are_ink_like_any_other():
    red = np.full((1400, 1654, 3), 255, np.uint8)
    for y in range(300, 800, 60):
        cv2.putText(red, "20 307 9 and a heading", (200, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (200, 30, 30), 3)
    assert beneath(red, (1400, 1654)) is None
    light = beneath(stamped(page()), (1400, 1654))
    assert light is not None and light[:, :900].max() == 0 and np.median(light[690:700, 914:917]) > 240


def drawn(text: str, scale: float = 1.0) -> np.ndarray:
    ink = np.zeros((60, 240), np.uint8)
    cv2.putText(ink, text, (30, 42), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 3)
    return ink


def row(ink: np.ndarray) -> np.ndarray:
    (found,) = text_rows(ink)
    return found.ink


def test_a_faint_line_between_a_label_and_its_number_still_divides_them():
    grey = page(0.4)
    grey[545:605:2, 496:504] = 255  # the upright line of one row is dotted
    cells = [(c.row, c.column, c.colspan) for t in tables_of(straighten(grey)) for c in t.cells if c.row]
    assert len(cells) == 25
    assert all(span == 1 for _, _, span in cells)


def test_digits_broken_into_small_pieces_are_ink_and_not_dust():
    ink = drawn("0")
    ink[::6] = 0
    ink[1::6] = 0
    assert len(text_rows(ink)) == 1


def test_a_dash_and_a_slash_are_told_from_a_one():
    dash, slash, one = np.zeros((60, 60), np.uint8), np.zeros((60, 60), np.uint8), np.zeros((60, 60), np.uint8)
    cv2.line(dash, (20, 30), (36, 30), 255, 3)
    cv2.line(slash, (24, 40), (32, 18), 255, 3)
    cv2.line(one, (30, 40), (30, 18), 255, 3)
    assert is_dash(row(dash)) and not is_dash(row(slash)) and not is_dash(row(one))
    assert slant(row(slash)) > 0.2 > abs(slant(row(one))) + 0.15
    assert slant(row(drawn("7"))) == 0


def test_a_speck_in_front_of_a_number_is_no_minus_and_a_dash_is():
    speck, minus = drawn("63"), drawn("63")
    speck[28:33, 22:27] = 255
    minus[29:33, 15:26] = 255
    assert number(row(speck)).minus is False
    assert number(row(minus)).minus is True


def test_ink_too_narrow_or_too_wide_for_its_digits_does_not_fit():
    zero = row(drawn("0"))
    assert fits("0", zero)
    assert not fits("10", zero)
    three = row(drawn("380"))
    assert fits("380", three)
    assert not fits("38", three) and not fits("38000", three)


def test_two_pages_side_by_side_are_told_from_a_wide_one():
    single = np.pad(page(), ((0, 938), (0, 0)), constant_values=255)
    assert is_double(np.hstack([single, single]))
    assert not is_double(single)
    wide = np.hstack([single, single])
    cv2.line(wide, (200, 1000), (3100, 1000), 0, 2)
    cv2.line(wide, (200, 1100), (3100, 1100), 0, 2)
    assert not is_double(wide)


def test_without_the_extra_a_picture_has_a_named_reason_and_a_page_of_text_is_still_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "cv2", None)
    for module in [name for name in sys.modules if name.startswith("indexer.extract.scan")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delattr("indexer.extract.scan", raising=False)
    buffer = io.BytesIO()
    Image.fromarray(page()).save(buffer, "PNG")
    with pytest.raises(ExtractError) as error:
        extract(buffer.getvalue())
    assert error.value.reason == "ocr_missing"
    blocks = extract(pdf_with_a_picture(buffer.getvalue()))
    assert "pip install" in blocks.notes[0]
    assert "annual report" in next(blocks.paragraphs()).text


def pdf_with_a_picture(picture: bytes) -> bytes:
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, (595, 842))
    sheet.drawString(60, 780, "A page of the annual report with its table as a picture")
    sheet.drawImage(ImageReader(io.BytesIO(picture)), 60, 300, 480, 400)
    sheet.save()
    return buffer.getvalue()


def test_text_that_lies_below_the_picture_of_its_page_is_not_what_is_seen():
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, (595, 842))
    picture = ImageReader(Image.fromarray(page()))
    for order in ("text first", "picture first"):
        if order == "text first":
            sheet.drawString(60, 780, "A page of the annual report as some program recognised it")
        sheet.drawImage(picture, 0, 0, 595, 842)
        if order == "picture first":
            sheet.drawString(60, 780, "A page of the annual report on paper of its own")
        sheet.showPage()
    sheet.save()
    below, above = pdfium.PdfDocument(buffer.getvalue())
    assert is_covered(below, picture_share(below))
    assert not is_covered(above, picture_share(above))


@pytest.mark.parametrize(("size", "reason"), [((40_000, 20), "empty"), ((9_000, 9_000), "too_large")])
def test_a_picture_that_is_no_page_is_refused_before_it_is_looked_at(size, reason):
    buffer = io.BytesIO()
    Image.new("1", size, 1).save(buffer, "PNG")
    with pytest.raises(ExtractError) as error:
        extract(buffer.getvalue())
    assert error.value.reason == reason


@pytest.mark.slow
def test_a_table_that_stands_as_a_picture_in_a_page_of_text_is_read_at_its_place():
    buffer = io.BytesIO()
    Image.fromarray(page()).save(buffer, "PNG")
    blocks = extract(pdf_with_a_picture(buffer.getvalue()))
    (table,) = blocks.tables()
    zeros = [cell for cell in table.cells if cell.row and cell.column]
    assert len(zeros) == 20 and {cell.text for cell in zeros} == {"0"}
    assert blocks.format == "pdf"
    boxes = [cell.place.box for cell in table.cells]
    assert all(60 <= b[0] < b[2] <= 541 and 141 <= b[1] < b[3] <= 543 for b in boxes)
