"""What goes into the archive and what comes out of it: the types that spiders, importer, reader and app share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from config.errors import OperatorError

Outcome = Literal["new", "changed", "unchanged", "gone", "error"]
Headers = list[tuple[str, str]]


class ArchiveError(OperatorError):
    """The archive cannot do what was asked; the message names file, place and way out."""


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Fetch:
    """One exchange with a portal, or one local file (``source`` set), as it is handed to the archive.

    ``url`` is the document's canonical URL; ``fetched`` the URL that was asked, where that differs.  ``kind`` is list,
    page, attachment, file, robots or another word for what the URL is.  ``parent`` is the URL that led here, ``title``
    the link's text or the file's name, ``column`` the column's name.  Header strings hold one character for each byte
    (latin-1), so that whatever a server sent survives; ``body`` is what came over the wire, content-encoding kept,
    transfer-encoding undone.  ``verdict`` says that the answer is not the document although its status may be 200:
    "gone" for a soft 404 or a redirect to the home page, "wall" for a challenge, login or throttle page.
    """

    url: str
    kind: str
    portal: str | None = None
    parent: str | None = None
    title: str = ""
    column: str = ""
    time: datetime = field(default_factory=now)
    method: str = "GET"
    request_headers: Headers = field(default_factory=list)
    request_body: bytes = b""
    status: int = 200
    reason: str = "OK"
    http_version: str = "HTTP/1.1"
    response_headers: Headers = field(default_factory=list)
    body: bytes = b""
    source: str | None = None
    fetched: str = ""
    crawl: str | None = None
    verdict: Literal["", "gone", "wall"] = ""

    def header(self, name: str) -> str | None:
        """Return the first response header of that name."""
        return next((v for n, v in self.response_headers if n.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a fetch.  "unchanged" also where only volatile parts of a page differ (a visit counter)."""

    capture_id: str
    document_id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue knows of a URL: enough for a conditional request.  ``state`` as in ``catalogue.Document``."""

    document_id: str
    url: str
    kind: str
    state: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a capture as the portal served them, content-encoding undone.

    ``digest`` is the hexadecimal SHA-256 and ``length`` the number of those bytes.
    """

    capture_id: str
    url: str
    time: datetime
    media_type: str
    file_name: str
    length: int
    digest: str
    chunks: Callable[[], Iterator[bytes]]

    def read(self) -> bytes:
        """Return all bytes; ``chunks()`` gives them piece by piece."""
        return b"".join(self.chunks())
