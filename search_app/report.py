"""The report page: narrative by section, statutory tables, findings, originals, the agency's other years."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request, url_for

from indexer.forms import forms
from indexer.index.entry import field_of, place_paths
from indexer.report import CellPath
from indexer.search.model import PLACES
from indexer.search.numbers import compute, flatten, key_numbers
from indexer.sums import tally
from search_app import narrative
from search_app.grids import Grid, grid
from search_app.language import known, pick, t
from search_app.marking import marker
from search_app.sources import sources

blueprint = Blueprint("report", __name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of a cell: the numbers of the findings that name it, and the value that would mend them."""

    findings: tuple[int, ...] = ()
    mended: float | None = None
    severity: str = "error"


@blueprint.get("/reports/<string(maxlength=64):report_id>")
def page(report_id: str) -> str:
    """Show one report."""
    report = load(report_id)
    return render_template(
        "report.html",
        report=report,
        places=_places(report.get("region") or {}),
        years=_years(report_id),
        sections=[narrative.shown(s) for s in report.get("sections") or ()],
        english=section_titles(report),
        grids=grids(report),
        unplaced=unplaced(report),
        marked=marker(request.args.get("q", "")),
        field_of=field_of,
        figures=figures(report),
        marks=marks(report),
        tally=tally(report),
        agency_query=agency_query(report),
        best=best_original(report),
        candidate_names=[_candidate_name(c) for c in (report.get("region") or {}).get("candidates") or ()],
        api_url=url_for("api.report", report_id=report_id),
    )


FIGURES = (
    "new_requests",
    "results_total",
    "disclosure_rate",
    "refusal_rate",
    "not_processed_rate",
    "reconsiderations",
    "lawsuits",
)
"""The key numbers shown at the top of a report."""


def load(report_id: str) -> dict[str, Any]:
    """Return a report in the shape of docs/data.md; ends the request with 404 where there is none."""
    report = sources().store.report(report_id)
    if report is None:
        abort(404)
    return report


def speak(chinese: str, english: str) -> str:
    """Return a label of a form in the language of the page; labels without English are looked up by their text."""
    return pick(chinese, english or known("label", chinese))


def grids(report: Mapping[str, Any]) -> dict[int, list[Grid]]:
    """Return the statutory tables of a report's form by the section they stand in."""
    form = forms().get(str(report.get("form")))
    found: dict[int, list[Grid]] = {}
    for table in form.tables if form else ():
        found.setdefault(table.section, []).append(grid(table, report.get("tables") or {}, speak))
    return found


def unplaced(report: Mapping[str, Any]) -> list[Grid]:
    """Return the tables whose section the report does not have: a number is shown even where its heading is lost."""
    numbers = {s.get("number") for s in report.get("sections") or ()}
    return [g for section, found in grids(report).items() if section not in numbers for g in found if g.known]


def marks(report: Mapping[str, Any]) -> dict[CellPath, Mark]:
    """Return the cells that findings name."""
    found: dict[CellPath, Mark] = {}
    for number, finding in enumerate(report.get("findings") or (), 1):
        suspect = finding.get("suspect")
        paths = [tuple(c) for c in finding.get("cells") or ()]
        if suspect and tuple(suspect["cell"]) not in paths:
            paths.append(tuple(suspect["cell"]))
        for path in paths:
            before = found.get(path, Mark(severity=finding.get("severity", "error")))
            mended = suspect["mended"] if suspect and tuple(suspect["cell"]) == path else before.mended
            worst = "error" if "error" in (before.severity, finding.get("severity")) else "warning"
            found[path] = Mark((*before.findings, number), mended, worst)
    return found


def _places(region: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (name, address of a search in it) from the province down."""
    search = url_for("search.page")
    return [
        (path.rpartition("/")[2], f"{search}?{urlencode({level: path})}")
        for level, path in place_paths(region).items()
        if path
    ]


def _years(report_id: str) -> list[dict[str, Any]]:
    """Return the agency's years without gaps; a year without a report has no address."""
    known_years: dict[int, list[tuple[str, str | None]]] = {}
    for year, other, scope in sources().store.years(report_id):
        known_years.setdefault(year, []).append((other, scope))
    if len(known_years) < 2 and sum(map(len, known_years.values())) < 2:
        return []
    found: list[dict[str, Any]] = []
    for year in range(min(known_years), max(known_years) + 1):
        if year not in known_years:
            found.append({"year": year, "url": None, "title": t("report.no_report")})
        for other, scope in known_years.get(year, ()):
            url = url_for("report.page", report_id=other)
            found.append({"year": year, "scope": scope, "url": url, "current": other == report_id})
    return found


def best_original(report: Mapping[str, Any]) -> str | None:
    """Return the capture that the report was read from."""
    documents = report.get("documents") or ()
    return documents[0].get("read_from") if documents else None


def _candidate_name(candidate: Any) -> str:
    if not isinstance(candidate, Mapping):
        return str(candidate)
    return "".join(str(candidate[level]) for level in PLACES if candidate.get(level)) or str(candidate.get("name", ""))


def section_titles(report: Mapping[str, Any]) -> dict[int, str]:
    """Return the English titles of the statutory sections by number; none for a free-form report."""
    form = forms().get(str(report.get("form")))
    return {section.number: section.title_en for section in form.sections} if form else {}


def figures(report: Mapping[str, Any]) -> list[tuple[str, float | None]]:
    """Return (key, value) of a few key numbers; none where the report has no table of requests."""
    cells = flatten(report.get("tables") or {})
    known_numbers = key_numbers()
    found = [(key, compute(known_numbers[key].measure, cells)) for key in FIGURES if key in known_numbers]
    return found if any(value is not None for _, value in found) else []


def agency_query(report: Mapping[str, Any]) -> str:
    """Return the query that finds all reports of this report's agency; "" where the agency is open."""
    publisher = report.get("publisher") or {}
    name = str(publisher.get("normalised") or publisher.get("name") or "").replace('"', "")
    return f'机关:"{name}"' if name else ""
