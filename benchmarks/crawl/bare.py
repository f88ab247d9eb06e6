"""A bare Scrapy spider that downloads the same pages and keeps nothing: what the speed of ours is measured against.

``python -m benchmarks.crawl.bare ADDRESS DOCUMENTS``
"""

import sys
from collections.abc import AsyncIterator

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from benchmarks.crawl.site import ROWS


class Bare(scrapy.Spider):
    """Asks for the lists and pages by number."""

    name = "bare"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for number in range(-(-self.documents // ROWS)):
            yield scrapy.Request(f"{self.address}/nb/{f'index_{number}.html' if number else ''}")
        for number in range(self.documents):
            yield scrapy.Request(f"{self.address}/nb/202401/t20240110_{number}.html")

    def parse(self, response: scrapy.http.Response) -> None:
        return None


if __name__ == "__main__":
    process = AsyncCrawlerProcess({"LOG_ENABLED": False, "CONCURRENT_REQUESTS": 1, "TELNETCONSOLE_ENABLED": False})
    process.crawl(Bare, address=sys.argv[1], documents=int(sys.argv[2]))
    process.start()
