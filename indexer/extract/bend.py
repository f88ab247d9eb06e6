"""Pages that were photographed: how their ruling lines run apart or bend, and the way back.  Called by ``picture``.

A sheet seen from aside or lying in a curve has ruling lines that are neither parallel nor straight.  How far they leave
their places is fitted as a polynomial over the page; where they cannot be made straight by it, the page is ``crooked``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[Any]
Points = NDArray[np.float64]
"""Places on a page in pixels, one (x, y) a line."""
Crooked = Callable[[float, float], bool]
"""Says whether a level line between two heights cannot be followed."""
MOST_DRIFT = 8.0
"""Pixels by which a ruling line may leave its height; beyond it may be taken for the line of the next row."""
_LITTLE = 3.0
"""Pixels of drift that need no mending."""
_PIECE, _EVERY = 40, 4
"""Pixels: straight pieces that lines are made of; every so manyth place along a line is looked at."""
_GAP, _STEP = 7, 8
"""Places looked at: gaps in lines, and steps in which they are followed."""
_SHORTEST = 150, 250
"""Pixels: upright and level lines that are followed; strokes of characters are shorter."""
_THICKEST, _STEEPEST = 12, 0.15
_LARGEST = 60.0
"""Pixels: the drift that is usual at most; a fit from few lines stays below it."""
_TALLEST = 2.5
"""Times its width: a taller page is a picture of a screen, which is flat."""
_COARSE = 8
"""Pixels between the places for which the way back is reckoned."""


@dataclass(slots=True)
class _Drift:
    """How far lines in one direction leave their places: terms of the place along the line and of the line's own."""

    terms: Points
    middle: float
    scale: float
    along: tuple[float, float]
    places: tuple[float, float]

    def most(self, lines: Sequence[Points]) -> float:
        """Return how far at most one of these lines leaves its place."""
        drifts = [self.at(line[:, 0], np.full(len(line), line[:, 1].mean())) for line in lines]
        return max((float(np.ptp(drift)) for drift in drifts), default=0.0)

    def at(self, along: Image, place: Image) -> Image:
        """Return the drift of lines with these places, there."""
        t = (np.clip(along, *self.along) - self.middle) / self.scale
        shape = np.stack(_shape(t, (np.clip(place, *self.places)) / self.scale))
        out: Image = np.tensordot(self.terms, shape, axes=1)
        return out


@dataclass(slots=True)
class Bend:
    """The way from a page with straight lines back to the page as it was."""

    level: _Drift
    upright: _Drift

    def source(self, points: Points) -> Points:
        """Return where points of the straight page stand on the page as it was."""
        x, y = points.T
        was_x, was_y = x, y + self.level.at(x, y)
        for _ in range(2):
            was_x = x + self.upright.at(was_y, x)
            was_y = y + self.level.at(was_x, y)
        return np.stack([was_x, was_y], axis=1)


def bend_of(ink: Image) -> tuple[Bend | None, Crooked | None]:
    """Return how the ruling lines of a page bend, None where they are straight enough or too few to tell; and what
    ``is_crooked`` says of the page as it is.
    """
    if ink.shape[0] > _TALLEST * ink.shape[1]:
        return None, None
    height, width = ink.shape
    level, upright = _followed(ink, horizontal=True), _followed(ink, horizontal=False)
    bend = Bend(_fit(level, width / 2), _fit(upright, height / 2))
    most = max([bend.level.most(level), bend.upright.most(upright)])
    return (bend if most > _LITTLE else None), _crooked(level)


def is_crooked(ink: Image) -> Crooked | None:
    """Return what says whether a level line leaves its height too far to be followed, for a range of heights."""
    return _crooked(_followed(ink, horizontal=True))


def _crooked(level: Sequence[Points]) -> Crooked | None:
    ranges = [(float(y.min()), float(y.max())) for _, y in (line.T for line in level) if np.ptp(y) > MOST_DRIFT]
    return (lambda top, bottom: any(low <= bottom and top <= high for low, high in ranges)) if ranges else None


def unbent(grey: Image, bend: Bend, back: Image) -> Image:
    """Return a page made straight; ``back`` leads from where ``bend`` leads to the picture that is given."""
    height, width = grey.shape[:2]
    xs, ys = (_COARSE * (np.arange(-(-side // _COARSE)) + 0.5) - 0.5 for side in (width, height))
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    places = _turned(bend.source(grid), back).reshape(len(ys), len(xs), 2).astype(np.float32)
    size = (len(xs) * _COARSE, len(ys) * _COARSE)
    maps = [np.ascontiguousarray(cv2.resize(places[:, :, n], size)[:height, :width]) for n in (0, 1)]
    out: Image = cv2.remap(grey, maps[0], maps[1], cv2.INTER_CUBIC, borderValue=(255, 255))
    return out


def _turned(points: Points, back: Image) -> Points:
    out: Points = np.c_[points, np.ones(len(points))] @ back.T
    return out


def _followed(ink: Image, *, horizontal: bool) -> list[Points]:
    """Return the long lines in one direction: (along, across) of each step."""
    ink = ink if horizontal else np.ascontiguousarray(ink.T)
    mask = cv2.morphologyEx(cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, _PIECE), np.uint8))
    mask = np.ascontiguousarray(mask[:, ::_EVERY])
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    out = []
    for n in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[n])
        if w * _EVERY >= _SHORTEST[horizontal] and h <= _STEEPEST * w * _EVERY + _THICKEST:
            line = _steps(labels[y : y + h, x : x + w] == n)
            out += [(line + np.array([x, y])) * np.array([_EVERY, 1])] if len(line) > 2 else []
    return out


def _steps(part: NDArray[np.bool_]) -> Points:
    """Return the middle of a line in each step along it, where it is thin."""
    thick = part.sum(axis=0)
    good = np.flatnonzero((thick > 0) & (thick <= _THICKEST))
    step = good // _STEP
    many = np.bincount(step)
    middle = (np.arange(part.shape[0]) @ part)[good] / thick[good]
    sums = [np.bincount(step, weights) for weights in (good, middle)]
    kept = many > _STEP // 2
    return np.stack([total[kept] / many[kept] for total in sums], axis=1)


def _shape(t: Image, place: Image) -> list[Image]:
    """Return the terms: slope, curve and sway along a line, and how slope and curve change from line to line."""
    return [t, t * t, t**3, t * place, t * t * place]


def _fit(lines: Sequence[Points], middle: float) -> _Drift:
    """Return the drift that these lines show; lines that run otherwise than most are left out in the end."""
    if not lines:
        return _Drift(np.zeros(5), middle, middle, (0.0, 2 * middle), (0.0, 0.0))
    terms = _solved(lines, middle)
    errors = np.array([np.abs(rest).max() for rest in _rests(lines, terms, middle)])
    good = [line for line, error in zip(lines, errors, strict=True) if error <= max(3.0, 3 * np.median(errors))]
    every = np.concatenate(good)
    places = [_place(line, terms, middle) for line in good]
    ends = float(every[:, 0].min()), float(every[:, 0].max())
    return _Drift(_solved(good, middle), middle, middle, ends, (min(places), max(places)))


def _solved(lines: Sequence[Points], middle: float) -> Points:
    terms: Points = np.zeros(5)
    for _ in range(3):
        left, right = [np.eye(5) / _LARGEST], [np.zeros(5)]
        for line in lines:
            shape = _shapes(line, _place(line, terms, middle), middle)
            left.append(shape - shape.mean(axis=0))
            right.append(line[:, 1] - line[:, 1].mean())
        terms = np.linalg.lstsq(np.concatenate(left), np.concatenate(right), rcond=None)[0]
    return terms


def _place(line: Points, terms: Points, middle: float) -> float:
    """Return where a line would stand if it were straight: its place in the middle of the page."""
    shape = _shapes(line, float(line[:, 1].mean()), middle)
    return float((line[:, 1] - shape @ terms).mean())


def _shapes(line: Points, place: float, middle: float) -> Points:
    t = (line[:, 0] - middle) / middle
    return np.stack(_shape(t, np.full_like(t, place / middle)), axis=1)


def _rests(lines: Sequence[Points], terms: Points, middle: float) -> list[Points]:
    """Return what of each line's drift the terms do not explain."""
    out = []
    for line in lines:
        rest = line[:, 1] - _shapes(line, _place(line, terms, middle), middle) @ terms
        out.append(rest - rest.mean())
    return out
