"""Tables that stand as pictures on a page of text.  Called by ``pdf``."""

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from indexer.extract.errors import OCR_HINT
from indexer.extract.glyphs import Box, Sheet
from indexer.extract.pages import Item, Page
from indexer.extract.pdf_page import turn_of
from indexer.extract.ruling import Grid

_WIDE, _HIGH = 150.0, 40.0
"""Points: the smallest picture that can hold a table."""
_FEW = 15
"""Characters on a picture from which on it is the ground that they are printed on."""
_STRIP = 2.0
"""Points between pictures up to which they are strips of one."""
_MOST = 12
"""Pictures of one page that are looked at."""


def boxes_of(page: Any, sheet: Sheet) -> list[Box]:
    """Return where pictures stand on a page that are large enough for a table and bear no text."""
    if sheet.turns:
        return []
    turn, width, height = turn_of(page)
    found: list[Box] = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        try:
            left, bottom, right, top = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        (a, b), (c, d) = turn(left, bottom), turn(right, top)
        found.append((max(0.0, min(a, c)), max(0.0, min(b, d)), min(width, max(a, c)), min(height, max(b, d))))
    large = [b for b in _joined(found) if b[2] - b[0] >= _WIDE and b[3] - b[1] >= _HIGH]
    return [box for box in large if _characters(box, sheet) < _FEW][:_MOST]


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Return pictures with the strips that a scanner's program cut them into put together."""
    out: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        last = out[-1] if out else None
        if last and abs(box[0] - last[0]) < _STRIP and abs(box[2] - last[2]) < _STRIP and box[1] - last[3] < _STRIP:
            out[-1] = (last[0], last[1], last[2], max(last[3], box[3]))
        else:
            out.append(box)
    return out


def _characters(box: Box, sheet: Sheet) -> int:
    x0, top, x1, bottom = box
    return sum(x0 <= g[0] <= x1 and top <= g[1] <= bottom for g in sheet.glyphs)


def add_tables(page: Any, written: Page, boxes: Sequence[Box]) -> list[str]:
    """Add what stands in those pictures of a page that hold a table; return what is to be noted."""
    sheet, items = written
    try:
        found = [_items(part, sheet.number, box) for box, part in _parts(page, boxes)]
    except ModuleNotFoundError:
        return [f"pictures on page {sheet.number} were not looked at: {OCR_HINT}"]
    items += [item for one in found for item in one]
    items.sort(key=lambda item: item.top)
    count = sum(map(bool, found))
    return [f"{count} pictures on page {sheet.number} hold tables and were recognised"] if count else []


def _parts(page: Any, boxes: Sequence[Box]) -> Iterator[tuple[Box, Any]]:
    """Yield the boxes with what is to be seen there."""
    from indexer.extract import scan  # numpy, OpenCV and the models are only loaded where a picture has to be read

    scale = scan.scale_of(page.get_size())
    picture = scan.drawn(page)
    for box in boxes:
        x0, top, x1, bottom = (int(v * scale) for v in box)
        yield box, picture[top : bottom + 1, x0 : x1 + 1]


def _items(part: Any, number: int, box: Box) -> list[Item]:
    """Return what stands in a picture; nothing where it shows no table."""
    from indexer.extract import scan

    return [_moved(item, box[0], box[1]) for item in scan.page_of(part, number)[1]] if scan.holds_table(part) else []


def _moved(item: Item, right: float, down: float) -> Item:
    """Return an item of a picture with its place on the page."""
    if isinstance(item, Grid):
        item.xs, item.ys = [x + right for x in item.xs], [y + down for y in item.ys]
    for one in item.cells if isinstance(item, Grid) else [item]:
        one.x0, one.x1, one.top, one.bottom = one.x0 + right, one.x1 + right, one.top + down, one.bottom + down
    return item
