"""Indicators that stand in a row above their numbers → a line for each, label and number.

Called by ``indexer.read.annex_columns``.
"""

from collections.abc import Sequence
from dataclasses import replace

from indexer.read.labels import bare
from indexer.read.lines import Field, Line

_FEWEST = 2  # indicators beside each other
_SUMS = frozenset({"总数", "合计", "小计", "总计", "数量"})
"""Words below an indicator that has parts, for its own number."""


def upright(rows: Sequence[Line]) -> list[Line]:
    """Return the rows, with labels that stand above one row of numbers put before them, a line for each column."""
    rows = [row for row in rows if any(f.begins and f.printed.raw for f in row.fields)]
    out: list[Line] = []
    n = 0
    while n < len(rows):
        end = n
        while end < len(rows) and _is_words(rows[end]):
            end += 1
        if end > n and end < len(rows) and _is_numbers(rows[end]) and not _is_numbers_at(rows, end + 1):
            out += _columns(rows[n:end], rows[end])
            n = end + 1
        else:
            out += rows[n : max(end, n + 1)]
            n = max(end, n + 1)
    return out


def _is_words(row: Line) -> bool:
    shown = [f for f in row.fields if f.begins and f.printed.raw]
    return len(shown) >= _FEWEST and all(f.is_label for f in shown)


def _is_numbers(row: Line) -> bool:
    shown = [f for f in row.fields if f.begins]
    return len(shown) >= _FEWEST and any(f.printed.is_value for f in shown) and not any(f.is_label for f in shown)


def _is_numbers_at(rows: Sequence[Line], n: int) -> bool:
    return n < len(rows) and _is_numbers(rows[n])


def _columns(labels: Sequence[Line], numbers: Line) -> list[Line]:
    out: list[Line] = []
    for value in numbers.fields:
        above = [f for row in labels for f in row.fields if _covers(f, value.column) and f.is_label]
        if not above:
            continue
        label = above[-2] if len(above) > 1 and bare(above[-1].text) in _SUMS else above[-1]
        if bare(label.text) in _SUMS:
            continue  # of what is not told
        out.append(replace(numbers, fields=[replace(label, column=0, begins=True), replace(value, column=1, span=1)]))
    return out


def _covers(f: Field, column: int) -> bool:
    return f.column <= column < f.column + max(f.span, 1)
