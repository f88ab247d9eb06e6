"""What a portal answers to a path: lists, pages, attachments, robots.txt, errors.  Pure; called by ``demo.site``."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs

from demo.model import Column, Document, PortalSite
from demo.pages import frame, hanweb, trs
from demo.portals import charset_name
from demo.world import World

ROBOTS = "User-agent: *\nDisallow: /jact/\nDisallow: /search/\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, media type, bytes (before any content coding) and when they last changed (None: made on demand)."""

    status: int
    media_type: str
    data: bytes
    modified: datetime | None = None

    @property
    def etag(self) -> str:
        """Return the entity tag of the bytes."""
        return f'"{hashlib.sha256(self.data).hexdigest()[:20]}"'

    @property
    def last_modified(self) -> str | None:
        """Return the time of the last change as HTTP writes it."""
        if self.modified is None:
            return None
        return format_datetime(self.modified.replace(tzinfo=UTC), usegmt=True)

    def unchanged(self, headers: Mapping[str, str]) -> bool:
        """Say whether a conditional request with these headers (names in lower case) is answered by 304."""
        if self.status != 200:
            return False
        if known := headers.get("if-none-match"):
            return self.etag in known
        return self.last_modified is not None and headers.get("if-modified-since") == self.last_modified


class Shop:
    """One portal's answers, made from the world as it is at the moment of asking."""

    def __init__(self, world: World, site: PortalSite) -> None:
        self.world = world
        self.site = site

    def answer(self, path: str, query: str = "", form: str = "") -> Answer:
        """Return what the portal says to a path with a query, or a form that was posted."""
        for document in self.world.served():
            if document.portal == self.site.key and document.path == path:
                return Answer(200, document.media_type, document.data, document.modified)
        if path == "/robots.txt":
            return Answer(200, "text/plain", ROBOTS.encode())
        if path == "/":
            return self._html(frame.home(self.site))
        if self.site.family == "hanweb" and path == hanweb.PROXY:
            return self._proxy(parse_qs(query) | parse_qs(form))
        text = self._list(path)
        return self._html(text) if text is not None else self._gone()

    def _list(self, path: str) -> str | None:
        for number, column in enumerate(self.site.columns):
            if self.site.family == "hanweb":
                if path == frame.column_url(self.site, number):
                    return hanweb.column_page(self.site, column, self._rows(column))
            elif path.startswith(column.path):
                return trs.list_pages(self.site, column, self._rows(column)).get(path)
        return None

    def _rows(self, column: Column) -> list[Document]:
        """Return the column's documents, the newest first."""
        rows = [
            document
            for document in self.world.served()
            if document.portal == self.site.key and document.column == column.key and document.listed
        ]
        return sorted(rows, key=lambda row: (row.published, row.id), reverse=True)

    def _proxy(self, values: dict[str, list[str]]) -> Answer:
        column = next((c for c in self.site.columns if [c.path] == values.get("columnid")), None)
        if column is None or "unitid" not in values:
            return self._html("<datastore></datastore>", "text/xml")
        rows = self._rows(column)
        size = min(int(values.get("perpage", ["15"])[0]), 300)
        start = int(values["startrecord"][0]) if "startrecord" in values else 1
        end = min(int(values.get("endrecord", [str(start + size - 1)])[0]), start + size - 1)
        return self._html(hanweb.proxy_answer(rows, start, end), "text/xml")

    def _html(self, text: str, kind: str = "text/html") -> Answer:
        charset = f"; charset={self.site.charset}" if self.site.charset == "utf-8" else ""
        return Answer(200, kind + charset, text.encode(charset_name(self.site)))

    def _gone(self) -> Answer:
        text = frame.page(self.site, "404", "<h1>404</h1><p>您访问的页面不存在</p>")
        return Answer(404, "text/html", text.encode(charset_name(self.site)))
