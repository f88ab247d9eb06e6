"""The part of an original in which a number stands, as the reader saw it; runs in a reader process (``rereading``).

A page of a PDF or scan comes as a picture, text as its lines, a table of any other format as its cells.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.blocks import Table
from indexer.extract import ExtractError, extract, members

AROUND = 2
"""Rows above and below the number's row, lines above and below its line."""

MOST_CELLS = 600
MOST_TEXT = 400
SCALE = 2.0
"""Pixels for a point of the page."""

MARGIN = 90.0
"""Points shown above and below the number's box; the page's whole width is shown."""

MOST_PIXELS = 6_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """An original and the place in it (the JSON of ``indexer.blocks.Place``)."""

    data: bytes
    name: str
    member: str
    place: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the original's table with its text as it stands there; ``here`` is the number itself."""

    text: str
    rowspan: int
    colspan: int
    here: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of the original: rows of a table, or lines with their numbers, and a picture (PNG) of the page."""

    rows: tuple[tuple[ShownCell, ...], ...] = ()
    lines: tuple[tuple[int, str, bool], ...] = ()
    picture: bytes = b""


def excerpt(wanted: Wanted) -> Excerpt:
    """Return the surroundings of a place; empty where it cannot be shown."""
    try:
        data = _member(wanted)
        picture = _picture(data, wanted.place)
        lines = _lines(data, wanted.place) if "line" in wanted.place else ()
        rows = () if picture or lines or "table" not in wanted.place else _rows(data, wanted)
    except ExtractError:
        return Excerpt()
    return Excerpt(rows, lines, picture)


def _member(wanted: Wanted) -> bytes:
    from indexer.reading import file_of  # the readers of reports: the server, which only names this, starts without

    if not file_of(wanted.member):
        return wanted.data
    found = (m.data for m in members(wanted.data, wanted.name) if m.name in (wanted.member, file_of(wanted.member)))
    return next(found, wanted.data)


def _lines(data: bytes, place: Mapping[str, Any]) -> tuple[tuple[int, str, bool], ...]:
    from crawler.archive.encoding import decode

    here = int(place["line"])
    text = decode(data)[0].replace("\r\n", "\n")
    lines = re.split("[\r\n\x0c]", text)
    first, last = max(1, here - AROUND), min(len(lines), here + AROUND)
    return tuple((number, lines[number - 1][:MOST_TEXT], number == here) for number in range(first, last + 1))


def _rows(data: bytes, wanted: Wanted) -> tuple[tuple[ShownCell, ...], ...]:
    number, row, column = (int(wanted.place.get(key, 0)) for key in ("table", "row", "column"))
    table = next((t for t in extract(data, wanted.name).tables() if t.place.table == number), None)
    return _window(table, row, column) if table is not None else ()


def _window(table: Table, row: int, column: int) -> tuple[tuple[ShownCell, ...], ...]:
    """Cut the rows around a place out of a table; a cell that reaches in from above is cut to what is seen of it."""
    first, last = max(0, row - AROUND), min(table.height, row + AROUND + 1)
    shown: list[list[tuple[int, ShownCell]]] = [[] for _ in range(first, last)]
    for cell in table.cells[: MOST_CELLS * 20]:
        top, bottom = max(cell.row, first), min(cell.row + cell.rowspan, last)
        if top < bottom:
            here = cell.row <= row < cell.row + cell.rowspan and cell.column <= column < cell.column + cell.colspan
            drawn = ShownCell(cell.text[:MOST_TEXT], bottom - top, cell.colspan, here)
            shown[top - first].append((cell.column, drawn))
    return tuple(tuple(c for _, c in sorted(line, key=lambda item: item[0])[:MOST_CELLS]) for line in shown)


def _picture(data: bytes, place: Mapping[str, Any]) -> bytes:
    """Draw the strip of a PDF page around a box, the box marked; nothing for other formats."""
    if "box" not in place or "page" not in place or not data.startswith(b"%PDF", data[:1024].find(b"%PDF")):
        return b""
    import pypdfium2
    from PIL import Image, ImageDraw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return b""
    try:
        page = document[int(place["page"]) - 1]
        width, height = page.get_size()
        scale = min(SCALE, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        x0, top, x1, bottom = (float(edge) * scale for edge in place["box"])
        picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        return b""
    finally:
        document.close()
    ImageDraw.Draw(picture).rectangle((x0 - 3, top - 3, x1 + 3, bottom + 3), outline=(168, 50, 31), width=3)
    upper = max(0, int(top - MARGIN * scale))
    lower = min(picture.height, int(bottom + MARGIN * scale))
    if upper >= lower:
        return b""
    out = io.BytesIO()
    picture.crop((0, upper, picture.width, lower)).save(out, "PNG", optimize=True)
    return out.getvalue()
