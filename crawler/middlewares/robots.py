"""robots.txt is obeyed, its Crawl-delay included; one that cannot be had forbids everything for the time being.

RFC 9309: 4xx means that there are no rules; a server error or no answer at all means that nobody knows them.  Then
the archived copy counts where there is one, else nothing is fetched; after the days that the portal's entry gives
(``robots_patience``, RFC 9309's 30 where it says nothing) the host has no rules.
"""

import asyncio
from datetime import timedelta
from urllib.parse import urlsplit

from scrapy import Request
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from crawler import signals, walls
from crawler.faults import UNREACHABLE, Forbidden, Unreachable, fault
from crawler.keeper import Keeper
from crawler.page import Page
from crawler.register import PortalEntry
from crawler.summary import Failure
from crawler.wording import said

AGENT = "Nianbao"
LONGEST_DELAY = 60.0
"""Seconds of a Crawl-delay that are honoured at most."""


class Robots:
    """Takes the place of Scrapy's middleware, which lets everything pass where robots.txt fails."""

    def __init__(self, crawler: Crawler, entry: PortalEntry | None, keeper: Keeper | None) -> None:
        self.crawler = crawler
        self.entry = entry
        self.keeper = keeper
        self.rules: dict[str, asyncio.Future[ProtegoRobotParser | Unreachable]] = {}
        self.delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Robots":
        """Take entry and keeper from the spider; a look at a portal has no archive."""
        spider = crawler.spider
        entry, keeper = getattr(spider, "entry", None), getattr(spider, "keeper", None)
        made = cls(crawler, entry, keeper)
        for signal in (scrapy_signals.request_reached_downloader, scrapy_signals.response_downloaded):
            crawler.signals.connect(made.wait, signal=signal)
        return made

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise what forbids it: Forbidden or Unreachable."""
        parts = urlsplit(request.url)
        if parts.path == "/robots.txt" and "visit" not in request.meta:
            return
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self.rules:
            self.rules[site] = asyncio.ensure_future(self._read(site))
        rules = await asyncio.shield(self.rules[site])
        if isinstance(rules, Unreachable):
            raise rules
        if not rules.allowed(request.url, AGENT):
            raise Forbidden(f"forbidden by robots.txt: {request.url}")

    def wait(self, request: Request) -> None:
        """Keep the delay that a host asked for; AutoThrottle would shorten it, and jitter would go below it."""
        key = str(request.meta.get("download_slot"))
        slot = self.crawler.engine.downloader.slots.get(key)
        if slot is not None and key in self.delays:
            slot.delay, slot.jitter = max(slot.delay, self.delays[key]), 0.0

    async def _read(self, site: str) -> ProtegoRobotParser | Unreachable:
        url = f"{site}/robots.txt"
        try:
            response = await self.crawler.engine.download_async(Request(url, priority=1000, callback=NO_CALLBACK))
        except Exception as error:
            kind, reason = fault(error)
            # Led off the register or too large: there are no rules that could be read.
            rules = await self._without(url, kind, reason) if kind in UNREACHABLE else self._parsed(b"")
        else:
            rules = await self._judged(url, response)
        if isinstance(rules, ProtegoRobotParser):
            key, asked = urlsplit(site).hostname or "", honoured(rules.crawl_delay(AGENT))
            if asked:
                self.delays[key] = max(self.delays.get(key, 0.0), asked)
        return rules

    async def _judged(self, url: str, response: Response) -> ProtegoRobotParser | Unreachable:
        if response.status < 500 and response.status != 429:
            return self._parsed(response.body if response.status < 300 else b"")
        page = Page(response.url, response.status, {}, response.body)
        wall = walls.wall(page)
        evidence = said("status_words", status=response.status, words=walls.excerpt(page))
        return await self._without(url, wall.name if wall else "robots_unreachable", evidence)

    async def _without(self, url: str, kind: str, reason: str) -> ProtegoRobotParser | Unreachable:
        """Return what counts while the rules cannot be had, and say so."""
        copy = await self.keeper.rules(url) if self.keeper is not None else None
        if copy is None and not await self._long_since(url):
            return Unreachable(url, kind, said("robots_unreachable", why=reason))
        failure = Failure(url, "robots_unreachable", self._words(copy, reason))
        self.crawler.signals.send_catch_log(signals.noticed, failure=failure)
        return self._parsed(copy or b"")

    async def _long_since(self, url: str) -> bool:
        if self.keeper is None or self.entry is None:
            return False
        if (patience := timedelta(days=self.entry.robots_patience)) == timedelta():
            return True
        since = await self.keeper.failing_since(self.entry.name, url)
        return since is not None and self.keeper.clock() - since >= patience

    def _words(self, copy: bytes | None, reason: str) -> str:
        if copy:
            return said("robots_copy", why=reason)
        return said("robots_none", why=reason, days=self.entry.robots_patience if self.entry else 0)

    def _parsed(self, body: bytes) -> ProtegoRobotParser:
        return ProtegoRobotParser.from_crawler(self.crawler, body)


def honoured(delay: float | None) -> float:
    """Return the seconds that are waited where a robots.txt asks for a delay; what is no time is none.

    >>> honoured(7200.0)
    60.0
    """
    return min(delay, LONGEST_DELAY) if delay is not None and delay > 0 else 0.0
