"""Facets with few values, counted together: documents that agree in all of them are of one kind.

A count by kind answers every one of these facets, under any selection in the others, without another look at the
documents.  Called by ``indexer.search.facets``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indexer.index.snapshot import Snapshot
from indexer.search.model import FACETS

MOST = 8_192
"""Kinds at most: with more of them, counting by kind is no longer cheaper than counting documents."""

ROOM = 1 << 22
"""Combinations of values that are looked through for those that occur."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """``of`` is the kind of each document, ``codes`` the value of each kind by facet.

    ``living`` counts the documents of each kind that were not deleted.
    """

    of: np.ndarray
    codes: dict[str, np.ndarray]
    living: np.ndarray

    def count(self, ids: np.ndarray | None) -> np.ndarray:
        """Count documents by kind; None are all that were not deleted."""
        return self.living if ids is None else np.bincount(self.of.take(ids), minlength=len(self.living))

    def tally(self, counts: np.ndarray, facet: str, values: int, chosen: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the counts of a facet's values where the others have codes that are marked as ``chosen``."""
        for other, accepted in chosen.items():
            if other != facet:
                counts = counts * accepted[self.codes[other]]
        return np.bincount(self.codes[facet], counts, values).astype(np.intp)


def kinds(snapshot: Snapshot) -> Kinds:
    """Return the kinds of a snapshot's documents."""
    return snapshot.keep("kinds", lambda: _kinds(snapshot))


def _kinds(snapshot: Snapshot) -> Kinds:
    """Tell documents apart by one facet after the other, those with the fewest values first."""
    facets = {name: snapshot.facet(name) for name in FACETS if not snapshot.is_many(name)}
    of, count = np.zeros(snapshot.size, np.intp), 1
    codes: dict[str, np.ndarray] = {}
    for name, (values, own) in sorted(facets.items(), key=lambda item: len(item[1][0])):
        both = of * len(values) + own
        if not len(both) or count * len(values) > ROOM:
            break
        occurs = np.zeros(count * len(values), bool)
        occurs[both] = True
        found = np.flatnonzero(occurs)
        if len(found) > MOST:
            break
        of, count = (np.cumsum(occurs) - 1)[both], len(found)
        codes = {other: known[found // len(values)] for other, known in codes.items()}
        codes[name] = found % len(values)
    alive = of if snapshot.alive is None else of[snapshot.alive]
    return Kinds(of.astype(np.uint16), codes, np.bincount(alive, minlength=count))
