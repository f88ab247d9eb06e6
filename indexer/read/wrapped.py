"""Cells that a tool broke over lines (``105`` above ``1``, ``14`` above ``件``) become whole again.

Called by ``indexer.read.report`` for text, before anything else looks at its lines.  A unit that stands alone says
nothing of its own and goes back to its number.  Digits are joined, and values that stand on several lines are put in
one row, only where the row then has all its values and adds up; what does not stays as it is printed.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from indexer.read.lines import Line
from indexer.read.printed import UNITS, printed
from indexer.read.touching import adds_up

_TOKEN = re.compile(r"\S+")
_BEGINS = re.compile(r"\s*[(（]?[一二三四五六七八九十\d]{1,2}\s*[)）、.．:：]")
"""The number of a label: such a line is a row of its own."""
_FRAGMENT = re.compile(rf"[\d.,，]+(?:{'|'.join(map(re.escape, UNITS))})?")
_MOST_LINES = 24  # over which the values of one row may stand
_MOST_BREAKS = 12  # of which some may be breaks within a number
_DEEPEST = 3  # lines of a cell
_WIDTHS = (7, 15)


@dataclass(slots=True)
class _Token:
    """A word of a line, and where it stands by characters and by their width on a screen."""

    text: str
    start: int
    screen: int

    @property
    def ends(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """From where to where it reaches, by either measure."""
        return (self.start, self.start + len(self.text)), (self.screen, self.screen + len(self.text))


def rejoin(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a text with broken cells put together; what was put elsewhere is gone from its line."""
    return list(_gathered(list(_with_fragments(lines))))


def _tokens(text: str) -> list[_Token]:
    out: list[_Token] = []
    screen = at = 0
    for found in _TOKEN.finditer(text):
        screen += sum(_width(c) for c in text[at : found.start()])
        out.append(_Token(found.group(), found.start(), screen))
        at = found.start()
    return out


def _width(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _is_value(text: str) -> bool:
    return printed(text.removesuffix(".")).kind != "text"  # 27. above 00


def _values(tokens: Sequence[_Token]) -> int:
    """Return the ordinal of the first of the values that a line ends with."""
    first = len(tokens)
    while first and (_is_value(tokens[first - 1].text) or _is_unit(tokens, first - 1)):
        first -= 1
    return first


def _is_unit(tokens: Sequence[_Token], at: int) -> bool:
    return at > 0 and tokens[at].text in UNITS and printed(tokens[at - 1].text).kind == "number"


# ---------------------------------------------------------------- fragments below their numbers


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
    tokens = _tokens(line.text)
    first = _values(tokens)
    if first == len(tokens):
        return line, []
    texts = [token.text for token in tokens]
    left: list[Line] = []
    sound: tuple[list[str], list[Line]] | None = None
    for lower in below:
        taken = _fragments(tokens, first, texts, lower) if not lower.is_row else None
        if taken is None:
            break
        places, rest = taken
        for place, fragment in places:
            texts[place] += fragment
        left.append(replace(lower, text=rest))
        before = [t.text for t in tokens]
        if all(_only_unit(text, old) for text, old in zip(texts, before, strict=True)) or (
            not _BEGINS.match(rest) and _is_broken(before[first:], texts[first:])
        ):
            sound = (list(texts), list(left))
    if sound is None:
        return line, []
    return replace(line, text=_written(line.text, tokens, sound[0])), sound[1]


def _only_unit(text: str, before: str) -> bool:
    return text == before or text[len(before) :] in UNITS


def _is_broken(before: Sequence[str], joined: Sequence[str]) -> bool:
    """Whether a row adds up with what was joined, and only numbers as long as the cell were broken.

    Rows that add up do so put together, too: where every value would go on below, the row must not add up without.
    No number goes on behind a 0, and one shorter than others had room in its cell.
    """
    pairs = [(old, new) for old, new in zip(before, joined, strict=True) if old not in UNITS]
    shortest = min((_length(old) for old, new in pairs if new != old), default=0)
    if not shortest or any(_length(old) > shortest for old, new in pairs if new == old):
        return False
    if any(old == "0" and new[1:2].isdigit() for old, new in pairs):
        return False
    if all(new != old for old, new in pairs) and _is_whole(before):
        return False
    return _is_whole(joined)


def _length(number: str) -> int:
    return sum(c.isdigit() or c in ".," for c in number)


def _fragments(
    tokens: Sequence[_Token], first: int, texts: Sequence[str], lower: Line
) -> tuple[list[tuple[int, str]], str] | None:
    """Return which value each fragment of a lower line belongs to, and the line without them; None: it has none."""
    parts = _tokens(lower.text)
    start = len(parts)
    while start and (parts[start - 1].text in UNITS or _FRAGMENT.fullmatch(parts[start - 1].text)):
        start -= 1
    fragments = parts[start:]
    if not fragments or any(_is_value(p.text) for p in parts[:start]):
        return None
    rest = lower.text[: fragments[0].start]
    if len(parts) == 1 and parts[0].text in UNITS and not parts[0].start and texts[-1][-1:].isdigit():
        return [(len(tokens) - 1, parts[0].text)], ""
    for measure in (0, 1):
        places = [_above(tokens, first, part.ends[measure], measure) for part in fragments]
        found = [p for p in places if p is not None]
        if len(found) == len(places) == len(set(found)) and all(
            texts[p][-1:].isdigit() or texts[p][-1:] == "." for p in found
        ):
            return [(p, part.text) for p, part in zip(found, fragments, strict=True)], rest
    return None


def _above(tokens: Sequence[_Token], first: int, ends: tuple[int, int], measure: int) -> int | None:
    over = [
        n
        for n in range(first, len(tokens))
        if tokens[n].ends[measure][0] < ends[1] and ends[0] < tokens[n].ends[measure][1]
    ]
    return over[0] if len(over) == 1 else None


def _written(text: str, tokens: Sequence[_Token], texts: Sequence[str]) -> str:
    """Return a line with longer words, each beginning where it stood as far as there is room."""
    out = ""
    for token, word in zip(tokens, texts, strict=True):
        gap = max(token.start - len(out), 1) if out else token.start
        out += " " * gap + word
    return out


def _is_whole(texts: Sequence[str]) -> bool:
    numbers = [printed(text).number for text in texts if text not in UNITS]
    return len(numbers) in _WIDTHS and adds_up([n or 0 for n in numbers]) and any(numbers)


# ---------------------------------------------------------------- the values of one row on several lines


def _gathered(lines: list[Line]) -> Iterator[Line]:
    number = 0
    while number < len(lines):
        end = _run_end(lines, number)
        row = _row(lines[number:end]) if end > number + 1 else None
        if row is None:
            yield lines[number]
            number += 1
        else:
            yield row
            number = end


def _run_end(lines: Sequence[Line], start: int) -> int:
    """Return the line after those of values alone that follow a line ending with values; ``start`` where none do."""
    if lines[start].is_row or _values(_tokens(lines[start].text)) == len(_tokens(lines[start].text)):
        return start
    end = start + 1
    while end < min(len(lines), start + _MOST_LINES) and not lines[end].is_row:
        tokens = _tokens(lines[end].text)
        if not tokens or _values(tokens):
            break
        end += 1
    return end


def _row(run: Sequence[Line]) -> Line | None:
    """Return the lines as one row, if there is one way only in which they add up."""
    tokens = _tokens(run[0].text)
    first = _values(tokens)
    of_lines = [_with_units([t.text for t in tokens[first:]])]
    of_lines += [_with_units([t.text for t in _tokens(line.text)]) for line in run[1:]]
    if not first and all(len(values) == 1 for values in of_lines):
        return None  # a cell a line
    values = [value for line in of_lines for value in line]
    breaks: list[int] = []
    at = 0
    for line in of_lines[:-1]:
        at += len(line)
        if values[at - 1][-1:].isdigit() and values[at][:1].isdigit():
            breaks.append(at)
    if any(_is_whole(line) for line in of_lines):
        return None
    ways = _ways(values, breaks)
    found = [row for row, parts in ways if (_is_whole(row) if row == parts else _is_broken(parts, row))]
    if len(found) != 1:
        return None
    begin = run[0].text[: tokens[first].start]
    return replace(run[0], text=begin + " ".join(found[0]))


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
    for width in _WIDTHS:
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
