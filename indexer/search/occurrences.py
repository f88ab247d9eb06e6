"""Where a textual leaf occurs: documents with counts, and places for highlighting.

Words come from their postings.  A string is found from the places of its pairs of characters: the rarest pair gives
the candidates, the others that cover the string confirm them, so the answer is exact without looking into a text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from indexer.index.build import ALL, HEADING
from indexer.index.schema import FIELDS
from indexer.index.segment import Segment, Span
from indexer.index.snapshot import Snapshot
from indexer.search.leaves import Exact, Leaf, Pattern, Word

MUCH_RARER = 1_000
"""Candidates so many times fewer than a pair's places are looked up one by one; reading a run is that much faster."""

MOST_WORDS = 500
"""A pattern stands for at most so many words; a longer list is cut, and the answer says so."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Documents (ascending) and how often something occurs in each."""

    docs: np.ndarray
    counts: np.ndarray


def occurrences(snapshot: Snapshot, leaf: Leaf) -> Occurrences:
    """Return where a leaf occurs, by the snapshot's document numbers, deleted documents included."""
    found = [_in_segment(part.segment, leaf) for part in snapshot.parts]
    if len(found) == 1:
        return found[0]
    if not found:
        return Occurrences(np.zeros(0, np.uint32), np.zeros(0, np.uint32))
    docs = [one.docs + np.uint32(part.first) for one, part in zip(found, snapshot.parts, strict=True)]
    return Occurrences(np.concatenate(docs), np.concatenate([one.counts for one in found]))


def heading(snapshot: Snapshot, word: str) -> Occurrences:
    """Return where a word occurs in title and agency."""
    found = [(part.segment.postings(HEADING + word), part.first) for part in snapshot.parts]
    docs = np.concatenate([p.docs + np.uint32(first) for p, first in found])
    return Occurrences(docs, np.concatenate([p.counts for p, _ in found]))


def places(segment: Segment, leaf: Leaf) -> np.ndarray:
    """Return the places of a leaf's first characters in a segment, in its field if it names one; ascending."""
    if isinstance(leaf, Word):
        found = segment.places(ALL + leaf.text)
    elif isinstance(leaf, Exact):
        found = string_places(segment, leaf.text)
    else:
        return np.zeros(0, np.uint32)
    if leaf.field is None or not len(found):
        return found
    slot = np.searchsorted(segment.bounds, found, "right") - 1
    return np.asarray(found[slot % len(FIELDS) == FIELDS.index(leaf.field)])


def string_places(segment: Segment, text: str) -> np.ndarray:
    """Return the places of a string in a segment, ascending."""
    if len(text) == 1:
        return np.sort(segment.character_places(text))
    rarest, *others = _cover(segment.pair_spans(text))
    (start, end), offset = rarest
    if start == end:
        return np.zeros(0, np.uint32)
    places = segment.pair_places((start, end))
    found = places[np.searchsorted(places, offset) :] - np.uint32(offset)
    for span, offset in others:
        if not len(found):
            break
        needles = found + np.uint32(offset)
        if len(found) * MUCH_RARER < span[1] - span[0]:
            found = found[segment.at_pair(span, needles)]
        else:
            found = found[contained(needles, segment.pair_places(span))]
    return found


def _cover(spans: list[Span]) -> list[tuple[Span, int]]:
    """Return (span, offset) of pairs that cover a string, rare ones first; those that add nothing are left out."""
    by_rarity = sorted((span[1] - span[0], offset) for offset, span in enumerate(spans))
    covered: set[int] = set()
    chosen = []
    for _, offset in by_rarity:
        if not covered >= {offset, offset + 1}:
            covered |= {offset, offset + 1}
            chosen.append((spans[offset], offset))
    return chosen


def contained(needles: np.ndarray, hay: np.ndarray) -> np.ndarray:
    """Mark the needles that are in the hay, which ascends."""
    at = np.searchsorted(hay, needles)
    at[at == len(hay)] = 0
    return np.asarray(hay[at] == needles)


def _in_segment(segment: Segment, leaf: Leaf) -> Occurrences:
    if isinstance(leaf, Word) and leaf.field is None:
        postings = segment.postings(ALL + leaf.text)
        return Occurrences(postings.docs, postings.counts)
    if isinstance(leaf, Exact) and leaf.field is None:
        return _counted(np.searchsorted(segment.document_starts, places(segment, leaf), "right") - 1)
    return _counted((np.searchsorted(segment.bounds, places(segment, leaf), "right") - 1) // len(FIELDS))


def _counted(docs: np.ndarray) -> Occurrences:
    """Count equal neighbours of ascending document numbers."""
    if not len(docs):
        return Occurrences(np.zeros(0, np.uint32), np.zeros(0, np.uint32))
    first = np.flatnonzero(np.concatenate([[True], docs[1:] != docs[:-1]]))
    return Occurrences(docs[first].astype(np.uint32), np.diff(np.append(first, len(docs))).astype(np.uint32))


def expanded(snapshot: Snapshot, pattern: Pattern) -> list[Word]:
    """Return the indexed words that a pattern fits, at most MOST_WORDS, in the order of their characters."""
    stem = re.split(r"[*?]", pattern.text)[0]
    fits = re.compile(re.escape(pattern.text).replace(r"\*", ".*").replace(r"\?", ".")).fullmatch
    words: set[str] = set()
    for part in snapshot.parts:
        words.update(word for word in _beginning_with(part.segment, stem) if fits(word))
    return [Word(word, pattern.field) for word in sorted(words)[:MOST_WORDS]]


def _beginning_with(segment: Segment, stem: str) -> Iterator[str]:
    wanted = (ALL + stem).encode()
    number, left = segment.term_from(wanted), MOST_WORDS * 20
    while number < segment.terms and left and (term := segment.term_at(number)).startswith(wanted):
        yield term.decode()[1:]
        number, left = number + 1, left - 1
