"""The spider: walks one portal of the register with its family and yields what it fetched.

Started by ``crawler.run`` with the portal's entry; what a page holds is the family's business, what a response really
is (a wall, a missing page) is :mod:`crawler.walls`'.  Yields :class:`crawler.archive.Fetch` and
:class:`crawler.summary.Failure`.
"""

import datetime
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

import scrapy
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure as TwistedFailure

from config.settings import Settings
from crawler import signals, urls, walls
from crawler.archive import Fetch
from crawler.exchange import Exchange, fetch_of
from crawler.families import FAMILIES
from crawler.families.base import path_and_query
from crawler.faults import UNREACHABLE, fault
from crawler.keeper import Keeper
from crawler.links import Ask, Column, Kind, Link, Listing
from crawler.middlewares.backoff import slow_down
from crawler.page import Page
from crawler.register import ColumnEntry, PortalEntry
from crawler.seen import HashSet
from crawler.spiders import endings, finding
from crawler.spiders.visit import Visit
from crawler.summary import CrawlSummary, Failure
from crawler.wording import said

PRIORITY: dict[Kind, int] = {"home": 0, "list": 0, "page": 10, "attachment": 20}
"""What a list shows is fetched before its next page, so that the queue stays as short as one list."""

PATIENCE = 5
"""Files may take so many times longer than pages: scans of 20 MB come over slow lines."""

MOST_HOPS = 5
"""Redirects, reloads and frames that lead from one address to another before it is given up."""

Yielded = Request | Fetch | Failure


class PortalSpider(scrapy.Spider):
    """Walks a portal's columns: lists, report pages, attachments, then what no list shows any more.

    With ``sample`` > 0 it looks at so many lists and documents only, and ``seen`` says what it saw.
    """

    name = "portal"

    def __init__(
        self,
        entry: PortalEntry,
        house: Settings,
        keeper: Keeper | None = None,
        summary: CrawlSummary | None = None,
        progress: Callable[[CrawlSummary], None] | None = None,
        sample: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.entry = entry
        self.house = house
        self.keeper = keeper
        self.summary = summary or CrawlSummary(entry.name, entry.title)
        self.progress = progress
        self.sample = sample
        self.seen = endings.Seen()
        self.family = FAMILIES[entry.family]
        self.began = keeper.clock() if keeper is not None else datetime.datetime.now(datetime.UTC)
        self.found = endings.Found()
        self.chains: dict[str, HashSet] = {}
        self.shown, self.met = HashSet(), HashSet()
        self.sought: set[str] = set()
        self.placed: set[str] = set()
        self.headings: set[str] = set()
        self.switched: dict[str, str] = {}
        self.after = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "PortalSpider":
        """Make the spider; when nothing is left to do it turns to documents that no list showed."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.idle, signal=scrapy_signals.spider_idle)
        crawler.signals.connect(spider.broke, signal=scrapy_signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the columns that have a path, then look for those that have a name only."""
        if self.keeper is not None:
            self.switched = await self.keeper.switched(self.entry.name)
        for column in self.entry.located():
            for ask in self.family.start(column):
                if ask.kind != "list":
                    self.found.take(column.name or column.url, Link(ask.url, ask.title, ask.kind))
                # Two columns may begin on one page, which only their fragments tell apart (gkmlpt).
                yield self.request(Visit(ask, column, parent=self.entry.home), again="#" in ask.url)
        for entry in self.entry.columns:
            if not entry.path:
                yield self.seek(self.entry.column(self.entry.home, entry))

    def request(self, visit: Visit, *, again: bool = False) -> Request:
        """Return the request for a visit; ``again`` allows an address that was asked for before."""
        ask = visit.ask
        return Request(
            self.by_scheme(ask.url),
            method=ask.method,
            body=ask.body,
            headers=({"Referer": visit.parent} if visit.parent else {}) | dict(ask.headers),
            callback=self.parse,
            errback=self.lost,
            priority=PRIORITY[ask.kind] - visit.tried,
            dont_filter=again or ask.again,
            meta={
                "visit": visit,
                "dont_redirect": True,
                "handle_httpstatus_all": True,
                "download_timeout": self.house.download_timeout * (PATIENCE if ask.kind == "attachment" else 1),
            },
        )

    # -- answers -------------------------------------------------------------------------------------------------

    def parse(self, response: Response) -> Iterator[Yielded]:
        """Judge a response, keep it, and follow what it holds."""
        visit: Visit = response.meta["visit"]
        exchange: Exchange = response.meta["wire"]
        page = page_of(response)
        verdict = self.judge(page, visit)
        if verdict.outcome in ("ok", "redirect", "missing"):
            self.found.good()
            fetch = fetch_of(
                exchange, visit.ask.kind, self.entry.name, visit.parent, visit.ask.title, visit.column.name
            )
            if verdict.outcome == "redirect" and exchange.status == 200:
                fetch.kind = "redirect"  # a page that only leads on is no report
            if verdict.name == "home" and visit.trail:
                fetch.kind = "home"  # where the redirects ended; the report's own capture says that it is gone
            fetch.verdict = "gone" if verdict.outcome == "missing" else ""
            yield fetch
        if verdict.outcome == "ok":
            yield from self.walk(page, visit)
        elif verdict.outcome == "redirect":
            yield from self.redirected(visit, verdict)
        elif verdict.outcome == "missing":
            yield from self.absent(visit, verdict)
        elif verdict.outcome == "retry" and not visit.tried:
            yield self.request(replace(visit, tried=1), again=True)
        elif verdict.name == "throttle" and visit.tried < self.house.retries:
            slow_down(self.crawler, response.request or self.request(visit))
            yield self.request(replace(visit, tried=visit.tried + 1), again=True)
        elif verdict.name in ("login", "forbidden") and (asks := self.family.refused(page, visit.ask)):
            yield from (self.request(replace(visit, ask=ask)) for ask in asks)
        else:
            yield from self.fail(visit.ask.url, verdict.name, verdict.evidence)

    def judge(self, page: Page, visit: Visit) -> walls.Verdict:
        """Say what a response is, also against the lists seen so far."""
        verdict = walls.judge(page, visit.asked, file=visit.ask.kind == "attachment")
        if verdict.outcome != "ok" or visit.ask.kind != "page" or not page.is_markup:
            return verdict
        if page.title not in self.headings:
            return verdict
        links = sum(1 for a in page.anchors() if self.family.articles.search(path_and_query(a.url)))
        return walls.instead(page, self.headings, links) or verdict

    def walk(self, page: Page, visit: Visit) -> Iterator[Yielded]:
        """Follow what a page holds."""
        if visit.ask.kind == "page" and not visit.depth:
            self.found.lists += 1  # the family knows the address without a list
        if visit.ask.kind == "home":
            yield from self.walk_home(page, visit)
        elif visit.ask.kind == "list":
            yield from self.walk_list(page, visit)
        elif visit.ask.kind == "page" and page.is_markup:
            here = replace(visit, ask=replace(visit.ask, url=page.url))
            if self.family.is_list(page, visit.column):
                yield from self.walk_list(page, here)
            yield from self.follow(self.family.document(page, visit.column), here)

    def walk_list(self, page: Page, visit: Visit) -> Iterator[Yielded]:
        """Follow a list: its documents, lists below it, and the next page if this one brought anything new."""
        self.found.lists += 1
        if page.title:
            self.headings.add(page.title)
        found = self.family.listing(page, visit.ask, visit.column)
        shown = len(found.links)
        found.links = [link for link in found.links if self.allows(link.url)]
        self.crawler.stats.inc_value("links/off_register", shown - len(found.links))
        seen = self.chains.setdefault(visit.ask.chain or visit.ask.url, HashSet(16))
        fresh = sum([seen.add(hash(url)) for url in (*(link.url for link in found.links), *found.passed)])
        for note in found.notes:
            kind, _, reason = note.partition(": ")
            yield from self.fail(visit.ask.url, kind, reason)
        for link in found.links:
            if link.kind != "list" and self.shown.add(hash((visit.column.name, link.url))):
                self.found.take(visit.column.name or visit.column.url, link)
        if self.sample:
            self.seen.list(page, found)
            if self.found.lists > self.sample:
                return
        yield from self.follow(found, visit)
        if "limit_documents" in self.found.kinds:
            return
        if not fresh and visit.ask.page > 1:
            yield from self.repeated(found, visit)
            return
        for ask in found.more:
            if self.found.lists >= (self.entry.limits.pages or self.house.max_pages):
                yield from self.fail(ask.url, "limit_pages", said("limit_pages", pages=self.found.lists))
                return
            yield self.request(replace(visit, ask=ask, parent=page.url, tried=0, trail=()))

    def repeated(self, found: Listing, visit: Visit) -> Iterator[Yielded]:
        """Try the other address of a page that brought nothing new; a list that claims more is named."""
        ask = visit.ask
        if ask.instead:
            yield self.request(replace(visit, ask=replace(ask, url=ask.instead[0], instead=ask.instead[1:])))
        elif found.links and found.more and found.total:
            yield from self.fail(ask.url, "paging_short", said("paging_same", page=ask.page, total=found.total))

    def walk_home(self, page: Page, visit: Visit) -> Iterator[Yielded]:
        """Find a column by its name: on the home page, else one step behind it."""
        if visit.column.name in self.placed:
            return
        for anchor in finding.column_links(page, visit.column.name):
            if not self.allows(anchor.url):
                continue
            self.placed.add(visit.column.name)
            place = self.entry.column(
                anchor.url, ColumnEntry(name=visit.column.name, options=dict(visit.column.options))
            )
            if visit.column.url != self.entry.home:
                reason = said("column_moved", name=visit.column.name, url=anchor.url)
                yield from self.fail(visit.column.url, "column_moved", reason)
            for ask in self.family.start(place):
                yield self.request(Visit(ask, place, page.url))
            return
        platforms = [a for a in finding.platform_links(page) if self.allows(a.url)] if visit.depth == 0 else []
        for anchor in platforms:
            ask = Ask(anchor.url, "home", anchor.name)
            yield self.request(Visit(ask, visit.column, page.url, depth=1), again=True)

    def follow(self, found: Listing, visit: Visit) -> Iterator[Yielded]:
        """Ask for the links of a page."""
        limits = self.entry.limits
        for link in found.links:
            if self.sample and link.kind != "list" and not self.seen.wants(link, self.sample):
                continue
            if not self.allows(link.url):
                self.crawler.stats.inc_value("links/off_register")
                continue
            if link.kind != "attachment" and visit.depth >= limits.depth:
                yield from self.fail(link.url, "limit_depth", said("limit_depth", depth=limits.depth))
                return
            if link.kind != "list" and not self.within(limits.documents, link.url):
                if "limit_documents" not in self.found.kinds:
                    yield from self.fail(
                        link.url, "limit_documents", said("limit_documents", documents=limits.documents)
                    )
                return
            ask = Ask(link.url, link.kind, link.title, chain=link.url)
            yield self.request(Visit(ask, visit.column, visit.ask.url, visit.depth + 1))

    def within(self, most: int, url: str) -> bool:
        """Say whether a document may still be asked for: it was, or there are fewer than the limit."""
        self.met.add(hash(url))
        return len(self.met) <= most

    def redirected(self, visit: Visit, verdict: walls.Verdict) -> Iterator[Yielded]:
        """Follow a redirect on the portal's own hosts, a bounded number of times; to itself once, with its cookie."""
        asked, itself = visit.asked or visit.ask.url, verdict.target == visit.ask.url
        looped = verdict.target in visit.trail or (itself and visit.tried)
        if looped or len(visit.trail) >= MOST_HOPS:
            yield from self.fail(
                asked, "redirect_loop", said("redirect_loop", times=len(visit.trail) + 1, url=verdict.target)
            )
        elif not self.allows(verdict.target):
            yield from self.fail(asked, "off_register", said("off_register", url=verdict.target))
        else:
            ask = replace(visit.ask, url=verdict.target)
            trail = visit.trail if itself else (*visit.trail, visit.ask.url)
            yield self.request(replace(visit, ask=ask, tried=visit.tried + itself, trail=trail), again=itself)

    def absent(self, visit: Visit, verdict: walls.Verdict) -> Iterator[Yielded]:
        """Try the other address of a pager's page; look for a list that is missing; a missing document is news."""
        ask = visit.ask
        if ask.instead:
            yield self.request(replace(visit, ask=replace(ask, url=ask.instead[0], instead=ask.instead[1:])))
        elif ask.otherwise is not None:
            yield self.request(replace(visit, ask=ask.otherwise))
        elif ask.kind == "list" and ask.page == 1 and visit.depth == 0 and visit.column.name not in self.sought:
            yield self.seek(visit.column)
        elif ask.kind == "list":
            yield from self.fail(ask.url, "list_missing", verdict.evidence)

    def seek(self, column: Column) -> Request:
        """Return the request for the home page, on which a column is looked for by its name."""
        self.sought.add(column.name)
        return self.request(Visit(Ask(self.entry.home, "home", column.name), column), again=True)

    def lost(self, failure: TwistedFailure) -> Iterator[Yielded]:
        """Name why an address could not be had; where the host does not answer, try the other scheme once."""
        request: Request = failure.request  # type: ignore[attr-defined]
        kind, reason = fault(failure.value or Exception("unknown"))
        visit: Visit = request.meta["visit"]
        host, other = urls.host(request.url), urls.other_scheme(request.url)
        if kind in UNREACHABLE and other and host not in self.switched and not self.found.lists and not visit.tried:
            self.switched[host] = other.partition(":")[0]
            yield from self.fail(
                request.url, "scheme_switched", said("scheme_switched", why=reason, scheme=self.switched[host])
            )
            yield self.request(replace(visit, tried=1), again=True)
        else:
            yield from self.fail(getattr(failure.value, "url", request.url), kind, reason)

    def broke(self, failure: TwistedFailure, response: Response) -> None:
        """A page on which our own reading broke is named, never lost without a word; the log has the traceback."""
        reason = " ".join(f"{type(failure.value).__name__}: {failure.value}".split())[:300]
        noticed = Failure(response.url, "page_unreadable", reason)
        self.crawler.signals.send_catch_log(signals.noticed, failure=noticed)

    # -- small things --------------------------------------------------------------------------------------------

    def allows(self, url: str) -> bool:
        """Say whether the register lets this crawl fetch an address."""
        return self.entry.allows(url, loopback=self.house.loopback)

    def by_scheme(self, url: str) -> str:
        """Return an address with the scheme that its host was found to speak."""
        scheme = self.switched.get(urls.host(url))
        return f"{scheme}:{url.partition(':')[2]}" if scheme else url

    def fail(self, url: str, kind: str, reason: str) -> Iterator[Failure]:
        """Yield a failure; too many walls or silences in a row end the visit."""
        yield Failure(url, kind, reason)
        if end := self.found.bad(kind):
            raise CloseSpider(end)

    # -- the end -------------------------------------------------------------------------------------------------

    def idle(self) -> None:
        """When nothing is left: ask for known documents that no list showed, then name the end.

        A portal whose lists could not be read is not asked for its documents: it is unreachable, they are not gone.
        """
        if self.keeper is not None and self.found.lists and self.revisit(self.keeper):
            raise DontCloseSpider
        broken = endings.broken_promises(self.entry, self.found, partly=bool(self.sample)) if self.found.lists else []
        lost = [
            Failure(self.entry.home, "column_lost", said("column_lost", name=name or "年报"))
            for name in sorted(self.sought - self.placed)
        ]
        for failure in lost + broken:
            self.crawler.signals.send_catch_log(signals.noticed, failure=failure)
        raise CloseSpider(endings.ending(self.found, broken))

    def revisit(self, keeper: Keeper) -> bool:
        """Ask for the next documents that no list showed; 404 or 410 will tell that they are gone."""
        batch = keeper.unseen(self.entry.name, self.began, self.after)
        for document in batch:
            self.after = document.id
            kind: Kind = "attachment" if document.kind == "attachment" else "page"
            visit = Visit(Ask(document.url, kind, document.title), Column("", document.column, ""), document.parent)
            self.crawler.engine.crawl(self.request(visit))
        return bool(batch)


def page_of(response: Response) -> Page:
    """Return a Scrapy response as a Page; a 304 that the archive answered counts as 200."""
    headers = {k.decode("latin-1").lower(): response.headers.getlist(k)[-1].decode("latin-1") for k in response.headers}
    status = 200 if "not-modified" in response.flags else response.status
    return Page(response.url, status, headers, response.body)
