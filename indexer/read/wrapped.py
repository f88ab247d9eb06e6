"""Cells that a tool broke over lines (``105`` above ``1``, ``14`` above ``件``) become whole again.

Called by ``indexer.read.report`` for text, before anything else looks at its lines.  A unit that stands alone says
nothing of its own and goes back to its number.  Digits are joined, and values that stand on several lines are put in
one row, only where the row then has all its values and adds up; what does not stays as it is printed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.read.decimals import with_decimals
from indexer.read.gathered import gathered
from indexer.read.lines import Line
from indexer.read.printed import UNITS
from indexer.read.tokens import Ends, Token, first_value, is_value, tokens_of
from indexer.read.whole import is_broken

_BEGINS = re.compile(r"\s*[(（]?[一二三四五六七八九十\d]{1,2}\s*[)）、.．:：]")
"""The number of a label: such a line is a row of its own."""
_FRAGMENT = re.compile(rf"[\d.,，]+(?:{'|'.join(map(re.escape, UNITS))})?")
_POINTS = frozenset(".．,，")
_DEEPEST = 4  # lines of a cell


def rejoin(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a text with broken cells put together; what was put elsewhere is gone from its line."""
    return list(gathered(list(_with_fragments(list(with_decimals(lines))))))


def _with_fragments(lines: Sequence[Line]) -> Iterator[Line]:
    number = 0
    while number < len(lines):
        line, rest = lines[number], list(lines[number + 1 : number + 1 + _DEEPEST])
        joined, left = _joined(line, rest) if not line.is_row else (line, rest)
        if joined is not line:
            yield joined
            yield from (below for below in left if below.text.strip())
            number += 1 + len(rest[: len(left)])
        else:
            yield line
            number += 1


def _joined(line: Line, below: Sequence[Line]) -> tuple[Line, list[Line]]:
    """Return a line with the fragments below it, and what is left of those lines; the line itself where none are."""
    tokens = tokens_of(line.text)
    first = first_value(tokens)
    if first == len(tokens):
        return line, []
    texts = [token.text for token in tokens]
    left: list[Line] = []
    sound: tuple[list[str], list[Line]] | None = None
    reach = [token.ends for token in tokens]
    for lower in below:
        taken = _fragments(reach, first, texts, lower) if not lower.is_row else None
        if taken is None:
            break
        places, rest = taken
        for place, fragment in places:
            texts[place] += fragment.text
            reach[place] = _with(reach[place], fragment.ends)
        left.append(replace(lower, text=rest))
        before = [t.text for t in tokens]
        if all(_only_unit(text, old) for text, old in zip(texts, before, strict=True)) or (
            not _BEGINS.match(rest) and is_broken(before[first:], texts[first:], gaps=True)
        ):
            sound = (list(texts), list(left))
    if sound is None:
        return line, []
    return replace(line, text=_written(line.text, tokens, sound[0])), sound[1]


def _only_unit(text: str, before: str) -> bool:
    return text == before or text[len(before) :] in UNITS


def _fragments(
    reach: Sequence[Ends], first: int, texts: Sequence[str], lower: Line
) -> tuple[list[tuple[int, Token]], str] | None:
    """Return which value each fragment of a lower line belongs to, and the line without them; None: it has none."""
    parts = tokens_of(lower.text)
    start = len(parts)
    while start and (parts[start - 1].text in UNITS or _FRAGMENT.fullmatch(parts[start - 1].text)):
        start -= 1
    fragments = parts[start:]
    if not fragments or any(is_value(p.text) for p in parts[:start]):
        return None
    rest = lower.text[: fragments[0].start]
    if len(parts) == 1 and parts[0].text in UNITS and not parts[0].start and texts[-1][-1:].isdigit():
        return [(len(texts) - 1, parts[0])], ""
    for measure in (0, 1):
        places = [_above(reach, first, part.ends[measure], measure) for part in fragments]
        found = [p for p in places if p is not None]
        if len(found) == len(places) == len(set(found)) and all(
            texts[p][-1:].isdigit() or texts[p][-1:] in _POINTS for p in found
        ):
            return list(zip(found, fragments, strict=True)), rest
    return None


def _above(reach: Sequence[Ends], first: int, ends: tuple[int, int], measure: int) -> int | None:
    over = [n for n in range(first, len(reach)) if reach[n][measure][0] < ends[1] and ends[0] < reach[n][measure][1]]
    return over[0] if len(over) == 1 else None


def _with(ends: Ends, more: Ends) -> Ends:
    """Return from where to where a value and a part of it below reach together."""
    (a, b), (c, d) = ((min(x[0], y[0]), max(x[1], y[1])) for x, y in zip(ends, more, strict=True))
    return (a, b), (c, d)


def _written(text: str, tokens: Sequence[Token], texts: Sequence[str]) -> str:
    """Return a line with longer words, each beginning where it stood as far as there is room."""
    out = ""
    for token, word in zip(tokens, texts, strict=True):
        gap = max(token.start - len(out), 1) if out else token.start
        out += " " * gap + word
    return out
