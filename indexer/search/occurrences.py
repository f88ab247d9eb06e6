"""Where a textual leaf occurs: documents with counts, and places for highlighting.

Words come from their postings.  A string is found from the places of its pairs of characters: the rarest pair gives
the candidates, the others that cover the string confirm them, so the answer is exact without looking into a text.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from indexer.index.build import ALL, HEADING
from indexer.index.pairs import Span
from indexer.index.schema import FIELDS
from indexer.index.segment import NO_PLACES, NO_POSTINGS, Postings, Segment
from indexer.index.snapshot import Snapshot
from indexer.search.leaves import Exact, Leaf, Pattern, Word

MUCH_RARER = 200
"""Candidates so many times fewer than a pair's places are looked up one by one; reading a run is that much faster."""

SAMPLE = 400
"""So many places are tried where the question is only whether something occurs, and about how often."""

FEW, RARER = 1_000, 30
"""Merging two runs is faster than looking one up in the other, unless it is short or so many times shorter."""

FEW_GONE = 50
"""Around so many deleted documents the others are taken run by run; around more it is faster to mark them."""

MOST_WORDS = 200
"""Of the words that a pattern fits, so many of the most frequent rank and are marked; all of them are found."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Documents (ascending), how often something occurs in each, and in how many, deleted ones included."""

    docs: np.ndarray
    counts: np.ndarray
    ever: int


def occurrences(snapshot: Snapshot, leaf: Leaf, *, deleted: bool = False) -> Occurrences:
    """Return where a leaf occurs, by the snapshot's document numbers, with or without deleted documents."""
    return _joined(snapshot, lambda segment: _in_segment(segment, leaf), deleted)


def heading(snapshot: Snapshot, word: str, *, deleted: bool = False) -> Occurrences:
    """Return where a word occurs in title and agency, with or without deleted documents."""
    return _joined(snapshot, lambda segment: segment.postings(HEADING + word), deleted)


def _joined(snapshot: Snapshot, of_segment: Callable[[Segment], Postings], deleted: bool) -> Occurrences:
    """Put what is in the segments end to end; a segment that has nothing costs a look-up."""
    docs: list[np.ndarray] = []
    counts: list[np.ndarray] = []
    ever = 0
    for part in snapshot.parts:
        found = of_segment(part.segment)
        if not len(found.docs):
            continue
        ever += len(found.docs)
        own = found.docs + np.uint32(part.first) if part.first else found.docs
        kept = [slice(None)] if deleted else _kept(part.gone(found.docs), len(own))
        docs += [own[some] for some in kept]
        counts += [found.counts[some] for some in kept]
    return Occurrences(_together(docs), _together(counts), ever)


def _kept(gone: np.ndarray, size: int) -> list[slice] | list[np.ndarray]:
    """Return what to take of an array for all but the places in ``gone``: a few runs, or a mask."""
    if len(gone) > FEW_GONE:
        mask = np.ones(size, bool)
        mask[gone] = False
        return [mask]
    runs, start = [], 0
    for at in gone.tolist():
        if at > start:
            runs.append(slice(start, at))
        start = at + 1
    return [*runs, slice(start, size)]


def _together(arrays: list[np.ndarray]) -> np.ndarray:
    return (np.concatenate(arrays) if len(arrays) > 1 else arrays[0]) if arrays else NO_PLACES


def places(segment: Segment, leaf: Leaf) -> np.ndarray:
    """Return the places of a word's or string's first characters in a segment, in any field; ascending."""
    if isinstance(leaf, Word):
        return segment.places(ALL + leaf.text)
    return string_places(segment, leaf.text) if isinstance(leaf, Exact) else NO_PLACES


def string_places(segment: Segment, text: str, most: int | None = None) -> np.ndarray:
    """Return the places of a string in a segment, ascending; ``most`` as in :func:`standing`."""
    if len(text) == 1:
        return np.sort(segment.pairs.beginning_with(text))
    return standing(segment, [(span, offset) for offset, span in enumerate(segment.pairs.spans(text))], most)


def standing(segment: Segment, pairs: list[tuple[Span, int]], most: int | None = None) -> np.ndarray:
    """Return the places from which each pair stands at its offset, ascending.

    ``most`` bounds the work where a sample will do: of the places of the rarest pair so many are tried, chosen evenly.
    """
    rarest, *others = _cover(pairs)
    (start, end), offset = rarest
    if start == end:
        return NO_PLACES
    places = segment.pairs.places((start, end)) if most is None else segment.pairs.some_places((start, end), most)
    found = places[np.searchsorted(places, offset) :] - np.uint32(offset) if offset else places
    for span, offset in others:
        if not len(found):
            break
        needles = found + np.uint32(offset)
        if most is not None or len(found) * MUCH_RARER < span[1] - span[0]:
            found = found[segment.pairs.stand_at(span, needles)]
        else:
            found = _common(needles, segment.pairs.places(span)) - np.uint32(offset)
    return found


def _cover(pairs: list[tuple[Span, int]]) -> list[tuple[Span, int]]:
    """Return the pairs that cover what all of them cover, rare ones first; those that add nothing are left out."""
    covered: set[int] = set()
    chosen = []
    for pair in sorted(pairs, key=lambda pair: pair[0][1] - pair[0][0]):
        offset = pair[1]
        if not covered >= {offset, offset + 1}:
            covered |= {offset, offset + 1}
            chosen.append(pair)
    return chosen


def _common(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return what two ascending arrays have in common; neither holds a value twice."""
    if len(one) < FEW or len(one) * RARER < len(other):
        at = np.searchsorted(other, one)
        at[at == len(other)] = 0
        return np.asarray(one[other[at] == one])
    both = np.concatenate([one, other])
    both.sort(kind="stable")  # merges the two runs
    return np.asarray(both[:-1][both[1:] == both[:-1]])


def _in_segment(segment: Segment, leaf: Leaf) -> Postings:
    if isinstance(leaf, Word) and leaf.field is None:
        return segment.postings(ALL + leaf.text)
    assert isinstance(leaf, Word | Exact)
    found, (starts, ends) = places(segment, leaf), segment.extents(leaf.field)
    if not len(found):
        return NO_POSTINGS
    if len(found) > segment.size:  # then it is faster to look for the documents among the places
        counts = np.searchsorted(found, ends) - np.searchsorted(found, starts)
        docs = np.flatnonzero(counts)
        return Postings(docs.astype(np.uint32), counts[docs].astype(np.uint32))
    docs = np.searchsorted(starts, found, "right") - 1
    return _counted(docs if leaf.field is None else docs[(docs >= 0) & (found < ends[docs])])


def _counted(docs: np.ndarray) -> Postings:
    """Count equal neighbours of ascending document numbers."""
    if not len(docs):
        return NO_POSTINGS
    last = np.flatnonzero(docs[1:] != docs[:-1])
    ends = np.empty(len(last) + 2, np.int64)
    ends[0], ends[1:-1], ends[-1] = -1, last, len(docs) - 1
    return Postings(docs[ends[1:]].astype(np.uint32), (ends[1:] - ends[:-1]).astype(np.uint32))


def occurs(snapshot: Snapshot, text: str) -> bool:
    """Whether a string of two or more characters is soon found; of very common pairs only a sample is tried."""
    return any(len(part.living(string_places(part.segment, text, SAMPLE))) for part in snapshot.parts)


def expanded(snapshot: Snapshot, pattern: Pattern) -> list[Word]:
    """Return the indexed words that a pattern fits, the most frequent first, at most MOST_WORDS."""
    return snapshot.remember(("words", pattern), lambda: _expanded(snapshot, pattern))


def _expanded(snapshot: Snapshot, pattern: Pattern) -> list[Word]:
    counts: Counter[str] = Counter()
    for part in snapshot.parts:
        at = part.segment.small("docs_at")
        for number, word in _fitting(part.segment, pattern):
            counts[word] += int(at[number + 1] - at[number])
    return [Word(word, pattern.field) for word, _ in counts.most_common(MOST_WORDS)]


def pattern_fields(segment: Segment, pattern: Pattern) -> np.ndarray:
    """Return for each document the fields (as bits) with any word that a pattern fits, however many these are."""
    bits = np.zeros(segment.size, np.uint16)
    docs, fields = segment.fields_of(np.array([number for number, _ in _fitting(segment, pattern)], np.int64))
    np.bitwise_or.at(bits, docs, fields)
    return bits if pattern.field is None else bits & np.uint16(1 << FIELDS.index(pattern.field))


def _fitting(segment: Segment, pattern: Pattern) -> Iterator[tuple[int, str]]:
    """Yield number and text of the words that a pattern fits."""
    stem = re.split(r"[*?]", pattern.text)[0]
    fits = re.compile(re.escape(pattern.text).replace(r"\*", ".*").replace(r"\?", ".")).fullmatch
    return ((number, word) for number, word in beginning(segment, stem) if fits(word))


def beginning(segment: Segment, stem: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of the indexed words that begin so."""
    return ((number, term[len(ALL) :]) for number, term in segment.terms.beginning(ALL + stem))
