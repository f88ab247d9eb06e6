"""Pairs of neighbouring characters of a segment's texts, and their places, from which any string is found."""

import numpy as np

from indexer.index.build import PAIR_SHIFT
from indexer.index.files import Cache, Packed

Span = tuple[int, int]
"""First and last (excluded) of a run of elements: here, the places of one pair."""

_SECOND = (np.uint64(1) << PAIR_SHIFT) - np.uint64(1)
"""Bits of a pair's key that are its second character."""


class Pairs:
    """``name`` is what the segment is called in the cache."""

    def __init__(self, name: str, file: Packed, cache: Cache) -> None:
        self._name, self._file, self._cache = name, file, cache
        self._keys, self._at = file.mapped("pairs"), file.mapped("pair_places_at")

    def spans(self, text: str) -> list[Span]:
        """Return for each two neighbouring characters of a string where the places of that pair begin and end."""
        letters = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.uint64)
        keys = (letters[:-1] << PAIR_SHIFT) | letters[1:]
        found = np.searchsorted(self._keys, keys)
        is_known = self._keys[np.minimum(found, len(self._keys) - 1)] == keys if len(self._keys) else False
        return list(zip(self._at[found].tolist(), self._at[found + is_known].tolist(), strict=True))

    def places(self, span: Span) -> np.ndarray:
        """Return the places of a pair, ascending."""
        return self._cache.get((self._name, "pair", span), lambda: self._file.read("pair_places", *span))

    def some_places(self, span: Span, most: int) -> np.ndarray:
        """Return about ``most`` of the places of a pair, chosen evenly, without reading the others."""
        start, end = span
        return self._file.mapped("pair_places")[start : end : max(1, -(-(end - start) // most))]

    def stand_at(self, span: Span, places: np.ndarray) -> np.ndarray:
        """Mark the places (ascending) at which a pair stands, without reading all places of the pair."""
        return self._file.contains("pair_places", *span, places)

    def beginning_with(self, character: str) -> np.ndarray:
        """Return the places where a character begins a pair, unsorted."""
        first, last = self._numbers(character)
        return self.places((int(self._at[first]), int(self._at[last])))

    def followers(self, character: str, most: int) -> list[str]:
        """Return the characters that most often stand behind one."""
        first, last = self._numbers(character)
        counts = np.diff(self._at[first : last + 1].astype(np.int64))
        chosen = first + np.argsort(-counts, kind="stable")[:most]
        return [chr(code) for code in (self._keys[chosen] & _SECOND).tolist()]

    def _numbers(self, character: str) -> Span:
        low = np.uint64(ord(character)) << PAIR_SHIFT
        first, last = np.searchsorted(self._keys, np.array([low, low + _SECOND + np.uint64(1)])).tolist()
        return first, last
