"""The terms of a segment, sorted by their bytes: looked up without having all of them in memory."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from indexer.index.files import Packed

STEP = 16
"""Every so many terms, one is in memory; those between are read where they are looked for."""

SMALL = 20_000
"""So few terms, of the segment that an update leaves beside a large one, are all in memory."""


class Terms:
    """A term's number is its place in the order; its first character is its word space (see ``build``)."""

    def __init__(self, file: Packed) -> None:
        self._file, self._at = file, file.mapped("terms_at")

    def __iter__(self) -> Iterator[bytes]:
        at, blob = self._at.tolist(), self._file.bytes("terms")
        return (blob[start:end] for start, end in pairwise(at))

    def number(self, term: str) -> int | None:
        """Return a term's number, or None."""
        wanted = term.encode()
        if len(self._at) <= SMALL:
            return self._numbers.get(wanted)
        first, terms = self._around(wanted)
        at = bisect_left(terms, wanted)
        return first + at if at < len(terms) and terms[at] == wanted else None

    @cached_property
    def _numbers(self) -> dict[bytes, int]:
        return {term: number for number, term in enumerate(self)}

    def beginning(self, stem: str) -> Iterator[tuple[int, str]]:
        """Yield the terms that begin so, with their numbers, in order."""
        wanted = stem.encode()
        first, terms = self._around(wanted)
        at = bisect_left(terms, wanted)
        while terms:
            for number, term in enumerate(terms[at:], first + at):
                if not term.startswith(wanted):
                    return
                yield number, term.decode()
            first, at = first + STEP, 0
            terms = self._from(first)

    def _around(self, wanted: bytes) -> tuple[int, list[bytes]]:
        """Return the stretch of terms in which one stands if it is there, and the number of its first."""
        first = max(bisect_right(self._signposts, wanted) - 1, 0) * STEP
        return first, self._from(first)

    def _from(self, first: int) -> list[bytes]:
        at = self._at[first : first + STEP + 1].tolist()
        blob = self._file.bytes("terms", at[0], at[-1]) if at else b""
        return [blob[start - at[0] : end - at[0]] for start, end in pairwise(at)]

    @cached_property
    def _signposts(self) -> list[bytes]:
        at, blob = self._at, self._file.bytes("terms")
        return [blob[start:end] for start, end in zip(at[:-1:STEP].tolist(), at[1::STEP].tolist(), strict=True)]
