"""One fetch as one group of WARC 1.1 records, each its own gzip member: the response, its request, its metadata.

The metadata record comes last and tells the catalogue's entry; a group that lacks it is torn.  Called by ``archive``.
"""

import hashlib
import io
import uuid
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import entries
from crawler.archive.entries import CaptureEntry, EventEntry
from crawler.archive.fetch import Fetch, Headers

LEVEL = 6
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@dataclass(frozen=True, slots=True)
class Referred:
    """The earlier capture that a revisit refers to."""

    id: str
    url: str
    time: datetime
    wire_digest: str


class _Digester:
    """SHA-256 in the form that warcio writes and checks."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def update(self, data: bytes) -> None:
        self._digest.update(data)

    def __str__(self) -> str:
        return f"sha256:{self._digest.hexdigest()}"


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio is untyped
    """warcio's writer with SHA-256 digests."""

    @staticmethod
    def _create_digester() -> _Digester:
        return _Digester()


_WRITER = _Writer(None, gzip=False, warc_version="1.1")
"""Keeps no state; one serves all, because making one asks the system for its host name."""


class RawHeaders(StatusAndHeaders):  # type: ignore[misc]  # warcio is untyped
    """An HTTP head that is written byte for byte; warcio alone would percent-encode what is not ASCII."""

    def __init__(self, first_line: str, headers: Headers) -> None:
        super().__init__(first_line, headers)
        lines = [first_line, *(f"{_one_line(n)}: {_one_line(v)}" for n, v in headers)]
        self._raw = b"".join(_as_bytes(line) + b"\r\n" for line in lines) + b"\r\n"

    def to_ascii_bytes(self, header_filter: object = None) -> bytes:
        """Return the head as it came."""
        return self._raw


def warc_id(capture: str) -> str:
    """Return the WARC-Record-ID of a capture id."""
    return f"<urn:uuid:{uuid.UUID(hex=capture)}>"


def capture_id(record_id: str) -> str:
    """Return the capture id of a WARC-Record-ID.  Raises ValueError for a foreign one."""
    return uuid.UUID(record_id.strip("<>").removeprefix("urn:uuid:")).hex


def warc_date(time: datetime) -> str:
    """Return a moment as WARC 1.1 writes it, to the microsecond."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def capture_group(fetch: Fetch, entry: CaptureEntry, refers: Referred | None) -> list[bytes]:
    """Return the gzip members of one capture, in the order in which they are written."""
    uri = _safe_uri(fetch.fetched or fetch.url)
    date = warc_date(entry.time)
    headers = {"WARC-Record-ID": warc_id(entry.id), "WARC-Date": date}
    members = [_primary(fetch, entry, refers, uri, headers)]
    beside = {"WARC-Date": date, "WARC-Concurrent-To": warc_id(entry.id)}
    if entry.record != "resource":
        members.append(_member("request", uri, fetch.request_body, beside, _request_head(fetch, uri)))
    members.append(_member("metadata", uri, entries.to_json(entry), beside | {"Content-Type": "application/json"}))
    return members


def event_group(entry: EventEntry) -> list[bytes]:
    """Return the gzip member of one event."""
    headers = {
        "WARC-Record-ID": warc_id(entry.id),
        "WARC-Date": warc_date(entry.time),
        "Content-Type": "application/json",
    }
    return [_member("metadata", f"urn:nianbao:{entry.event}", entries.to_json(entry), headers)]


def warcinfo(file_name: str, fields: dict[str, str]) -> bytes:
    """Return the gzip member that says which program wrote the records after it, and under which rules."""
    body = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields.items() if value).encode()
    date = warc_date(datetime.now(UTC))
    headers = {"WARC-Date": date, "WARC-Filename": file_name, "Content-Type": "application/warc-fields"}
    return _member("warcinfo", "", body, headers)


def _primary(fetch: Fetch, entry: CaptureEntry, refers: Referred | None, uri: str, headers: dict[str, str]) -> bytes:
    if entry.record == "resource":
        return _member("resource", uri, fetch.body, headers | {"Content-Type": entry.media_type})
    version = fetch.http_version if fetch.http_version in ("HTTP/1.0", "HTTP/1.1") else "HTTP/1.1"
    head = RawHeaders(f"{version} {fetch.status} {_one_line(fetch.reason)}", _response_headers(fetch.response_headers))
    if refers is None:
        return _member(
            "response", uri, fetch.body, headers | {"WARC-Payload-Digest": f"sha256:{entry.wire_digest}"}, head
        )
    headers |= {
        "WARC-Profile": NOT_MODIFIED if fetch.status == 304 else IDENTICAL,
        "WARC-Refers-To": warc_id(refers.id),
        "WARC-Refers-To-Target-URI": _safe_uri(refers.url),
        "WARC-Refers-To-Date": warc_date(refers.time),
        "WARC-Payload-Digest": f"sha256:{refers.wire_digest}",
    }
    return _member("revisit", uri, b"", headers, head)


def _response_headers(headers: Headers) -> Headers:
    """The body was de-chunked on its way here; a reader that trusts the header would do it again."""
    return [(f"X-Crawler-{n}" if n.lower() == "transfer-encoding" else n, v) for n, v in headers]


def _request_head(fetch: Fetch, uri: str) -> RawHeaders:
    parts = urlsplit(uri)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = fetch.request_headers
    if not any(n.lower() == "host" for n, _ in headers):
        headers = [("Host", parts.netloc.rpartition("@")[2]), *headers]
    return RawHeaders(f"{fetch.method} {target} HTTP/1.1", headers)


def _member(kind: str, uri: str, body: bytes, headers: dict[str, str], head: RawHeaders | None = None) -> bytes:
    buffer = io.BytesIO()
    content_type = headers.get("Content-Type", "")
    rest = {k: v for k, v in headers.items() if k != "Content-Type"}
    record = _WRITER.create_warc_record(
        uri,
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type=content_type,
        warc_headers_dict=rest,
        http_headers=head,
    )
    _WRITER._write_warc_record(buffer, record)
    return zlib.compress(buffer.getvalue(), LEVEL, wbits=31)


def _safe_uri(uri: str) -> str:
    return quote(uri, safe="!#$%&'()*+,/:;=?@[]~", errors="surrogatepass")


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _as_bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
