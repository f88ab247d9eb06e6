"""The search page: one question, its answer, and every way to narrow or widen it as a link."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from indexer.search import vocabulary
from indexer.search.language import parse
from indexer.search.model import PLACES, SECTION, FacetValue, Histogram, QueryError, SearchRequest, SearchResult
from indexer.search.numbers import key_numbers
from search_app import drawing, numbers, parameters, places
from search_app.facets import label, place_name
from search_app.language import current, t
from search_app.sources import sources

blueprint = Blueprint("search", __name__)

PLAIN_FACETS = ("year", "level", "check", "form", SECTION, "format", "portal")
SHOWN = 10
"""Values of a facet that are listed before the rest is folded away."""

LISTED = 40
"""Values of a facet that are listed at all; a page of its own has the rest."""


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, and the address without it."""

    label: str
    text: str
    url: str


@blueprint.get("/")
def page() -> BaseResponse | str:
    """Answer a search, or show the way in."""
    asked = places.completed(parameters.parse(request.args, current()))
    if "number" in request.args or any(not v for k, v in request.args.items() if k != "q"):
        return redirect(address(asked), 302)
    wanted = replace(asked, facets=(*places.facets(asked), *PLAIN_FACETS), histograms=tuple(asked.ranges))
    try:
        result = sources().backend.search(wanted)
    except QueryError as error:
        return Response(_render(asked, None, error), 400)
    last = max(1, -(-result.total // asked.size))
    if asked.page > last:
        return redirect(address(replace(asked, page=last)), 302)
    return _render(asked, result, None)


def address(asked: SearchRequest) -> str:
    """Return the address of a search."""
    return url_for("search.page") + parameters.query_string(asked)


def _render(asked: SearchRequest, result: SearchResult | None, error: QueryError | None) -> str:
    fresh = not (asked.q or asked.filters or asked.ranges)
    return render_template(
        "search.html",
        asked=asked,
        result=result,
        error=error,
        in_line=error is not None and _is_in_line(asked),
        chips=chips(asked),
        facets=_facets(asked, result) if result else [],
        tree=places.tree(asked, result.facets, address) if result else [],
        pager=_pager(asked, result.total) if result else [],
        histograms=[_histogram(asked, h) for h in result.histograms.values()] if result else [],
        numbers=numbers.choices(),
        chosen_number=next(iter(asked.ranges), numbers.DEFAULT),
        shown_numbers=numbers.shown_in(asked),
        sorts=_sorts(asked),
        hidden=[(k, v) for k, v in parameters.pairs(replace(asked, q="", page=1))],
        synonyms_url=address(replace(asked, synonyms=not asked.synonyms, page=1)),
        api_url=url_for("api.search") + parameters.query_string(asked),
        shown=SHOWN,
        listed=LISTED,
        fresh=fresh,
        unread=len(sources().store.failures()) if fresh else 0,
    )


def _is_in_line(asked: SearchRequest) -> bool:
    """Whether it is the line that cannot be read, so that a place in it can be pointed at."""
    try:
        parse(asked.q)
    except QueryError:
        return True
    return False


def chips(asked: SearchRequest) -> list[Chip]:
    """Return what narrows the search, each with the address that takes it away."""
    found = [
        Chip(t(f"facet.{places.level_of(path)}"), place_name(path), address(places.without(asked, path)))
        for path in places.narrowest(asked)
    ]
    for key, values in asked.filters.items():
        for value in values if key not in PLACES else ():
            without = address(parameters.toggled(asked, key, value))
            found.append(Chip(t(f"facet.{key}"), label(key, value), without))
    for key, (low, high) in asked.ranges.items():
        text = numbers.span(key, low, high)
        found.append(Chip(numbers.label(key), text, address(parameters.without_range(asked, key))))
    return found


def _facets(asked: SearchRequest, result: SearchResult) -> list[dict[str, Any]]:
    """Return the facets beside the place: name, and values with label, count, state and address."""
    found: list[dict[str, Any]] = []
    for key in PLAIN_FACETS:
        values = result.facets.get(key, ())
        if len(values) > 1 or any(v.selected for v in values):
            found.append({"key": key, "values": [choice(asked, key, value) for value in values]})
    return found


def choice(asked: SearchRequest, key: str, value: FacetValue) -> dict[str, Any]:
    """Return one value of a facet as the page lists it."""
    changed = places.toggled(asked, value.value) if key in PLACES else parameters.toggled(asked, key, value.value)
    name = place_name(value.value) if key in PLACES else label(key, value.value)
    return {"label": name, "count": value.count, "selected": value.selected, "url": address(changed)}


def _histogram(asked: SearchRequest, found: Histogram) -> dict[str, Any]:
    """Return a number's distribution as bars and ranges, each an address."""
    exact = all(float(b.low).is_integer() and float(b.high).is_integer() for b in found.bins)

    def narrowed(low: float | None, high: float | None) -> str:
        return address(replace(asked, ranges=asked.ranges | {found.key: (low, high)}, page=1))

    drawn = drawing.bars([(b.low, b.high, b.count) for b in found.bins])
    return {
        "label": found.label,
        "known": found.known,
        "unknown": found.unknown,
        "with_it": narrowed(None, None),
        "without_it": address(_lacking(asked, found.key)),
        "ends": (numbers.text(found.key, found.low), numbers.text(found.key, found.high)),
        "bars": [(bar, narrowed(bar.low, bar.high - 1 if exact and bar.high > bar.low else bar.high)) for bar in drawn],
        "presets": [(numbers.span(found.key, low, high), narrowed(low, high)) for low, high in found.presets],
    }


def _lacking(asked: SearchRequest, key: str) -> SearchRequest:
    """Return the search for the reports that do not have a number, which only the line can ask for."""
    line = f"({asked.q})" if " " in asked.q else asked.q
    name = key_numbers()[key].label if key in key_numbers() else key
    return replace(parameters.without_range(asked, key), q=f"{line} {vocabulary.LACKS[0]}:{name}".strip())


def _pager(asked: SearchRequest, total: int) -> list[tuple[str, int | None, str]]:
    """Return (text, page, address) around the page shown; a page of None is the gap between them."""
    last = min(max(1, -(-total // asked.size)), parameters.MAX_PAGE)
    if last == 1:
        return []
    wanted = sorted({1, last, *range(max(1, asked.page - 2), min(last, asked.page + 2) + 1)})
    found: list[tuple[str, int | None, str]] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number > before + 1:
            found.append(("…", None, ""))
        found.append((str(number), number, address(replace(asked, page=number))))
    return found


def _sorts(asked: SearchRequest) -> list[tuple[str, str, str, bool]]:
    """Return (key, label, address, chosen) of the orders on offer."""
    keys = ["relevance", "-year", "year"]
    for number in [*asked.ranges, numbers.DEFAULT]:
        keys += [k for k in (f"-{number}", number) if k not in keys]
    if asked.sort not in keys:
        keys.append(asked.sort)
    return [(k, _sort_label(k), address(replace(asked, sort=k, page=1)), k == asked.sort) for k in keys]


def _sort_label(key: str) -> str:
    if key in ("relevance", "year", "-year"):
        return t(f"sort.{key.replace('-', 'minus_')}")
    return t("sort.falling" if key.startswith("-") else "sort.rising", number=numbers.label(key.lstrip("-")))
