"""Red stamps on a page: which ink is a stamp's, and what lies beneath it.  Called by ``scan`` and ``picture``.

A stamp is as transparent as its red: black ink beneath it stays dark where red ink alone is as light as paper.  Numbers
and headings in red are ink like any other.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

Image = NDArray[Any]
_WARM, _PURPLE = 50, 15
"""By how much more red than green, and than blue, red ink is than the paper around it."""
_FEWEST = 60
"""Red pixels of every sixteenth below which there is no stamp."""
_SMALLEST, _SMALL_SIDE, _LARGEST = 160, 90, 560
"""Pixels at ``picture.DPI``: sides of a stamp; one that is cut off has a short side."""
_LONGEST = 2.8
"""Times its width: a stamp is round or almost square, a red heading is long."""
_RULE = 130
"""Pixels from which on a straight red stroke is a ruling line."""
_BAND = 256
"""Rows of a picture whose colours are looked at together."""
_STEP = 4
"""Every so manyth pixel tells at first sight whether there is red."""


def beneath(picture: Any, shape: tuple[int, int]) -> Image | None:
    """Return for a picture in colours (Pillow or RGB array) how light it is beneath its stamps, at the given height
    and width: 1 to 255 on a stamp, 0 everywhere else; None where there is no stamp.
    """
    if isinstance(picture, Pillow.Image):
        if picture.mode in {"1", "L", "LA", "I", "F"} or picture.mode.startswith("I;"):
            return None
        full = picture.height
    else:
        full = picture.shape[0]
    white, red, seen = _colours(_band(picture, 0, full, _STEP))
    if red is None:
        return None
    height, width = shape
    out = np.zeros(shape, np.uint8)
    for top in range(0, height, _BAND):
        bottom = min(height, top + _BAND)
        first, last = top * full // height, max(bottom * full // height, top * full // height + 1)
        if seen[max(0, first // _STEP - 2) : last // _STEP + 3].any():
            light = _light(_band(picture, first, last, 1), white, red)
            out[top:bottom] = cv2.resize(light, (width, bottom - top), interpolation=cv2.INTER_NEAREST)
    return _stamps(out)


def _band(picture: Any, top: int, bottom: int, step: int) -> Image:
    """Return rows of a picture as RGB, every so manyth pixel."""
    if isinstance(picture, Pillow.Image):
        if step > 1:
            small = picture.resize(
                (max(1, picture.width // step), max(1, picture.height // step)), Pillow.Resampling.NEAREST
            )
            return np.asarray(small.convert("RGB"))
        return np.asarray(picture.crop((0, top, picture.width, bottom)).convert("RGB"))
    out: Image = picture[top:bottom:step, ::step, :3]
    return out


def _colours(part: Image) -> tuple[Image, float | None, NDArray[np.bool_]]:
    """Return the colour of the paper, how much red pure red ink has (None where there is hardly any), and which rows
    hold some.
    """
    white = np.maximum(np.median(part[::2, ::2].reshape(-1, 3), axis=0), 60).astype(np.float32)
    red, mask = _red(part, white)
    pure = float(np.percentile(red[mask], 30)) if np.count_nonzero(mask) >= _FEWEST else None
    rows: Any = mask.any(axis=1)
    return white, pure, rows


def _red(part: Image, white: Image) -> tuple[Image, NDArray[np.bool_]]:
    """Return how much red there is, on white paper, and where it is red ink's."""
    r, g, b = (np.minimum(part[:, :, n] * np.float32(255 / white[n]), 255) for n in range(3))
    return r, (r - g > _WARM) & (r - b > _PURPLE)


def _light(part: Image, white: Image, pure: float) -> Image:
    red, mask = _red(part, white)
    around = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return np.where(around, np.clip(red * (255 / pure), 1, 255), 0).astype(np.uint8)


def _stamps(light: Image) -> Image | None:
    """Return what is red with what is no stamp taken out."""
    mask: Any = (light > 0).astype(np.uint8)
    for rule in ((1, _RULE), (_RULE, 1)):
        rules = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(rule, np.uint8))
        mask = cv2.subtract(mask, cv2.dilate(rules, np.ones((3, 3), np.uint8)))
    height, width = mask.shape
    small = cv2.resize(mask * 255, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx((small > 40).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    region = np.zeros_like(closed)
    for contour in contours:
        _, _, w, h = cv2.boundingRect(contour)
        long, short = 4 * max(w, h), 4 * min(w, h)
        if short >= _SMALL_SIDE and _SMALLEST <= long <= min(_LARGEST, _LONGEST * short):
            cv2.fillConvexPoly(region, cv2.convexHull(contour), 1)
    if not region.any():
        return None
    region = cv2.dilate(region, np.ones((5, 5), np.uint8))
    return np.where(cv2.resize(region, (width, height), interpolation=cv2.INTER_NEAREST) > 0, light, 0).astype(np.uint8)
