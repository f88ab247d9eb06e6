"""Scrapy extensions: the tally of a crawl, from signals and stats, and its progress to whoever listens."""

import time
from typing import Any

from scrapy import Spider
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler import signals
from crawler.archive import Fetch, Stored
from crawler.summary import CrawlSummary, Failure


class Tally:
    """Fills the spider's :class:`~crawler.summary.CrawlSummary` and tells ``spider.progress`` of every step."""

    def __init__(self, crawler: Crawler, summary: CrawlSummary) -> None:
        self.crawler = crawler
        self.summary = summary
        self.began = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Tally":
        """Take the summary from the spider."""
        summary = getattr(crawler.spider, "summary", None)
        if summary is None:
            raise NotConfigured("the spider keeps no summary")
        tally = cls(crawler, summary)
        for handler, signal in (
            (tally.stored, signals.stored),
            (tally.failed, signals.failed),
            (tally.closed, scrapy_signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)
        return tally

    def stored(self, fetch: Fetch, stored: Stored) -> None:
        """Count what was archived."""
        if fetch.kind in ("page", "attachment"):
            if fetch.status in (200, 304, 404, 410):
                self.summary.documents += 1
            if stored.outcome in ("new", "changed", "unchanged", "gone"):
                setattr(self.summary, stored.outcome, getattr(self.summary, stored.outcome) + 1)
        elif fetch.kind != "robots":
            self.summary.pages += 1
        self._tell()

    def failed(self, failure: Failure) -> None:
        """Count what could not be had."""
        self.summary.fail(failure)
        self._tell()

    def closed(self, spider: Spider, reason: str) -> None:
        """Note how it ended."""
        self.summary.reason = reason
        self.summary.requests = self.crawler.stats.get_value("downloader/request_count", 0)
        self.summary.seconds = round(time.monotonic() - self.began, 2)

    def _tell(self) -> None:
        progress: Any = getattr(self.crawler.spider, "progress", None)
        if progress is not None:
            progress(self.summary)
