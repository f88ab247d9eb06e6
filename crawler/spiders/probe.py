"""A spider that fetches single pages, as politely as a crawl does, and keeps nothing: for `nianbao portals detect`."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.http import Request, Response
from twisted.python.failure import Failure as TwistedFailure

from config.settings import Settings
from crawler import walls
from crawler.detect import column_of, rank
from crawler.faults import fault
from crawler.links import Ask, Column
from crawler.page import Page
from crawler.register import PortalEntry
from crawler.spiders.portal import MOST_HOPS, Visit, page_of
from crawler.summary import CrawlSummary, Failure
from crawler.wording import said


class ProbeSpider(scrapy.Spider):
    """Fetches the page of ``address`` and the column that it leads to; both end in ``pages``."""

    name = "probe"

    def __init__(self, entry: PortalEntry, house: Settings, address: str, pages: list[Page], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.entry = entry
        self.house = house
        self.address = address
        self.pages = pages
        self.hops = 0
        self.summary = CrawlSummary(entry.name)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the address."""
        yield self.request(self.address)

    def request(self, url: str) -> Request:
        """Return the request for one page."""
        meta = {"visit": Visit(Ask(url), Column(url, "", "")), "handle_httpstatus_all": True, "dont_redirect": True}
        return Request(url, callback=self.parse, errback=self.lost, meta=meta, dont_filter=True)

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
        elif verdict.outcome != "ok":
            yield Failure(page.url, verdict.name, verdict.evidence)
        elif not page.is_markup:
            yield Failure(page.url, "no_page", said("no_page"))
        else:
            self.pages.append(page)
            column, _ = column_of(page, rank(page)[0].family)
            if column and column != page.url and len(self.pages) == 1 and self.allows(column):
                yield self.request(column)

    def allows(self, url: str) -> bool:
        """Say whether an address is on the portal."""
        return self.entry.allows(url, loopback=self.house.loopback)

    def lost(self, failure: TwistedFailure) -> Iterator[Failure]:
        """Name why the address could not be had."""
        kind, reason = fault(failure.value or Exception("unknown"))
        yield Failure(failure.request.url, kind, reason)  # type: ignore[attr-defined]
