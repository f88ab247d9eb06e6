"""GET /reports/<id>/changes/<older>/<newer>: what changed between two versions of a report, and its JSON twin."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, url_for

from crawler.archive import ArchiveError
from search_app import report as report_page
from search_app.differences import Differences, differences
from search_app.errors import problem
from search_app.language import known, t
from search_app.rereading import Busy
from search_app.sources import sources

blueprint = Blueprint("changes", __name__)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two captures of a report and their differences."""

    report: dict[str, Any]
    older: dict[str, Any]
    newer: dict[str, Any]
    found: Differences


class UnreadableError(Exception):
    """A version cannot be read; the message is the reason in the language of the page."""


@blueprint.get(
    "/reports/<string(maxlength=64):report_id>/changes/<string(maxlength=64):older>/<string(maxlength=64):newer>"
)
def page(report_id: str, older: str, newer: str) -> str | Response:
    """Show the differences of two versions."""
    try:
        compared = _compare(report_id, older, newer)
    except UnreadableError as error:
        return problem(503, str(error))
    return render_template(
        "changes.html",
        report=compared.report,
        older=compared.older,
        newer=compared.newer,
        found=compared.found,
        api_url=url_for("changes.twin", report_id=report_id, older=older, newer=newer),
    )


@blueprint.get(
    "/api/v1/reports/<string(maxlength=64):report_id>/changes/<string(maxlength=64):older>/<string(maxlength=64):newer>"
)
def twin(report_id: str, older: str, newer: str) -> Response:
    """Return the differences of two versions: facts, sections, cells."""
    try:
        compared = _compare(report_id, older, newer)
    except UnreadableError as error:
        return problem(503, str(error))
    return jsonify({"older": compared.older, "newer": compared.newer} | compared.found.to_json())


def _compare(report_id: str, older: str, newer: str) -> Compared:
    report = report_page.load(report_id)
    found = {c["id"]: (d, c) for d in report["documents"] for c in d["captures"]}
    if older not in found or newer not in found:
        abort(404)
    before, after = (_reading(*found[capture]) for capture in (older, newer))
    return Compared(report, found[older][1], found[newer][1], differences(before, after))


def _reading(document: dict[str, Any], capture: dict[str, Any]) -> dict[str, Any]:
    try:
        reading = sources().rereader.version(sources().archive, document, capture["id"])
    except Busy as error:
        raise UnreadableError(t("changes.busy")) from error
    except ArchiveError as error:
        raise UnreadableError(str(error)) from error
    if reading.report is None:
        raise UnreadableError(t("originals.failed", reason=known("reason", reading.reason)))
    return reading.report
