"""The search page: one question, its answer, and every way to narrow or widen it as a link."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from indexer.search.model import FacetValue, QueryError, SearchRequest, SearchResult
from search_app import numbers, parameters, places
from search_app.language import current, known, t
from search_app.sources import sources

blueprint = Blueprint("search", __name__)

PLAIN_FACETS = ("level", "year", "form", "format", "check", "portal")
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, and the address without it."""

    label: str
    text: str
    url: str


@blueprint.get("/")
def page() -> BaseResponse | str:
    """Answer a search, or show the way in."""
    asked = parameters.parse(request.args, current())
    if "number" in request.args or any(not v for k, v in request.args.items() if k != "q"):
        return redirect(_url(asked), 302)
    try:
        result = sources().backend.search(asked)
    except QueryError as error:
        return Response(_render(asked, None, error), 400)
    last = max(1, -(-result.total // asked.size))
    if asked.page > last:
        return redirect(_url(replace(asked, page=last)), 302)
    return _render(asked, result, None)


def _url(asked: SearchRequest) -> str:
    return url_for("search.page") + parameters.query_string(asked)


def _render(asked: SearchRequest, result: SearchResult | None, error: QueryError | None) -> str:
    return render_template(
        "search.html",
        asked=asked,
        result=result,
        error=error,
        chips=chips(asked),
        facets=_facets(asked, result) if result else [],
        tree=places.tree(asked, result.facets, _url) if result else [],
        pager=_pager(asked, result.total) if result else [],
        numbers=numbers.choices(),
        shown_numbers=numbers.shown_in(asked),
        sorts=_sorts(asked),
        hidden=[(k, v) for k, v in parameters.pairs(replace(asked, q="", page=1))],
        url=_url,
        api_url=url_for("api.search") + parameters.query_string(asked),
        shown=SHOWN,
        fresh=not (asked.q or asked.filters or asked.ranges),
    )


def chips(asked: SearchRequest) -> list[Chip]:
    """Return what narrows the search, each with the address that takes it away."""
    found = [
        Chip(t(f"facet.{key}"), facet_label(key, value), _url(parameters.toggled(asked, key, value)))
        for key, values in asked.filters.items()
        for value in values
    ]
    for key, (low, high) in asked.ranges.items():
        found.append(Chip(numbers.label(key), numbers.span(key, low, high), _url(parameters.without_range(asked, key))))
    return found


def facet_label(key: str, value: str, label: str = "") -> str:
    """Return what a facet's value is called on the page: names of data as they are, ours translated."""
    if key in ("province", "city", "county", "township"):
        return value.rpartition("/")[2]
    if not value:
        return t("search.unknown")
    if key in ("level", "form", "check"):
        return known(key, value)
    if key == "format":
        return value.upper()
    return label or value


def _facets(asked: SearchRequest, result: SearchResult) -> list[dict[str, object]]:
    """Return the facets beside the place: name, and values with label, count, state and address."""
    found: list[dict[str, object]] = []
    for key in PLAIN_FACETS:
        values = list(result.facets.get(key, ()))
        if key == "year":
            values.sort(key=lambda v: v.value, reverse=True)
        if len(values) > 1 or any(v.selected for v in values):
            found.append({"key": key, "values": [_choice(asked, key, value) for value in values]})
    return found


def _choice(asked: SearchRequest, key: str, value: FacetValue) -> dict[str, object]:
    return {
        "label": facet_label(key, value.value, value.label),
        "count": value.count,
        "selected": value.selected,
        "url": _url(parameters.toggled(asked, key, value.value)),
    }


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
        found.append((str(number), number, _url(replace(asked, page=number))))
    return found


def _sorts(asked: SearchRequest) -> list[tuple[str, str, str, bool]]:
    """Return (key, label, address, chosen) of the orders on offer."""
    keys = ["relevance", "-year", "year"]
    for number in [*asked.ranges, "new_requests"]:
        keys += [k for k in (f"-{number}", number) if k not in keys]
    if asked.sort not in keys:
        keys.append(asked.sort)
    return [(k, _sort_label(k), _url(replace(asked, sort=k, page=1)), k == asked.sort) for k in keys]


def _sort_label(key: str) -> str:
    if key in ("relevance", "year", "-year"):
        return t(f"sort.{key.replace('-', 'minus_')}")
    return t("sort.falling" if key.startswith("-") else "sort.rising", number=numbers.label(key.lstrip("-")))
