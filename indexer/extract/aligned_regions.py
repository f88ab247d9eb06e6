"""Where on a page tables without lines stand, and where one ends and the next begins.  Called by ``aligned``."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.extract.aligned_labels import lines_of, unspaced
from indexer.extract.damaged_labels import damaged_labels
from indexer.extract.glyphs import TextLine
from indexer.extract.known_labels import GROUP, HEAD, ROW, TITLE, number_end
from indexer.extract.phrases import Phrase

_VALUE = re.compile(r"[\-－−+]?[\d０-９][\d０-９.,，．\s]*(?:%|[万亿]?元|件|个|条|次|项|宗)?|[—–\-/／]{1,2}|无")
_HEADING = re.compile(r"[一二三四五六]、.{2,40}(?:情况|事项|问题)$")
_UNIT = re.compile(r"[万亿]?元")
_DATE = re.compile(r"(?:\d{4}|[二〇○零一二三四五六七八九]{4})年\d{1,2}月\d{1,2}日")
_CUT = 0.35
"""Sizes of a gap that may be within a line of a label."""
_FEWEST = 4
"""Numbers of two rows that show whether these have the same columns."""
_SENTENCE = 12
"""Characters in a row that no heading of a column has."""
_WORDS_APART = 0.6
"""Sizes between the pieces of running text; the columns of a table are wider apart somewhere."""
_FAR, _FAR_ROW, _FAR_KNOWN = 3.2, 6.0, 9.0
"""Sizes between two lines of which the second is in another table: usually, if both are rows of numbers, and if the
second holds a label of the forms."""


class Prints:
    """What stands on a page outside of ruled tables: pieces of print, and which known label each belongs to."""

    def __init__(self, others: list[TextLine], known: Sequence[Phrase]) -> None:
        self.pieces = _with_units(others) + [line for phrase in known for line in phrase.lines]
        self._known = {id(line): phrase for phrase in known for line in phrase.lines}

    def phrase(self, piece: TextLine) -> Phrase | None:
        """Return the known label that a piece is a line of."""
        return self._known.get(id(piece))

    def phrases_in(self, pieces: Sequence[TextLine]) -> list[Phrase]:
        """Return the known labels whose first line is among the pieces."""
        return [phrase for piece in pieces if (phrase := self.phrase(piece)) and phrase.lines[0] is piece]

    def kinds(self, line: Sequence[TextLine]) -> int:
        """Return what kinds of known labels stand on a line."""
        found = 0
        for piece in line:
            phrase = self.phrase(piece)
            found |= phrase.kinds if phrase else 0
        return found

    def mended(self, region: list[TextLine]) -> list[TextLine]:
        """Look for labels with wrong letters in a table; return its pieces, those joined that one line was cut into."""
        kept = [p for p in region if self.phrase(p) or is_value(p)]
        words = unspaced([p for p in region if not self.phrase(p) and not is_value(p)], _CUT)
        for phrase in damaged_labels(words, self.phrases_in(region)):
            self._known |= {id(line): phrase for line in phrase.lines}
        return kept + words


def _with_units(pieces: list[TextLine]) -> list[TextLine]:
    """Put units of money to the numbers before them."""
    units = [p for p in pieces if _UNIT.fullmatch(p.text.strip())]
    out = [p for p in pieces if p not in units]
    for unit in units:
        before = [
            n
            for n, p in enumerate(out)
            if abs(p.middle - unit.middle) < 0.3 * unit.size
            and -0.3 <= (unit.x0 - p.x1) / unit.size < 1.5
            and is_value(p)
        ]
        if before:
            value = out[before[0]]
            out[before[0]] = replace(value, text=f"{value.text} {unit.text}", x1=unit.x1)
        else:
            out.append(unit)
    return out


def is_value(piece: TextLine) -> bool:
    """Say whether a piece is what stands in a cell for a number; ``1.`` is the number of a label."""
    text = piece.text.strip()
    return bool(_VALUE.fullmatch(text)) and number_end(text) != len(text)


def regions(prints: Prints) -> list[list[TextLine]]:
    """Return the pieces of each run of lines that has rows of numbers and no line of running text."""
    if not prints.pieces:
        return []
    left, right = min(s.x0 for s in prints.pieces), max(s.x1 for s in prints.pieces)
    found: list[list[list[TextLine]]] = [[]]
    lines = lines_of(prints.pieces)
    for line in lines:
        kinds = prints.kinds(line)
        gap = line[0].top - max(p.bottom for p in found[-1][-1]) if found[-1] else 0.0
        both_rows = _is_row(line) and found[-1] and _is_row(found[-1][-1])
        far = gap > (_FAR_KNOWN if kinds else _FAR_ROW if both_rows else _FAR) * line[0].size
        if kinds == TITLE or (not kinds and _is_text(line, left, right)):
            found.append([])
        elif far:
            found.append([line])
        else:
            found[-1].append(line)
    found = [lines for region in found if (lines := _without_end(region, prints))]
    last = next((lines for lines in reversed(found) if any(map(prints.kinds, lines))), [])
    tables = [
        lines
        for lines in found
        if _is_table(lines, prints) or (lines is last and any(prints.kinds(line) & HEAD for line in lines))
    ]
    return [prints.mended([piece for line in lines for piece in line]) for lines in tables]


def _without_end(lines: list[list[TextLine]], prints: Prints) -> list[list[TextLine]]:
    """Leave out the names of groups that stand last: what they are for is not there."""
    while lines and prints.kinds(lines[-1]) == GROUP and not any(map(is_value, lines[-1])):
        lines = lines[:-1]
    return lines


def _is_row(line: list[TextLine]) -> bool:
    return len(line) > 2 and sum(map(is_value, line)) > 1


def _is_text(line: list[TextLine], left: float, right: float) -> bool:
    line = sorted(line, key=lambda piece: piece.x0)
    if _DATE.fullmatch(re.sub(r"\s", "", "".join(piece.text for piece in line))):
        return True
    wide = line[-1].x1 - line[0].x0 > 0.62 * (right - left)
    if len(line) > 1:  # typesetting puts a little space around the numbers of a sentence
        size = max(piece.size for piece in line)
        sentence = any(len(piece.text) >= _SENTENCE or re.search("[，。；]", piece.text) for piece in line)
        return (
            sentence
            and (wide or _comma(line))
            and all(after.x0 - before.x1 < _WORDS_APART * size for before, after in pairwise(line))
        )
    text = re.sub(r"\s", "", line[0].text)
    return bool(_HEADING.fullmatch(text)) or wide or text.endswith(("。", "：", "；"))


def _comma(line: list[TextLine]) -> bool:
    return any(re.search("[，。；]", piece.text) for piece in line)


def _is_table(lines: list[list[TextLine]], prints: Prints) -> bool:
    many = sum(1 for line in lines if sum(map(is_value, line)) >= 2)
    some = sum(1 for line in lines if any(map(is_value, line)) and len(line) >= 2)
    widest = max((len(line) for line in lines), default=0)
    known = any(prints.kinds(line) & (ROW | HEAD) for line in lines)
    printed = any(is_value(piece) for line in lines for piece in line)
    return many >= 2 or (many >= 1 and widest >= 6) or some >= 4 or (known and printed)


def blocks(region: list[TextLine], prints: Prints) -> list[list[TextLine]]:
    """Divide a table where other columns begin, with headings or without: each part has columns of its own."""
    found = prints.phrases_in(region)
    values = sorted(p.middle for p in region if is_value(p))
    cuts: list[float] = []
    for top in sorted([*(p.lines[0].top for p in found if p.kinds == HEAD), *_changes(region)]):
        above = [middle for middle in values if middle < top]
        if above and (not cuts or above[-1] > cuts[-1]):
            cuts.append(_end_of_row(above[-1], top, region, found))
    out: list[list[TextLine]] = [[] for _ in range(len(cuts) + 1)]
    for piece in region:
        phrase = prints.phrase(piece)
        line = phrase.lines[0] if phrase else piece
        out[sum(line.middle > cut for cut in cuts)].append(piece)
    return [pieces for pieces in out if pieces]


def _changes(region: list[TextLine]) -> list[float]:
    """Return the upper edges of rows that print as many numbers as the row above, but not under those."""
    rows = [sorted(line, key=lambda p: p.x0) for line in lines_of([p for p in region if is_value(p)])]
    rows = [row for row in rows if len(row) >= _FEWEST]
    out = []
    for above, below in pairwise(rows):
        if len(above) == len(below):
            under = sum(a.x0 < b.x1 and b.x0 < a.x1 for a, b in zip(above, below, strict=True))
            if 2 * under < len(above):
                out.append(min(p.top for p in below))
    return out


def _end_of_row(middle: float, below: float, region: list[TextLine], found: list[Phrase]) -> float:
    """Return where the last row above a heading ends: below its numbers and the labels of rows."""
    sides = [(p.lines[0].top, p.lines[-1].bottom) for p in found] + [(p.top, p.bottom) for p in region]
    ends = [bottom for top, bottom in sides if top < middle < bottom]
    ends += [p.lines[-1].bottom for p in found if p.kinds == ROW and p.lines[-1].bottom < below]
    return min(max(ends, default=middle), below)
