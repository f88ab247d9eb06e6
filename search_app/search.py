"""The search page: one question, its answer, and every way to narrow or widen it as a link."""

import re
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from whoosh import query

from indexer.search.controls import numbers_in
from indexer.search.language import parse, textual
from indexer.search.model import QueryError, SearchRequest, SearchResult
from indexer.search.numbers import key_numbers
from search_app import numbers, parameters, places
from search_app.faults import ParameterError
from search_app.language import current, t
from search_app.narrowing import PLAIN_FACETS, address, chips, facets, histogram
from search_app.parameters import query_string
from search_app.sources import sources

blueprint = Blueprint("search", __name__)

MOST_NUMBERS = 4
"""Numbers that a series shows at once."""

SHOWN = 10
"""Values of a facet that are listed before the rest is folded away."""

LISTED = 40
"""Values of a facet that are listed at all; a page of its own has the rest."""


@blueprint.get("/")
def page() -> BaseResponse | str:
    """Answer a search, or show the way in."""
    read, wrong = parameters.without_fault(request.args, current())
    asked = places.completed(read)
    if wrong:
        typed = request.args.get("q", "").strip()
        return Response(_render(replace(asked, q=typed), asked, None, wrong), 400)
    if "number" in request.args or any(not v for k, v in request.args.items() if k != "q"):
        return redirect(address(asked), 302)
    try:
        shown = sources().backend.controls(asked)
        about = numbers_in(shown, parse(shown.q).tree)
        wanted = replace(asked, facets=(*places.facets(shown), *PLAIN_FACETS), histograms=about or (numbers.DEFAULT,))
        result = sources().backend.search(wanted)
    except QueryError as error:
        return Response(_render(asked, asked, None, error), 400)
    last = max(1, -(-result.total // asked.size))
    if asked.page > last:
        return redirect(address(replace(asked, page=last)), 302)
    return _render(asked, shown, result, None)


def _render(
    asked: SearchRequest, shown: SearchRequest, result: SearchResult | None, error: QueryError | ParameterError | None
) -> str:
    """Make the page: ``asked`` is as it was typed, ``shown`` the same as the controls have it."""
    fresh = not (asked.q or asked.filters or asked.ranges or error)
    parsed = parse(shown.q) if result else None
    tree = parsed.tree if parsed else query.Every()
    about = numbers_in(shown, tree) if result else ()
    return render_template(
        "search.html",
        asked=asked,
        result=result,
        fault=_fault(error) if error else None,
        chips=chips(shown),
        clear=address(SearchRequest(shown.q)),
        facets=facets(shown, result) if result else [],
        has_words=bool(textual(tree)),
        has_synonyms=parsed is not None and any(key == "synonyms" for key, _ in parsed.notes),
        synonyms_are_off=not shown.synonyms,
        has_quotes=bool(re.search('["“”「『‘]', asked.q)),
        tree=places.tree(shown, result.facets, address) if result else [],
        pager=_pager(asked, result.total) if result else [],
        histograms=[histogram(shown, h) for h in result.histograms.values()] if result else [],
        numbers=numbers.choices(),
        chosen_number=next(
            (key for key in (*about, request.args.get("number")) if key in key_numbers()), numbers.DEFAULT
        ),
        edges=[request.args.get(edge, "") if error else "" for edge in ("min", "max")],
        shown_numbers=numbers.shown_in(about, with_words=bool(textual(tree))),
        sorts=_sorts(shown, about),
        hidden=parameters.pairs(replace(asked, q="", page=1)),
        narrowing=parameters.pairs(replace(shown, page=1)),
        narrowed=query_string(shown),
        series_url=_series_address(shown, about),
        synonyms_url=address(replace(shown, synonyms=not shown.synonyms, page=1)),
        api_url=url_for("api.search") + query_string(asked),
        shown=SHOWN,
        listed=LISTED,
        fresh=fresh,
        unread=len(sources().store.failures()) if fresh else 0,
    )


def _series_address(shown: SearchRequest, about: tuple[str, ...]) -> str:
    """Return the series of a search, of the numbers that it is about.

    That a number is there at all is no condition for a series, which tells how many reports have it and have it not.
    """
    ranges = {key: limits for key, limits in shown.ranges.items() if limits != (None, None)}
    search = replace(shown, ranges=ranges, sort="relevance", histograms=(), page=1)
    pairs = [*parameters.pairs(search), *(("show", key) for key in about[:MOST_NUMBERS])]
    return url_for("series.page") + (f"?{parameters.encoded(pairs)}" if pairs else "")


def _fault(error: QueryError | ParameterError) -> dict[str, Any]:
    """Return what is wrong, where in the line (None: beside it), and the address of the search without it."""
    in_line = isinstance(error, QueryError) and error.parameter == "q" and error.position is not None
    value = error.value if isinstance(error, ParameterError) else ""
    left, _ = parameters.without_fault(parameters.without(request.args, error.parameter, value), current())
    return {
        "text": error.text(current()),
        "position": error.position if isinstance(error, QueryError) else None,
        "value": value,
        "without": "" if in_line else address(places.completed(left)),
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
        found.append((str(number), number, address(replace(asked, page=number))))
    return found


def _sorts(asked: SearchRequest, about: tuple[str, ...]) -> list[tuple[str, str, str, bool]]:
    """Return (key, label, address, chosen) of the orders on offer."""
    keys = ["relevance", "-year", "year"]
    for number in dict.fromkeys((*about, numbers.DEFAULT)):
        keys += [k for k in (f"-{number}", number) if k not in keys]
    if asked.sort not in keys:
        keys.append(asked.sort)
    return [(k, _sort_label(k), address(replace(asked, sort=k, page=1)), k == asked.sort) for k in keys]


def _sort_label(key: str) -> str:
    if key in ("relevance", "year", "-year"):
        return t(f"sort.{key.replace('-', 'minus_')}")
    return t("sort.falling" if key.startswith("-") else "sort.rising", number=numbers.label(key.lstrip("-")))
