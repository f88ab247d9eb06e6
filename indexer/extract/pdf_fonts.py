"""Whether a font of a PDF draws the digits that it says it draws.  Called by ``pdf_text``.

A font's map from codes to characters (ToUnicode) is told by the file and may be wrong or made to mislead; what people
see are the outlines.  Their holes tell most digits apart in any typeface: 8 has two, 6 a low one, 9 a high one, 0 one
in the middle, and 1, 3, 5 and 7 have none.
"""

import ctypes
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

UNKNOWN = "\ufffd"
"""Stands where something is drawn and nothing tells which character it is."""
Ink = tuple[float, float]
"""Width and height of what is drawn, in sizes of the font."""
Contour = list[tuple[float, float]]

_SAME = 0.04
"""Sizes by which an outline and the ink on the page may differ, so that it is known to be the one that is drawn."""
_SPECK = 0.004
"""Of the square of the font size: contours that enclose less are no holes."""
_MIDDLE = (0.4, 0.6)
"""Of the height: where the hole of a 0 has its middle."""


def misleads(font: Any, seen: Mapping[str, Ink]) -> bool:
    """Say whether an embedded font draws another digit for one of those ``seen``, each with its ink on the page."""
    if not raw.FPDFFont_GetIsEmbedded(font):
        return False
    return any(_is_another(digit, contours_of(font, digit), ink) for digit, ink in seen.items())


def contours_of(font: Any, char: str) -> list[Contour]:
    """Return the contours of what a font draws for a character, in sizes of the font; none where it has no outlines."""
    path = raw.FPDFFont_GetGlyphPath(font, ord(char), 1.0)
    count = raw.FPDFGlyphPath_CountGlyphSegments(path) if path else 0
    x, y = ctypes.c_float(), ctypes.c_float()
    found: list[Contour] = []
    for n in range(max(0, count)):
        segment = raw.FPDFGlyphPath_GetGlyphPathSegment(path, n)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO or not found:
            found.append([])
        found[-1].append((x.value, y.value))
    return found


def _is_another(digit: str, contours: list[Contour], ink: Ink) -> bool:
    points = [point for contour in contours for point in contour]
    if not points:
        return False
    xs, ys = zip(*points, strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    as_drawn = any(abs(wide - a) < _SAME and abs(high - b) < _SAME for a, b in (ink, ink[::-1]))  # upright, sideways
    if not as_drawn or not high:
        return False  # the outline of another glyph
    return not _can_be(digit, [(middle - min(ys)) / high for middle in _holes(contours)])


def _can_be(digit: str, holes: list[float]) -> bool:
    """Say whether an outline with holes at these heights (0 is its foot) can be a digit."""
    if digit == "8":
        return len(holes) == 2
    if digit == "0":
        return len(holes) == 2 or (len(holes) == 1 and _MIDDLE[0] < holes[0] < _MIDDLE[1])
    if digit in "69":
        return len(holes) == 1 and (holes[0] < 0.5) == (digit == "6")
    return len(holes) <= (1 if digit in "24" else 0)


def _holes(contours: list[Contour]) -> list[float]:
    """Return the heights of the middles of contours that run against the largest one."""
    areas = [_area(contour) for contour in contours]
    outer = max(areas, key=abs)
    holes = [c for c, area in zip(contours, areas, strict=True) if area * outer < 0 and abs(area) > _SPECK]
    return [(min(y for _, y in hole) + max(y for _, y in hole)) / 2 for hole in holes]


def _area(contour: Contour) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*contour, contour[0]])) / 2
