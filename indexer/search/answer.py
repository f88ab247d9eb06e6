"""One search from request to result: parse, match, filter, count, sort, page, and show the sentences."""

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np
from whoosh import query

from indexer.index.snapshot import Snapshot
from indexer.search import choices, facets, render
from indexer.search.controls import lifted, numbers_in, understood
from indexer.search.execute import Matched, kept_scores, run, year_codes
from indexer.search.execute import numbers as column
from indexer.search.language import Parsed, textual
from indexer.search.leaves import Exact, Leaf, Word
from indexer.search.measures import measured
from indexer.search.model import SECTION, FacetValue, Histogram, Hit, QueryError, SearchRequest, SearchResult
from indexer.search.notes import RESULT, blamed_on, explain, refusal, said
from indexer.search.numbers import Measure, key_numbers
from indexer.search.sections import count_sections, section_mask
from indexer.search.snippets import snippets, wanted
from indexer.search.suggest import suggestions, without

DEEPEST_PAGE = 1_000_000
FEW = 1_000
"""So many documents are sorted as fast as the first of them are picked out."""


def search(snapshot: Snapshot, request: SearchRequest) -> SearchResult:
    """Answer a request.  Raises QueryError for a query, filter, range or sort that cannot be understood."""
    began = time.perf_counter()
    request, parsed = understood(request)
    moved, tree = lifted(snapshot, request, parsed)
    marks = wanted(snapshot, textual(parsed.tree))
    found = matching(snapshot, moved, tree)
    page = ordered(snapshot, request, found.ids, found.scores)
    with blamed_on("histograms"):  # whatever else names a number was read by now
        beside = {name: measured(name) for name in numbers_in(moved, tree) if name not in key_numbers()}
    hits = tuple(_hit(found, int(at), marks, beside) for at in page)
    total = len(found.ids)
    notes = [explain(key, about, request.language) for key, about in parsed.notes]
    others: tuple[str, ...] = ()
    if request.suggest and not total:
        others = suggestions(snapshot, parsed.tree, request, lambda line: _count(snapshot, request, line))
        for part, count in without(parsed.plain, request.language, lambda line: _count(snapshot, request, line)):
            notes.append(said(RESULT, "without", request.language, part=part, count=count))
    return SearchResult(
        total=total,
        hits=hits,
        facets=found.facets(),
        understood=_understood(parsed, request),
        notes=tuple(notes),
        suggestions=others,
        query=render.line(request, parsed.plain),
        controls=moved,
        histograms={name: found.histogram(name) for name in request.histograms},
        seconds=time.perf_counter() - began,
    )


def _count(snapshot: Snapshot, request: SearchRequest, line: str) -> int:
    """Count what a line finds under the filters and ranges of a request; one that cannot be read finds nothing."""
    try:
        asked, parsed = understood(replace(request, q=line, facets=()))
    except QueryError:
        return 0
    return len(matching(snapshot, *lifted(snapshot, asked, parsed)).ids)


def controls(snapshot: Snapshot, request: SearchRequest) -> SearchRequest:
    """Return the same search with what its line says moved into the controls.  Raises QueryError."""
    return lifted(snapshot, *understood(request))[0]


def _understood(parsed: Parsed, request: SearchRequest) -> str:
    """Return the line as it was read, with what it says of order and synonyms."""
    said = SearchRequest(
        sort=parsed.sort or "relevance", synonyms=parsed.synonyms is not False, language=request.language
    )
    return " ".join(part for part in (render.text(parsed.tree, request.language), *render.directives(said)) if part)


class Found:
    """What a request matches, and the counts around it; the export and the series use it as well."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest, tree: query.Query) -> None:
        self.snapshot, self.request, self.tree = snapshot, request, tree
        choices.check({**dict.fromkeys(request.facets, ()), **request.filters})
        self.filters = facets.filters(snapshot, request)
        if chosen := request.filters.get(SECTION):
            self.filters[SECTION] = section_mask(snapshot, textual(tree), chosen)
        self.ids, self.scores = self._narrowed()

    def _narrowed(self) -> tuple[np.ndarray, np.ndarray | None]:
        """Return the documents found and their scores; a lone word has its documents listed already."""
        if isinstance(self.tree, Word | Exact):
            ids, scores = kept_scores(self.snapshot, self.tree)
            for mask in self.filters.values():
                kept = mask[ids]
                ids, scores = ids[kept], scores[kept]
            return ids, scores
        ids = np.flatnonzero(facets.together(self.base, self.filters))
        return ids, None if self._matched.scores is None else self._matched.scores[ids]

    @cached_property
    def _matched(self) -> Matched:
        return run(self.snapshot, self.tree)

    @property
    def base(self) -> np.ndarray:
        """What the line alone finds."""
        alive = self.snapshot.alive
        return self._matched.mask if alive is None else self._matched.mask & alive

    def facets(self) -> dict[str, tuple[FacetValue, ...]]:
        """Count the facets that the request asks for."""
        base = self.base if self.filters else None
        names = [name for name in self.request.facets if name != SECTION]
        found = facets.counted(self.snapshot, names, self.ids, base, self.filters, self.request)
        if SECTION in self.request.facets:
            within = facets.together(self.base, self.filters, SECTION)
            found[SECTION] = count_sections(self.snapshot, textual(self.tree), within, self.request)
        return found

    def histogram(self, name: str) -> Histogram:
        """Return a number's distribution, its own range aside.  Raises QueryError for an unknown number."""
        within = facets.together(self.base, self.filters, f"range:{name}")
        return facets.histogram(self.snapshot, name, within, self.request.language)


def matching(snapshot: Snapshot, request: SearchRequest, tree: query.Query) -> Found:
    """Return what a request matches."""
    return Found(snapshot, request, tree)


def ordered(snapshot: Snapshot, request: SearchRequest, ids: np.ndarray, scores: np.ndarray | None) -> np.ndarray:
    """Return where in ``ids`` the documents of the page stand, in order.  Raises QueryError for a wrong sort or page.

    ``ids`` ascend; ``scores`` are theirs.
    """
    if not 1 <= request.page <= DEEPEST_PAGE or request.size < 0:
        with blamed_on("page"):
            raise refusal("no_page", page=request.page, size=request.size)
    key = sort_key(snapshot, request.sort, ids, scores)
    first, last = (request.page - 1) * request.size, request.page * request.size
    if len(ids) <= max(FEW, 2 * last):
        return np.argsort(key, kind="stable")[first:last]
    border = np.partition(key, last - 1)[last - 1] if last else -np.inf
    before = np.flatnonzero(key < border)
    near = np.concatenate([before, np.flatnonzero(key == border)[: last - len(before)]])
    return near[np.lexsort((near, key[near]))][first:last]


def sort_key(snapshot: Snapshot, sort: str, ids: np.ndarray, scores: np.ndarray | None) -> np.ndarray:
    """Return for each of the documents what to sort by, ascending; the unknown comes last.  Raises QueryError."""
    name = sort.lstrip("-")
    if name == "relevance" and scores is not None:
        return -scores
    falling = sort.startswith("-") or name == "relevance"
    if name in ("year", "relevance"):
        years, codes = year_codes(snapshot)
        return np.asarray(_sortable(years, falling)[codes[ids]])
    with blamed_on("sort"):
        measure = measured(name)
    key = snapshot.remember(("sort", measure, falling), lambda: _sortable(column(snapshot, measure), falling))
    return np.asarray(key[ids])


def _sortable(value: np.ndarray, falling: bool) -> np.ndarray:
    return np.where(np.isnan(value), np.inf, -value if falling else value)


def _hit(found: Found, at: int, marks: list[Leaf], beside: Mapping[str, Measure]) -> Hit:
    """Return a hit; numbers that were asked for and are no key numbers stand beside these."""
    snapshot, document = found.snapshot, int(found.ids[at])
    stored = snapshot.remember(("stored", document), lambda: snapshot.stored(document))
    values = {name: float(column(snapshot, measure)[document]) for name, measure in beside.items()}
    if values:
        known = {name: value for name, value in values.items() if not np.isnan(value)}
        stored = {**stored, "numbers": {**stored["numbers"], **known}}
    score = float(found.scores[at]) if found.scores is not None else 0.0
    request = found.request
    return Hit(stored["id"], score, stored, snippets(snapshot, document, marks, request.snippets, request.language))
