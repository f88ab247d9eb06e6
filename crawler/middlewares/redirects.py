"""Redirects of robots.txt, which no spider sees; those of pages are the business of ``PortalSpider``."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response


class RobotsRedirects(RedirectMiddleware):
    """Scrapy's middleware without a Referer, which a robots.txt does not need."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsRedirects":
        """Make the middleware; it looks for no RefererMiddleware."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send none."""
        request.headers.pop("Referer", None)
