"""Only hosts of the register are fetched: requests, redirects, robots.txt alike."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured

from config.settings import Settings
from crawler.register import PortalEntry


class OffRegister(IgnoreRequest):
    """The address is on a host that the portal's entry does not name."""


class RegisteredHosts:
    """Drops requests to hosts that the spider's entry does not name."""

    def __init__(self, entry: PortalEntry, loopback: bool) -> None:
        self.entry = entry
        self.loopback = loopback

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RegisteredHosts":
        """Take the entry from the spider; a spider without one is not ours."""
        spider = crawler.spider
        entry, house = getattr(spider, "entry", None), getattr(spider, "house", None)
        if not isinstance(entry, PortalEntry) or not isinstance(house, Settings):
            raise NotConfigured("the spider has no entry of the register")
        return cls(entry, house.loopback)

    def process_request(self, request: Request) -> None:
        """Let a request pass or raise OffRegister."""
        if not self.entry.allows(request.url, loopback=self.loopback):
            raise OffRegister(f"off the register: {request.url}")
