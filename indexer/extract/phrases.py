"""Known labels on a page, each with its lines, wherever it is broken.  Called by ``aligned``.

A label is followed letter by letter: along its line, over a blank, into the line below.  Only runs of print that
consist of known labels (with their numbers, and values beside them) are taken for labels; running text that holds such
words is not.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.extract.glyphs import Glyph, Rule, TextLine, line_of
from indexer.extract.known_labels import HEAD, ROW, Node, known_labels, letters, number_end

_LONGEST = 80
"""Characters of a run of print that may be labels."""
_ACROSS, _DOWN = 1.6, 2.2
"""Sizes from a letter to the next of the same label: to the right, and to the middle of the next line."""
_APART = 0.1
"""Sizes between a label and a value that stands close to it."""
_SET_IN = 4.5
"""Sizes by which the first line of a label may be set in: the next then ends left of where the first begins."""
_FLUSH = 0.6
_BESIDE = 0.9
"""Sizes from a label's number to the label."""
_VALUE = re.compile(r"[\-−－—–/／]|[\-−－+]?\d[\d.,，．]*(?:[万亿]?元|件|个|条|次|项|宗)?")
_PART_OF_NUMBER = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]?|[（()）、.．]")
_NUMBER = 6
"""Characters of a label's number."""
_ROUNDS = 12

Span = tuple[int, int, int]
"""Run of print, first and last + 1 of its glyphs."""
Found = tuple[tuple[Span, ...], int]
"""The spans of a known label and its kinds."""


@dataclass(slots=True)
class Phrase:
    """A known label: what kinds of label it is, its lines from top to bottom, and whether letters of it are wrong."""

    kinds: int
    lines: list[TextLine]
    damaged: bool = False


@dataclass(slots=True)
class _Run:
    """Glyphs that stand close beside each other, and the letters that each counts for."""

    glyphs: list[Glyph]
    letters: list[str]
    middle: float
    size: float
    x0: float
    x1: float
    begins: frozenset[str]
    """First letters of its glyphs."""

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Return what stands in a part of the run."""
        return "".join(g[4] for g in self.glyphs[start:end])

    def holds_value(self, start: int, end: int) -> bool:
        """Say whether a part of the run is a value that stands a little apart from the labels beside it.

        A bare number at the end may touch the label before it.
        """
        value = _VALUE.fullmatch(self.text(start, end).strip())
        if value and end == len(self.glyphs) and self.glyphs[-1][4].isdigit() and start > 1:
            return True
        gaps = [self.glyphs[n][0] - self.glyphs[n - 1][2] for n in (start, end) if 0 < n < len(self.glyphs)]
        return bool(value) and all(gap > _APART * self.size for gap in gaps)

    @property
    def is_number(self) -> bool:
        """Whether it is the number of a label, and nothing else."""
        return 0 < number_end(self.text()) == len(self.glyphs)

    @property
    def first(self) -> int:
        """The first glyph that is a letter."""
        return next((n for n, letter in enumerate(self.letters) if letter), 0)


def phrases(runs: Sequence[list[Glyph]], page: int, levels: Sequence[Rule]) -> tuple[list[Phrase], list[list[Glyph]]]:
    """Return the known labels in runs of print, and the runs (or parts of them) that are none."""
    page_ = _Page(_with_numbers_beside(sorted(map(_run, runs), key=lambda run: run.middle)), levels)
    chosen = page_.chosen()
    out: list[Phrase] = []
    starts: dict[int, dict[int, tuple[Phrase, int]]] = {}
    for spans, kinds in chosen:
        phrase = Phrase(kinds, [])
        out.append(phrase)
        for number, start, end in spans:
            starts.setdefault(number, {})[start] = (phrase, end)
    rest: list[list[Glyph]] = []
    for number, run in enumerate(page_.runs):
        _divide(run, starts.get(number, {}), page, rest)
    for phrase in out:
        phrase.lines.sort(key=lambda line: (line.middle, line.x0))
    rest = _with_numbers_above(out, rest, page)
    for phrase in out:
        if phrase.kinds & ROW and number_end(phrase.lines[0].text):
            phrase.kinds &= ~HEAD
    return out, rest


def _run(glyphs: list[Glyph]) -> _Run:
    lefts, tops, rights, bottoms, chars, sizes = zip(*glyphs, strict=True)
    middle = (min(tops) + max(bottoms)) / 2
    counted = [letters(char) for char in chars]
    begins = frozenset(letter[:1] for letter in counted)
    return _Run(glyphs, counted, middle, max(sorted(sizes)[len(sizes) // 2], 1.0), lefts[0], rights[-1], begins)


def _divide(run: _Run, starts: dict[int, tuple[Phrase, int]], page: int, rest: list[list[Glyph]]) -> None:
    """Give each label of a run its glyphs, the number before it and the punctuation around it included."""
    at = 0
    for start, (phrase, end) in sorted(starts.items()):
        if run.holds_value(at, start):
            rest.append(run.glyphs[at:start])
            at = start
        phrase.lines.append(line_of(run.glyphs[at:end], page))
        at = end
    if at < len(run.glyphs):
        rest.append(run.glyphs[at:])


def _with_numbers_beside(runs: list[_Run]) -> list[_Run]:
    """Put runs that are a number to the run of words close behind them."""
    out: list[_Run] = []
    for run in sorted(runs, key=lambda run: (round(run.middle / 4), run.x0)):
        last = out[-1] if out else None
        if last is not None and abs(last.middle - run.middle) < 0.3 * run.size and last.is_number:
            gap = run.x0 - last.x1
            if -0.3 * run.size <= gap < _BESIDE * run.size and not run.letters[0].isascii():
                out[-1] = _run(last.glyphs + run.glyphs)
                continue
        out.append(run)
    return sorted(out, key=lambda run: run.middle)


def _with_numbers_above(found: list[Phrase], rest: list[list[Glyph]], page: int) -> list[list[Glyph]]:
    """Give labels the number that stands on lines of its own above them; return the runs that are left."""
    out = []
    for glyphs in sorted(rest, key=lambda glyphs: -glyphs[0][1]):
        text = "".join(g[4] for g in glyphs).strip()
        line = line_of(glyphs, page) if _PART_OF_NUMBER.fullmatch(text) and not text.isdigit() else None
        below = [p for p in found if line is not None and _is_below(line, p.lines[0])]
        if line is not None and below:
            below[0].lines.insert(0, line)
        else:
            out.append(glyphs)
    return out


def _is_below(line: TextLine, first: TextLine) -> bool:
    shared = min(line.x1, first.x1) - max(line.x0, first.x0)
    if number_end(first.text):
        return False
    near = 0.6 * line.size < first.middle - line.middle < 1.6 * line.size
    return near and shared > 0.5 * min(line.x1 - line.x0, first.x1 - first.x0)


class _Page:
    """The runs of print of a page, from top to bottom, and the search for labels in them."""

    def __init__(self, runs: list[_Run], levels: Sequence[Rule]) -> None:
        self.runs = runs
        self.levels = levels
        self._middles = [run.middle for run in runs]
        self._near = [self._beside_and_below(run) for run in runs]

    def chosen(self) -> list[Found]:
        """Return labels that share no glyph, the longest first, in runs that hold nothing else."""
        found = [label for number in range(len(self.runs)) for label in self._labels_from(number)]
        found.sort(key=lambda label: (-sum(end - start for _, start, end in label[0]), len(label[0])))
        for _ in range(_ROUNDS):
            taken: set[tuple[int, int]] = set()
            chosen: list[Found] = []
            spans: dict[int, list[Span]] = {}
            for label in found:
                glyphs = {(number, n) for number, start, end in label[0] for n in range(start, end)}
                if taken.isdisjoint(glyphs):
                    taken |= glyphs
                    chosen.append(label)
                    for span in label[0]:
                        spans.setdefault(span[0], []).append(span)
            other = {number for number, mine in spans.items() if not self._is_covered(number, mine)}
            if not other:
                return chosen
            wrong = {id(label) for label in chosen if any(span[0] in other for span in label[0])}
            found = [label for label in found if id(label) not in wrong]
        return []

    def _is_covered(self, number: int, spans: list[Span]) -> bool:
        """Say whether a run holds nothing but labels with their numbers, and values."""
        run, at = self.runs[number], 0
        for _, start, end in sorted(spans):
            text = run.text(at, start)
            numbered = number_end(text) == len(text) or (at == 0 and _PART_OF_NUMBER.fullmatch(text))
            if not numbered and not run.holds_value(at, start) and any(run.letters[at:start]):
                return False
            at = end
        return run.holds_value(at, len(run.glyphs)) or not any(run.letters[at:])

    def _labels_from(self, number: int) -> Iterator[Found]:
        run = self.runs[number]
        if len(run.glyphs) > _LONGEST:
            return
        root = known_labels()
        for start, letter in enumerate(run.letters):
            if letter[:1] in root.after:
                yield from self._walk(root, number, start)

    def _walk(self, root: Node, number: int, start: int) -> Iterator[Found]:
        """Yield the labels that begin at a glyph."""
        ways: list[tuple[Node, int, int, int, tuple[Span, ...]]] = [(root, number, start, start, ())]
        while ways:
            node, number, start, at, done = ways.pop()
            run = self.runs[number]
            for letter in run.letters[at]:
                if letter not in node.after:
                    break
                node = node.after[letter]
            else:
                at += 1
                while at < len(run.glyphs) and not run.letters[at]:
                    at += 1  # punctuation
                spans = (*done, (number, start, at))
                if node.kinds:
                    yield spans, node.kinds
                if at < len(run.glyphs):
                    ways.append((node, number, start, at, done))
                ways += [(node, n, s, s, spans) for n, s in self._next(node, spans)]

    def _next(self, node: Node, spans: tuple[Span, ...]) -> Iterator[tuple[int, int]]:
        """Yield the glyphs with which a label may go on: behind a blank on the same line, and on the next line."""
        number, _, end = spans[-1]
        run = self.runs[number]
        after = node.after.keys()
        if not after:
            return
        x0, x1 = None, 0.0
        for other in self._near[number]:
            below = self.runs[other]
            if after.isdisjoint(below.begins):
                continue
            far = below.middle - run.middle
            if far < 0.3 * run.size:
                if end == len(run.glyphs) and 0 <= below.x0 - run.x1 < _ACROSS * run.size and other != number:
                    yield from self._fits(node, other, [below.first])
            elif far > 0.6 * run.size:
                if x0 is None:  # few labels get so far
                    x0 = min(self.runs[n].glyphs[self._number_start(n, s)][0] for n, s, _ in spans)
                    x1 = max(self.runs[n].glyphs[e - 1][2] for n, _, e in spans)
                if below.x0 < x1 and below.x1 > x0 - _SET_IN * run.size and not self._ruled(run, below, x0, x1):
                    flush = [n for n, g in enumerate(below.glyphs) if abs(g[0] - x0) < _FLUSH * run.size]
                    yield from self._fits(node, other, sorted({below.first, *flush}))

    def _beside_and_below(self, run: _Run) -> range:
        """Return the runs on the line of one and on the lines below that its labels may go on in."""
        first = bisect_left(self._middles, run.middle - 0.3 * run.size)
        last = bisect_right(self._middles, _DOWN * run.size, lo=first, key=lambda middle: middle - run.middle)
        return range(first, last)

    def _number_start(self, number: int, start: int) -> int:
        """Return where the number before a label begins; where the label does, if it has none."""
        text = "".join(g[4] for g in self.runs[number].glyphs[max(start - _NUMBER, 0) : start])
        return start - next((n for n in range(len(text), 0, -1) if number_end(text[-n:]) == n), 0)

    def _fits(self, node: Node, number: int, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
        for start in starts:
            if self.runs[number].letters[start][:1] in node.after:
                yield number, start

    def _ruled(self, above: _Run, below: _Run, x0: float, x1: float) -> bool:
        return any(above.middle < y < below.middle and a < x1 and b > x0 for y, a, b in self.levels)
