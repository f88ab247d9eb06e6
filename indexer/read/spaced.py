"""Digits spaced out within a number, in text with a cell a line: ``5 0 5 1``.  Called by ``wrapped``."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.read.lines import Line
from indexer.read.printed import printed

_CELLS = 40  # lines of one value that make a text one of a cell a line
_SHARE = 0.7


def closed(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with digits spaced out within a number closed up, where every cell has a line of its own.

    They stand on one line; or on lines that follow one another, where empty ones divide the cells.
    """
    numbers = [n for n, line in enumerate(lines) if not line.is_row and _only_numbers(line.text)]
    single = sum(len(lines[n].text.split()) == 1 for n in numbers)
    if single < max(_CELLS, _SHARE * len(numbers)):
        return list(lines)
    steps = [(lines[b].place.line or 0) - (lines[a].place.line or 0) for a, b in pairwise(numbers) if b == a + 1]
    divided = sum(step > 1 for step in steps) >= _SHARE * len(steps)
    out: list[Line] = []
    for n, line in enumerate(lines):
        text = line.text if line.is_row or not _only_numbers(line.text) else _closed_up(line.text)
        follows = out and divided and n and (line.place.line or 0) - (lines[n - 1].place.line or 0) == 1
        if follows and text.isdigit() and out[-1].text.isdigit() and out[-1].text != "0":
            out[-1] = replace(out[-1], text=out[-1].text + text)
        else:
            out.append(line if text == line.text else replace(line, text=text))
    return out


def _only_numbers(text: str) -> bool:
    words = text.split()
    return bool(words) and all(printed(word).kind == "number" for word in words)


def _closed_up(text: str) -> str:
    words = text.split()
    return "".join(words) if words[0] != "0" and all(word.isdigit() for word in words) else text
