"""Printed lines → paragraphs: which line goes on with the one before.  Called by ``pages``."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from indexer.extract.glyphs import TextLine

_BEGINS = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、．.](?!\d)|第[一二三四五六七八九十]+[章节部]|[附注]\s*[:：件]"
)
_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}、.{2,28}$")


class Layout:
    """How the text of one document is set: its left and right edge on every page, the size of its letters."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 10.0
        self._left = _usual([line.x0 for line in lines if len(line.text) > 8], 0.1, 0.0)
        self._right = _usual([line.x1 for line in lines if len(line.text) > 8], 0.9, 0.0)
        self._indents = any(
            1.2 * line.size < line.x0 - self._left < 4 * line.size and line.x1 > self._right - 4 * line.size
            for line in lines
        )
        gaps = [
            b.middle - a.middle
            for a, b in pairwise(lines)
            if a.page == b.page and 0 < b.middle - a.middle < 4 * self.size
        ]
        self.pitch = _usual(gaps, 0.5, 1.5 * self.size)

    def continues(self, last: TextLine, line: TextLine) -> bool:
        """Say whether ``line`` goes on with the paragraph that ``last`` belongs to."""
        if abs(last.size - line.size) > 0.15 * max(last.size, line.size) and len(last.text) > 3 < len(line.text):
            return False
        if line.page == last.page and line.middle - last.middle > 1.7 * max(self.pitch, last.size):
            return False
        if abs(line.middle - last.middle) < 0.5 * last.size and line.page == last.page:
            return True
        if self._centred(last) and self._centred(line) and last.size > 1.15 * self.size:
            return line.page == last.page  # a title of two lines
        if not self._indents and last.text.rstrip().endswith(("。", "；", "：")):
            return False  # nothing but its end tells where a paragraph ends
        full = last.x1 > self._right - 2.2 * last.size
        indented = line.x0 > self._left + 1.2 * line.size
        text = line.text.strip()
        if not full or indented or _HEADING.fullmatch(last.text.strip()):
            return False
        return not (_BEGINS.match(text) and last.text.rstrip().endswith(("。", "；", "：", ";", ":")))

    def _centred(self, line: TextLine) -> bool:
        left, right = line.x0 - self._left, self._right - line.x1
        return (left > 1.2 * line.size and abs(left - right) < 3 * line.size) or (
            left < line.size and right < line.size
        )


def glued(before: str, after: str) -> str:
    """Return two lines as one text: a space only between Latin words.

    >>> glued("二、主动公开", "情况"), glued("WTO", "rules")
    ('二、主动公开情况', 'WTO rules')
    """
    latin = before[-1:].isascii() and after[:1].isascii() and before[-1:].isalpha() and after[:1].isalpha()
    return f"{before} {after}" if latin else before + after


def _usual(values: list[float], share: float, default: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else default
