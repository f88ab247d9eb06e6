"""What a request matches: a line's documents under filters and ranges, with the counts around them.

``indexer.search.answer`` shows a page of it, records and series take all of it.
"""

from functools import cached_property

import numpy as np
from whoosh import query

from indexer.index.snapshot import Snapshot
from indexer.search import choices, facets
from indexer.search.execute import Matched, kept_scores, run
from indexer.search.language import textual
from indexer.search.leaves import Exact, Word
from indexer.search.model import SECTION, FacetValue, Histogram, SearchRequest
from indexer.search.sections import count_sections, section_mask


class Found:
    """The documents that match, and counts by facet and number.  Raises QueryError for a wrong filter or range."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest, tree: query.Query) -> None:
        self.snapshot, self.request, self.tree = snapshot, request, tree
        choices.check({**dict.fromkeys(request.facets, ()), **request.filters})
        self.filters = facets.filters(snapshot, request)
        if chosen := request.filters.get(SECTION):
            self.filters[SECTION] = section_mask(snapshot, textual(tree), chosen)

    @cached_property
    def total(self) -> int:
        """How many documents there are."""
        return len(self.ids) if self.is_listed else int(np.count_nonzero(self.mask))

    @property
    def ids(self) -> np.ndarray:
        """The documents found, ascending."""
        return self._narrowed[0]

    @property
    def scores(self) -> np.ndarray | None:
        """Their scores; None where nothing ranks them."""
        return self._narrowed[1]

    @cached_property
    def mask(self) -> np.ndarray:
        """Marks the documents found."""
        return facets.together(self.base, self.filters)

    @cached_property
    def is_ranked(self) -> bool:
        """Whether the documents have scores."""
        return self.is_listed or self._matched.scores is not None

    @property
    def is_listed(self) -> bool:
        """Whether the documents are listed already, as those of a lone word are."""
        return isinstance(self.tree, Word | Exact)

    @cached_property
    def _narrowed(self) -> tuple[np.ndarray, np.ndarray | None]:
        return self._passing(frozenset())

    def _passing(self, without: frozenset[str]) -> tuple[np.ndarray, np.ndarray | None]:
        """Return the documents that pass all filters but some, and their scores."""
        if self.is_listed:
            assert isinstance(self.tree, Word | Exact)
            ids, scores = kept_scores(self.snapshot, self.tree)
            for name in self.filters.keys() - without:
                kept = self.filters[name][ids]
                ids, scores = ids[kept], scores[kept]
            return ids, scores
        ids = np.flatnonzero(facets.together(self.base, self.filters, without))
        return ids, None if self._matched.scores is None else self._matched.scores[ids]

    def _within(self, without: frozenset[str]) -> np.ndarray | None:
        """Return the documents that pass all filters but some (see ``facets.Within``)."""
        left = self.filters.keys() - without
        if isinstance(self.tree, query.Every) and not left:
            return None
        return self.ids if len(left) == len(self.filters) else self._passing(without)[0]

    @cached_property
    def _matched(self) -> Matched:
        return run(self.snapshot, self.tree)

    @cached_property
    def base(self) -> np.ndarray:
        """What the line alone finds."""
        alive = self.snapshot.alive
        return self._matched.mask if alive is None else self._matched.mask & alive

    def facets(self) -> dict[str, tuple[FacetValue, ...]]:
        """Count the facets that the request asks for."""
        names = [name for name in self.request.facets if name != SECTION]
        found = facets.counted(self.snapshot, names, self.filters, self.request, self._within)
        if SECTION in self.request.facets:
            within = facets.together(self.base, self.filters, frozenset({SECTION}))
            found[SECTION] = count_sections(self.snapshot, textual(self.tree), within, self.request)
        return found

    def histogram(self, name: str) -> Histogram:
        """Return a number's distribution, its own range aside.  Raises QueryError for an unknown number."""
        within = facets.together(self.base, self.filters, frozenset({f"range:{name}"}))
        return facets.histogram(self.snapshot, name, within, self.request.language)
