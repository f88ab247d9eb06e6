"""Tries again what failed for a while, each time later; a wall is not knocked at again."""

import asyncio
import datetime
import logging
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from crawler import walls
from crawler.page import Page

logger = logging.getLogger(__name__)

LONGEST = 120.0
"""Seconds that are waited at most before another try; a server that wants more is asked at the next visit."""


class Backoff:
    """Takes the place of Scrapy's RetryMiddleware: honours Retry-After, doubles the wait, and slows the host down."""

    def __init__(self, crawler: Crawler, settings: BaseSettings) -> None:
        if not settings.getint("RETRY_TIMES"):
            raise NotConfigured("setting retries is 0")
        self.crawler = crawler
        self.times = settings.getint("RETRY_TIMES")
        self.codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        self.exceptions = tuple(load_object(name) for name in settings.getlist("RETRY_EXCEPTIONS"))
        self.base = settings.getfloat("DOWNLOAD_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Backoff":
        """Make the middleware from the crawler's settings."""
        return cls(crawler, crawler.settings)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Try again where a status says that it is for now; a page that is a wall is left alone."""
        if response.status not in self.codes or walls.wall(Page(response.url, response.status, {}, response.body)):
            return response
        asked = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"))
        return await self._again(request, f"status {response.status}", asked) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Try again where a connection failed."""
        if not isinstance(exception, self.exceptions):
            return None
        return await self._again(request, f"{type(exception).__name__}", None)

    async def _again(self, request: Request, reason: str, asked: float | None) -> Request | None:
        tried = request.meta.get("retry_times", 0)
        wait = self.base * 2 ** (tried + 1) if asked is None else asked
        if wait > LONGEST or self.crawler.spider is None:
            return None
        again = get_retry_request(request, spider=self.crawler.spider, reason=reason, max_retry_times=self.times)
        if again is not None:
            slow_down(self.crawler, request)
            await self._sleep(wait)
        return again

    async def _sleep(self, seconds: float) -> None:
        """Wait, but not longer than the crawl lasts."""
        end = asyncio.get_running_loop().time() + seconds
        while self.crawler.crawling and (left := end - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(min(left, 0.5))


def slow_down(crawler: Crawler, request: Request) -> None:
    """Double the delay of the host that a request went to, up to a minute."""
    slot = crawler.engine.downloader.slots.get(str(request.meta.get("download_slot")))
    if slot is not None and slot.delay:
        slot.delay = min(slot.delay * 2, 60.0)


def retry_after(value: str, now: datetime.datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number or a date; None where it says neither.

    >>> retry_after("7")
    7.0
    """
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return max(0.0, (moment - (now or datetime.datetime.now(datetime.UTC))).total_seconds())
