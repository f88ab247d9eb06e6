"""A PDF page → glyphs and ruling lines, by pdfium.  Called by ``pdf``.

pdfium gives both ten times faster than a reader in Python; its calls are made here and nowhere else.
"""

import ctypes
import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from indexer.extract.glyphs import Glyph, Rule, Sheet

_THIN = 3.0
"""Points: a filled box thinner than this is a line."""
_SHORT = 4.0
_FLAT = 0.7
"""Of the font size: a wide character whose box is lower than this is told by its ink alone."""
_MOST_OBJECTS = 60_000
_DEEPEST = 6
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Turn = Callable[[float, float], tuple[float, float]]


def sheet(page: Any, number: int) -> Sheet:
    """Return what is drawn on a page, turned the way it is shown."""
    turn, width, height = _turn(page)
    textpage = page.get_textpage()
    try:
        glyphs = _glyphs(textpage.raw, turn)
        sideways = (_sideways(textpage.raw) + page.get_rotation() // 90) % 4
    finally:
        textpage.close()
    found = Sheet(number, width, height, glyphs)
    _rules(page, turn, found)
    return _upright(found, sideways)


def picture_share(page: Any) -> float:
    """Return how much of the page its largest picture covers (0 to 1)."""
    width, height = page.get_size()
    largest = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        try:
            left, bottom, right, top = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        largest = max(largest, max(0.0, right - left) * max(0.0, top - bottom))
    return float(min(1.0, largest / max(1.0, width * height)))


def _turn(page: Any) -> tuple[Turn, float, float]:
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


def _glyphs(textpage: Any, turn: Turn) -> list[Glyph]:
    count = raw.FPDFText_CountChars(textpage)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    box = raw.FS_RECTF()
    out: list[Glyph] = []
    get_code, get_loose, get_size = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetFontSize
    get_tight, refs = raw.FPDFText_GetCharBox, [ctypes.byref(v) for v in (left, right, bottom, top)]
    loose = ctypes.byref(box)
    for i in range(count):
        code = get_code(textpage, i)
        if code <= 32 or code in (0xFFFE, 0xFFFF, 0xAD, 0x200B, 0xFEFF) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            continue
        if not get_loose(textpage, i, loose):
            continue
        x0, y0 = turn(box.left, box.bottom)
        x1, y1 = turn(box.right, box.top)
        if x1 == x0 or y1 == y0:
            get_tight(textpage, i, *refs)
            x0, y0 = turn(left.value, bottom.value)
            x1, y1 = turn(right.value, top.value)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        size = get_size(textpage, i)
        if 4 < size < 200 and y1 - y0 < _FLAT * size and x1 - x0 > _FLAT * size:
            y0, y1 = _full_height(textpage, i, turn, size, (y0, y1))
        if not 1 < size < 200 or not 0.4 < (y1 - y0) / size < 2.5:
            size = max(1.0, (y1 - y0) * 0.85)
        out.append((x0, y0, x1, y1, chr(code), size))
    return out


def _full_height(textpage: Any, index: int, turn: Turn, size: float, box: tuple[float, float]) -> tuple[float, float]:
    """Return top and bottom of a full character at this place: some fonts tell only the ink of “ or 一."""
    x, y = ctypes.c_double(), ctypes.c_double()
    if not raw.FPDFText_GetCharOrigin(textpage, index, ctypes.byref(x), ctypes.byref(y)):
        return box
    baseline = turn(x.value, y.value)[1]
    top, bottom = baseline - 0.86 * size, baseline + 0.1 * size
    return (top, bottom) if top - 0.2 * size < box[0] and box[1] < bottom + 0.2 * size else box


def _sideways(textpage: Any) -> int:
    """Return by how many quarter turns (clockwise) most glyphs are turned in the page's own space."""
    count = raw.FPDFText_CountChars(textpage)
    votes = [0, 0, 0, 0]
    for i in range(0, count, max(1, count // 60)):
        angle = raw.FPDFText_GetCharAngle(textpage, i)
        if angle >= 0:
            votes[round(angle / (math.pi / 2)) % 4] += 1
    return max(range(4), key=lambda n: votes[n]) if sum(votes) else 0


def _upright(found: Sheet, quarter: int) -> Sheet:
    if quarter not in (1, 3):
        return found
    width, height = found.height, found.width

    def move(x: float, y: float) -> tuple[float, float]:
        return (found.height - y, x) if quarter == 3 else (y, found.width - x)

    out = Sheet(found.number, width, height)
    for x0, top, x1, bottom, char, size in found.glyphs:
        (ax, ay), (bx, by) = move(x0, top), move(x1, bottom)
        out.glyphs.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), char, size))
    for y, a, b in found.horizontal:
        (ax, ay), (_, by) = move(a, y), move(b, y)
        out.vertical.append((ax, min(ay, by), max(ay, by)))
    for x, a, b in found.vertical:
        (ax, ay), (bx, _) = move(x, a), move(x, b)
        out.horizontal.append((ay, min(ax, bx), max(ax, bx)))
    return out


def _rules(page: Any, turn: Turn, found: Sheet) -> None:
    budget = [_MOST_OBJECTS]
    handle = page.raw
    for i in range(min(raw.FPDFPage_CountObjects(handle), _MOST_OBJECTS)):
        _object(raw.FPDFPage_GetObject(handle, i), _UNIT, turn, found, budget, 0)


def _object(item: Any, outer: Matrix, turn: Turn, found: Sheet, budget: list[int], depth: int) -> None:
    kind = raw.FPDFPageObj_GetType(item)
    if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM) or budget[0] <= 0:
        return
    budget[0] -= 1
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    own = _times((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), outer)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        _path(item, own, turn, found, budget)
    elif depth < _DEEPEST:
        for i in range(min(raw.FPDFFormObj_CountObjects(item), budget[0])):
            _object(raw.FPDFFormObj_GetObject(item, i), own, turn, found, budget, depth + 1)


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _path(item: Any, matrix: Matrix, turn: Turn, found: Sheet, budget: list[int]) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value and not stroke.value:
        return
    count = raw.FPDFPath_CountSegments(item)
    budget[0] -= count
    if count > 2_000 or budget[0] <= 0:
        return
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        px, py = x.value, y.value
        point = turn(px * matrix[0] + py * matrix[2] + matrix[4], px * matrix[1] + py * matrix[3] + matrix[5])
        if kind == raw.FPDF_SEGMENT_MOVETO:
            _outline(points, bool(stroke.value), found)
            points = [point]
        elif kind == raw.FPDF_SEGMENT_LINETO:
            points.append(point)
        else:
            points = []  # a curve is no ruling line
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    _outline(points, bool(stroke.value), found)


def _outline(points: list[tuple[float, float]], stroked: bool, found: Sheet) -> None:
    """Take the lines of one outline: each straight side of a stroked one, the middle of a thin filled one."""
    if len(points) < 2 or not all(math.isfinite(v) for p in points for v in p):
        return
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if bottom - top < _THIN and x1 - x0 > _SHORT:
        found.horizontal.append(((top + bottom) / 2, x0, x1))
    elif x1 - x0 < _THIN and bottom - top > _SHORT:
        found.vertical.append(((x0 + x1) / 2, top, bottom))
    elif stroked:
        for (ax, ay), (bx, by) in pairwise(points):
            _side(ax, ay, bx, by, found)


def _side(ax: float, ay: float, bx: float, by: float, found: Sheet) -> None:
    if abs(ay - by) < 1 and abs(ax - bx) > _SHORT:
        found.horizontal.append(((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) < 1 and abs(ay - by) > _SHORT:
        found.vertical.append(((ax + bx) / 2, min(ay, by), max(ay, by)))


__all__ = ["Rule", "Sheet", "picture_share", "sheet"]
