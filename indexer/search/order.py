"""The order of what was found: by score, by year, or by any number; the unknown comes last, ties by document."""

import numpy as np

from indexer.index.snapshot import Snapshot
from indexer.search.execute import numbers, year_codes
from indexer.search.found import Found
from indexer.search.measures import measured
from indexer.search.notes import blamed_on, refusal

DEEPEST_PAGE = 1_000_000
FEW = 1_000
"""So many documents are sorted as fast as the first of them are picked out."""

STRETCH = 8_192
"""Documents that are looked through at first where only a few of many are wanted."""

Ordered = tuple[np.ndarray, np.ndarray | None]
"""Documents in order, and their scores where they have some."""


def page(found: Found) -> Ordered:
    """Return the documents of the page that a request asks for.  Raises QueryError for a wrong sort or page."""
    request = found.request
    if not 1 <= request.page <= DEEPEST_PAGE or request.size < 0:
        with blamed_on("page"):
            raise refusal("no_page", page=request.page, size=request.size)
    return first(found, request.page * request.size, (request.page - 1) * request.size)


def first(found: Found, last: int, start: int = 0) -> Ordered:
    """Return the documents from place ``start`` to place ``last`` (excluded).  Raises QueryError for a wrong sort."""
    sort = found.request.sort
    if not found.is_ranked and sort.lstrip("-") in ("year", "relevance"):
        return _by_year(found, sort != "year", last)[start:], None
    ids, scores = found.ids, found.scores
    is_by_score = scores is not None and sort.lstrip("-") == "relevance"
    key = -scores if is_by_score else _sort_key(found.snapshot, sort, ids)  # type: ignore[operator]
    at = _smallest(key, last)[start:]
    return ids[at], None if scores is None else scores[at]


def _smallest(key: np.ndarray, most: int) -> np.ndarray:
    """Return where the smallest stand, in their order; equal ones in the order in which they stand."""
    if len(key) <= max(FEW, 2 * most):
        return np.argsort(key, kind="stable")[:most]
    border = np.partition(key, most - 1)[most - 1] if most else -np.inf
    before = np.flatnonzero(key < border)
    near = np.concatenate([before, np.flatnonzero(key == border)[: most - len(before)]])
    return near[np.lexsort((near, key[near]))]


def _by_year(found: Found, falling: bool, most: int) -> np.ndarray:
    """Return the first documents by year, going from year to year without listing what comes later."""
    years, codes = year_codes(found.snapshot)
    documents: list[np.ndarray] = []
    for code in np.argsort(_sortable(years, falling), kind="stable").tolist():
        documents.append(_first_marked(found.mask & (codes == code), most))
        most -= len(documents[-1])
        if not most:
            break
    return np.concatenate(documents) if documents else np.zeros(0, np.intp)


def _first_marked(mask: np.ndarray, most: int) -> np.ndarray:
    marked = np.flatnonzero(mask[:STRETCH])
    if len(marked) < most:
        marked = np.flatnonzero(mask)
    return marked[:most]


def _sort_key(snapshot: Snapshot, sort: str, ids: np.ndarray) -> np.ndarray:
    """Return for each of the documents what to sort by, ascending; the unknown comes last.  Raises QueryError."""
    name, falling = sort.lstrip("-"), sort.startswith("-")
    if name == "year":
        years, codes = year_codes(snapshot)
        return np.asarray(_sortable(years, falling)[codes[ids]])
    with blamed_on("sort"):
        measure = measured(name)
    key = snapshot.remember(("sort", measure, falling), lambda: _sortable(numbers(snapshot, measure), falling))
    return np.asarray(key[ids])


def _sortable(value: np.ndarray, falling: bool) -> np.ndarray:
    return np.where(np.isnan(value), np.inf, -value if falling else value)
