"""Downloads over https: modern TLS with a checked certificate first, permissive only for hosts where that failed.

Scrapy makes the handler, see ``crawler.scrapy_settings``.  Old portals speak TLS 1.0 or need legacy renegotiation, and
some hosts hang when the security level is lowered, so it is lowered only after an error, for that host, and recorded.
"""

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler import signals, urls
from crawler.faults import fault
from crawler.summary import Failure

PERMISSIVE = {
    "DOWNLOAD_VERIFY_CERTIFICATES": False,
    "DOWNLOADER_CLIENT_TLS_CIPHERS": "ALL:@SECLEVEL=0",
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.0",
}


class _Otherwise:
    """A crawler with some settings changed; everything else is the crawler's own."""

    def __init__(self, crawler: Crawler, changes: dict[str, Any]) -> None:
        self._crawler = crawler
        self.settings = crawler.settings.copy()
        self.settings.frozen = False
        for name, value in changes.items():
            self.settings.set(name, value, priority="cmdline")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crawler, name)


class TlsFallback:
    """A download handler that remembers for one crawl which hosts need permissive TLS."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.modern = HTTP11DownloadHandler(crawler)
        self.permissive: HTTP11DownloadHandler | None = None
        self.hosts: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "TlsFallback":
        """Make the handler."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """Download one request."""
        host = urls.host(request.url)
        if host not in self.hosts:
            try:
                return await self.modern.download_request(request)
            except Exception as error:
                kind, reason = fault(error)
                if kind != "tls":
                    raise
                self.hosts.add(host)
                failure = Failure(f"https://{host}/", "tls_permissive", reason)
                self.crawler.signals.send_catch_log(signals.noticed, failure=failure)
        if self.permissive is None:
            self.permissive = HTTP11DownloadHandler(_Otherwise(self.crawler, PERMISSIVE))  # type: ignore[arg-type]
        return await self.permissive.download_request(request)

    async def close(self) -> None:
        """Close the connections of both."""
        await self.modern.close()
        if self.permissive is not None:
            await self.permissive.close()
