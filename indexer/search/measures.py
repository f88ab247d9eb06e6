"""Sums and ratios as people write them (``(予以公开+部分公开)/总计``) → Measure.

The parser, the ranges of a request and the series call it.
"""

import re

from indexer.search.numbers import Measure, key_numbers, key_of, measure


class MeasureError(ValueError):
    """A sum or ratio cannot be understood; ``position`` is where in its text."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


def measured(text: str) -> Measure:
    """Read a number's name, a cell's path, a sum of them, or a ratio of two such sums.  Raises MeasureError.

    >>> measured("requests.granted.total/总计").under
    ('requests.results_total.total',)
    """
    if (found := measure(text)) is not None:
        return found
    over, slash, under = text.partition("/")
    if not slash:
        return Measure(_sum(over, 0))
    return Measure(_sum(over, 0), _sum(under, len(over) + 1))


def _sum(text: str, start: int) -> tuple[str, ...]:
    inside = text
    while inside.startswith("(") and inside.endswith(")"):
        inside, start = inside[1:-1], start + 1
    cells: list[str] = []
    for match in re.finditer(r"[^+]*", inside):
        name = match.group().strip()
        if not name:
            continue
        found = measure(name)
        if found is None:
            raise MeasureError(f"no number is called {name}", start + match.start())
        if found.under:
            raise MeasureError(f"{name} is a ratio and cannot be added up", start + match.start())
        cells += found.over
    if not cells:
        raise MeasureError("a number is missing here", start)
    return tuple(cells)


def is_ratio(name: str) -> bool:
    """Whether a number of that name is a share, to be shown in per cent."""
    key = key_of(name)
    return key_numbers()[key].kind == "ratio" if key else "/" in name
