"""Pictures of pages: straightened, ruling lines found, cells cut out (numpy, OpenCV).  Called by ``scan``."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from indexer.extract.glyphs import Rule

Image = NDArray[Any]
DPI = 200
"""Resolution that all measures below are given for; a page is scaled to about this."""
_MOST_SKEW = 4.0
_ACROSS, _DOWN = 100, 62
"""Pixels: shortest horizontal and vertical ruling line.  Strokes of printed characters are shorter."""


_CHARACTER = 9
"""Pixels: a stroke from this length on is part of a character, a dash or a digit; specks are smaller."""


@dataclass(slots=True)
class Straight:
    """A page turned upright: grey, its ink (255 = ink), ruling lines in pixels, and the turn that made it."""

    grey: Image
    ink: Image
    horizontal: list[Rule]
    vertical: list[Rule]
    back: NDArray[Any]

    def place(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """Return the box around a field in the page as it was scanned."""
        corners = np.array([[x0, top, 1], [x1, top, 1], [x0, bottom, 1], [x1, bottom, 1]]) @ self.back.T
        low, high = corners.min(axis=0), corners.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def straighten(grey: Image) -> Straight:
    """Turn a page upright and find its ruling lines."""
    angle = skew(ink_of(grey))
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    if abs(angle) > 0.02:
        grey = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    ink = ink_of(grey)
    across, horizontal = _lines(ink, horizontal=True)
    down, vertical = _lines(ink, horizontal=False)
    rules: Any = cv2.dilate(cv2.bitwise_or(across, down), np.ones((5, 5), np.uint8))
    return Straight(grey, ink & ~rules, horizontal, vertical, cv2.invertAffineTransform(turn))


def ink_of(grey: Image) -> Image:
    """Return what is darker than its surroundings, as 255 on 0."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    out: Image = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY_INV, 41, 14)
    return out


def skew(ink: Image) -> float:
    """Return the angle in degrees by which a page has to be turned so that its lines lie level."""
    scale = 700 / max(ink.shape)
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    best = 0.0
    for step, reach in ((0.5, _MOST_SKEW), (0.1, 0.5), (0.03, 0.1)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda a: _levelness(small, float(a))))
    return best


def _levelness(small: Image, angle: float) -> float:
    height, width = small.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(small, turn, (width, height)).sum(axis=1, dtype=np.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _lines(ink: Image, *, horizontal: bool) -> tuple[Image, list[Rule]]:
    """Return the mask of ruling lines in one direction, and the lines."""
    whole, piece, gap = (_ACROSS, 64, 25) if horizontal else (_DOWN, 46, 15)
    thick = np.ones((3, 1) if horizontal else (1, 3), np.uint8)
    along = np.ones((1, piece) if horizontal else (piece, 1), np.uint8)
    gaps = np.ones((1, gap) if horizontal else (gap, 1), np.uint8)
    mask: Any = cv2.morphologyEx(cv2.dilate(ink, thick), cv2.MORPH_OPEN, along)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, gaps)
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    rules: list[Rule] = []
    for i in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[i])
        if (w if horizontal else h) < whole:
            mask[y : y + h, x : x + w] = 0
        elif horizontal and h <= 16:
            rules.append((float(centres[i][1]), float(x), float(x + w)))
        elif not horizontal and w <= 16:
            rules.append((float(centres[i][0]), float(y), float(y + h)))
        else:
            mask[y : y + h, x : x + w] = np.where(_thin(mask[y : y + h, x : x + w]), mask[y : y + h, x : x + w], 0)
            rules.extend(_bent(x, y, w, h, horizontal, mask))
    return mask, rules


def _thin(mask: Image) -> NDArray[np.bool_]:
    """Say where a mask is not a filled area (shaded cells, pictures)."""
    thick = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((14, 14), np.uint8))
    out: NDArray[np.bool_] = cv2.dilate(thick, np.ones((5, 5), np.uint8)) == 0
    return out


def _bent(x: int, y: int, w: int, h: int, horizontal: bool, mask: Image) -> list[Rule]:
    """Return a line that is bent, or several that touch, as short level pieces."""
    pieces: list[Rule] = []
    step = 60
    for start in range(0, w if horizontal else h, step):
        part = (
            mask[y : y + h, x + start : x + start + step]
            if horizontal
            else mask[y + start : y + start + step, x : x + w]
        )
        if not part.any():
            continue
        sums = (part > 0).sum(axis=1 if horizontal else 0)
        length = part.shape[1] if horizontal else part.shape[0]
        inside = np.flatnonzero(np.diff(np.concatenate([[0], (sums > 0.6 * length).astype(np.int8), [0]])))
        for low, high in zip(inside[::2], inside[1::2], strict=True):
            if high - low > 16:
                continue
            across = (low + high - 1) / 2 + (y if horizontal else x)
            begin = start + (x if horizontal else y)
            pieces.append((float(across), float(begin), float(begin + length)))
    return pieces


def text_rows(ink: Image) -> list[tuple[int, int, int, int]]:
    """Return (left, top, right, bottom) of each line of text in a field; specks of dust are no text.

    What is small counts only close to something of a character's size: a decimal point stands beside its digit.
    """
    if not ink.size:
        return []
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, area in stats[1:count] if area >= 6]
    large = [box for box in boxes if max(box[2] - box[0], box[3] - box[1]) >= _CHARACTER]
    if not large:
        return []
    near = min(9, max(4, round(0.3 * max(box[3] - box[1] for box in large))))
    small = [b for b in boxes if b not in large and any(_beside(b, c, near) for c in large)]
    rows: list[list[int]] = []
    for left, top, right, bottom in sorted([*large, *small], key=lambda b: b[1]):
        if rows and top < rows[-1][3] - 2:
            row = rows[-1]
            row[0], row[2], row[3] = min(row[0], left), max(row[2], right), max(row[3], bottom)
        else:
            rows.append([left, top, right, bottom])
    return [_tuple(row) for row in _merged(rows)]


def _beside(box: tuple[int, int, int, int], other: tuple[int, int, int, int], near: int) -> bool:
    return (
        box[0] - other[2] < near
        and other[0] - box[2] < near
        and box[1] - other[3] < near // 2
        and other[1] - box[3] < near // 2
    )


def _merged(rows: list[list[int]]) -> list[list[int]]:
    """Join a row that is only a part of a character (a dot, an upper stroke) with the nearest one."""
    out: list[list[int]] = []
    for row in rows:
        low = row[3] - row[1] < 9 and row[2] - row[0] < 40
        if out and (low or (out[-1][3] - out[-1][1] < 9 and out[-1][2] - out[-1][0] < 40)) and row[1] - out[-1][3] < 8:
            last = out[-1]
            last[0], last[2], last[3] = min(last[0], row[0]), max(last[2], row[2]), row[3]
        else:
            out.append(row)
    return out


def _tuple(row: list[int]) -> tuple[int, int, int, int]:
    return row[0], row[1], row[2], row[3]
