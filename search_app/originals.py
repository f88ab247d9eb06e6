"""GET /originals/<capture>: the bytes of a capture, as they were served, with ranges and a sensible file name.

The bytes come from portals and are hostile: always an attachment, never sniffed, never run.
"""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import ContentRange
from werkzeug.http import dump_options_header, http_date

from crawler.archive import ArchiveError, Original
from search_app.sources import sources

blueprint = Blueprint("originals", __name__)

MEDIA_TYPE = "application/octet-stream"


@blueprint.get("/originals/<string(maxlength=64):capture_id>")
def original(capture_id: str) -> Response:
    """Stream a capture's bytes; answers If-None-Match and a single Range."""
    try:
        found = sources().archive.original(capture_id)
    except (ArchiveError, KeyError):
        abort(404)
    response = Response(status=200, headers=_headers(found))
    etag = found.digest
    response.set_etag(etag)
    if etag in request.if_none_match:
        response.status_code = 304
        return response
    start, stop = _span(found, response, etag)
    response.content_length = stop - start
    response.response = _cut(found.chunks(), start, stop) if request.method == "GET" else []
    return response


def _headers(found: Original) -> dict[str, str]:
    name = "".join(c for c in found.file_name if c.isprintable() and c not in '/\\:*?"<>|')[:150] or "original"
    ascii_name = name.encode("ascii", "ignore").decode().strip(" .") or "original"
    disposition = dump_options_header("attachment", {"filename": ascii_name})
    if ascii_name != name:
        disposition += "; " + dump_options_header(None, {"filename*": f"UTF-8''{_percent(name)}"})
    media_type = found.media_type if found.media_type and found.media_type.isprintable() else MEDIA_TYPE
    return {
        "Content-Type": media_type,
        "Content-Disposition": disposition,
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        "Last-Modified": http_date(found.time),
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Original-Address": _percent(found.url, safe=":/?#[]@!$&'()*+,;=%-._~"),
    }


def _percent(text: str, safe: str = "") -> str:
    return quote(text, safe=safe)


def _span(found: Original, response: Response, etag: str) -> tuple[int, int]:
    """Return (start, stop) of the bytes to send, and make the response a partial one where a range was asked."""
    usable = request.if_range.etag in (None, etag) if request.if_range else True
    asked = request.range if usable else None
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return 0, found.length
    span = asked.range_for_length(found.length)
    if span is None:
        abort(Response(status=416, headers={"Content-Range": f"bytes */{found.length}"}))
    response.status_code = 206
    response.content_range = ContentRange("bytes", span[0], span[1], found.length)
    return span


def _cut(chunks: Iterator[bytes], start: int, stop: int) -> Iterator[bytes]:
    """Yield the bytes from ``start`` to ``stop`` of a stream."""
    position = 0
    for chunk in chunks:
        if position >= stop:
            return
        begin, end = max(start - position, 0), min(stop - position, len(chunk))
        if begin < end:
            yield chunk[begin:end]
        position += len(chunk)
