"""The archive as its users see it: store a fetch, ask what is known, get an original back.

Spiders and the importer store through it, the ingest and the app read through it.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from config.settings import Settings
from crawler.archive import catalogue, database, names, originals, records
from crawler.archive.apply import apply, note_length
from crawler.archive.catalogue import Document, WarcFile
from crawler.archive.deciding import decide
from crawler.archive.entries import EventEntry
from crawler.archive.fetch import ArchiveError, Fetch, Known, Original, Stored, now
from crawler.archive.lock import LockHeld, hold
from crawler.archive.recovery import recover
from crawler.archive.rows import Rows
from crawler.archive.warcwriter import WarcWriter, Written

_d = Document
_KNOWN = select(_d.id, _d.url, _d.kind, _d.state, _d.etag, _d.last_modified).where(_d.id == bindparam("key"))


class Archive:
    """WARC files and their catalogue, opened for reading or for writing; a context manager, safe for threads.

    ``recovered`` says, one line each, what had to be mended when it was opened for writing.
    """

    def __init__(self, settings: Settings, *, write: bool) -> None:
        self.settings = settings
        self.folder: Path = settings.data_dir / "warc"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.engine = database.connect(settings.catalogue)
        self.recovered: list[str] = []
        self._writer = WarcWriter(self.folder, settings, self._is_clean) if write else None
        self._lock = Lock()
        self._stack = ExitStack()
        self._stack.callback(self.engine.dispose)
        if write:
            with self._stack:  # a failure closes what was opened
                try:
                    self._stack.enter_context(hold(settings.data_dir / "archive.lock", "the archive", shared=True))
                except LockHeld as error:
                    raise ArchiveError(str(error)) from error
                self.recovered = list(recover(self.engine, self.folder))
                self._stack = self._stack.pop_all()

    @classmethod
    def open(cls, settings: Settings, *, write: bool = False) -> Self:
        """Open the archive of ``settings.data_dir``; ``write`` first mends what a killed process left behind.

        Several processes may write at once, each into a WARC file of its own.
        """
        return cls(settings, write=write)

    def close(self) -> None:
        """Let go of files and connections."""
        if self._writer is not None:
            self._writer.close()
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # -- writing -------------------------------------------------------------------------------------------------

    def store(self, fetch: Fetch) -> Stored:
        """Keep one fetch for good; it is on disk when this returns.

        An answer 304, or the same bytes as before, becomes a revisit record.  Raises ArchiveError.
        """
        return self.store_many([fetch])[0]

    def store_many(self, fetches: Iterable[Fetch]) -> list[Stored]:
        """Keep several fetches with one flush to the disk and one commit; in their order, all or none catalogued."""
        out: list[Stored] = []
        fetches = list(fetches)
        with self._writing() as rows:
            rows.expect(catalogue.document_id(fetch.url) for fetch in fetches)
            for fetch in fetches:
                entry, refers = decide(rows, fetch, self.settings)
                apply(rows, entry, self._append(records.capture_group(fetch, entry, refers)))
                out.append(Stored(entry.id, entry.document, entry.outcome))
        return out

    def begin_crawl(self, portal: str, *, time: datetime | None = None, **facts: str | None) -> str:
        """Note that a visit of a portal begins; return the crawl's id for ``Fetch.crawl``.

        ``facts`` are the register's title, home, jurisdiction and family.
        """
        crawl = uuid.uuid4().hex
        self._event("crawl-begin", {"crawl": crawl, "portal": {"name": portal, **facts}}, time)
        return crawl

    def end_crawl(self, crawl: str, reason: str, counts: dict[str, Any], time: datetime | None = None) -> None:
        """Note that a visit ended: Scrapy's close reason, and the counts of the crawl's table."""
        self._event("crawl-end", {"crawl": crawl, "reason": reason, "counts": counts}, time)

    def problem(
        self,
        kind: str,
        evidence: str,
        *,
        portal: str | None = None,
        url: str | None = None,
        time: datetime | None = None,
    ) -> None:
        """Note something that does not work, with its evidence; the same problem met again is counted."""
        self._event(
            "problem", {"kind": kind, "evidence": names.clean(evidence[:4000]), "portal": portal, "url": url}, time
        )

    def resolve(self, problem: str, time: datetime | None = None) -> None:
        """Note that a problem (its id) is over."""
        self._event("resolved", {"problem": problem}, time)

    def note(self, event: str, data: dict[str, Any], time: datetime | None = None) -> None:
        """Keep another event that ``apply`` knows (absent, withdrawn, moved)."""
        self._event(event, data, time)

    def _event(self, event: str, data: dict[str, Any], time: datetime | None = None) -> None:
        entry = EventEntry(event, uuid.uuid4().hex, time or now(), now(), data)
        with self._writing() as rows:
            apply(rows, entry, self._append(records.event_group(entry)))

    @contextmanager
    def _writing(self) -> Iterator[Rows]:
        """One batch: records on the disk first, then the catalogue's commit; a failure takes back both."""
        if self._writer is None:
            raise ArchiveError("the archive was opened for reading; open it with write=True")
        with self._lock, self.engine.connect() as connection:
            database.begin_writing(connection)
            self._writer.rotate()
            before = self._writer.size
            try:
                rows = Rows(connection)
                yield rows
                rows.flush()
                written = self._writer.flush()
                if written:
                    note_length(connection, *written)
                connection.commit()
            except BaseException:
                self._writer.rollback(before)
                raise

    def _append(self, members: list[bytes]) -> Written:
        if self._writer is None:
            raise ArchiveError("the archive was opened for reading; open it with write=True")
        return self._writer.append(members)

    def _is_clean(self, name: str, size: int) -> bool:
        with self.engine.connect() as connection:
            length = connection.execute(select(WarcFile.length).where(WarcFile.name == name)).scalar()
        return (length or 0) == size

    # -- reading -------------------------------------------------------------------------------------------------

    def session(self) -> Session:
        """Return a session on the catalogue."""
        return Session(self.engine)

    def known(self, url: str) -> Known | None:
        """Return what is known of a canonical URL, None where it was never stored."""
        with self.engine.connect() as connection:
            row = connection.execute(_KNOWN, {"key": catalogue.document_id(url)}).first()
        return Known(*row) if row else None

    def documents(self, portal: str, *kinds: str) -> Iterator[Known]:
        """Yield what a portal is known to have (of some kinds), in the order of ids, a page of rows at a time."""
        d = Document
        query = select(d.id, d.url, d.kind, d.state, d.etag, d.last_modified).where(d.portal == portal)
        if kinds:
            query = query.where(d.kind.in_(kinds))
        last = ""
        while True:
            with self.engine.connect() as connection:
                rows = connection.execute(query.where(d.id > last).order_by(d.id).limit(1000)).all()
            yield from (Known(*row) for row in rows)
            if len(rows) < 1000:
                return
            last = rows[-1][0]

    def original(self, capture_id: str) -> Original:
        """Return the original of a capture; of a revisit, that of the capture which it refers to.

        Raises ArchiveError where the capture is unknown or its record cannot be read.
        """
        return originals.original(self.engine, self.folder, capture_id)

    def latest(self, document_id: str) -> Original | None:
        """Return the newest original of a document, None where none of its captures has bytes."""
        return originals.latest(self.engine, self.folder, document_id)
