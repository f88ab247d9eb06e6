"""Rows of a text whose numbers all have as many decimals (``8.0`` above ``0``): each shows itself where it ends.

Called by ``indexer.read.wrapped``.  Needs no sum where the label stands in the line: a number that lacks decimals goes
on in what stands below, and one that has them all does not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from indexer.read.lines import Line
from indexer.read.printed import printed
from indexer.read.tokens import Token, begins_value, first_value, tokens_of
from indexer.read.whole import WIDTHS, is_whole

_PART = re.compile(r"[\d０-９.．,，]+")
_POINT = re.compile(r"\d[.．](?:\s|$)|[.．]\d")
_DECIMALS = (1, 2)
_DEEPEST = 3  # lines within which the first point of a row stands
_MOST_LINES = 30  # over which the values of one row may stand
_FEWEST = 3  # numbers that show the habit
_GAP = "  "


def with_decimals(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines of a text with such rows in one line each."""
    parts = [_parts(line) for line in lines]
    number = 0
    while number < len(lines):
        end = _run_end(lines, parts, number)
        row = _row(lines, parts, number, end) if end > number else None
        yield from row[0] if row else [lines[number]]
        number = row[1] if row else number + 1


def _run_end(lines: Sequence[Line], parts: Sequence[Sequence[str]], start: int) -> int:
    """Return the line after a line that ends with values and those of parts alone below; ``start`` for others."""
    near = (word for line in parts[start + 1 : start + _DEEPEST] for word in line)
    head = lines[start]
    if head.is_row or not (_POINT.search(head.text) or any(map(_POINT.search, near))):
        return start
    tokens = tokens_of(head.text)
    if first_value(tokens) == len(tokens):
        return start
    end = start + 1
    while end < min(len(lines), start + _MOST_LINES) and parts[end] and _goes_on(lines[end - 1], lines[end]):
        end += 1
    return end


def _row(lines: Sequence[Line], parts: Sequence[Sequence[str]], start: int, end: int) -> tuple[list[Line], int] | None:
    """Return the first line of a run with all its values, what is left of the others, and where they end."""
    head, tokens = lines[start], tokens_of(lines[start].text)
    first = first_value(tokens)
    run = [[token.text for token in tokens[first:]], *parts[start + 1 : end]]
    follows = end < len(lines) and _goes_on(lines[end - 1], lines[end])
    label, last = _label_end(lines[end]) if follows else ("", [])
    for more, left in (([], ""), ([last], label)) if last else (([], ""),):
        whole = _whole([*run, *more])
        alone = not first and whole and not _stands_alone(whole, head, lines[start - 1] if start else None)
        if whole and len(run) + len(more) > 1 and not alone:
            row = replace(head, text=head.text[: tokens[first].start] + _GAP.join(whole))
            return [row, *([replace(lines[end], text=left)] if left else [])], end + bool(more)
    return None


def _goes_on(above: Line, line: Line) -> bool:
    """Whether a line stands right below another."""
    return not line.is_row and (line.place.line or 0) - (above.place.line or 0) == 1


def _stands_alone(values: Sequence[str], head: Line, above: Line | None) -> bool:
    """Whether values without a label in their line are a row: they add up, or are noughts right below words."""
    if is_whole(values):
        return True
    numbers = [printed(value).number for value in values]
    labelled = above is not None and _goes_on(above, head) and not _parts(above)
    return labelled and len(values) in WIDTHS and not any(numbers)


def _parts(line: Line) -> list[str]:
    """Return the words of a line that holds nothing but numbers, parts of them and marks for none."""
    words = [] if line.is_row else [token.text for token in tokens_of(line.text)]
    return words if all(_PART.fullmatch(w) or printed(w).kind == "blank" for w in words) else []


def _label_end(line: Line) -> tuple[str, list[str]]:
    """Return the words of a line that ends with one part of a number, and that part."""
    tokens: list[Token] = [] if line.is_row else tokens_of(line.text)
    if len(tokens) < 2 or not _PART.fullmatch(tokens[-1].text) or begins_value(tokens[-2].text):
        return "", []
    return line.text[: tokens[-1].start].rstrip(), [tokens[-1].text]


def _whole(run: Sequence[Sequence[str]]) -> list[str] | None:
    """Return the row's values, if there is one way only to take them."""
    ways = [way for count in _DECIMALS for way in (_one_after_another(run, count), _each_below(run, count)) if way]
    numbers = [sum(printed(v).kind == "number" for v in way) for way in ways]
    return ways[0] if ways and min(numbers) >= _FEWEST and all(way == ways[0] for way in ways) else None


def _one_after_another(run: Sequence[Sequence[str]], count: int) -> list[str] | None:
    """Values whose parts follow one another: each begins where the one before has its decimals."""
    return _ended([word for line in run for word in line], count)


def _ended(words: Sequence[str], count: int) -> list[str] | None:
    out: list[str] = []
    for word in words:
        if not out or _ends(out[-1], count):
            out.append(word)
        else:
            out[-1] += word
    return out if all(_ends(value, count) for value in out) else None


def _each_below(run: Sequence[Sequence[str]], count: int) -> list[str] | None:
    """Values with their parts below: each line has one for every value that has not ended."""
    values = list(run[0])
    for line in run[1:]:
        open_ = [n for n, value in enumerate(values) if not _ends(value, count)]
        if len(open_) != len(line):
            return None
        for n, word in zip(open_, line, strict=True):
            values[n] += word
    return values if all(_ends(value, count) for value in values) else None


def _ends(value: str, count: int) -> bool:
    """Whether a value has all its decimals, or is a mark for none."""
    return bool(_complete(count).fullmatch(value)) or printed(value).kind == "blank"


@cache
def _complete(count: int) -> re.Pattern[str]:
    return re.compile(rf"(?:[0０]|[1-9１-９]\d*|[1-9１-９]\d{{0,2}}(?:[,，]\d{{3}})+)[.．]\d{{{count}}}")
