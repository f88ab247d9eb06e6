"""Pictures of pages: straightened, ruling lines found, cells cut out (numpy, OpenCV).  Called by ``scan``."""

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from indexer.extract.bend import Bend, Crooked, bend_of, is_crooked, unbent
from indexer.extract.glyphs import Rule

Image = NDArray[Any]
DPI = 200
"""Resolution that all measures below are given for; a page is scaled to about this."""
_MOST_SKEW = 4.0
_ACROSS, _DOWN = 100, 62
"""Pixels: shortest horizontal and vertical ruling line.  Strokes of printed characters are shorter."""
_DARK = 170
"""Grey on white paper up to which something is ink, whatever is around it."""
_HALVES = (0.05, 0.45), (0.485, 0.515), (0.55, 0.95)
"""Where the pages of a double page and the white between them are, in widths."""
_PAPER = 8
"""By how much a page is made smaller to see its paper alone."""


@dataclass(slots=True)
class Straight:
    """A page turned upright, without its ruling lines: grey, its ink (255 = ink), the lines in pixels, the turn that
    made it, and ``drawn``: the ink with the lines.  ``bend`` is how the page as turned was not flat, ``crooked`` tells
    heights between which a line could not be made level, ``beneath`` is the page without its stamps where it has any.
    """

    grey: Image
    ink: Image
    horizontal: list[Rule]
    vertical: list[Rule]
    back: NDArray[Any]
    drawn: Image
    bend: Bend | None = None
    crooked: Crooked | None = None
    beneath: "Straight | None" = None

    def place(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """Return the box around a field in the page as it was scanned."""
        corners = np.array([[x0, top], [x1, top], [x0, bottom], [x1, bottom]], np.float64)
        corners = np.c_[self.bend.source(corners) if self.bend else corners, np.ones(4)] @ self.back.T
        low, high = corners.min(axis=0), corners.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def straighten(picture: Image) -> Straight:
    """Turn a page upright, make it flat and find its ruling lines.

    ``picture`` is grey, or grey with a second channel: how light the page is beneath its stamps (``stamps.beneath``).
    """
    given = evened(picture if picture.ndim == 2 else picture[:, :, 0])
    if picture.ndim > 2:
        given = np.dstack([given, np.maximum(given, picture[:, :, 1])])
    height, width = given.shape[:2]
    as_given = ink_of(_below(given))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew(as_given), 1.0)
    back: Image = cv2.invertAffineTransform(turn)
    page, drawn = given, as_given
    if abs(turn[0, 1]) > 0.0003:
        page = cv2.warpAffine(given, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255))
        drawn = ink_of(_below(page))
    bend, crooked = bend_of(drawn)
    if bend:
        page = unbent(given, bend, back)
        drawn = ink_of(_below(page))
        crooked = is_crooked(drawn)
    below = _below(page)
    across, horizontal = _lines(drawn, horizontal=True)
    down, vertical = _lines(drawn, horizontal=False)
    rules: Any = cv2.dilate(cv2.bitwise_or(across, down), np.ones((5, 5), np.uint8))
    out = Straight(
        cv2.bitwise_or(below, rules), _strokes(below, drawn) & ~rules, horizontal, vertical, back, drawn, bend
    )
    out.crooked = crooked
    if page.ndim == 2:
        return out
    shown = np.ascontiguousarray(page[:, :, 0])
    return replace(out, grey=cv2.bitwise_or(shown, rules), ink=_strokes(shown, ink_of(shown)) & ~rules, beneath=out)


def _below(page: Image) -> Image:
    """Return a page as it is beneath its stamps."""
    return page if page.ndim == 2 else np.ascontiguousarray(page[:, :, -1])


def is_double(grey: Image) -> bool:
    """Say whether two pages were scanned side by side: wide, white down the middle, printed left and right of it."""
    grey = grey if grey.ndim == 2 else np.ascontiguousarray(grey[:, :, 0])
    height, width = grey.shape
    if not 1.2 < width / max(height, 1) < 1.7:
        return False
    small = cv2.resize(grey, (600, 400), interpolation=cv2.INTER_AREA)
    ink = evened(small) < _DARK
    left, gutter, right = (float(ink[:, int(a * 600) : int(b * 600)].mean()) for a, b in _HALVES)
    return gutter < 0.002 and min(left, right) > 0.01


def evened(grey: Image) -> Image:
    """Return a page on white paper: shadows, shaded cells and grey paper are taken out, faint ink is made darker."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // _PAPER), max(1, height // _PAPER)), interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), (0, 0), 2)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    out = cv2.divide(grey, np.maximum(paper, 40), scale=255)
    darkest = min(150, int(np.percentile(out[::4, ::4], 0.5)))
    white: Image = cv2.convertScaleAbs(out, alpha=255 / (255 - darkest), beta=-darkest * 255 / (255 - darkest))
    return np.where(out > darkest, white, 0).astype(np.uint8)


def ink_of(grey: Image) -> Image:
    """Return what is darker than its surroundings, as 255 on 0."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    out: Image = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY_INV, 41, 14)
    return out


def _strokes(grey: Image, ink: Image) -> Image:
    """Return the ink with the thin strokes between thick ones, which are no darker than what surrounds them."""
    dark = cv2.threshold(cv2.GaussianBlur(grey, (3, 3), 0), _DARK, 255, cv2.THRESH_BINARY_INV)[1]
    out: Image = cv2.bitwise_or(ink, dark)
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
