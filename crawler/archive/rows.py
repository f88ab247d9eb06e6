"""The rows of the catalogue that a batch reads and changes: read together, kept at hand, written together.

``deciding`` reads them and ``apply`` changes them, for a fetch that is stored as for an entry that is rolled forward or
rebuilt.  Statements are few because SQLAlchemy takes longer to run one than SQLite to look a row up.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from crawler.archive.catalogue import Capture, Crawl, Document, Portal

TOGETHER = 400
"""Keys in one query, and rows that are kept at hand before they are written."""

Row = SimpleNamespace
"""A row with its columns as attributes."""

_DOCUMENTS, _CAPTURES = cast(Table, Document.__table__), cast(Table, Capture.__table__)
_FIND_DOCUMENTS = select(_DOCUMENTS).where(_DOCUMENTS.c.id.in_(bindparam("keys", expanding=True)))
_FIND_CAPTURES = select(_CAPTURES).where(_CAPTURES.c.id.in_(bindparam("keys", expanding=True)))
_FIND_PORTAL = select(Portal.name).where(Portal.name == bindparam("key"))
_FIND_CRAWL = select(Crawl.id).where(Crawl.id == bindparam("key"))
_ADD_CAPTURE = insert(_CAPTURES)
_ADD_DOCUMENT = insert(_DOCUMENTS)
_CHANGE_DOCUMENT = (
    update(_DOCUMENTS)
    .where(_DOCUMENTS.c.id == bindparam("key"))
    .values({c.name: bindparam(c.name) for c in _DOCUMENTS.c if c.name not in ("id", "url", "copy_key", "first_seen")})
)


class Rows:
    """Rows in one transaction.  What was changed is in the database after :meth:`flush`, not before."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._documents: dict[str, Row | None] = {}
        self._captures: dict[str, Row | None] = {}
        self._new_documents: dict[str, Row] = {}
        self._changed: dict[str, Row] = {}
        self._new_captures: list[dict[str, Any]] = []
        self._portals: set[str] = set()
        self._crawls: set[str] = set()

    def expect(self, documents: Iterable[str]) -> None:
        """Read documents, and the captures that they are compared with, before each is asked for by itself."""
        for row in self._read(_FIND_DOCUMENTS, self._documents, documents):
            self._documents[row.id] = row
        named = (row for row in self._documents.values() if row is not None)
        wanted = {key for row in named for key in (row.payload_capture, row.version_capture) if key}
        for row in self._read(_FIND_CAPTURES, self._captures, wanted):
            self._captures[row.id] = row

    def _read(self, query: Any, known: dict[str, Row | None], keys: Iterable[str]) -> Iterator[Row]:
        missing = iter({key for key in keys if key not in known})
        while some := list(islice(missing, TOGETHER)):
            known.update(dict.fromkeys(some))
            for row in self.connection.execute(query, {"keys": some}).mappings():
                yield Row(**row)

    def document(self, key: str) -> Row | None:
        """Return a document as it is now, None where there is none."""
        if key not in self._documents:
            self.expect([key])
        return self._documents[key]

    def capture(self, key: str) -> Row | None:
        """Return a capture, None where there is none."""
        if key not in self._captures:
            for row in self._read(_FIND_CAPTURES, self._captures, [key]):
                self._captures[key] = row
        return self._captures[key]

    def put_document(self, values: dict[str, Any]) -> None:
        """Add a document or change it; ``values`` are all of its columns."""
        row = Row(**values)
        is_new = row.id in self._new_documents or self.document(row.id) is None
        (self._new_documents if is_new else self._changed)[row.id] = row
        self._documents[row.id] = row

    def add_capture(self, values: dict[str, Any]) -> None:
        """Add a capture."""
        self._captures[values["id"]] = Row(**values)
        self._new_captures.append(values)
        if len(self._new_captures) >= TOGETHER:
            self.flush()

    def need_portal(self, name: str | None, time: datetime) -> None:
        """See that a portal is known."""
        if name and name not in self._portals:
            self._portals.add(name)
            if not self.connection.execute(_FIND_PORTAL, {"key": name}).first():
                self.connection.execute(insert(Portal).values(name=name, first_seen=time))

    def need_crawl(self, crawl: str | None, portal: str | None, time: datetime) -> None:
        """See that a crawl is known: a capture may come before its record where two files are rolled forward."""
        if crawl and crawl not in self._crawls:
            self._crawls.add(crawl)
            if not self.connection.execute(_FIND_CRAWL, {"key": crawl}).first():
                self.connection.execute(insert(Crawl).values(id=crawl, portal=portal, started=time))

    def flush(self) -> None:
        """Write what was changed, and forget what was read: others may change it from now on."""
        if self._new_documents:
            self.connection.execute(_ADD_DOCUMENT, [vars(row) for row in self._new_documents.values()])
        if self._changed:
            self.connection.execute(_CHANGE_DOCUMENT, [vars(row) | {"key": row.id} for row in self._changed.values()])
        if self._new_captures:
            self.connection.execute(_ADD_CAPTURE, self._new_captures)
        for held in (self._documents, self._captures, self._new_documents, self._changed):
            held.clear()
        self._new_captures.clear()
