"""Taking a result set away: the page that offers it, and GET /export/<format>, streamed.

The rows come from ``indexer.export``, which `nianbao export` uses as well.
"""

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, render_template, request, url_for

from indexer.export.columns import GROUPS, UnknownField, codebook_csv, long_columns, wide
from indexer.export.originals import MOST_BYTES, bundle
from indexer.export.table import FORMATS, SHAPES, Wanted
from indexer.export.table import export as table
from indexer.search.controls import numbers_in
from indexer.search.language import parse
from indexer.search.model import SearchRequest
from search_app import parameters, places
from search_app.errors import problem, unreadable
from search_app.faults import ParameterError
from search_app.language import current, t
from search_app.narrowing import address, chips
from search_app.sources import sources

blueprint = Blueprint("export", __name__)

MOST_FIELDS = 400
AT_ONCE = 3
"""Exports that run at the same time; further visitors are asked to wait, so that searching stays quick."""

PART_BYTES = 500_000_000
log = logging.getLogger(__name__)
_running = threading.BoundedSemaphore(AT_ONCE)


@blueprint.get("/export")
def page() -> str:
    """Offer formats, shapes and fields for the reports that a search finds."""
    asked = places.completed(parameters.parse(request.args, current()))
    result = sources().backend.search(_whole(asked))
    return render_template(
        "export.html",
        total=result.total,
        chips=chips(asked),
        asked=asked,
        hidden=parameters.pairs(asked),
        formats=tuple(FORMATS),
        shapes=SHAPES,
        groups=GROUPS,
        fields=",".join(numbers_in(asked, parse(asked.q).tree)),
        back=address(asked),
    )


@blueprint.get("/export/<string(maxlength=10):kind>")
def download(kind: str) -> Response:
    """Send the reports that a search finds as a table, or their originals as a ZIP."""
    asked = _whole(parameters.parse(request.args, current()))
    if kind != "zip" and kind not in FORMATS:
        abort(404)
    if not _running.acquire(blocking=False):
        response = problem(503, t("export.busy"))
        response.headers["Retry-After"] = "30"
        return response
    try:
        chunks, media_type, more = _zip(asked) if kind == "zip" else _table(kind, asked)
    except UnknownField as error:
        _running.release()
        return unreadable(error)
    except BaseException:
        _running.release()
        raise
    name = f"nianbao-{datetime.now(UTC):%Y%m%d}.{kind}"
    response = Response(_released(chunks), content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    if more:
        response.headers["Link"] = f'<{more}>; rel="next"'
    return response


@blueprint.get("/export/codebook")
def meanings() -> Response:
    """Send what each column of an export means, as CSV."""
    shape, fields = _shape_and_fields()
    try:
        columns = long_columns() if shape == "long" else wide(fields)
    except UnknownField as error:
        return unreadable(error)
    response = Response(codebook_csv(columns), content_type=FORMATS["csv"][0])
    response.headers["Content-Disposition"] = "attachment; filename=nianbao-codebook.csv"
    return response


def _whole(asked: SearchRequest) -> SearchRequest:
    return replace(asked, page=1, size=1, facets=(), snippets=0)


def _table(kind: str, asked: SearchRequest) -> tuple[Iterator[bytes], str, str]:
    shape, fields = _shape_and_fields()
    wanted = Wanted(kind, shape, fields, excel=request.args.get("excel") == "1", about=request.args.get("about") != "0")
    return table(sources().backend, asked, wanted), FORMATS[kind][0], ""


def _shape_and_fields() -> tuple[str, tuple[str, ...]]:
    shape = request.args.get("shape") or "wide"
    if shape not in SHAPES:
        raise ParameterError("shape", "form", form=", ".join(SHAPES))
    named = (field.strip() for text in request.args.getlist("field") for field in text.split(","))
    fields = tuple(dict.fromkeys(field for field in named if field))
    if len(fields) > MOST_FIELDS:
        raise ParameterError("field", "many", high=MOST_FIELDS)
    return shape, fields


def _zip(asked: SearchRequest) -> tuple[Iterator[bytes], str, str]:
    most = parameters.whole(request.args, "most_bytes", PART_BYTES, 1, min(MOST_BYTES, 999_999_999))
    after = request.args.get("after", "")[:64]
    part = bundle(sources().backend, sources().store, sources().archive, asked, after=after, most_bytes=most)
    more = ""
    if part.after is not None:
        more = url_for("export.download", kind="zip") + parameters.query_string(replace(asked, size=parameters.SIZE))
        more += f"{'&' if '?' in more else '?'}after={part.after}&most_bytes={most}"
    return part.chunks(), "application/zip", more


def _released(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Pass an export on and let the next one begin when it ends, however it ends."""
    try:
        yield from chunks
    except Exception:
        log.exception("an export broke off")
        raise
    finally:
        _running.release()
