"""A snapshot: the segments that one commit lists, with what was deleted from them, as one numbered row of documents.

Searches hold a snapshot while they run, so an update never shows half; the executor works on its parts.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from indexer.index.files import Cache
from indexer.index.schema import MANY, STATES, VALUE
from indexer.index.segment import Segment

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment within a snapshot.

    ``alive`` marks the documents that were not deleted (None: all), ``dead`` are the numbers of the others, ascending.
    """

    segment: Segment
    first: int
    alive: np.ndarray | None
    dead: np.ndarray

    def gone(self, docs: np.ndarray) -> np.ndarray:
        """Return where in ``docs`` (ascending) deleted documents stand."""
        if self.alive is None or not len(docs):
            return self.dead[:0]
        at = docs.searchsorted(self.dead)
        return np.asarray(at[docs.take(at, mode="clip") == self.dead])

    def living(self, places: np.ndarray) -> np.ndarray:
        """Return those of the places that are in documents that were not deleted."""
        if self.alive is None or not len(places):
            return places
        starts, _ = self.segment.extents(None)
        return np.asarray(places[self.alive[np.searchsorted(starts, places, "right") - 1]])


@dataclass(eq=False)
class Snapshot:
    """What one commit made visible.  ``generation`` counts commits, ``time`` is when it was made (ISO, UTC)."""

    generation: int
    parts: tuple[Part, ...]
    cache: Cache
    time: str = ""
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @cached_property
    def size(self) -> int:
        """Number of documents, deleted ones included (the N of the ranking, as in Whoosh)."""
        return sum(part.segment.size for part in self.parts)

    @cached_property
    def living(self) -> int:
        """Number of documents that were not deleted."""
        return sum(part.segment.size if part.alive is None else int(part.alive.sum()) for part in self.parts)

    def frequency(self, term: str) -> int:
        """In how many documents a term occurs."""
        return sum(part.segment.frequency(term) for part in self.parts)

    def average_length(self, field_name: str | None) -> float:
        """Mean number of words of a document, in one field or in all; 1 where there are none."""
        words = sum(part.segment.words(field_name) for part in self.parts)
        return words / self.size if words else 1.0

    # -- columns over all documents ------------------------------------------------------------------------------

    @cached_property
    def alive(self) -> np.ndarray | None:
        """Marks the documents that were not deleted; None: all."""
        if all(part.alive is None for part in self.parts):
            return None
        return self.joined(lambda part: np.ones(part.segment.size, bool) if part.alive is None else part.alive)

    @cached_property
    def living_ids(self) -> np.ndarray:
        """Numbers of the documents that were not deleted."""
        return np.arange(self.size) if self.alive is None else np.flatnonzero(self.alive)

    def facet(self, name: str) -> tuple[list[str], np.ndarray]:
        """Return a facet's values and its codes into them: one a document, or one an owner (see ``owners``)."""
        return self.keep(("facet", name), lambda: self._facet(name))

    def _facet(self, name: str) -> tuple[list[str], np.ndarray]:
        values = sorted({value for part in self.parts for value in part.segment.values[name]})
        code = {value: i for i, value in enumerate(values)}
        kind = np.min_scalar_type(len(values))

        def recoded(part: Part) -> np.ndarray:
            codes = part.segment.facet(name)
            return np.asarray(np.array([code[v] for v in part.segment.values[name]], kind)[codes])

        return values, self.joined(recoded)

    def owners(self, name: str) -> np.ndarray:
        """Return the documents that the codes of a facet with many values belong to."""
        return self.keep(("owners", name), lambda: self.joined(lambda p: p.segment.owners(name) + p.first))

    def lengths(self, field: str | None) -> np.ndarray:
        """Return the number of words of each document, in a field or in all."""
        return self.joined(lambda part: part.segment.lengths(field))

    def cell(self, path: str) -> tuple[np.ndarray, np.ndarray]:
        """Return values (NaN where there is none) and state codes of a cell, one a document."""
        return self.remember(("cell", path), lambda: self._cell(path))

    def _cell(self, path: str) -> tuple[np.ndarray, np.ndarray]:
        values, states = np.empty(self.size), np.empty(self.size, np.uint8)
        for part in self.parts:
            own = slice(part.first, part.first + part.segment.size)
            part.segment.cell(path, values[own], states[own])
        return values, states

    def any_state(self, code: int) -> np.ndarray:
        """Mark the documents of which any cell is in a state (by its code)."""

        def marked(part: Part) -> np.ndarray:
            table = part.segment.whole("cells").reshape(-1, part.segment.size)
            marks = table >= len(STATES) if code == VALUE else table == code
            return np.asarray(marks.any(axis=0), bool)

        return self.joined(marked)

    def is_many(self, facet: str) -> bool:
        """Whether some document has several values of a facet, or none."""
        return facet in MANY and not self.keep(("single", facet), lambda: self._is_single(facet))

    def _is_single(self, facet: str) -> bool:
        return np.array_equal(self.owners(facet), np.arange(self.size))

    def joined(self, column: Callable[[Part], np.ndarray]) -> np.ndarray:
        """Put a column of all parts end to end."""
        if len(self.parts) == 1:
            return column(self.parts[0])
        return np.concatenate([column(part) for part in self.parts]) if self.parts else np.zeros(0, np.int32)

    def stored(self, document: int) -> dict[str, Any]:
        """Return what lists show of a document by its number in the snapshot."""
        part = self.part_of(document)
        return part.segment.stored(document - part.first)

    def part_of(self, document: int) -> Part:
        """Return the part that holds a document."""
        return next(part for part in reversed(self.parts) if part.first <= document)

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """Keep what every search needs as long as this snapshot lives: a few numbers a document."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast(T, self._kept[key])

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Keep what depends on this very commit (see ``Cache.get``)."""
        return self.cache.get(("snapshot", self.generation, key), make)


def load(folder: Path, listed: dict[str, Any], cache: Cache, known: dict[str, Segment]) -> Snapshot:
    """Open the segments of a commit's list; those in ``known`` are taken over."""
    parts: list[Part] = []
    first = 0
    for item in listed["segments"]:
        segment = known.get(item["name"]) or Segment(folder / item["name"], cache)
        alive, dead = None, np.zeros(0, np.uint32)
        if item["deleted"]:
            dead = np.fromfile(folder / item["deleted"], "<u4")
            alive = np.ones(segment.size, bool)
            alive[dead] = False
        parts.append(Part(segment, first, alive, dead))
        first += segment.size
    return Snapshot(listed["generation"], tuple(parts), cache, listed.get("time", ""))
