"""What to try when a search finds nothing."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from rapidfuzz.distance import DamerauLevenshtein
from whoosh import query

from indexer.index.build import ALL
from indexer.index.snapshot import Snapshot
from indexer.search import render
from indexer.search.execute import kept_scores
from indexer.search.language import leaves
from indexer.search.leaves import Exact, Pattern, Word
from indexer.search.model import SearchRequest
from indexer.search.nearby import nearby
from indexer.search.occurrences import beginning, expanded, occurs

MOST = 5
TRIED = 10
"""Lines that are tried before some are offered."""

SCANNED = 5_000
"""Terms compared with one word; they share its first character."""

LONGEST = 100
"""Characters of a string among whose parts one is looked for that occurs."""


Count = Callable[[str], int]
"""How many reports a line finds under the filters of the request."""


def suggestions(snapshot: Snapshot, tree: query.Query, request: SearchRequest, count: Count) -> tuple[str, ...]:
    """Return queries that do find something.

    In the place of a word or string that occurs nowhere: one that differs by a character, a similar word, or its
    longest part that occurs.  In the place of a pattern that no word fits: what it begins with, as a string.
    """
    offered = (line for line in islice(_offered(snapshot, tree, request), TRIED) if count(line))
    return tuple(islice(offered, MOST))


def without(tree: query.Query, language: str, count: Count) -> list[tuple[str, int]]:
    """Return each condition of a line without which it finds something, with how much."""
    parts = list(tree.subqueries) if isinstance(tree, query.And) else []
    found = []
    for at, part in enumerate(parts[:TRIED]):
        others = query.And([other for i, other in enumerate(parts) if i != at])
        if left := count(render.text(others, language)):
            found.append((render.text(part, language), left))
    return found[:MOST]


def _offered(snapshot: Snapshot, tree: query.Query, request: SearchRequest) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for leaf in leaves(tree):
        if len(found) >= MOST:
            break
        if isinstance(leaf, Pattern):  # its words are those of the dictionary; a name is none, but stands as a string
            if leaf.text in request.q and not expanded(snapshot, leaf):
                found[request.q.replace(leaf.text, re.split(r"[*?]", leaf.text)[0])] = None
            continue
        if not isinstance(leaf, Word | Exact) or len(kept_scores(snapshot, leaf)[0]):
            continue
        text = leaf.text
        for other in snapshot.remember(("similar", text), lambda text=text: _similar(snapshot, text)):  # type: ignore[misc]
            if text in request.q:
                found[request.q.replace(text, other)] = None
    found.pop(request.q, None)
    return tuple(found)


def _similar(snapshot: Snapshot, text: str) -> list[str]:
    """Return what differs little from a text and occurs, the most frequent first; else the longest part of it."""
    return nearby(snapshot, text)[:MOST] or _words(snapshot, text) or _part(snapshot, text[:LONGEST])


def _words(snapshot: Snapshot, text: str) -> list[str]:
    """Return indexed words that differ little from a word, the most frequent of the nearest first."""
    most = max(1, len(text) // 3)
    near: dict[str, int] = {}
    for word in _candidates(snapshot, text):
        distance = DamerauLevenshtein.distance(text, word, score_cutoff=most)
        if 0 < distance <= most:
            near[word] = distance
    ranked = sorted(near, key=lambda word: (near[word], -snapshot.frequency(ALL + word), word))
    return [word for word in ranked[: 2 * MOST] if len(kept_scores(snapshot, Word(word))[0])][:MOST]


def _part(snapshot: Snapshot, text: str) -> list[str]:
    """Return the longest piece of a string that occurs, if it has two characters."""
    best, size = "", 1
    for start in range(len(text)):
        while start + size < len(text) and occurs(snapshot, longer := text[start : start + size + 1]):
            best, size = longer, size + 1
    return [best] if best else []


def _candidates(snapshot: Snapshot, text: str) -> Iterator[str]:
    """Yield indexed words that begin with the same character, or with the second one."""
    stems = set() if text.isdigit() else {text[:1], text[1:2]} - {""}
    for stem in sorted(stems):
        for part in snapshot.parts:
            words = islice(beginning(part.segment, stem), SCANNED)
            yield from (word for _, word in words if abs(len(word) - len(text)) <= 1)
