"""Asks for known documents only if they changed; a 304 gets its body from the archive: its links are read."""

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response

from crawler.exchange import document_url
from crawler.keeper import Keeper
from crawler.register import PortalEntry

logger = logging.getLogger(__name__)


class Conditional:
    """Sends If-None-Match and If-Modified-Since for what the catalogue knows."""

    def __init__(self, keeper: Keeper, portal: str) -> None:
        self.keeper = keeper
        self.portal = portal
        self.visited: bool | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Conditional":
        """Take the archive's keeper from the spider; without an archive (`portals check`) nothing is known."""
        keeper, entry = getattr(crawler.spider, "keeper", None), getattr(crawler.spider, "entry", None)
        if not isinstance(keeper, Keeper) or not isinstance(entry, PortalEntry):
            raise NotConfigured("this crawl has no archive")
        return cls(keeper, entry.name)

    async def process_request(self, request: Request) -> None:
        """Add the validators of the latest capture."""
        if request.method != "GET" or "visit" not in request.meta or request.meta.get("unconditional"):
            return
        if self.visited is None:
            self.visited = await self.keeper.has_any(self.portal)
        parent = (request.headers.get("Referer") or b"").decode("latin-1")
        known = await self.keeper.known(document_url(request.url, parent=parent)) if self.visited else None
        if known is None:
            return
        request.meta["known"] = known
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Give a 304 the body that the archive has; where the archive has none, ask again without conditions."""
        if response.status != 304:
            return response
        known = request.meta.get("known")
        original = await self.keeper.body(known) if known else None
        if original is None:
            logger.warning("304 for %s, of which the archive has no body: asked again", request.url)
            again = request.replace(dont_filter=True)
            for name in ("If-None-Match", "If-Modified-Since"):
                again.headers.pop(name, None)
            again.meta["unconditional"] = True
            return again
        headers = Headers(response.headers)
        headers["Content-Type"] = original.media_type
        return response.replace(body=original.data, headers=headers, flags=[*response.flags, "not-modified"])
