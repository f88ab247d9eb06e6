"""A PDF page → glyphs, ruling lines and filled boxes, as it is shown, by pdfium.  Called by ``pdf``.

pdfium gives them ten times faster than a reader in Python; its calls are made here and in the modules named below.
"""

from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from indexer.extract.glyphs import Glyph, Sheet, turned
from indexer.extract.overprint import once
from indexer.extract.pdf_lines import add_lines
from indexer.extract.pdf_text import Turn, text_of

_DARK = 0.6
_COVERED = 0.9
"""Share of a page from which on its pictures hide what lies below them."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as text, and what else it is made of: ``hidden`` characters that are not drawn, ``pieces`` of outlines.

    ``characters`` are all that it writes, wherever they are.
    """

    sheet: Sheet
    hidden: int
    pieces: int
    characters: int


def drawn(page: Any, number: int) -> Drawn:
    """Return what is drawn on a page, turned so that its text is upright."""
    turn, width, height = turn_of(page)
    textpage = page.get_textpage()
    try:
        text = text_of(textpage.raw, turn)
    finally:
        textpage.close()
    found = Sheet(number, width, height)
    pieces = add_lines(page, turn, found)
    seen = text.glyphs + [glyph for glyph in text.white if _on_dark(glyph, found)]
    inside = [g for g in seen if 0 <= (g[0] + g[2]) / 2 <= width and 0 <= (g[1] + g[3]) / 2 <= height]
    found.glyphs, found.overprinted = once(inside)
    return Drawn(turned(found, max(range(4), key=lambda n: text.ways[n])), text.hidden, pieces, text.count)


def picture_share(page: Any) -> float:
    """Return how much of the page its pictures cover (0 to 1); some programs cut a scan into strips."""
    width, height = page.get_size()
    covered = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        try:
            left, bottom, right, top = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return float(min(1.0, covered / max(1.0, width * height)))


def is_covered(page: Any, share: float) -> bool:
    """Say whether the page's pictures lie over all of its text, so that what is seen is not what is written."""
    if share < _COVERED:
        return False
    last_text = last_picture = -1
    for n, item in enumerate(page.get_objects(max_depth=3)):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            last_text = n
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE and not raw.FPDFPageObj_HasTransparency(item.raw):
            last_picture = n
    return 0 <= last_text < last_picture


def turn_of(page: Any) -> tuple[Turn, float, float]:
    """Return how a place in a PDF lies on the page that is shown, and that page's width and height."""
    left, bottom, right, top = page.get_cropbox()
    rotation = page.get_rotation()
    width, height = right - left, top - bottom
    if rotation == 90:
        return (lambda x, y: (y - bottom, x - left)), height, width
    if rotation == 180:
        return (lambda x, y: (right - x, y - bottom)), width, height
    if rotation == 270:
        return (lambda x, y: (top - y, right - x)), height, width
    return (lambda x, y: (x - left, top - y)), width, height


def _on_dark(glyph: Glyph, found: Sheet) -> bool:
    """Say whether white text can be seen: the last thing filled below it is dark."""
    x, y = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2
    below = [fill for fill in found.fills if fill.x0 <= x <= fill.x1 and fill.top <= y <= fill.bottom]
    return bool(below) and below[-1].shade < _DARK
