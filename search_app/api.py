"""/api/v1: the JSON twin of every page (docs/api.md)."""

from dataclasses import replace

from flask import Blueprint, Response, jsonify, request

from indexer.search.model import FACETS
from search_app import parameters
from search_app import report as report_page
from search_app.language import current
from search_app.sources import sources

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

MOST_VALUES = 100_000
"""Values of a facet that are listed where so many are asked for: more than there are places."""


@blueprint.get("/search")
def search() -> Response:
    """Answer a search: what `nianbao search --json` prints."""
    asked = replace(
        parameters.parse(request.args, current()),
        facets=parameters.keys(request.args, "facets", FACETS, parameters.KEYS),
        histograms=parameters.keys(request.args, "histograms", ()),
        snippets=parameters.whole(request.args, "snippets", 3, 0, 10),
        facet_size=parameters.whole(request.args, "facet_size", 200, 1, MOST_VALUES),
    )
    return jsonify(sources().backend.search(asked).to_json())


@blueprint.get("/reports/<string(maxlength=64):report_id>")
def report(report_id: str) -> Response:
    """Return one report: what `nianbao read --json` prints, with id, documents, captures and versions."""
    return jsonify(report_page.load(report_id))


@blueprint.get("/reports/<string(maxlength=64):report_id>/years")
def years(report_id: str) -> Response:
    """Return the reports of the same agency by year."""
    report_page.load(report_id)
    found = sources().store.years(report_id)
    return jsonify({"years": [{"year": year, "id": other, "scope": scope} for year, other, scope in found]})


@blueprint.get("/failures")
def failures() -> Response:
    """Return the originals that could not be read, with their reasons."""
    from search_app import overview

    return jsonify({"failures": [overview.failure(f) for f in sources().store.failures()]})


@blueprint.get("/status")
def status() -> Response:
    """Return what the data folder holds, the portals, open problems and unreadable originals."""
    return jsonify(sources().overviews.get())
