"""What the ink of a field shows before anything is recognised: lines of text, specks, dashes, slashes, and whether a
number of so many digits can be that wide.  Pure; called by ``fields``.  Measures are pixels at ``picture.DPI``.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Ink = NDArray[Any]
Box = tuple[int, int, int, int]
"""(left, top, right, bottom)"""
_CHARACTER = 9
"""A stroke from this length on is part of a character, a dash or a digit; specks are smaller."""
_SPECK = 18
"""Area with a rim of one pixel around it below which nothing is ink."""
_REST = 4
"""Thickness up to which a stroke along a field's edge is what was left of a ruling line."""
_DASH = 6
"""Shortest dash; what is shorter is a speck."""
_DIGIT, _ONE = (0.38, 0.9), (0.1, 0.85)
"""Narrowest and widest digit, and 1, in heights of a digit, over the fonts that reports are printed in."""
_STEP = (0.58, 1.0)
"""From one digit to the next, in heights of a digit."""
_MARKS = {".": (0.16, 0.6), ",": (0.16, 0.6), "-": (0.25, 0.95)}
"""How much wider a number is by a mark in it."""


@dataclass(slots=True)
class Row:
    """A line of text in a field: its box, and its ink within the box."""

    box: Box
    ink: Ink


def text_rows(ink: Ink) -> list[Row]:
    """Return the lines of text in a field; specks of dust and rests of ruling lines are no text.

    What is small counts only close to something of a character's size: a decimal point stands beside its digit.
    """
    if not ink.size:
        return []
    # Strokes that almost touch are one: faint digits come in pieces, each no larger than a speck.
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones((3, 3), np.uint8)))
    boxes = {n: _box(stats[n], ink.shape) for n in range(1, count) if stats[n][4] >= _SPECK}
    boxes = {n: b for n, b in boxes.items() if b[0] < b[2] and b[1] < b[3] and not _is_rest(b, ink.shape)}
    large = {n: box for n, box in boxes.items() if max(box[2] - box[0], box[3] - box[1]) >= _CHARACTER}
    if not large:
        return []
    near = min(9, max(4, round(0.3 * max(box[3] - box[1] for box in large.values()))))
    kept = large | {n: box for n, box in boxes.items() if _belongs(box, list(large.values()), near)}
    clean = np.where(np.isin(labels, list(kept)), ink, 0).astype(np.uint8)
    return [Row(box, clean[box[1] : box[3], box[0] : box[2]]) for box in _lines(list(kept.values()))]


def _box(stat: NDArray[Any], shape: tuple[int, ...]) -> Box:
    """Return the box of a piece without the rim that it was given; at an edge of the field there is none."""
    left, top, wide, high = (int(v) for v in stat[:4])
    right, bottom = left + wide, top + high
    height, width = shape
    return (left + (left > 0), top + (top > 0), right - (right < width), bottom - (bottom < height))


def _is_rest(box: Box, shape: tuple[int, ...]) -> bool:
    """Say whether a piece is what was left of a ruling line: thin, long, and along the edge of the field."""
    height, width = shape
    wide, high = box[2] - box[0], box[3] - box[1]
    at_side = box[0] <= 1 or box[2] >= width - 1
    at_end = box[1] <= 1 or box[3] >= height - 1
    return (at_side and wide <= _REST and high > 0.6 * height) or (at_end and high <= _REST and wide > 3 * _REST)


def _belongs(box: Box, large: list[Box], near: int) -> bool:
    """Say whether something small is beside a character, in front of one and as flat as a minus, or between two as a
    point in a wide font is.
    """
    if any(_beside(box, other, near) for other in large):
        return True
    flat = box[2] - box[0] >= 1.3 * (box[3] - box[1])
    if flat and any(0 <= b[0] - box[2] < 2 * near and b[1] < box[1] and box[3] < b[3] for b in large):
        return True
    sides = [other for other in large if other[1] <= box[3] and box[1] <= other[3] + near // 2]
    return any(0 <= box[0] - b[2] < 3 * near for b in sides) and any(0 <= b[0] - box[2] < 3 * near for b in sides)


def _beside(box: Box, other: Box, near: int) -> bool:
    return (
        box[0] - other[2] < near
        and other[0] - box[2] < near
        and box[1] - other[3] < near // 2
        and other[1] - box[3] < near // 2
    )


def _lines(boxes: list[Box]) -> list[Box]:
    rows: list[Box] = []
    for box in sorted(boxes, key=lambda b: b[1]):
        if rows and box[1] < rows[-1][3] - 2:
            rows[-1] = _around(rows[-1], box)
        else:
            rows.append(box)
    out: list[Box] = []
    for row in rows:  # what is only a part of a character (a dot, an upper stroke) belongs to the nearest line
        if out and (_is_part(row) or _is_part(out[-1])) and row[1] - out[-1][3] < 8:
            out[-1] = _around(out[-1], row)
        else:
            out.append(row)
    return out


def _is_part(row: Box) -> bool:
    return row[3] - row[1] < _CHARACTER and row[2] - row[0] < 40


def _around(a: Box, b: Box) -> Box:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def pieces(ink: Ink) -> list[Box]:
    """Return the boxes of what hangs together in a line's ink, from left to right."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    return sorted((int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:count])


def is_dash(ink: Ink) -> bool:
    """Say whether a line holds nothing but a dash or several: flat strokes at one height."""
    found = [b for b in pieces(ink) if b[2] - b[0] >= _DASH]
    wide, high = sum(b[2] - b[0] for b in found), max((b[3] - b[1] for b in found), default=0)
    flat = all(b[2] - b[0] >= 1.4 * (b[3] - b[1]) for b in found)
    return (
        bool(found) and flat and (high <= 7 or (high <= 10 and wide >= 2.6 * high)) and ink.shape[0] <= 1.6 * high + 4
    )


def slant(ink: Ink) -> float:
    """Return how far a single stroke leans to the right per height: 0 for an upright 1, 0.2 and more for a slash; 0
    for all that is not one straight stroke of even width, so that a 1 with a flag or a foot never leans.
    """
    height, levels = ink.shape[0], np.flatnonzero(ink.any(axis=1))
    if height < _CHARACTER or len(levels) < 0.9 * height:
        return 0.0
    first, last = ink.argmax(axis=1)[levels], ink.shape[1] - 1 - ink[:, ::-1].argmax(axis=1)[levels]
    middle, thick = (first + last) / 2, last - first + 1
    slope, start = np.polyfit(levels, middle, 1)
    bent = float(np.abs(middle - (slope * levels + start)).max())
    even = np.percentile(thick, 95) <= 1.35 * np.median(thick) + 1 and np.median(thick) <= 0.3 * height
    return float(-slope) if even and bent <= max(1.6, 0.08 * height) else 0.0


def leaning(ink: Ink) -> float:
    """Return how far the upper part of a character stands to the right of the lower part, per height between them."""
    third = ink.shape[0] // 3
    parts = [np.nonzero(part)[1] for part in (ink[:third], ink[ink.shape[0] - third :])]
    if not all(part.size for part in parts):
        return 0.0
    lean: float = (parts[0].mean() - parts[1].mean()) / (ink.shape[0] - third)
    return lean


@dataclass(slots=True)
class Number:
    """The ink of a number without specks.  ``minus`` says what stands in front of its digits: True a minus, False a
    speck, None nothing that is told from its shape.
    """

    ink: Ink
    minus: bool | None = None


def number(ink: Ink, usual: float = 0.0) -> Number:
    """Return what of a line's ink can belong to a number: its digits, marks between them, a minus in front.

    ``usual`` is the height of digits in this table, where that is known.
    """
    found = pieces(ink)
    tall = max((b[3] - b[1] for b in found), default=0)
    tall = min(tall, round(1.15 * usual)) if usual else tall
    digits = [b for b in _upright(found, tall) if b[3] - b[1] >= 0.6 * tall]
    if not digits:
        return Number(ink)
    foot, head = float(np.median([b[3] for b in digits])), min(b[1] for b in digits)
    height, begin, end = foot - head, min(b[0] for b in digits), max(b[2] for b in digits)
    out = Number(ink.copy())
    for box in found:
        wide, high = box[2] - box[0], box[3] - box[1]
        if high >= 0.6 * tall:
            continue
        if box[2] <= begin + 1 and abs((box[1] + box[3]) / 2 - foot + 0.42 * height) < 0.22 * height:
            out.minus = _is_minus(wide, high, height) if out.minus is None else out.minus
            if out.minus is not False:
                continue
        point = box[3] >= foot - 0.15 * height and box[1] >= foot - 0.45 * height and begin < box[0] and box[2] < end
        part = any(box[0] < b[2] and box[2] > b[0] and b[1] - 1 <= box[1] and box[3] <= b[3] + 1 for b in digits)
        if not point and not (part and max(wide, high) >= _REST):
            out.ink[box[1] : box[3], box[0] : box[2]] = 0
    return out


def _upright(found: list[Box], tall: int) -> list[Box]:
    """Return pieces with those over each other as one up to a digit's height: a faint one is broken."""
    out: list[Box] = []
    for box in found:
        both = _around(out[-1], box) if out and box[0] < out[-1][2] else None
        if both and both[3] - both[1] <= tall + 1:
            out[-1] = both
        elif both and box[3] - box[1] > out[-1][3] - out[-1][1]:
            out[-1] = box
        elif not both:
            out.append(box)
    return out


def _is_minus(wide: int, high: int, height: float) -> bool | None:
    if wide >= 0.25 * height and wide >= 1.5 * high and high <= 0.3 * height:
        return True
    return False if wide <= 1.15 * high or wide < 0.18 * height else None


def fits(text: str, ink: Ink, pitch: float = 0.0) -> bool:
    """Say whether ink without specks can be this number: as wide as its digits, and not in more pieces than it has.

    ``pitch`` is the step from digit to digit in this table, in heights of a digit, where that is known.
    """
    found = pieces(ink)
    digits = [c for c in text if c.isdigit()]
    marks = [c for c in text if c in _MARKS]
    if not found or not digits or len(digits) + len(marks) != len(text):
        return False
    height = max(b[3] - b[1] for b in found)
    ends = [_ONE if c == "1" else _DIGIT for c in (digits[0], digits[-1])]
    steps = len(digits) - 1
    step = (0.88 * pitch, 1.12 * pitch) if pitch else _STEP
    low, high = (steps * step[n] + (ends[0][n] + ends[1][n]) / 2 + sum(_MARKS[c][n] for c in marks) for n in (0, 1))
    wide = max(b[2] for b in found) - found[0][0]
    return low <= wide / height <= high and _glyphs(found, max(2, 0.12 * height)) <= len(text)


def pitch_of(text: str, ink: Ink) -> float:
    """Return the step from digit to digit that a number of several digits shows, in heights of a digit."""
    found = pieces(ink)
    wide = max(b[2] for b in found) - found[0][0]
    return (wide / max(b[3] - b[1] for b in found) - 0.6) / (len(text) - 1)


def _glyphs(found: list[Box], gap: float) -> int:
    """Return how many pieces stand beside each other; those over each other, or almost touching, are one character."""
    count, end = 0, -gap - 1
    for box in found:
        count += box[0] > end + gap
        end = max(end, box[2])
    return count


def widest_gap(ink: Ink) -> float:
    """Return the widest white space inside a line, in heights of the line."""
    columns = np.flatnonzero(ink.any(axis=0))
    return float(np.diff(columns).max() - 1) / ink.shape[0] if len(columns) > 1 else 0.0
