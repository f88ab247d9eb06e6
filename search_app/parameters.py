"""Address ⇄ search: reads the bounded parameters of an address into a SearchRequest and writes them back.

The page, its links, the API and the export share this, so that one address means one search everywhere.
"""

import re
from dataclasses import replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from indexer.search.choices import years
from indexer.search.model import FACETS, SECTION, SearchRequest
from search_app.faults import ParameterError
from search_app.ranges import FORM, MAX_RANGES, NUMBER_KEY, histograms, ranges

KEYS = (*FACETS, SECTION)
"""Everything that filters by value."""

UNKNOWN = "-"
"""How an address spells the empty value of a facet (level unknown, no form …)."""

MAX_QUERY = 2_000
MAX_VALUES = 100
MAX_VALUE = 200
MAX_PAGE = 10_000
MAX_SIZE = 100
SIZE = 20

_SORT = re.compile(r"-?[\w./+\-()]{1,200}")


def parse(args: MultiDict[str, str], language: str = "zh") -> SearchRequest:
    """Read the parameters of an address.  Raises ParameterError; parameters that are not ours are ignored."""
    q = args.get("q", "").strip()
    if len(q) > MAX_QUERY:
        raise ParameterError("q", "long", high=MAX_QUERY)
    sort = args.get("sort") or "relevance"
    if not _SORT.fullmatch(sort):
        raise ParameterError("sort", "form", form="relevance, year, -year, new_requests …")
    return SearchRequest(
        q=q,
        filters=_filters(args),
        ranges=ranges(args),
        sort=sort,
        page=whole(args, "page", 1, 1, MAX_PAGE),
        size=whole(args, "size", SIZE, 1, MAX_SIZE),
        language=language,
        synonyms=args.get("synonyms", "1") != "0",
        histograms=histograms(args),
    )


def without_fault(args: MultiDict[str, str], language: str = "zh") -> tuple[SearchRequest, ParameterError | None]:
    """Read an address as far as it can be read: the search without what is wrong, and the first error (None: none)."""
    left, first = MultiDict(args), None
    while True:
        try:
            return parse(left, language), first
        except ParameterError as error:
            first = first or error
            left = without(left, error.parameter, error.value)


def without(args: MultiDict[str, str], name: str, value: str = "") -> MultiDict[str, str]:
    """Return an address without one value of a parameter, or without all; the form of ranges is one parameter."""
    names = FORM if name in FORM else (name,)
    return MultiDict((k, v) for k, v in args.items(multi=True) if k not in names or (value and v != value))


def pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the parameters of a search in one fixed order; defaults are left out."""
    found = [("q", request.q)] if request.q else []
    found += [(key, value or UNKNOWN) for key in KEYS for value in request.filters.get(key, ())]
    found += [("range", f"{key}:{_edge(low)}..{_edge(high)}") for key, (low, high) in request.ranges.items()]
    found += [("histogram", key) for key in request.histograms]
    if not request.synonyms:
        found.append(("synonyms", "0"))
    if request.sort != "relevance":
        found.append(("sort", request.sort))
    if request.size != SIZE:
        found.append(("size", str(request.size)))
    if request.page != 1:
        found.append(("page", str(request.page)))
    return found


def query_string(request: SearchRequest) -> str:
    """Return the parameters of a search as a query string with its "?", "" where there are none."""
    return "?" + encoded(pairs(request)) if pairs(request) else ""


def encoded(found: list[tuple[str, str]]) -> str:
    """Return parameters as they stand in an address."""
    return urlencode(found)


def toggled(request: SearchRequest, key: str, value: str) -> SearchRequest:
    """Return the search with one value of a facet chosen or given up, on its first page."""
    chosen = request.filters.get(key, ())
    kept = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
    filters = {k: v for k, v in request.filters.items() if k != key} | ({key: kept} if kept else {})
    return replace(request, filters=filters, page=1)


def without_range(request: SearchRequest, key: str) -> SearchRequest:
    """Return the search without the range of one number, on its first page."""
    return replace(request, ranges={k: v for k, v in request.ranges.items() if k != key}, page=1)


def keys(
    args: MultiDict[str, str], name: str, default: tuple[str, ...], known: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Read a list of keys divided by commas; each is one of ``known``, where that is given.  Raises ParameterError."""
    if name not in args:
        return default
    found = tuple(dict.fromkeys(key for key in args.get(name, "").split(",") if key))
    if len(found) > MAX_RANGES:
        raise ParameterError(name, "many", high=MAX_RANGES)
    if any((key not in known) if known else not NUMBER_KEY.fullmatch(key) for key in found):
        raise ParameterError(name, "form", form=",".join(known) or "new_requests,granted")
    return found


def whole(args: MultiDict[str, str], name: str, default: int, low: int, high: int) -> int:
    """Read a whole number between two bounds.  Raises ParameterError."""
    text = args.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise ParameterError(name, "whole", low=low, high=high)
    return int(text)


def _filters(args: MultiDict[str, str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for key in KEYS:
        given = ["" if v == UNKNOWN else v for v in args.getlist(key) if v]
        if key == "year":
            given = [year for v in given for year in years(v) or (v,)]
        values = tuple(dict.fromkeys(given))
        if len(values) > MAX_VALUES:
            raise ParameterError(key, "many", high=MAX_VALUES)
        if any(len(v) > MAX_VALUE for v in values):
            raise ParameterError(key, "long", high=MAX_VALUE)
        if values:
            found[key] = values
    return found


def _edge(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() else f"{value:.9f}".rstrip("0")
