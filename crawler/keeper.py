"""The archive as a crawl uses it: one thread does all storing, so that the reactor never waits for a disk.

What comes in within a moment, or while the thread is busy, is stored with one flush to the disk and one commit.

Made by ``crawler.run``; pipelines and middlewares await its methods.
"""

import asyncio
import datetime
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, select

from crawler import urls
from crawler.archive import Archive, Fetch, Known, Stored
from crawler.archive.catalogue import Capture, Document, Problem
from crawler.archive.fetch import now
from crawler.archive.scribe import Scribe
from crawler.problems import settle
from crawler.register import PortalEntry
from crawler.summary import CrawlSummary, Failure
from crawler.withdrawal import judge

T = TypeVar("T")
TOGETHER = 64
"""Exchanges that are stored with one commit, at most."""
HELD = 2 * 1024 * 1024
"""Bytes that wait at most; Scrapy stops asking at 5 MB in hand."""
LINGER = 0.1
"""Seconds that an exchange waits for others, to be stored with them; a kill may lose so much.

With the usual second between two requests that is the exchange in flight.
"""
BATCH = 100
"""Documents that a spider revisits at a time."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of an archived capture, content-encoding undone."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """A document that the catalogue knows and that no list has shown in this crawl."""

    id: str
    url: str
    kind: str
    title: str
    column: str
    parent: str


class Keeper:
    """Writes to the archive on one thread and reads on another, so that no request waits for a flush.

    ``clock`` tells when things happen (a simulation has its own); ``scribe`` is the process that stores, where there
    is one.  What waits to be stored is bounded in bytes by Scrapy, which makes no request while the responses in hand
    are larger than 5 MB.
    """

    def __init__(
        self,
        archive: Archive,
        clock: Callable[[], datetime.datetime] | None = None,
        scribe: Scribe | None = None,
    ) -> None:
        self.archive = archive
        self._scribe = scribe
        self.clock = clock or now
        self._simulated = clock is not None
        self._thread = ThreadPoolExecutor(1, "archive")
        self._reader = ThreadPoolExecutor(1, "catalogue")
        self._waiting: deque[tuple[Fetch, asyncio.Future[Stored]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def _run(self, call: Callable[..., T], *args: Any) -> T:
        self._send()
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *args)

    async def _read(self, call: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._reader, call, *args)

    async def store(self, fetch: Fetch) -> Stored:
        """Archive one exchange."""
        if self._simulated:
            fetch.time = self.clock()
        loop = asyncio.get_running_loop()
        stored: asyncio.Future[Stored] = loop.create_future()
        self._waiting.append((fetch, stored))
        if len(self._waiting) >= TOGETHER or sum(len(one.body) for one, _ in self._waiting) >= HELD:
            self._send()
        elif self._timer is None:
            self._timer = loop.call_later(LINGER, self._send)
        return await stored

    def _send(self) -> None:
        """Have what waits stored now; also what comes next on the thread must find it stored."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            self._thread.submit(self._store_waiting, self._waiting[0][1].get_loop())

    def _store_waiting(self, loop: asyncio.AbstractEventLoop) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER))]
        if not batch:
            return
        try:
            done = self._store([fetch for fetch, _ in batch])
        except Exception as error:
            for _, stored in batch:
                loop.call_soon_threadsafe(_fail, stored, error)
            return
        loop.call_soon_threadsafe(_finish, [stored for _, stored in batch], done)

    def _store(self, fetches: list[Fetch]) -> list[Stored]:
        if self._scribe is None:
            return self.archive.store_many(fetches)
        return self._scribe.store_many(fetches, self.archive.store_many)

    async def begin(self, entry: PortalEntry) -> str:
        """Note that a visit begins; returns the crawl's id."""
        facts = {"title": entry.title, "home": entry.home, "jurisdiction": entry.jurisdiction, "family": entry.family}
        return await self._run(lambda: self.archive.begin_crawl(entry.name, time=self.clock(), **facts))

    async def end(self, crawl: str, summary: CrawlSummary) -> None:
        """Note that a visit ended, with its counts, and what it found gone."""
        counts = {k: v for k, v in summary.to_json().items() if isinstance(v, int | float | dict)}
        await self._run(self.archive.end_crawl, crawl, summary.reason, counts, self.clock())
        await self._run(judge, self.archive, crawl, self.archive.settings, self.clock())
        await self._run(settle, self.archive, crawl, self.clock())

    async def problem(self, portal: str, failure: Failure) -> None:
        """Note a failure as a problem of its portal."""
        await self._run(self._problem, portal, failure)

    def note(self, portal: str, failure: Failure) -> None:
        """Note a failure from where nothing can be awaited."""
        self._send()
        self._thread.submit(self._problem, portal, failure).result()

    def _problem(self, portal: str, failure: Failure) -> None:
        self.archive.problem(failure.kind, failure.reason, portal=portal, url=failure.url, time=self.clock())

    async def switched(self, portal: str) -> dict[str, str]:
        """Return the hosts of a portal that were found to speak another scheme, with that scheme."""
        return await self._read(self._switched, portal)

    def _switched(self, portal: str) -> dict[str, str]:
        query = select(Problem.url).where(Problem.portal == portal, Problem.kind == "scheme_switched")
        with self.archive.session() as session:
            found = session.scalars(query.where(Problem.resolved.is_(None))).all()
        return {urls.host(url): urls.other_scheme(url).partition(":")[0] for url in found if url}

    async def rules(self, url: str) -> bytes | None:
        """Return the last robots.txt that a host gave: empty where it said that it has none, None if it never told."""
        return await self._read(self._rules, url)

    def _rules(self, url: str) -> bytes | None:
        query = (
            select(Capture.id, Capture.status)
            .join(Document, Document.id == Capture.document_id)
            .where(Document.url.in_((url, urls.other_scheme(url))))
            .where(Capture.status.in_((200, 304, 404, 410)))
            .order_by(Capture.time.desc())
            .limit(1)
        )
        with self.archive.session() as session:
            found = session.execute(query).first()
        if found is None:
            return None
        return self.archive.original(found.id).read() if found.status in (200, 304) else b""

    async def failing_since(self, portal: str, url: str) -> datetime.datetime | None:
        """Return since when an address is an open problem of a portal."""
        return await self._read(self._failing_since, portal, url)

    def _failing_since(self, portal: str, url: str) -> datetime.datetime | None:
        query = select(func.min(Problem.first_seen)).where(Problem.portal == portal, Problem.url == url)
        with self.archive.session() as session:
            return session.scalar(query.where(Problem.resolved.is_(None)))

    async def has_any(self, portal: str) -> bool:
        """Say whether the catalogue knows anything of a portal; of a new one nothing need be looked up."""
        return await self._read(self._has_any, portal)

    def _has_any(self, portal: str) -> bool:
        with self.archive.session() as session:
            query = select(Document.id).where(Document.portal == portal, Document.kind != "robots").limit(1)
            return session.scalar(query) is not None

    async def known(self, url: str) -> Known | None:
        """Return what the catalogue knows of an address."""
        return await self._read(self.archive.known, url)

    async def body(self, known: Known) -> Body | None:
        """Return the latest bytes of a document, or None where the archive has none."""
        return await self._read(self._body, known)

    def _body(self, known: Known) -> Body | None:
        original = self.archive.latest(known.document_id)
        return Body(original.read(), original.media_type) if original is not None else None

    def unseen(self, portal: str, since: datetime.datetime, after: str) -> list[Unseen]:
        """Return the next documents of a portal, by id, that were present and have not been seen since a moment."""
        self._send()
        return self._thread.submit(self._unseen, portal, since, after).result()

    def _unseen(self, portal: str, since: datetime.datetime, after: str) -> list[Unseen]:
        query = (
            select(Document.id, Document.url, Document.kind, Document.title, Document.column, Document.parent)
            .where(
                Document.portal == portal,
                Document.kind.in_(("page", "attachment")),
                Document.state.in_(("present", "gone")),
            )
            .where(Document.last_seen < since, Document.id > after, Document.url.not_like(f"%{urls.PAGE_KEY}=%"))
            .order_by(Document.id)
            .limit(BATCH)
        )
        with self.archive.session() as session:
            return [Unseen(*(value or "" for value in row)) for row in session.execute(query)]

    def close(self) -> None:
        """Wait for what is being stored; the archive itself is closed by who opened it."""
        self._send()
        self._thread.shutdown()
        self._reader.shutdown()


def _finish(waiting: list[asyncio.Future[Stored]], done: list[Stored]) -> None:
    for future, stored in zip(waiting, done, strict=True):
        if not future.done():
            future.set_result(stored)


def _fail(future: asyncio.Future[Stored], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
