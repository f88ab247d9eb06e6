"""The ruling lines and the filled boxes of a PDF page, by pdfium.  Called by ``pdf_page``."""

import ctypes
import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from indexer.extract.glyphs import Fill, Sheet

_THIN = 3.0
"""Points: a filled box thinner than this is a line."""
_SHORT = 0.5
"""Points: shorter than the dashes of a dashed line; what does not add up to a line is dropped later."""
_MOST_OBJECTS = 200_000
_DEEPEST = 6
_PALE = 0.97
"""Shade of what nobody sees on paper."""
Matrix = tuple[float, float, float, float, float, float]
Turn = Callable[[float, float], tuple[float, float]]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def add_lines(page: Any, turn: Turn, found: Sheet) -> int:
    """Put the lines and filled boxes of a page into ``found``; return how many pieces of outlines it has."""
    budget = [_MOST_OBJECTS]
    handle = page.raw
    for i in range(min(raw.FPDFPage_CountObjects(handle), _MOST_OBJECTS)):
        _object(raw.FPDFPage_GetObject(handle, i), _UNIT, turn, found, budget, 0)
    return _MOST_OBJECTS - budget[0]


def _object(item: Any, outer: Matrix, turn: Turn, found: Sheet, budget: list[int], depth: int) -> None:
    kind = raw.FPDFPageObj_GetType(item)
    if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM) or budget[0] <= 0:
        return
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
    shade = None if stroke.value else _shade(item)
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        px, py = x.value, y.value
        point = turn(px * matrix[0] + py * matrix[2] + matrix[4], px * matrix[1] + py * matrix[3] + matrix[5])
        if kind == raw.FPDF_SEGMENT_MOVETO:
            _outline(points, shade, found)
            points = [point]
        elif kind == raw.FPDF_SEGMENT_LINETO:
            points.append(point)
        else:
            points = []  # a curve is no ruling line
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    _outline(points, shade, found)


def _shade(item: Any) -> float:
    """Return how light a filled path is: 0 black, 1 white or not to be seen."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return 0.0
    light = (0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255
    return 1 - (1 - light) * alpha.value / 255


def _outline(points: list[tuple[float, float]], shade: float | None, found: Sheet) -> None:
    """Take the lines of an outline: each straight side of a stroked one (no shade), the middle of a thin filled one."""
    if len(points) < 2 or not all(math.isfinite(v) for p in points for v in p):
        return
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    wide, high = x1 - x0, bottom - top
    if min(wide, high) < _THIN:
        if shade is not None and shade > _PALE:
            return
        if wide >= high and wide > _SHORT:
            found.horizontal.append(((top + bottom) / 2, x0, x1))
        if high >= wide and high > _SHORT:  # a dot may belong to a line either way
            found.vertical.append(((x0 + x1) / 2, top, bottom))
    elif shade is None:
        for (ax, ay), (bx, by) in pairwise(points):
            _side(ax, ay, bx, by, found)
    elif len(points) <= 6 and len({(round(px), round(py)) for px, py in points}) == 4:
        found.fills.append(Fill(x0, top, x1, bottom, shade))


def _side(ax: float, ay: float, bx: float, by: float, found: Sheet) -> None:
    if abs(ay - by) < 1 and abs(ax - bx) > _SHORT:
        found.horizontal.append(((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) < 1 and abs(ay - by) > _SHORT:
        found.vertical.append(((ax + bx) / 2, min(ay, by), max(ay, by)))
