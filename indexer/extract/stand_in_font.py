"""A font that stands in for what a PDF names and does not hold.  Called by ``pdf`` before a file is opened.

pdfium looks for such fonts on the machine, takes the boxes of its characters from what it finds, and drops turned or
upright lines for which it finds nothing.  So the same file would be read one way here and another way there.  This font
draws each character as the same box; what is told of a character then comes from the PDF alone.
"""

import ctypes
import struct
from collections.abc import Sequence
from functools import cache
from typing import Any

import pypdfium2.raw as raw

_EM, _ASCENT, _DESCENT = 1000, 880, -120
_BOX = (0, 0, 400, 800)
"""No wider than a digit and no taller than the line, so that the PDF's own measures are what counts."""
_NAME = b"Stand-in\0"
_HANDLE = 1
_DEFAULT_CHARSET = 1
_OWN = (b"Courier", b"Helvetica", b"Times")
"""Beginnings of the names of the standard fonts (ISO 32000-1, 9.6.2.2) that draw digits."""
_CALLBACKS = {name: kind for name, kind in raw.FPDF_SYSFONTINFO._fields_ if name != "version"}


@cache
def use() -> Any:
    """Make pdfium take this font for all that are not embedded, in this process and from now on."""
    info = raw.FPDF_SYSFONTINFO()
    info.version = 1
    info.Release = _CALLBACKS["Release"](lambda _info: None)
    info.EnumFonts = _CALLBACKS["EnumFonts"](lambda _info, _mapper: None)
    info.MapFont = _CALLBACKS["MapFont"](_chosen)
    info.GetFont = _CALLBACKS["GetFont"](lambda _info, _face: _HANDLE)
    info.GetFontData = _CALLBACKS["GetFontData"](_font_data)
    info.GetFaceName = _CALLBACKS["GetFaceName"](lambda _info, _font, buffer, size: _copied(_NAME, buffer, size))
    info.GetFontCharset = _CALLBACKS["GetFontCharset"](lambda _info, _font: _DEFAULT_CHARSET)
    info.DeleteFont = _CALLBACKS["DeleteFont"](lambda _info, _font: None)
    raw.FPDF_SetSystemFontInfo(info)
    return info  # the cache keeps it and its callbacks alive


def _chosen(_info: Any, _weight: int, _italic: int, _set: int, _pitch: int, face: Any, _exact: Any) -> int | None:
    """Return this font; none for those that pdfium has itself, as a PDF need not tell how wide their characters are."""
    name = ctypes.cast(face, ctypes.c_char_p).value or b""
    return None if name.startswith(_OWN) else _HANDLE


def _font_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
    """Give the whole file; single tables and collections are not asked of a font that is none."""
    return _copied(font(), buffer, size) if table == 0 else 0


def _copied(data: bytes, buffer: Any, size: int) -> int:
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


@cache
def font() -> bytes:
    """Return the font as a TrueType file: two glyphs, and a character map in which all characters are the second."""
    box = _glyph(*_BOX)
    tables = {
        b"cmap": _character_map(),
        b"glyf": box,
        b"head": _head(),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _EM, 1, *[0] * 7, 2),
        b"hmtx": struct.pack(">HhHh", _EM, 0, _EM, 0),
        b"loca": struct.pack(">III", 0, 0, len(box)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 1, *[0] * 8),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    return _file(tables)


def _character_map() -> bytes:
    """Return a map of format 13 (many to one) over all of Unicode."""
    groups = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 0x20, 0x10FFFF, 1)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + groups


def _head() -> bytes:
    return struct.pack(">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _EM, 0, 0, *_BOX, 0, 8, 2, 1, 0)


def _glyph(left: int, bottom: int, right: int, top: int) -> bytes:
    """Return a filled box: four points on the outline, each with its step from the one before."""
    across, down = (left, 0, right - left, 0), (bottom, top - bottom, 0, bottom - top)
    return struct.pack(">hhhhhHH4B4h4hxx", 1, left, bottom, right, top, 3, 0, 1, 1, 1, 1, *across, *down)


def _file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    out = struct.pack(">IHHHH", 0x10000, count, 16 << power, power, (count - (1 << power)) * 16)
    place = len(out) + 16 * count
    bodies = b""
    for tag, body in tables.items():
        padded = body + bytes(-len(body) % 4)
        out += struct.pack(">4sIII", tag, _checksum(struct.unpack(f">{len(padded) // 4}I", padded)), place, len(body))
        place += len(padded)
        bodies += padded
    return out + bodies


def _checksum(words: Sequence[int]) -> int:
    return sum(words) & 0xFFFFFFFF
