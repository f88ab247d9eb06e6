"""Series and comparison: key numbers of a search by year, level or place, several result sets side by side.

The figures come from ``Backend.series``, which `nianbao series` prints as well.
"""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from indexer.search.language import parse
from indexer.search.measures import is_ratio
from indexer.search.model import Figure, Line, QueryError, SearchRequest, Series
from indexer.search.notes import blamed_on
from search_app import drawing, numbers, parameters, places
from search_app.faults import ParameterError
from search_app.language import current, t
from search_app.narrowing import address, chips
from search_app.search import MOST_NUMBERS
from search_app.sources import sources

blueprint = Blueprint("series", __name__)

BY = ("year", "level", "province", "city", "county", "township", "form", "check")
STATISTICS = ("total", "share", "median", "mean", "known", "blank")
COUNTS = ("known", "blank")
MOST_LINES = 6
MOST_ROWS = 1_000
"""Rows of a table on the page; the JSON has all."""

WIDTH, HEIGHT = 640.0, 200.0
MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A search, and what to draw of it."""

    search: SearchRequest
    lines: tuple[str, ...]
    show: tuple[str, ...]
    by: str
    statistic: str


@blueprint.get("/series")
def page() -> Response | str:
    """Show the series of a search as charts and tables."""
    asked = _asked()
    found, error = None, None
    try:
        found = _series(asked)
    except QueryError as caught:
        error = caught
    page = render_template(
        "series.html",
        asked=asked,
        found=found,
        error=error,
        chips=chips(asked.search),
        charts=[chart(found, key, asked) for key in found.numbers] if found else [],
        numbers=numbers.choices(),
        statistics=STATISTICS,
        groups=BY,
        hidden=parameters.pairs(replace(asked.search, page=1)),
        back=address(asked.search),
        fewer=[(key, _address(replace(asked, show=_others(asked.show, key)))) for key in asked.show[1:]],
        without=[(line, _address(replace(asked, lines=_others(asked.lines, line)))) for line in asked.lines],
        api_url=_address(asked, "series.twin"),
    )
    return Response(page, 400) if error else page


@blueprint.get("/api/v1/series")
def twin() -> Response:
    """Return the series of a search: what `nianbao series --json` prints."""
    return jsonify(_series(_asked()).to_json())


def _asked() -> Asked:
    lines = tuple(dict.fromkeys(line.strip() for line in request.args.getlist("line") if line.strip()))
    show = tuple(dict.fromkeys(key for key in request.args.getlist("show") if key)) or (numbers.DEFAULT,)
    by = request.args.get("by") or "year"
    statistic = request.args.get("statistic") or "total"
    if len(lines) > MOST_LINES:
        raise ParameterError("line", "many", high=MOST_LINES)
    if len(show) > MOST_NUMBERS:
        raise ParameterError("show", "many", high=MOST_NUMBERS)
    for name, texts in (("line", lines), ("show", show)):
        if any(len(text) > parameters.MAX_VALUE for text in texts):
            raise ParameterError(name, "long", high=parameters.MAX_VALUE)
    if by not in BY:
        raise ParameterError("by", "form", form=", ".join(BY))
    if statistic not in STATISTICS:
        raise ParameterError("statistic", "form", form=", ".join(STATISTICS))
    search = places.completed(parameters.parse(request.args, current()))
    return Asked(replace(search, page=1), lines, show, by, statistic)


def _series(asked: Asked) -> Series:
    base = asked.search
    parse(base.q)
    with blamed_on("line"):
        for line in asked.lines:
            parse(line)
    lines = {line: replace(base, q=f"({base.q}) ({line})" if base.q else line) for line in asked.lines}
    return sources().backend.series(lines or {base.q or t("series.all"): base}, asked.show, asked.by)


def _others(lines: tuple[str, ...], line: str) -> tuple[str, ...]:
    return tuple(other for other in lines if other != line)


def _address(asked: Asked, of: str = "series.page") -> str:
    pairs = [*parameters.pairs(asked.search), *(("line", line) for line in asked.lines)]
    pairs += [("show", key) for key in asked.show]
    pairs += [("by", asked.by), ("statistic", asked.statistic)]
    return f"{url_for(of)}?{parameters.encoded(pairs)}"


def chart(found: Series, key: str, asked: Asked) -> dict[str, Any]:
    """Return one number's chart: lines over years or bars over groups, and the figures as rows of a table."""
    rows: list[dict[str, Any]] = [
        {"line": number, "label": point.label, "value": point.value, "figure": figure, "shown": _value(figure, asked)}
        for number, line in enumerate(found.lines)
        for point in line.points
        for figure in point.figures[key]
    ]
    values: list[float] = [row["shown"] for row in rows if row["shown"] is not None]
    top = drawing.nice_top(max(values, default=0.0))
    return {
        "key": key,
        "label": found.numbers[key],
        "ratio": asked.statistic == "share" or (is_ratio(key) and asked.statistic not in COUNTS),
        "note": found.breaks.get(key, ""),
        "apart": key in found.breaks,
        "rows": rows[:MOST_ROWS],
        "left_out": max(0, len(rows) - MOST_ROWS),
        "top": top,
        "years": _axis(found) if found.by == "year" else [],
        "lines": [_drawn(line, key, asked, found, top) for line in found.lines] if found.by == "year" else [],
        "bars": _bars(rows, top) if found.by != "year" else [],
    }


def _value(figure: Figure, asked: Asked) -> float | None:
    value: float | None = getattr(figure, asked.statistic)
    return value


def _span(found: Series) -> tuple[int, int]:
    years = [int(point.value) for line in found.lines for point in line.points if point.value.isdigit()]
    return (min(years), max(years)) if years else (0, 0)


def _axis(found: Series) -> list[tuple[int, float]]:
    """Return the years and where they stand."""
    first, last = _span(found)
    step = WIDTH / max(1, last - first)
    every = max(1, (last - first) // 12)
    return [(year, round((year - first) * step, 1)) for year in range(first, last + 1, every)] if last else []


def _drawn(line: Line, key: str, asked: Asked, found: Series, top: float) -> list[list[drawing.Point]]:
    """Return the runs of one line; figures of forms that do not compare are runs of their own."""
    span, apart = _span(found), key in found.breaks
    by_form: dict[tuple[str, ...], list[tuple[int, float | None]]] = {}
    for point in line.points:
        for figure in point.figures[key] if point.value.isdigit() else ():
            by_form.setdefault(figure.forms if apart else (), []).append((int(point.value), _value(figure, asked)))
    return [run for values in by_form.values() for run in drawing.line(values, span, top, WIDTH, HEIGHT)]


def _bars(rows: list[dict[str, Any]], top: float) -> list[tuple[dict[str, Any], float]]:
    """Return the rows with a value and their length from 0 to 100, the highest first."""
    known = sorted((row for row in rows if row["shown"] is not None), key=lambda row: -row["shown"])
    return [(row, round(100 * max(0.0, row["shown"]) / top, 2)) for row in known[:MOST_BARS]]
