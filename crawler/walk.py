"""Crawls of several portals in one event loop: several at once, one at a time for each host.

``crawler.run`` starts a reactor for them; the tests send them to a reactor that runs already.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterable
from typing import Any

import scrapy
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.utils.reactor import install_reactor

from config.settings import Settings
from crawler import signals
from crawler.archive import Fetch
from crawler.archive.lock import LockHeld
from crawler.hosts import visiting
from crawler.keeper import Keeper
from crawler.register import PortalEntry
from crawler.scrapy_settings import scrapy_settings
from crawler.spiders.portal import PortalSpider
from crawler.summary import CrawlSummary, Failure

Progress = Callable[[CrawlSummary], None]
AT_ONCE = 16
"""Portals crawled at the same time by one process."""


class Walk:
    """The crawls of one run.  Without a keeper nothing is archived; ``items`` then holds what the spiders yielded.

    ``spider`` and ``more`` are for looks at a portal (``crawler.look``): another spider, or further arguments of it.
    """

    def __init__(
        self,
        settings: Settings,
        keeper: Keeper | None = None,
        progress: Progress | None = None,
        spider: type[scrapy.Spider] = PortalSpider,
        **more: Any,
    ) -> None:
        self.settings = settings
        self.keeper = keeper
        self.progress = progress
        self.spider = spider
        self.more = more
        self.spiders: dict[str, scrapy.Spider] = {}
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
        crawler = Crawler(self.spider, scrapy_settings(self.settings, entry))
        self.crawlers.add(crawler)

        def take(item: Fetch | Failure) -> None:
            self.items.append(item)
            if isinstance(item, Failure):
                summary.fail(item)

        def notice(failure: Failure) -> None:
            take(failure)

        if self.keeper is None:
            crawler.signals.connect(take, signal=scrapy_signals.item_scraped)
            crawler.signals.connect(notice, signal=signals.noticed)
        given = {"entry": entry, "house": self.settings, "summary": summary, "progress": self.progress} | self.more
        if self.keeper is not None:
            given["keeper"] = self.keeper
        try:
            with visiting(self.settings.data_dir / "locks", entry.own_hosts):
                await crawler.crawl_async(**given)
        except LockHeld as error:
            summary.reason = "busy"
            summary.fail(Failure(entry.home, "busy", str(error)))
        finally:
            self.crawlers.discard(crawler)
            if crawler.spider is not None:
                self.spiders[entry.name] = crawler.spider

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


def until_done(walk: Walk, entries: list[PortalEntry]) -> list[CrawlSummary]:
    """Start the reactor, crawl every entry, and return their summaries.  Only once in a process.

    SIGINT and SIGTERM end it cleanly: requests in flight are finished and stored.
    """
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed

    reactor: Any = installed
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
