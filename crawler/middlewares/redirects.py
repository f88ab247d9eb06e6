"""Redirects of robots.txt, which no spider sees; those of pages are the business of ``PortalSpider``."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response


class RobotsRedirects(RedirectMiddleware):
    """Scrapy's middleware without a Referer, which a robots.txt does not need."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send none."""
        request.headers.pop("Referer", None)
