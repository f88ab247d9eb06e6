"""The spider: walks one portal of the register with its family and yields what it fetched.

Started by ``crawler.run`` with the portal's entry; what a page holds is the family's business, what a response really
is (a wall, a missing page) is :mod:`crawler.walls`'.  Yields :class:`crawler.archive.Fetch` and
:class:`crawler.summary.Failure`.
"""

import datetime
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure as TwistedFailure

from config.settings import Settings
from crawler import walls
from crawler.archive import Fetch
from crawler.exchange import Exchange, fetch_of
from crawler.families import FAMILIES
from crawler.families.base import Family
from crawler.faults import fault
from crawler.keeper import Keeper
from crawler.links import Ask, Column, Kind, Listing
from crawler.page import Page
from crawler.register import PortalEntry
from crawler.summary import CrawlSummary, Failure

PRIORITY: dict[Kind, int] = {"home": 0, "list": 0, "page": 10, "attachment": 20}
"""What a list shows is fetched before its next page, so that the queue stays as short as one list."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Why a request is made: travels in ``request.meta["visit"]``."""

    ask: Ask
    column: Column
    parent: str = ""
    depth: int = 0
    hops: int = 0
    tried: int = 0
    asked: str = ""


class PortalSpider(scrapy.Spider):
    """Walks a portal's columns: lists, report pages, attachments, then what no list shows any more."""

    name = "portal"

    def __init__(
        self,
        entry: PortalEntry,
        house: Settings,
        keeper: Keeper | None = None,
        summary: CrawlSummary | None = None,
        progress: Callable[[CrawlSummary], None] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.entry = entry
        self.house = house
        self.keeper = keeper
        self.summary = summary or CrawlSummary(entry.name, entry.title)
        self.progress = progress
        self.family: Family = FAMILIES[entry.family]
        self.began = datetime.datetime.now(datetime.UTC)
        self.chains: dict[str, set[int]] = {}
        self.lists = 0
        self.documents = 0
        self.after = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "PortalSpider":
        """Make the spider; when nothing is left to do it turns to documents that no list showed."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.revisit, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the columns that have a path."""
        for column in self.entry.located():
            for ask in self.family.start(column):
                yield self.request(Visit(ask, column, parent=self.entry.home))

    def request(self, visit: Visit, *, again: bool = False) -> Request:
        """Return the request for a visit; ``again`` allows an address that was asked for before."""
        ask = visit.ask
        headers = {"Referer": visit.parent} if visit.parent else {}
        return Request(
            ask.url,
            method=ask.method,
            body=ask.body,
            headers=headers | dict(ask.headers),
            callback=self.parse,
            errback=self.lost,
            priority=PRIORITY[ask.kind] - visit.tried,
            dont_filter=again,
            meta={"visit": visit, "dont_redirect": True, "handle_httpstatus_all": True},
        )

    def parse(self, response: Response) -> Iterator[Request | Fetch | Failure]:
        """Judge a response, keep it, and follow what it holds."""
        visit: Visit = response.meta["visit"]
        exchange: Exchange = response.meta["wire"]
        page = page_of(response)
        verdict = walls.judge(page, visit.asked)
        if verdict.outcome in ("ok", "redirect", "missing"):
            yield self.fetch(exchange, visit, verdict)
        if verdict.outcome == "redirect":
            yield from self.follow_redirect(visit, verdict)
        elif verdict.outcome == "retry" and not visit.tried:
            yield self.request(replace(visit, tried=1), again=True)
        elif verdict.outcome == "missing":
            yield from self.absent(visit, verdict)
        elif verdict.outcome != "ok":
            yield Failure(visit.ask.url, verdict.name, verdict.evidence)
        elif visit.ask.kind in ("list", "home"):
            yield from self.walk_list(page, visit)
        elif visit.ask.kind == "page" and page.is_markup:
            yield from self.walk_page(page, visit)

    def walk_list(self, page: Page, visit: Visit) -> Iterator[Request | Failure]:
        """Follow a list: its documents, lists below it, and the next page if this one brought anything new."""
        self.lists += 1
        found = self.family.listing(page, visit.ask, visit.column)
        seen = self.chains.setdefault(visit.ask.chain or visit.ask.url, set())
        fresh = {hash(link.url) for link in found.links} - seen
        seen |= fresh
        yield from (Failure(visit.ask.url, *note.split(": ", 1)) for note in found.notes)
        yield from self.follow(found, visit)
        for ask in found.more if fresh or visit.ask.page == 1 else ():
            if self.lists >= (self.entry.limits.pages or self.house.max_pages):
                yield Failure(ask.url, "limit_pages", f"the visit ends after {self.lists} list pages")
                return
            yield self.request(replace(visit, ask=ask, parent=page.url, hops=0, tried=0, asked=""))

    def walk_page(self, page: Page, visit: Visit) -> Iterator[Request | Failure]:
        """Follow what hangs on a report's page."""
        yield from self.follow(
            self.family.document(page, visit.column), replace(visit, ask=replace(visit.ask, url=page.url))
        )

    def follow(self, found: Listing, visit: Visit) -> Iterator[Request | Failure]:
        """Ask for the links of a page."""
        for link in found.links:
            deeper = visit.depth + 1
            if not self.entry.allows(link.url, loopback=self.house.loopback):
                self.crawler.stats.inc_value("links/off_register")
                continue
            if link.kind in ("list", "page") and deeper > self.entry.limits.depth:
                yield Failure(link.url, "limit_depth", f"more than {self.entry.limits.depth} steps below the column")
                continue
            if link.kind != "list":
                self.documents += 1
                if self.documents > self.entry.limits.documents:
                    yield Failure(link.url, "limit_documents", f"more than {self.entry.limits.documents} documents")
                    return
            ask = Ask(link.url, link.kind, link.title, chain=link.url)
            yield self.request(Visit(ask, visit.column, visit.ask.url, deeper))

    def follow_redirect(self, visit: Visit, verdict: walls.Verdict) -> Iterator[Request | Failure]:
        """Follow a redirect on the portal's own hosts, a bounded number of times."""
        if visit.hops >= 5:
            yield Failure(
                visit.asked or visit.ask.url, "redirect_loop", f"more than 5 redirects, last to {verdict.target}"
            )
            return
        if not self.entry.allows(verdict.target, loopback=self.house.loopback):
            yield Failure(
                visit.ask.url, "off_register", f"redirects to {verdict.target}, a host that is not registered"
            )
            return
        again = verdict.target == visit.ask.url
        if again and visit.tried:
            yield Failure(visit.ask.url, "redirect_loop", "redirects to itself")
            return
        ask = replace(visit.ask, url=verdict.target)
        asked = visit.asked or visit.ask.url
        moved = replace(visit, ask=ask, hops=visit.hops + 1, tried=visit.tried + again, asked=asked)
        yield self.request(moved, again=again)

    def absent(self, visit: Visit, verdict: walls.Verdict) -> Iterator[Request | Failure]:
        """Try the other address of a pager's page; a missing list is a failure, a missing document is news."""
        if visit.ask.instead:
            ask = replace(visit.ask, url=visit.ask.instead[0], instead=visit.ask.instead[1:])
            yield self.request(replace(visit, ask=ask))
        elif visit.ask.kind in ("list", "home"):
            yield Failure(visit.ask.url, verdict.name, f"{visit.column.name or 'list'}: {verdict.evidence}")

    def fetch(self, exchange: Exchange, visit: Visit, verdict: walls.Verdict) -> Fetch:
        """Return what the archive stores of an exchange."""
        fetch = fetch_of(exchange, visit.ask.kind, self.entry.name, visit.parent, visit.ask.title, visit.column.name)
        fetch.verdict = "gone" if verdict.outcome == "missing" else ""
        return fetch

    def lost(self, failure: TwistedFailure) -> Iterator[Failure]:
        """Name why an address could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        kind, reason = fault(failure.value or Exception("unknown"))
        yield Failure(request.url, kind, reason)

    def revisit(self) -> None:
        """When idle: ask for known documents that no list showed; an answer of 404 or 410 tells that they are gone."""
        if self.keeper is None:
            return
        batch = self.keeper.unseen(self.entry.name, self.began, self.after)
        if not batch:
            return
        self.after = batch[-1].id
        for document in batch:
            kind: Kind = "attachment" if document.kind == "attachment" else "page"
            column = Column("", document.column, "")
            ask = Ask(document.url, kind, document.title)
            self.crawler.engine.crawl(self.request(Visit(ask, column, document.parent)))
        raise DontCloseSpider


def page_of(response: Response) -> Page:
    """Return a Scrapy response as a Page; a 304 that the archive answered counts as 200."""
    headers = {k.decode("latin-1").lower(): response.headers.getlist(k)[-1].decode("latin-1") for k in response.headers}
    status = 200 if "not-modified" in response.flags else response.status
    return Page(response.url, status, headers, response.body)
