"""A spider that fetches single pages, as politely as a crawl does, and keeps nothing: for `nianbao portals detect`."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import scrapy
from scrapy.http import Request, Response
from twisted.python.failure import Failure as TwistedFailure

from config.settings import Settings
from crawler import urls, walls
from crawler.detect import column_of, rank
from crawler.families import FAMILIES
from crawler.faults import fault
from crawler.links import Ask, Column
from crawler.page import Page
from crawler.register import PortalEntry
from crawler.spiders.portal import MOST_HOPS, page_of
from crawler.spiders.visit import Visit
from crawler.summary import CrawlSummary, Failure
from crawler.wording import said


class ProbeSpider(scrapy.Spider):
    """Fetches the page of ``address`` and the column that it leads to; both end in ``pages``.

    Where that page is missing the home page takes its place, and the address ends in ``missing``.
    """

    name = "probe"

    def __init__(
        self, entry: PortalEntry, house: Settings, address: str, pages: list[Page], missing: list[Page], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.entry = entry
        self.house = house
        self.address = address
        self.pages = pages
        self.missing = missing
        self.told: list[str] = []
        self.hops = 0
        self.summary = CrawlSummary(entry.name)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the address."""
        yield self.request(self.address)

    def request(self, url: str, callback: Callable[[Response], Any] | None = None) -> Request:
        """Return the request for one page."""
        meta = {"visit": Visit(Ask(url), Column(url, "", "")), "handle_httpstatus_all": True, "dont_redirect": True}
        return Request(url, callback=callback or self.parse, errback=self.lost, meta=meta, dont_filter=True)

    def parse(self, response: Response) -> Iterator[Request | Failure]:
        """Keep the page; follow it to its column once, and redirects on the same site."""
        page = page_of(response)
        verdict = walls.judge(page)
        if verdict.outcome == "redirect" and not self.allows(verdict.target):
            yield Failure(page.url, "off_register", said("off_register", url=verdict.target))
        elif verdict.outcome == "redirect" and self.hops < MOST_HOPS:
            self.hops += 1
            yield self.request(verdict.target)
        elif verdict.outcome == "redirect":
            yield Failure(page.url, "redirect_loop", said("redirect_loop", times=self.hops + 1, url=verdict.target))
        elif verdict.outcome == "missing" and page.url == self.address and not urls.is_home(page.url):
            yield Failure(page.url, verdict.name, verdict.evidence)
            self.missing.append(Page(page.url))  # its address still tells
            yield self.request(urljoin(page.url, "/"))
        elif verdict.outcome != "ok":
            yield Failure(page.url, verdict.name, verdict.evidence)
        elif not page.is_markup:
            yield Failure(page.url, "no_page", said("no_page"))
        else:
            self.pages.append(page)
            yield from self.on(page)

    def on(self, page: Page) -> Iterator[Request]:
        """Ask for the page's column; where nothing tells the family, for the files that would."""
        guess = rank(*self.pages, *self.missing)[0]
        column, _ = column_of(page, guess.family)
        if column and column != page.url and len(self.pages) == 1 and self.allows(column):
            yield self.request(column)
        elif guess.family == "generic" and not self.told:
            self.told = [urljoin(page.url, family.telling) for family in FAMILIES.values() if family.telling]
            for url in self.told:
                yield self.request(url, self.kept)

    def kept(self, response: Response) -> None:
        """Keep a file that tells a family, where the site has it."""
        page = page_of(response)
        if walls.judge(page, file=True).outcome == "ok":
            self.pages.append(page)

    def allows(self, url: str) -> bool:
        """Say whether an address is on the portal."""
        return self.entry.allows(url, loopback=self.house.loopback)

    def lost(self, failure: TwistedFailure) -> Iterator[Failure]:
        """Name why the address could not be had."""
        kind, reason = fault(failure.value or Exception("unknown"))
        yield Failure(failure.request.url, kind, reason)  # type: ignore[attr-defined]
