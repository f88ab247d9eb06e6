"""One reactor for all tests of a process: Twisted's starts once, so it runs in a thread and crawls are sent to it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import Settings
from crawler.archive import Archive
from crawler.keeper import Keeper
from crawler.register import PortalEntry
from crawler.summary import CrawlSummary
from crawler.walk import Walk

Crawl = Callable[..., CrawlSummary]


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    from twisted.internet import asyncioreactor

    # A loop of its own: a browser test before may have left one running in this thread.
    asyncioreactor.install(asyncio.new_event_loop())
    from twisted.internet import reactor

    thread = threading.Thread(target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True)
    started = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    def note() -> None:
        loops.append(asyncio.get_running_loop())
        started.set()

    reactor.callWhenRunning(reactor.callLater, 0, note)
    thread.start()
    started.wait(10)
    yield loops[0]
    reactor.callFromThread(reactor.stop)
    thread.join(10)
    loops[0].close()


@pytest.fixture
def walk(loop: asyncio.AbstractEventLoop) -> Callable[..., Walk]:
    """Crawl entries and return the walk with its summaries and, without an archive, its items."""

    def run(settings: Settings, *entries: PortalEntry, keeper: Keeper | None = None, seconds: float = 30) -> Walk:
        walk = Walk(settings, keeper)
        asyncio.run_coroutine_threadsafe(walk.all(list(entries)), loop).result(seconds)
        return walk

    return run


@pytest.fixture
def quick(tmp_path: Path) -> Settings:
    """Settings for a portal on loopback: no waiting, data in a temporary folder."""
    return Settings(data_dir=tmp_path / "data", loopback=True, download_delay=0, download_timeout=5, retries=1)


@pytest.fixture
def archived(walk: Callable[..., Walk]) -> Callable[..., list[CrawlSummary]]:
    """Crawl entries into the archive of the settings and return the summaries."""

    def run(settings: Settings, *entries: PortalEntry) -> list[CrawlSummary]:
        with Archive.open(settings, write=True) as archive:
            keeper = Keeper(archive)
            try:
                summaries = walk(settings, *entries, keeper=keeper).summaries
            finally:
                keeper.close()
        return [summaries[entry.name] for entry in entries]

    return run
