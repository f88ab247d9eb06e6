"""Runs crawls: several portals at once, one at a time for each host, until all are done or a signal asks to stop.

``nianbao crawl`` calls :func:`crawl`; what already has an event loop of its own, or crawls more than once, calls
:func:`crawl_in_child`, because Twisted's reactor starts once in a process.
"""

import asyncio
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from typing import IO, Any

from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.utils.reactor import install_reactor

from config.settings import Settings
from crawler import register, signals
from crawler.archive import Archive, Fetch
from crawler.archive.lock import LockHeld
from crawler.hosts import visiting
from crawler.keeper import Keeper
from crawler.log import to_file
from crawler.register import PortalEntry
from crawler.scrapy_settings import scrapy_settings
from crawler.spiders.portal import PortalSpider
from crawler.summary import CrawlSummary, Failure

Progress = Callable[[CrawlSummary], None]
AT_ONCE = 16
"""Portals crawled at the same time by one process."""

logger = logging.getLogger(__name__)


def chosen(names: list[str]) -> list[PortalEntry]:
    """Return the portals to crawl: those named, else all that are enabled.

    Raises RegisterError for a name that is unknown or disabled.
    """
    entries = register.load(names or None)
    if not names:
        return [entry for entry in entries if entry.enabled]
    for entry in entries:
        if not entry.enabled:
            raise register.RegisterError(
                f"{entry.file}: {entry.name} is disabled; "
                f"try `nianbao portals check {entry.name}`, then set enabled: true"
            )
    return entries


def crawl(settings: Settings, names: list[str] | None = None, progress: Progress | None = None) -> list[CrawlSummary]:
    """Crawl portals of the register into the archive; returns one summary for each, in the order of the register.

    Only once in a process.  SIGINT and SIGTERM end it cleanly: requests in flight are finished and stored.  Raises
    RegisterError for a name that is not in the register.
    """
    entries = chosen(names or [])
    with to_file(settings.data_dir / "logs" / "crawl.jsonl"), Archive.open(settings, write=True) as archive:
        for message in archive.recovered:
            logger.warning("recovered: %s", message)
        keeper = Keeper(archive)
        try:
            return _run(settings, entries, keeper, progress)
        finally:
            keeper.close()


def _run(
    settings: Settings, entries: list[PortalEntry], keeper: Keeper | None, progress: Progress | None
) -> list[CrawlSummary]:
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed

    reactor: Any = installed
    walk = Walk(settings, keeper, progress)
    failure: list[BaseException] = []

    async def main() -> None:
        try:
            await walk.all(entries)
        except BaseException as error:
            failure.append(error)
        finally:
            reactor.stop()

    def start() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(RuntimeError, ValueError):
                loop.add_signal_handler(number, walk.stop)
        walk.task = asyncio.ensure_future(main())

    reactor.callWhenRunning(reactor.callLater, 0, start)
    reactor.run(installSignalHandlers=False)
    if failure:
        raise failure[0]
    return [walk.summaries[entry.name] for entry in entries]


class Walk:
    """The crawls of one run.  Without a keeper nothing is archived; ``items`` then holds what the spiders yielded."""

    def __init__(self, settings: Settings, keeper: Keeper | None = None, progress: Progress | None = None) -> None:
        self.settings = settings
        self.keeper = keeper
        self.progress = progress
        self.summaries: dict[str, CrawlSummary] = {}
        self.items: list[Fetch | Failure] = []
        self.crawlers: set[Crawler] = set()
        self.stopping = False
        self.task: asyncio.Future[None] | None = None
        self.ending: list[asyncio.Future[None]] = []

    async def all(self, entries: list[PortalEntry]) -> None:
        """Crawl every entry; those that share a host one after the other."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def group(members: list[PortalEntry]) -> None:
            for entry in members:
                async with gate:
                    await self.one(entry)

        await asyncio.gather(*(group(members) for members in by_host(entries)))

    async def one(self, entry: PortalEntry) -> None:
        """Crawl one portal."""
        summary = self.summaries[entry.name] = CrawlSummary(entry.name, entry.title, reason="shutdown")
        if self.stopping:
            return
        crawler = Crawler(PortalSpider, scrapy_settings(self.settings, entry))
        self.crawlers.add(crawler)
        if self.keeper is None:
            crawler.signals.connect(self._take, signal=scrapy_signals.item_scraped)
            crawler.signals.connect(self._notice, signal=signals.noticed)
        try:
            with visiting(self.settings.data_dir / "locks", entry.own_hosts):
                await crawler.crawl_async(
                    entry=entry, house=self.settings, keeper=self.keeper, summary=summary, progress=self.progress
                )
        except LockHeld as error:
            summary.reason = "busy"
            summary.fail(Failure(entry.home, "busy", str(error)))
        finally:
            self.crawlers.discard(crawler)

    def _take(self, item: Fetch | Failure) -> None:
        self.items.append(item)

    def _notice(self, failure: Failure) -> None:
        self.items.append(failure)

    def stop(self) -> None:
        """End all crawls; a second signal gives up on requests in flight."""
        if self.stopping and self.task:
            self.task.cancel()
        self.stopping = True
        for crawler in self.crawlers:
            self.ending.append(asyncio.ensure_future(crawler.stop_async()))


def by_host(entries: Iterable[PortalEntry]) -> list[list[PortalEntry]]:
    """Group portals that share any host, so that no host is visited by two crawls at once."""
    groups: list[tuple[set[str], list[PortalEntry]]] = []
    for entry in entries:
        hosts, members = set(entry.own_hosts), [entry]
        rest = []
        for other_hosts, other in groups:
            if hosts & other_hosts:
                hosts, members = hosts | other_hosts, other + members
            else:
                rest.append((other_hosts, other))
        groups = [*rest, (hosts, members)]
    return [members for _, members in groups]


class ChildError(RuntimeError):
    """A child process could not crawl; the message is its last words."""


def crawl_in_child(
    settings: Settings, names: list[str] | None = None, progress: Callable[[str], None] | None = None
) -> list[CrawlSummary]:
    """Run ``nianbao crawl`` as a child process; each line of its progress is passed on.

    Returns the summaries.  Raises ChildError if the child could not crawl at all.
    """
    given = settings.model_dump(mode="json").items()
    environment = os.environ | {f"NIANBAO_{name.upper()}": str(value) for name, value in given}
    command = [sys.executable, "-c", "import nianbao; nianbao.main()", "crawl", "--json", *(names or [])]
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment
    ) as child:
        assert child.stdout and child.stderr
        listener = threading.Thread(target=_listen, args=(child.stderr, said, progress), daemon=True)
        listener.start()
        answer = child.stdout.read()
        listener.join()
    if child.returncode not in (0, 1) or not answer:
        raise ChildError(f"`nianbao crawl` ended with {child.returncode}: {' '.join(said[-5:])}")
    return [CrawlSummary.from_json(json.loads(line)) for line in answer.splitlines()]


def _listen(stream: IO[str], said: list[str], progress: Callable[[str], None] | None) -> None:
    for line in stream:
        said.append(line.rstrip())
        del said[:-50]
        if progress:
            progress(line.rstrip())
