"""Strings of the texts that differ from a string by one character: what a typing error may have been meant to be.

``indexer.search.suggest`` asks where a string occurs nowhere.  For each place of a possible error, the parts before
and behind it are looked up; where both stand at the right distance, what lies between them is read from the text.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from indexer.fold import folded
from indexer.index.schema import FIELDS
from indexer.index.segment import Segment
from indexer.index.snapshot import Snapshot
from indexer.search.occurrences import contained, string_places

SHORTEST, LONGEST = 3, 16
READ = 20
"""Places that are read for one possible error."""


def nearby(snapshot: Snapshot, text: str) -> list[str]:
    """Return strings that occur and come of a folded text by changing, adding or dropping one character.

    The most frequent first.  Two neighbouring characters that changed places count as one error.
    """
    if not SHORTEST <= len(text) <= LONGEST:
        return []
    found: Counter[str] = Counter()
    for part in snapshot.parts:
        for at in range(len(text)):
            for skipped, gap in ((1, 1), (0, 1)):  # another character in its place; one that is missing
                found.update(_between(part.segment, text[:at], text[at + skipped :], gap))
        for other in {*_dropped(text), *_turned(text)}:
            found[other] += len(string_places(part.segment, other))
    del found[text]
    return [other for other, count in found.most_common() if count]


def _between(segment: Segment, before: str, behind: str, gap: int) -> Iterator[str]:
    """Yield the strings that stand with ``gap`` characters between two parts (a few of them, as often as they do)."""
    if (len(before) < 2 and len(behind) < 2) or "\n" in before + behind:
        return
    both = _at_distance(segment, before, behind, len(before) + gap)
    for place in both[:: max(1, len(both) // READ)][:READ].tolist():
        read = _text_at(segment, place, len(before) + gap + len(behind))
        if "\n" not in read and read.startswith(before) and read.endswith(behind):
            yield read


def _at_distance(segment: Segment, before: str, behind: str, distance: int) -> np.ndarray:
    """Return the places where one string begins and the other follows at a distance; either may be empty."""
    begins, ends = (_places(segment, text) for text in (before, behind))
    if not behind:
        return begins
    ends = ends[ends >= distance] - np.uint32(distance)
    if not before:
        return ends
    ends_are_fewer = len(before) > 1 and len(ends) < len(begins)
    needles, hay = (ends, begins) if len(behind) == 1 or ends_are_fewer else (begins, ends)
    return np.sort(needles[contained(needles, hay)]) if len(hay) else hay


def _places(segment: Segment, text: str) -> np.ndarray:
    """Return the places of a string; of a single character unsorted, of none none."""
    if len(text) == 1:
        return segment.character_places(text)
    return string_places(segment, text) if text else np.zeros(0, np.uint32)


def _text_at(segment: Segment, place: int, length: int) -> str:
    """Return folded characters from a place on."""
    document = int(np.searchsorted(segment.document_starts, place, "right")) - 1
    pieces = segment.pieces(document)
    whole = "".join(folded(p[3]) + "\n" for field in FIELDS for p in pieces if p[0] == field and p[3])
    start = place - int(segment.document_starts[document])
    return whole[start : start + length]


def _dropped(text: str) -> Iterator[str]:
    yield from (text[:at] + text[at + 1 :] for at in range(len(text)))


def _turned(text: str) -> Iterator[str]:
    yield from (text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1))
