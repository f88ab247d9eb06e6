"""Keeps what came over the wire, before Scrapy undoes the content-encoding, so that originals are byte-exact."""

import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawler import signals
from crawler.exchange import Exchange


class Wire:
    """Puts an :class:`Exchange` into ``request.meta["wire"]``; announces robots.txt, which no spider sees."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Wire":
        """Make the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Note when the request leaves; nothing of an earlier try may stay."""
        request.meta["wire"] = None
        request.meta["sent"] = datetime.datetime.now(datetime.UTC)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keep the exchange."""
        exchange = Exchange(
            url=request.url,
            time=request.meta["sent"],
            method=request.method,
            request_headers=[("Host", urlsplit(request.url).netloc), *_pairs(request.headers)],
            request_body=request.body,
            status=response.status,
            reason=_phrase(response.status),
            http_version=response.protocol or "HTTP/1.1",
            response_headers=_pairs(response.headers),
            body=response.body,
        )
        request.meta["wire"] = exchange
        if urlsplit(request.url).path == "/robots.txt" and "visit" not in request.meta:
            await self.crawler.signals.send_catch_log_async(signals.robots_fetched, exchange=exchange)
        return response


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [(k.decode("latin-1"), v.decode("latin-1")) for k in headers for v in headers.getlist(k)]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
