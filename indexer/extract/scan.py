"""Scanned PDF pages and pictures → blocks.  Called by ``extract`` (pictures) and ``pdf`` (pages that are pictures).

Tables are cut into cells by their ruling lines and each line of a cell is recognised by itself, so that no number can
slip into a neighbour's cell; text outside tables is found and recognised by the whole line.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from indexer.blocks import Blocks
from indexer.extract.errors import ExtractError
from indexer.extract.fields import read_fields
from indexer.extract.glyphs import Sheet, TextLine
from indexer.extract.ocr import Image, Reading, find_lines, recognise
from indexer.extract.pages import Item, Page, blocks_of
from indexer.extract.picture import DPI, Straight, is_double, straighten
from indexer.extract.ruling import Grid
from indexer.extract.scan_grids import tables_of
from indexer.extract.stamps import beneath

_MOST_PIXELS = 60_000_000
_MOST_FRAMES = 60
_LOOKED_AT, _SLIMMEST = 30_000_000, 40
"""Pixels of a picture that are looked at, and how many times its shorter side the longer one may be."""
_TO_POINTS = 72 / DPI
_GOOD, _CLEAR = 0.8, 0.7
"""Score of a line that lies upright, and the share of such lines from which a page does."""
_GAP = 1.0
"""White space in heights of a line from which two pieces of it are two fields."""
_WORDS, _FEW_LINES = 3, 5
"""Characters from which a line tells how it lies, and lines below which a page does not."""


def read(data: bytes) -> Blocks:
    """Read a picture (PNG, JPEG, TIFF with several pages, BMP, GIF).  Raises ExtractError."""
    pages = pages_of(frames(data))
    blocks = Blocks("scan", blocks_of(pages), recognised={sheet.number for sheet, _ in pages})
    if not blocks.items:
        raise ExtractError("empty", "no text was found in the picture")
    return blocks


def pages_of(pictures: Iterable[Image]) -> list[Page]:
    """Return the pages of a scan, in order."""
    pages: list[Page] = []
    for number, picture in enumerate(pictures, 1):
        pages.append(page_of(picture, number, pages[-1][0].turns if pages else 0))
    return pages


def frames(data: bytes) -> Iterator[Image]:
    """Yield the pictures of a file, grey, at about DPI.  Raises ExtractError: damaged, truncated, too_large."""
    try:
        with Pillow.open(io.BytesIO(data)) as picture:
            several = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1  # others move or have previews
            if several > _MOST_FRAMES:
                raise ExtractError("too_large", f"{several} pictures in one file, {_MOST_FRAMES} are read")
            for number in range(several):
                picture.seek(number)
                if picture.width * picture.height > _MOST_PIXELS:
                    raise ExtractError("too_large", f"a picture of {picture.width:,} x {picture.height:,} pixels")
                page = scaled(np.asarray(picture.convert("L")))
                yield with_stamps(page, picture)
    except UnidentifiedImageError as error:
        raise ExtractError("damaged", "the picture cannot be opened") from error
    except (EOFError, OSError, SyntaxError, ValueError, Pillow.DecompressionBombError) as error:
        raise ExtractError("truncated", f"the picture is damaged ({error})"[:300]) from error


def scaled(grey: Any) -> Image:
    """Return a page at about DPI, taking its shorter side for that of A4; a strip stays within what can be looked at.

    Raises ExtractError: empty, where it is too slim to hold a page.
    """
    height, width = grey.shape
    if max(height, width) > _SLIMMEST * min(height, width):
        raise ExtractError("empty", f"a picture of {width:,} x {height:,} pixels holds no page")
    factor = 8.27 * DPI / max(min(height, width // 2 if is_double(grey) else width), 1)
    if 0.85 < factor < 1.18 and height * width <= _LOOKED_AT:
        return np.ascontiguousarray(grey)
    factor = max(0.1, min(factor, 4.0))
    factor = min(factor, (_LOOKED_AT / (height * width)) ** 0.5)
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    out: Image = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=way)
    return out


def scale_of(size: tuple[float, float]) -> float:
    """Return the factor by which a page of ``size`` (points) is drawn: DPI, less for a page of great size."""
    return min(DPI / 72, 3_500 / max(*size, 1.0))


def drawn(page: Any) -> Image:
    """Return a page of a PDF as a picture, for ``page_of``."""
    picture = page.render(scale=scale_of(page.get_size()), rev_byteorder=True).to_numpy()
    if picture.ndim == 2 or picture.shape[2] < 3:
        return np.ascontiguousarray(picture.reshape(*picture.shape[:2], -1)[:, :, 0])
    return with_stamps(cv2.cvtColor(np.ascontiguousarray(picture[:, :, :3]), cv2.COLOR_RGB2GRAY), picture)


def with_stamps(grey: Image, picture: Any) -> Image:
    """Return a grey page with what is beneath its stamps as a second channel, where the picture in colours has any."""
    light = beneath(picture, (grey.shape[0], grey.shape[1]))
    return grey if light is None else np.dstack([grey, light])


def page_of(picture: Image, number: int, likely: int = 0) -> Page:
    """Return what stands on a page: its tables with their text, and the lines outside them.

    A page that says next to nothing as it lies is turned by quarters until it does; ``likely`` is how the page before
    had to be turned.  ``picture`` is what ``picture.straighten`` takes.
    """
    found: list[tuple[float, Page]] = []
    for turns in dict.fromkeys((likely, 0, 1, 3, 2)):
        (sheet, items), readings = _read(np.ascontiguousarray(np.rot90(picture, turns)), number)
        sheet.turns = turns
        found.append((_clearness(readings), (sheet, items)))
        if found[-1][0] >= _CLEAR or len(readings) < _FEW_LINES:
            break
    return max(found, key=lambda one: one[0])[1]


def holds_table(picture: Image) -> bool:
    """Say whether a picture shows the ruling lines of a table, without recognising anything."""
    return bool(tables_of(straighten(picture)))


def _clearness(readings: Sequence[Reading]) -> float:
    """Return what share of the lines with several characters was recognised well (0 to 1)."""
    words = [reading for reading in readings if len(reading.text) >= _WORDS]
    return sum(reading.score >= _GOOD for reading in words) / max(len(words), _FEW_LINES)


def _read(picture: Image, number: int) -> tuple[Page, list[Reading]]:
    """Read a page as it lies, or two that were scanned side by side, the left one first."""
    height, width = picture.shape[:2]
    middle = width // 2 if is_double(picture) else 0
    sheet, all_items, all_readings = Sheet(number, width * _TO_POINTS, height * _TO_POINTS), list[Item](), []
    for left, right in ((0, middle), (middle, width)) if middle else ((0, width),):
        page = straighten(picture[:, left:right])
        tables = tables_of(page)
        all_readings += [reading for grid in tables for reading in read_fields(grid, page)]
        lines, readings = _outside(page, tables)
        all_readings += readings
        items: list[Item] = sorted([*tables, *lines], key=lambda item: item.top)
        for item in items:
            _in_points(item, page, number, left)
        all_items += items
    return (sheet, all_items), all_readings


def _outside(page: Straight, tables: list[Grid]) -> tuple[list[TextLine], list[Reading]]:
    """Return the lines outside the tables, and what was recognised there."""
    rest = (page.beneath or page).grey.copy()
    for grid in tables:
        rest[max(0, int(grid.top) - 4) : int(grid.bottom) + 4, max(0, int(grid.xs[0]) - 4) : int(grid.xs[-1]) + 4] = 255
    half = cv2.resize(rest, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)  # finding lines needs no fine detail
    boxes = [(2 * a, 2 * b, 2 * c, 2 * d) for a, b, c, d in find_lines(half)]
    height, width = rest.shape
    crops = [
        rest[max(0, int(top)) : min(height, int(bottom) + 1), max(0, int(left)) : min(width, int(right) + 1)]
        for left, top, right, bottom in boxes
    ]
    readings = recognise(crops)
    lines = [
        TextLine(said.text.strip(), left, top, right, bottom, (bottom - top) * 0.8)
        for (left, top, right, bottom), said in zip(boxes, readings, strict=True)
        if said.text.strip() and said.score >= 0.4
    ]
    return _rows(lines), readings


def _rows(lines: list[TextLine]) -> list[TextLine]:
    """Join pieces that stand beside each other into one line."""
    out: list[TextLine] = []
    for line in sorted(lines, key=lambda item: item.middle):
        near = [o for o in out[-4:] if abs(o.middle - line.middle) < 0.4 * min(o.size, line.size) + 2]
        if near:
            other = near[-1]
            first, second = sorted((other, line), key=lambda item: item.x0)
            gap = second.x0 - first.x1
            other.text = f"{first.text}{'' if gap < _GAP * line.size else chr(9)}{second.text}"
            other.x0, other.x1 = min(other.x0, line.x0), max(other.x1, line.x1)
            other.top, other.bottom = min(other.top, line.top), max(other.bottom, line.bottom)
        else:
            out.append(line)
    return out


def _in_points(item: Item, page: Straight, number: int, left: int) -> None:
    """Give an item its place in points of the page as it was scanned; ``left`` is where its picture begins there."""

    def place(x0: float, top: float, x1: float, bottom: float) -> Iterator[float]:
        a, b, c, d = page.place(x0, top, x1, bottom)
        return (v * _TO_POINTS for v in (a + left, b, c + left, d))

    if isinstance(item, Grid):
        item.page = item.last_page = number
        item.xs = [(x + left) * _TO_POINTS for x in item.xs]
        item.ys = [y * _TO_POINTS for y in item.ys]
        for cell in item.cells:
            cell.page = number
            cell.x0, cell.top, cell.x1, cell.bottom = place(cell.x0, cell.top, cell.x1, cell.bottom)
        return
    item.page = number
    item.size *= _TO_POINTS
    item.x0, item.top, item.x1, item.bottom = place(item.x0, item.top, item.x1, item.bottom)
