"""The visible characters of a PDF page, by pdfium.  Called by ``pdf_page``.

A character's box is made from its origin, its advance and the size of its font, never from its ink: fonts drawn by
procedures (Type 3) know nothing but ink, and the ink of 一 is a stroke.
"""

import ctypes
import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from indexer.extract.glyphs import Glyph
from indexer.extract.pdf_fonts import UNKNOWN, Ink, misleads
from indexer.fold import RADICALS

Turn = Callable[[float, float], tuple[float, float]]
Way = tuple[float, float]

_ABOVE, _BELOW = 0.86, 0.14
"""Of the font size: how far a full character reaches above and below its base line."""
_ASKEW = math.radians(8)
"""Text that runs neither along nor across the page is a mark upon it."""
_SKIPPED = {0xFFFE, 0xFFFF, 0xAD, 0x200B, 0xFEFF}
_CHARACTERS = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **{ord(radical): character for radical, character in RADICALS.items()},
}
"""Radicals that printers write for the characters whose glyphs they share in a font (⼈⺠ for 人民)."""
_DIGITS = range(0x30, 0x3A)
_DRAWN = 0.05
"""Of the font size: ink that is higher than that is seen, whatever code stands for it."""
_INVISIBLE = 3


@dataclass(frozen=True, slots=True)
class Style:
    """What the characters of one text object have in common, in the page as it is shown.

    ``along`` is the direction of writing; ``size`` is that of the font as it appears; ``light`` says that it is white.
    """

    size: float
    along: Way
    askew: bool
    invisible: bool
    light: bool


@dataclass(slots=True)
class Text:
    """The characters of a page: what can be seen, what is white, how many are there but not drawn, and all of them.

    ``ways`` counts the characters by the quarter turn (clockwise) in which they are written.
    """

    glyphs: list[Glyph]
    white: list[Glyph]
    hidden: int
    ways: list[int]
    count: int


def text_of(textpage: Any, turn: Turn) -> Text:
    """Return the characters of a page.  ``turn`` takes a point of the PDF to its place on the page as it is shown."""
    out = Text([], [], 0, [0, 0, 0, 0], raw.FPDFText_CountChars(textpage))
    styles: dict[int, Style] = {}
    digits = _Digits()
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    loose, origin = ctypes.byref(box), (ctypes.byref(x), ctypes.byref(y))
    get_code, get_object = raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject
    is_generated, is_guessed = raw.FPDFText_IsGenerated, raw.FPDFText_HasUnicodeMapError
    get_loose, get_origin = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    for i in range(out.count):
        code = get_code(textpage, i)
        told = not (code <= 32 or code in _SKIPPED or 0xD800 <= code < 0xE000 or code > 0x10FFFF)
        if not told and is_generated(textpage, i):
            continue
        item = get_object(textpage, i)
        told = told and not is_guessed(textpage, i)
        if (
            not item
            or (not told and not _is_drawn(textpage, i, item))
            or not get_loose(textpage, i, loose)
            or not get_origin(textpage, i, *origin)
        ):
            continue
        key = ctypes.addressof(item.contents)
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(textpage, i, item, turn)
        if style.invisible or style.askew:
            out.hidden += style.invisible
            continue
        (ax, ay), (bx, by) = turn(box.left, box.bottom), turn(box.right, box.top)
        around = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        found = _glyph(around, turn(x.value, y.value), style, _CHARACTERS.get(code) or chr(code) if told else UNKNOWN)
        if told and code in _DIGITS:
            digits.note(textpage, i, item, found, style)
        (out.white if style.light else out.glyphs).append(found)
        out.ways[_quarter(style.along)] += 1
    if wrong := digits.misread():
        out.glyphs, out.white = ([_unknown(g) if id(g) in wrong else g for g in of] for of in (out.glyphs, out.white))
    return out


class _Digits:
    """The digits of a page by the font that draws them; of each the ink where it was seen first."""

    def __init__(self) -> None:
        self._fonts: dict[int, tuple[Any, dict[str, Ink], list[Glyph]]] = {}

    def note(self, textpage: Any, index: int, item: Any, glyph: Glyph, style: Style) -> None:
        """Note a digit."""
        font = raw.FPDFTextObj_GetFont(item)
        _, inks, glyphs = self._fonts.setdefault(ctypes.addressof(font.contents), (font, {}, []))
        glyphs.append(glyph)
        if glyph[4] not in inks and style.size > 0:
            wide, high = _ink(textpage, index)
            inks[glyph[4]] = (wide / style.size, high / style.size)

    def misread(self) -> set[int]:
        """Return the ids of the glyphs whose font draws other digits than it says."""
        return {id(g) for font, inks, glyphs in self._fonts.values() if misleads(font, inks) for g in glyphs}


def _unknown(glyph: Glyph) -> Glyph:
    return (*glyph[:4], UNKNOWN, glyph[5])


def _ink(textpage: Any, index: int) -> Ink:
    """Return width and height of a character's ink on the page, in points."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    return right.value - left.value, top.value - bottom.value


def _is_drawn(textpage: Any, index: int, item: Any) -> bool:
    """Say whether a character that no code tells is seen; of a font that is not there only its code can say so."""
    if not raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(item)):
        return bool(raw.FPDFText_GetUnicode(textpage, index) > 32 and raw.FPDFText_HasUnicodeMapError(textpage, index))
    ink = _ink(textpage, index)
    return min(ink) > 0 and max(ink) > _DRAWN * raw.FPDFText_GetFontSize(textpage, index)


def _style(textpage: Any, index: int, item: Any, turn: Turn) -> Style:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix))
    size = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    (ox, oy), (ax, ay) = turn(0.0, 0.0), turn(matrix.a, matrix.b)
    way = (ax - ox, ay - oy)
    length = math.hypot(*way)
    along = (way[0] / length, way[1] / length) if length else (1.0, 0.0)
    off = min(abs(along[0]), abs(along[1]))
    invisible = raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    coloured = raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    invisible = invisible or bool(coloured and alpha.value < 8)
    light = bool(coloured and min(red.value, green.value, blue.value) > 245)
    return Style(size, along, off > math.sin(_ASKEW), invisible, light)


def _quarter(along: Way) -> int:
    return round(math.atan2(along[1], along[0]) / (math.pi / 2)) % 4


def _glyph(around: tuple[float, float, float, float], origin: Way, style: Style, char: str) -> Glyph:
    """Return a character's box: across the line by its font, along the line by its advance."""
    x0, top, x1, bottom = around
    x, y = origin
    size = style.size
    if not 1 < size < 400:
        return (x0, top, max(x1, x0 + 0.2), bottom, char, max(1.0, (bottom - top) * 0.85))
    along = _quarter(style.along)
    out = {
        0: (min(x, x0), y - _ABOVE * size, x1, y + _BELOW * size),
        1: (x - _BELOW * size, min(y, top), x + _ABOVE * size, bottom),
        2: (x0, y - _BELOW * size, max(x, x1), y + _ABOVE * size),
        3: (x - _ABOVE * size, top, x + _BELOW * size, max(y, bottom)),
    }[along]
    if not _meets(out, around, 0.3 * size):  # written from top to bottom: its origin is another
        out = around
    wide = max(out[2] - out[0], 0.2)
    return (out[0], out[1], out[0] + wide, max(out[3], out[1] + 0.2), char, size)


def _meets(box: tuple[float, float, float, float], other: tuple[float, float, float, float], slack: float) -> bool:
    """Say whether ``other`` lies in ``box``, but for ``slack``."""
    return (
        other[0] >= box[0] - slack
        and other[1] >= box[1] - slack
        and other[2] <= box[2] + slack
        and other[3] <= box[3] + slack
    )
