"""Strings of the texts that differ from a string by one character: what a typing error may have been meant to be.

``indexer.search.suggest`` asks where a string occurs nowhere.  An error spoils a few neighbouring pairs of characters;
the others still stand at their distances from each other, and where they do, the pairs there say which character was
meant.  What it costs does not grow with the index: of common pairs only a sample of the places is tried.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from indexer.index.pairs import Span
from indexer.index.segment import Segment
from indexer.index.snapshot import Part, Snapshot
from indexer.search.occurrences import SAMPLE, standing

SHORTEST, LONGEST = 3, 16
READ, FREQUENT = 5, 30
"""Texts that are looked into for what stands between two parts, or else neighbours that are tried there."""

TRIED = 50
"""Places at which a character is tried."""

Pairs = list[tuple[Span, int]]
"""Places of pairs, with their distance from where a string begins."""


def nearby(snapshot: Snapshot, text: str) -> list[str]:
    """Return strings that occur and come of a folded text by changing, adding or dropping one character.

    The most frequent first, by estimate, and a mere part of the text last.  Two neighbouring characters that changed
    places count as one error.
    """
    if not SHORTEST <= len(text) <= LONGEST:
        return []
    found: Counter[str] = Counter()
    for part in snapshot.parts:
        for other, count in (*_as_typed(part, text), *_completed(part, text)):
            found[other] += count
    del found[text]
    return sorted((other for other in found if found[other]), key=lambda other: (other in text, -found[other], other))


def _as_typed(part: Part, text: str) -> Iterator[tuple[str, int]]:
    """Yield the strings of the same characters with one of them dropped, or two exchanged."""
    dropped = {text[:at] + text[at + 1 :] for at in range(len(text))}
    turned = {text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1)}
    others = sorted(dropped | turned)
    spans = iter(part.segment.pairs.spans("".join(others) + "\n"))
    for other in others:
        inside = [(next(spans), offset) for offset in range(len(other))][:-1]  # the last pair leads into the next one
        if _all_occur(inside):
            yield other, _about(inside, len(part.living(standing(part.segment, inside, SAMPLE))))


def _completed(part: Part, text: str) -> Iterator[tuple[str, int]]:
    """Yield the strings with another character in some place, or with one more."""
    spans = part.segment.pairs.spans(text)
    for at in range(len(text)):
        for behind in (at + 1, at) if at else (1,):
            kept = [(span, i) for i, span in enumerate(spans[: max(at - 1, 0)])]
            kept += [(span, i + at + 1 - behind) for i, span in enumerate(spans) if i >= behind]
            if kept and _all_occur(kept):
                yield from _filled(part, text[:at], text[behind:], kept)


def _filled(part: Part, before: str, behind: str, kept: Pairs) -> Iterator[tuple[str, int]]:
    """Yield what stands between two parts that occur at a distance of one character."""
    segment = part.segment
    places = part.living(standing(segment, kept, SAMPLE))
    if not len(places):
        return
    tried, characters = _some(places, TRIED), _between(segment, before, behind, places)
    beside = [before[-1:] + character + behind[:1] for character in characters]
    spans = iter(segment.pairs.spans("".join(beside) + "\n"))
    for character, three in zip(characters, beside, strict=True):
        joints = [(next(spans), len(before[:-1]) + i) for i in range(len(three))][:-1]
        hit = tried if _all_occur(joints) else tried[:0]
        for span, offset in joints:
            hit = hit[segment.pairs.stand_at(span, hit + np.uint32(offset))] if len(hit) else hit
        if len(hit):
            yield before + character + behind, _about(kept, len(hit) * len(places) // len(tried))


def _between(segment: Segment, before: str, behind: str, places: np.ndarray) -> dict[str, None]:
    """Return the characters that may stand between two parts.

    Of a single character the places tell nothing yet, so what often follows the part before is tried there.
    """
    if before and 1 in (len(before), len(behind)):
        found = segment.pairs.followers(before[-1], FREQUENT)
    else:
        found = [segment.character_at(int(place) + len(before)) for place in _some(places, READ)]
    return dict.fromkeys(character for character in found if character.isalnum())


def _some(places: np.ndarray, most: int) -> np.ndarray:
    return places[:: max(1, -(-len(places) // most))]


def _all_occur(pairs: Pairs) -> bool:
    return all(start < end for (start, end), _ in pairs)


def _about(pairs: Pairs, count: int) -> int:
    """Return how often a string may occur of whose rarest pair a sample was tried."""
    rarest = min(end - start for (start, end), _ in pairs)
    return count * max(1, rarest // SAMPLE)
