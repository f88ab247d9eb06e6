"""The operator's own proxy for all requests (setting ``proxy``), robots.txt included."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from config.settings import Settings


class OperatorProxy:
    """Names the proxy to Scrapy's HttpProxyMiddleware, which comes after it."""

    def __init__(self, proxy: str) -> None:
        self.proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "OperatorProxy":
        """Take the proxy from the spider's settings; without one nothing is to do."""
        house = getattr(crawler.spider, "house", None)
        if not isinstance(house, Settings) or not house.proxy:
            raise NotConfigured
        return cls(house.proxy)

    def process_request(self, request: Request) -> None:
        """Send a request by the proxy."""
        request.meta.setdefault("proxy", self.proxy)
