"""The values of one row on several lines of a text, or torn within a line, become one row.  Called by ``wrapped``.

Line ends, and single spaces where wider ones divide the columns, may be breaks within a number; where every cell has a
line of its own, spaces are, and the ends of lines that stand closer than the others.  They are where the row then has
all its values and adds up, in one way only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from indexer.read.lines import Line
from indexer.read.printed import UNITS
from indexer.read.tokens import Token, first_value, is_value, tokens_of
from indexer.read.whole import WIDTHS, is_broken, is_whole

_SPACE = "  "
_POINTS = ".,．，"
_PARTS = frozenset("0123456789０１２３４５６７８９.,．，")
_PART = re.compile(r"[\d.,，．]+\D?")
"""Digits of a number that is broken, with its unit."""
_MOST_LINES = 30  # over which the values of one row may stand
_MOST_BREAKS = 12  # of which some may be breaks within a number


def gathered(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with such rows in one line each."""
    number = 0
    while number < len(lines):
        end = _run_end(lines, number)
        row = _row(lines[number:end]) if end > number else None
        yield row or lines[number]
        number = end if row else number + 1


def _run_end(lines: Sequence[Line], start: int) -> int:
    """Return the line after a line that ends with values and those of values alone below; ``start`` for others."""
    if lines[start].is_row or first_value(words := tokens_of(lines[start].text)) == len(words):
        return start
    end = start + 1
    while end < min(len(lines), start + _MOST_LINES) and not lines[end].is_row:
        words = tokens_of(lines[end].text)
        if not words or (first_value(words) and not all(_PART.fullmatch(w.text) or is_value(w.text) for w in words)):
            break
        end += 1
    return end


def _row(run: Sequence[Line]) -> Line | None:
    """Return the lines as one row, if there is one way only in which they add up."""
    tokens = tokens_of(run[0].text)
    first = first_value(tokens)
    of_lines = [tokens[first:], *(tokens_of(line.text) for line in run[1:])]
    cells = len(run) > 1 and not first and sum(len(line) == 1 for line in of_lines) * 2 > len(run)  # a cell a line
    forced = any(token.text[0] in _POINTS or token.text[-1] in _POINTS for line in of_lines for token in line)
    if forced:
        of_lines = _forced(of_lines)
    steps = [(below.place.line or 0) - (line.place.line or 0) for line, below in pairwise(run)]
    values: list[str] = []
    breaks: list[int] = []
    for number, line in enumerate(of_lines):
        texts = _with_units([token.text for token in line])
        if is_whole(texts):
            return None
        if len(texts) == len(line):
            breaks += [len(values) + n for n in (range(1, len(line)) if cells else _torn(line))]
        if values and (not cells or steps[number - 1] < max(steps)):
            breaks.append(len(values))
        values += texts
    if cells and not forced and len(values) in WIDTHS:
        return None
    breaks = [
        at for at in set(breaks) if at < len(values) and values[at - 1][-1:].isdigit() and values[at][:1].isdigit()
    ]
    ways = _ways(values, sorted(breaks))
    found = [
        row
        for row, parts in ways
        if all(map(is_value, row)) and (is_whole(row) if row == parts else is_broken(parts, row))
    ]
    if len(found) != 1:
        return None
    return replace(run[0], text=run[0].text[: tokens[first].start] + _SPACE.join(found[0]))


def _forced(of_lines: Sequence[Sequence[Token]]) -> list[list[Token]]:
    """Put parts of numbers to those before them that cannot begin a number, or without which those cannot end."""
    out: list[list[Token]] = []
    last: Token | None = None
    for line in of_lines:
        kept: list[Token] = []
        for token in line:
            seam = last.text[-1] + token.text[0] if last else ""
            if last and set(seam) <= _PARTS and not seam.isdigit():
                last.text += token.text
                continue
            kept.append(Token(token.text, token.start, token.screen))
            last = kept[-1]
        out.append(kept)
    return out


def _torn(line: Sequence[Token]) -> list[int]:
    """Return before which words of a line there is one space, where more divide the others."""
    gaps = [b.start - a.start - len(a.text) for a, b in pairwise(line)]
    return [n for n, gap in enumerate(gaps, 1) if gap == 1] if max(gaps, default=0) > 1 else []


def _with_units(texts: Sequence[str]) -> list[str]:
    out: list[str] = []
    for text in texts:
        if text in UNITS and out:
            out[-1] += text
        else:
            out.append(text)
    return out


def _ways(values: Sequence[str], breaks: Sequence[int]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the rows that come of taking some line ends for breaks within a number, and how each number begins."""
    for width in (*WIDTHS, WIDTHS[0] + 1):  # with a subtotal
        surplus = len(values) - width
        if not 0 <= surplus <= len(breaks) <= _MOST_BREAKS:
            continue
        for chosen in combinations(breaks, surplus):
            row: list[str] = []
            for n, value in enumerate(values):
                if n in chosen:
                    row[-1] += value
                else:
                    row.append(value)
            yield row, [value for n, value in enumerate(values) if n not in chosen]
