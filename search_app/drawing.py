"""Small charts as numbers for inline SVG: the templates draw, nothing here knows of HTML."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 220.0
HEIGHT = 56.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its place and size in the drawing, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    low: float
    high: float
    count: int


def bars(bins: Sequence[tuple[float, float, int]], width: float = WIDTH, height: float = HEIGHT) -> list[Bar]:
    """Return bars of one width for (low, high, count).

    Heights grow with the root of the count, so that small ones show beside large ones.
    """
    most = max((count for _, _, count in bins), default=0)
    if not most:
        return []
    step = width / len(bins)
    found = []
    for index, (low, high, count) in enumerate(bins):
        tall = round(height * math.sqrt(count / most), 2) if count else 0.0
        left, top = round(index * step, 2), round(height - tall, 2)
        found.append(Bar(left, top, round(step * 0.86, 2), tall, low, high, count))
    return found


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a line at its place in the drawing."""

    x: float
    y: float
    year: int
    value: float


def line(
    values: Sequence[tuple[int, float | None]], years: tuple[int, int], top: float, width: float, height: float
) -> list[list[Point]]:
    """Return the runs of a line over years; a year without a value breaks it, nothing is bridged.

    ``top`` is the value at the upper edge of the drawing; zero is at the lower edge.
    """
    first, last = years
    step = width / max(1, last - first)
    runs: list[list[Point]] = [[]]
    before: int | None = None
    for year, value in values:
        if value is None:
            before = None
            continue
        if runs[-1] and (before is None or year != before + 1):
            runs.append([])
        y = height - (height * value / top if top else 0.0)
        runs[-1].append(Point(round((year - first) * step, 2), round(y, 2), year, value))
        before = year
    return [run for run in runs if run]


def nice_top(most: float) -> float:
    """Return a round number at or above ``most`` for the upper edge of a chart (1, 2 or 5 times a power of ten)."""
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= most * (1 - 1e-9))
