"""Snippets: the sentences of a report in which the query's words stand, with exactly these marked.

Places come from the index, so a marked word is the word that was found and nothing else; what is shown is the text as
it was written.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from indexer.fold import fold
from indexer.index.build import ALL
from indexer.index.schema import FIELDS, TITLE_FIELDS
from indexer.index.segment import Segment
from indexer.index.snapshot import Snapshot
from indexer.search.leaves import Exact, Leaf, Pattern
from indexer.search.model import Snippet
from indexer.search.occurrences import expanded
from indexer.search.opening import Piece, opening
from indexer.search.vocabulary import section_label
from indexer.tokenize import RUN

LONGEST = 160
"""Characters of a snippet; a longer sentence is cut around its hits."""
TELLING = 10
"""Characters beside its hits from which on a sentence is more than a heading."""

_TEXT = frozenset(FIELDS) - frozenset(TITLE_FIELDS)
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class _Window:
    """A sentence with hits: where it stands in its piece, and the marked spans (start, end)."""

    piece: int
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    kinds: int

    @property
    def tells(self) -> bool:
        """Whether it says something about its hits; a heading or a table's label hardly does."""
        return self.end - self.start - sum(end - start for start, end in self.spans) >= TELLING


def wanted(snapshot: Snapshot, marks: Iterable[Leaf]) -> list[Leaf]:
    """Return the words and strings that stand for a query's textual leaves: patterns by the words they fit."""
    out: list[Leaf] = []
    for leaf in marks:
        out += expanded(snapshot, leaf) if isinstance(leaf, Pattern) else [leaf]
    return list(dict.fromkeys(out))


def snippets(
    snapshot: Snapshot, document: int, marks: list[Leaf], most: int, language: str = "zh"
) -> tuple[Snippet, ...]:
    """Return up to ``most`` sentences of a report, in the order of the text: those with most different words first,
    sentences before headings, then those with most hits.

    Title and name are shown anyway and make a snippet only where nothing else has a hit.
    """
    if not most:
        return ()
    part = snapshot.part_of(document)
    segment, number = part.segment, document - part.first
    bounds = segment.bounds[number * len(FIELDS) : (number + 1) * len(FIELDS) + 1].astype(np.int64)
    pieces = [piece for piece in segment.pieces(number) if piece[3]]
    if not marks:
        return _without_words(pieces, language)
    windows = _windows(segment, number, pieces, bounds, marks, _TEXT)
    if not windows:
        windows, most = _windows(segment, number, pieces, bounds, marks, frozenset(TITLE_FIELDS)), 1
    best = sorted(windows, key=lambda w: (-w.kinds, not w.tells, -len(w.spans)))[:most]
    chosen = sorted(best, key=lambda w: (w.piece, w.start))
    return tuple(_snippet(pieces[w.piece], _runs(pieces[w.piece][3], w), language) for w in chosen)


def _windows(
    segment: Segment,
    number: int,
    pieces: list[Piece],
    bounds: np.ndarray,
    marks: list[Leaf],
    among: frozenset[str],
) -> list[_Window]:
    """Find the sentences with hits in some of the fields."""
    found: list[_Window] = []
    position = {field: int(bounds[i]) for i, field in enumerate(FIELDS)}
    places = [_places(segment, leaf, number) for leaf in marks]
    looked_into = _fields_with_hits(marks, places, bounds) & among
    for i, (field, _, _, text) in enumerate(pieces):
        if field not in looked_into:
            continue
        folded = fold(text)
        start = position[field]
        position[field] = end = start + len(folded.text) + 1
        hits: list[tuple[int, int, int]] = []
        for kind, leaf in enumerate(marks):
            if leaf.field not in (None, field):
                continue
            if isinstance(leaf, Exact):
                begins = [match.start() for match in re.finditer(f"(?={re.escape(leaf.text)})", folded.text)]
            else:
                begins = [place - start for place in places[kind] if start <= place < end]
            hits += [(at, _end(folded.text, at, leaf), kind) for at in begins]
        if hits:
            marked = [(*folded.span(a, min(b, len(folded.text))), kind) for a, b, kind in sorted(hits)]
            found += _by_sentence(i, text, marked)
    return found


def _end(text: str, at: int, leaf: Leaf) -> int:
    """Return where a hit ends; a number may be written with commas that its word does not have."""
    number = RUN.match(text, at) if not isinstance(leaf, Exact) and leaf.text[0].isdigit() else None
    return number.end() if number else at + len(leaf.text)


def _fields_with_hits(marks: list[Leaf], places: list[list[int]], bounds: np.ndarray) -> set[str]:
    """Return the fields worth folding: those with a word, and all where a string is looked for."""
    if any(isinstance(leaf, Exact) for leaf in marks):
        return set(FIELDS)
    slots = np.searchsorted(bounds, [place for found in places for place in found], "right") - 1
    return {FIELDS[slot] for slot in slots}


def _places(segment: Segment, leaf: Leaf, number: int) -> list[int]:
    """Return where a word begins in a document, by the segment's text; strings are found in the text itself."""
    if isinstance(leaf, Exact):
        return []
    found: list[int] = segment.places_in(ALL + leaf.text, number).tolist()
    return found


def _by_sentence(piece: int, text: str, marked: list[tuple[int, int, int]]) -> list[_Window]:
    found: list[_Window] = []
    for match in _SENTENCE.finditer(text):
        inside = [m for m in marked if match.start() <= m[0] < match.end()]
        if inside:
            start, end = _trimmed(text, max(match.start(), 0), max(match.end(), inside[-1][1]))
            spans = _joined([(a, b) for a, b, _ in inside])
            found.append(_Window(piece, *_cut(start, end, spans), spans, len({kind for _, _, kind in inside})))
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join spans that overlap."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1] and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _cut(start: int, end: int, spans: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """Shorten a long sentence to LONGEST characters around its first hits."""
    if end - start <= LONGEST:
        return start, end
    begin = max(start, min(spans[0][0] - LONGEST // 4, end - LONGEST))
    return begin, min(end, max(begin + LONGEST, spans[0][1]))


def _runs(text: str, window: _Window) -> tuple[tuple[str, bool], ...]:
    runs: list[tuple[str, bool]] = []
    at = window.start
    for start, end in window.spans:
        if start >= window.end:
            break
        runs += [(text[at:start], False), (text[start : min(end, window.end)], True)]
        at = min(end, window.end)
    runs.append((text[at : window.end], False))
    return tuple((run, hit) for run, hit in runs if run)


def _snippet(piece: Piece, runs: tuple[tuple[str, bool], ...], language: str) -> Snippet:
    label = section_label(piece[0], language)
    return Snippet(piece[1], piece[2] or label, runs, label, piece[0])


def _without_words(pieces: list[Piece], language: str) -> tuple[Snippet, ...]:
    """Return a sentence of the report for a search without words."""
    if (found := opening(pieces)) is None:
        return ()
    piece, start, end = found
    return (_snippet(piece, ((piece[3][start : min(end, start + LONGEST)], False),), language),)
