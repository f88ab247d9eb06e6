"""The page of one number: where it stands in the original, the identities it is part of, its other years.

GET /reports/<id>/cells/<path>, the path with dots (requests.granted.total); …/original shows it in its original.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, render_template, url_for

from crawler.archive import ArchiveError
from indexer.forms import Column, Form, Identity, Row, forms
from indexer.report import CellPath
from search_app import report as report_page
from search_app.errors import problem
from search_app.excerpt import Excerpt
from search_app.grids import cell_at
from search_app.language import t
from search_app.rereading import Busy
from search_app.sources import sources

blueprint = Blueprint("cell", __name__)

MAX_YEARS = 60


@dataclass(frozen=True, slots=True)
class Term:
    """One cell of an identity, with its row or column as its name here."""

    path: CellPath
    label: str
    cell: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Equation:
    """An identity in one place of the table: left and right add up to the same; ``outcome`` as in docs/data.md."""

    check: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    outcome: str

    @property
    def sums(self) -> tuple[float, float]:
        """The sums of what is printed on either side."""
        return tuple(sum(t.cell.get("value") or 0 for t in side) for side in (self.left, self.right))  # type: ignore[return-value]


@blueprint.get("/reports/<string(maxlength=64):report_id>/cells/<string(maxlength=200):path>")
def page(report_id: str, path: str) -> str:
    """Show one cell of a report."""
    report, form, (row, column) = _found(report_id, path)
    cell_path = tuple(path.split("."))
    tables = report.get("tables") or {}
    findings = [
        (number, finding)
        for number, finding in enumerate(report.get("findings") or (), 1)
        if cell_path in [tuple(c) for c in finding.get("cells") or ()]
    ]
    return render_template(
        "cell.html",
        report=report,
        path=cell_path,
        cell=cell_at(tables, cell_path),
        row=row,
        column=column,
        table=form.table(cell_path[0]),
        equations=equations(form, tables, cell_path, (row, column)),
        findings=findings,
        years=_years(report_id, cell_path),
        best=report_page.best_original(report),
        document=next(iter(report.get("documents") or ()), None),
        api_url=url_for("api.report", report_id=report_id),
    )


@blueprint.get("/reports/<string(maxlength=64):report_id>/cells/<string(maxlength=200):path>/original")
def original(report_id: str, path: str) -> str | Response:
    """Show a cell's surroundings in the original."""
    report, _, (row, column) = _found(report_id, path)
    try:
        found = _excerpt(report, path)
    except (Busy, ArchiveError) as error:
        return problem(503, t("changes.busy") if isinstance(error, Busy) else str(error))
    return render_template(
        "excerpt.html",
        report=report,
        path=path,
        row=row,
        column=column,
        cell=cell_at(report.get("tables") or {}, tuple(path.split("."))),
        found=found,
        document=report["documents"][0],
    )


@blueprint.get("/reports/<string(maxlength=64):report_id>/cells/<string(maxlength=200):path>/original.png")
def picture(report_id: str, path: str) -> Response:
    """Return the strip of the page in which a cell stands, as a picture."""
    report, *_ = _found(report_id, path)
    try:
        found = _excerpt(report, path)
    except (Busy, ArchiveError):
        abort(503)
    if not found.picture:
        abort(404)
    return Response(found.picture, content_type="image/png")


def _found(report_id: str, path: str) -> tuple[dict[str, Any], Form, tuple[Row, Column]]:
    """Return a report, its form, and the row and column of a cell; ends the request with 404 where there is none."""
    report = report_page.load(report_id)
    form = forms().get(str(report.get("form")))
    for known_path, row, column in form.cells() if form else ():
        if ".".join(known_path) == path and form is not None:
            return report, form, (row, column)
    abort(404)


def _excerpt(report: dict[str, Any], path: str) -> Excerpt:
    """Return what surrounds a cell.  Raises ArchiveError and Busy."""
    place = cell_at(report.get("tables") or {}, tuple(path.split("."))).get("place")
    if not place or not report.get("documents"):
        abort(404)
    return sources().rereader.excerpt(sources().archive, report["documents"][0], dict(place))


def equations(form: Form, tables: Mapping[str, Any], path: CellPath, found: tuple[Row, Column]) -> list[Equation]:
    """Return the identities that a cell is part of, with the cells of this report."""
    row, column = found
    equal = []
    for identity in form.identities:
        if identity.table != path[0]:
            continue
        own = ".".join(row.key) if identity.each == "column" else column.key
        if own in (*identity.left, *identity.right):
            equal.append(_equation(form, identity, tables, row, column))
    return equal


def _equation(form: Form, identity: Identity, tables: Mapping[str, Any], row: Row, column: Column) -> Equation:
    table = form.table(identity.table)
    rows = {".".join(r.key): r for r in table.rows}
    columns = {c.key: c for c in table.columns_of(row)}

    def term(key: str) -> Term:
        if identity.each == "column":
            path: CellPath = (table.key, *rows[key].key, column.key)
            label = report_page.speak(rows[key].label, rows[key].label_en)
        else:
            path = (table.key, *row.key, key)
            label = report_page.speak(columns[key].label, columns[key].label_en)
        return Term(path, label, cell_at(tables, path))

    left, right = (tuple(term(key) for key in keys) for keys in (identity.left, identity.right))
    return Equation(identity.check, left, right, _outcome(left, right))


def _outcome(left: tuple[Term, ...], right: tuple[Term, ...]) -> str:
    """Return the outcome of one identity as ``indexer.check`` defines it."""
    states = {term.cell.get("state") for term in (*left, *right)}
    if not states <= {"value", "blank"} or states == {"blank"}:
        return "not_checkable"
    agree = sum(t.cell.get("value") or 0 for t in left) == sum(t.cell.get("value") or 0 for t in right)
    if "blank" in states:
        return "holds_if_blank_is_zero" if agree else "fails"
    return "holds" if agree else "fails"


def _years(report_id: str, path: CellPath) -> list[dict[str, Any]]:
    """Return the same cell of the agency's other years, where their form has it."""
    found = []
    for year, other, scope in sources().store.years(report_id)[:MAX_YEARS]:
        report = sources().store.report(other)
        form = forms().get(str((report or {}).get("form")))
        has = form is not None and any(p == path for p, _, _ in form.cells())
        cell = cell_at((report or {}).get("tables") or {}, path) if has else None
        found.append({"year": year, "id": other, "scope": scope, "cell": cell, "current": other == report_id})
    return found if len(found) > 1 else []
