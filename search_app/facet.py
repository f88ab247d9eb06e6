"""GET /facets/<key>: all values of one facet under a search, with a filter by name, for facets with thousands."""

from dataclasses import replace

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from indexer.fold import flat
from indexer.search.model import FACETS, QueryError
from search_app import parameters, places
from search_app.language import current
from search_app.narrowing import address, choice
from search_app.sources import sources

blueprint = Blueprint("facet", __name__)

MOST = 500
"""Values on one page; the filter narrows them."""


@blueprint.get("/facets/<string(maxlength=20):key>")
def page(key: str) -> BaseResponse | str:
    """List the values of a facet, those whose name holds ``contains``."""
    if key not in FACETS:
        abort(404)
    asked = replace(places.completed(parameters.parse(request.args, current())), page=1)
    contains = request.args.get("contains", "").strip()[: parameters.MAX_VALUE]
    try:
        asked = sources().backend.controls(asked)
        result = sources().backend.search(replace(asked, facets=(key,), size=1, snippets=0, facet_size=100_000))
    except QueryError:
        return redirect(address(asked), 302)
    found = [choice(asked, key, value) for value in result.facets.get(key, ())]
    found = [value for value in found if flat(contains) in flat(value["label"])]
    page = render_template(
        "facet.html",
        key=key,
        contains=contains,
        values=found[:MOST],
        left_out=max(0, len(found) - MOST),
        hidden=parameters.pairs(asked),
        back=address(asked),
    )
    return Response(page)
