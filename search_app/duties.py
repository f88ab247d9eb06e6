"""The page and the JSON of the ledger of duties: who published on time, late or not at all.

They show the table as ``search_app.ledger`` (`nianbao status --duties`) wrote it last.
"""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from crawler.duties import Duty, DutyRow
from search_app import parameters
from search_app.sources import sources

blueprint = Blueprint("duties", __name__)

STATES = ("late", "missing", "withdrawn", "unreachable", "undated", "not_yet_due", "on_time")
"""In the order in which a reader wants to see them."""

FIRST, LAST = 2008, 2200


@blueprint.get("/duties")
def page() -> str:
    """Show the ledger of one year as it was last written."""
    years = _years(sources().store.engine)
    year = _year(years)
    state = request.args.get("state", "")
    shown = [row for row in _rows() if row["year"] == year]
    counts = Counter(row["state"] for row in shown)
    rows = [row for row in shown if state not in STATES or row["state"] == state]
    return render_template(
        "duties.html",
        year=year,
        years=years,
        counts=[(s, counts[s]) for s in STATES if counts[s]],
        state=state if state in STATES else "",
        rows=rows,
        notes=list(dict.fromkeys(row["note"] for row in rows if row["note"])),
        api_url=url_for("duties.twin", year=year),
    )


@blueprint.get("/api/v1/duties")
def twin() -> Response:
    """Return the ledger of one year as it was last written."""
    year = _year(_years(sources().store.engine))
    return jsonify({"year": year, "duties": [row for row in _rows() if row["year"] == year]})


def _year(years: list[int]) -> int:
    return parameters.whole(request.args, "year", years[-1] if years else datetime.now(UTC).year - 1, FIRST, LAST)


def _years(engine: Engine) -> list[int]:
    if not inspect(engine).has_table(DutyRow.__tablename__):
        return []
    with Session(engine) as session:
        return sorted(session.scalars(select(DutyRow.year).distinct()))


def _rows() -> list[dict[str, Any]]:
    engine = sources().store.engine
    if not inspect(engine).has_table(DutyRow.__tablename__):
        return []
    with Session(engine) as session:
        found = session.scalars(select(DutyRow).order_by(DutyRow.portal, DutyRow.body)).all()
        return [Duty(**{key: getattr(row, key) for key in Duty.__slots__}).to_json() for row in found]
