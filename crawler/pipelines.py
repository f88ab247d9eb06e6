"""Scrapy item pipelines: what the spider yields goes into the archive."""

from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler import signals
from crawler.archive import Fetch
from crawler.exchange import Exchange, fetch_of
from crawler.keeper import Keeper
from crawler.spiders.portal import PortalSpider
from crawler.summary import Failure
from crawler.wording import said


class ArchivePipeline:
    """Stores each :class:`~crawler.archive.Fetch`, and records each failure as a problem of its portal."""

    def __init__(self, crawler: Crawler, spider: PortalSpider, keeper: Keeper) -> None:
        self.crawler = crawler
        self.spider = spider
        self.keeper = keeper
        self.portal = spider.entry.name
        self.crawl = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArchivePipeline":
        """Take the keeper from the spider; a walk without archive (`portals check`) has none."""
        spider = crawler.spider
        if not isinstance(spider, PortalSpider) or spider.keeper is None:
            raise NotConfigured("this crawl has no archive")
        pipeline = cls(crawler, spider, spider.keeper)
        crawler.signals.connect(pipeline.robots, signal=signals.robots_fetched)
        crawler.signals.connect(pipeline.noticed, signal=signals.noticed)
        crawler.signals.connect(pipeline.ended, signal=scrapy_signals.spider_closed)
        return pipeline

    async def open_spider(self) -> None:
        """Note that the visit begins."""
        self.crawl = await self.keeper.begin(self.spider.entry)

    def noticed(self, failure: Failure) -> None:
        """Record what the spider found wrong beside any response."""
        self.keeper.note(self.portal, failure)
        self.crawler.signals.send_catch_log(signals.failed, failure=failure)

    async def ended(self, reason: str) -> None:
        """Note that the visit ended, and how."""
        self.spider.summary.reason = reason
        await self.keeper.end(self.crawl, self.spider.summary)

    async def process_item(self, item: Fetch | Failure) -> Fetch | Failure:
        """Store or record one item."""
        if isinstance(item, Failure):
            await self.keeper.problem(self.portal, item)
            self.crawler.signals.send_catch_log(signals.failed, failure=item)
            return item
        item.crawl = self.crawl
        stored = await self.keeper.store(item)
        if stored.outcome == "gone" and item.kind in ("page", "attachment"):
            before = await self.keeper.known(item.url)
            if before is None or before.state == "unseen":
                await self.process_item(
                    Failure(item.url, "dead_link", said("dead_link", status=item.status, parent=item.parent))
                )
            if before is None or before.state != "present":
                return item
        self.crawler.stats.inc_value(f"archive/{item.kind}/{stored.outcome}")
        self.crawler.signals.send_catch_log(signals.stored, fetch=item, stored=stored)
        return item

    async def robots(self, exchange: Exchange) -> None:
        """Store a robots.txt with what it said."""
        fetch = fetch_of(exchange, "robots", self.portal)
        fetch.crawl = self.crawl
        await self.keeper.store(fetch)
