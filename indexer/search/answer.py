"""One search from request to result: parse, match, filter, count, sort, page, and show the sentences."""

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from indexer.index.snapshot import Snapshot
from indexer.search import order, render
from indexer.search.controls import lifted, numbers_in, understood
from indexer.search.execute import numbers as column
from indexer.search.found import Found
from indexer.search.language import Parsed, textual
from indexer.search.leaves import Leaf
from indexer.search.measures import measured
from indexer.search.model import Hit, QueryError, SearchRequest, SearchResult
from indexer.search.notes import RESULT, blamed_on, explain, said
from indexer.search.numbers import Measure, key_numbers
from indexer.search.snippets import snippets, wanted
from indexer.search.suggest import suggestions, without


def search(snapshot: Snapshot, request: SearchRequest) -> SearchResult:
    """Answer a request.  Raises QueryError for a query, filter, range or sort that cannot be understood."""
    began = time.perf_counter()
    request, parsed = understood(request)
    moved, tree = lifted(snapshot, request, parsed)
    marks = wanted(snapshot, textual(parsed.tree))
    found = Found(snapshot, moved, tree)
    documents, scores = order.page(found)
    with blamed_on("histograms"):  # whatever else names a number was read by now
        beside = {name: measured(name) for name in numbers_in(moved, tree) if name not in key_numbers()}
    scored = zip(documents.tolist(), [0.0] * len(documents) if scores is None else scores.tolist(), strict=True)
    hits = tuple(_hit(found, document, score, marks, beside) for document, score in scored)
    total = found.total
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
    return Found(snapshot, *lifted(snapshot, asked, parsed)).total


def controls(snapshot: Snapshot, request: SearchRequest) -> SearchRequest:
    """Return the same search with what its line says moved into the controls.  Raises QueryError."""
    return lifted(snapshot, *understood(request))[0]


def _understood(parsed: Parsed, request: SearchRequest) -> str:
    """Return the line as it was read, with what it says of order and synonyms."""
    said = SearchRequest(
        sort=parsed.sort or "relevance", synonyms=parsed.synonyms is not False, language=request.language
    )
    return " ".join(part for part in (render.text(parsed.tree, request.language), *render.directives(said)) if part)


def _hit(found: Found, document: int, score: float, marks: list[Leaf], beside: Mapping[str, Measure]) -> Hit:
    """Return a hit; numbers that were asked for and are no key numbers stand beside these."""
    snapshot, request = found.snapshot, found.request
    stored = snapshot.remember(("stored", document), lambda: snapshot.stored(document))
    values = {name: float(column(snapshot, measure)[document]) for name, measure in beside.items()}
    if values:
        known = {name: value for name, value in values.items() if not np.isnan(value)}
        stored = {**stored, "numbers": {**stored["numbers"], **known}}
    return Hit(stored["id"], score, stored, snippets(snapshot, document, marks, request.snippets, request.language))
