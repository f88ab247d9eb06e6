"""/api/v1: the JSON twin of every page (docs/api.md)."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from search_app import parameters
from search_app import report as report_page
from search_app.language import current
from search_app.sources import sources

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
def search() -> Response:
    """Answer a search: what `nianbao search --json` prints."""
    asked = parameters.parse(request.args, current())
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
    found: list[dict[str, Any]] = [
        {
            "url": f.url,
            "member": f.member,
            "title": f.title,
            "portal": f.portal,
            "capture": f.capture_id,
            "time": f.time.isoformat(),
            "reason": f.reason,
            "detail": f.detail,
        }
        for f in sources().store.failures()
    ]
    return jsonify({"failures": found})
