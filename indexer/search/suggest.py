"""What to try when a search finds nothing."""

from collections.abc import Iterator

from rapidfuzz.distance import DamerauLevenshtein
from whoosh import query

from indexer.index.build import ALL
from indexer.index.snapshot import Snapshot
from indexer.search.language import leaves
from indexer.search.leaves import Exact, Leaf, Word
from indexer.search.model import SearchRequest
from indexer.search.nearby import nearby
from indexer.search.occurrences import occurrences

MOST = 5
SCANNED = 20_000
"""Terms compared with one word; they share its first character."""


def suggestions(snapshot: Snapshot, tree: query.Query, request: SearchRequest) -> tuple[str, ...]:
    """Return queries that do find something.

    In the place of a word or string that occurs nowhere: one that differs by a character, a similar word, or its
    longest part that occurs.
    """
    found: list[str] = []
    for leaf in leaves(tree):
        if not isinstance(leaf, Word | Exact) or len(occurrences(snapshot, leaf).docs):
            continue
        for other in _similar(snapshot, leaf):
            if leaf.text in request.q:
                found.append(request.q.replace(leaf.text, other))
    return tuple(dict.fromkeys(found))[:MOST]


def _similar(snapshot: Snapshot, leaf: Leaf) -> list[str]:
    """Return indexed words that differ little from a word, the most frequent of the nearest first; else its parts."""
    text = leaf.text
    near: dict[str, int] = {}
    for word in _candidates(snapshot, text):
        distance = DamerauLevenshtein.distance(text, word, score_cutoff=max(1, len(text) // 3))
        if 0 < distance <= max(1, len(text) // 3):
            near[word] = distance
    ranked = sorted(near, key=lambda word: (near[word], -snapshot.frequency(ALL + word), word))
    return list(dict.fromkeys((*nearby(snapshot, text)[:MOST], *ranked)))[:MOST] or _parts(snapshot, text)


def _parts(snapshot: Snapshot, text: str) -> list[str]:
    """Return the longest piece of a string that occurs."""
    for size in range(len(text) - 1, 1, -1):
        for start in range(len(text) - size + 1):
            piece = text[start : start + size]
            if len(occurrences(snapshot, Exact(piece)).docs):
                return [piece]
        if size < len(text) - 12:
            break
    return []


def _candidates(snapshot: Snapshot, text: str) -> Iterator[str]:
    """Yield indexed words that begin with the same character, or with the second one."""
    for stem in dict.fromkeys((text[:1], text[1:2])):
        wanted = (ALL + stem).encode()
        for part in snapshot.parts:
            number, left = part.segment.term_from(wanted), SCANNED
            while stem and left and number < part.segment.terms:
                term = part.segment.term_at(number)
                if not term.startswith(wanted):
                    break
                word = term.decode()[1:]
                if abs(len(word) - len(text)) <= 1:
                    yield word
                number, left = number + 1, left - 1
