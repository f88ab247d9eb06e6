"""Which addresses a crawl has met, in 16 to 32 bytes for each: a portal may show a hundred thousand.

``HashSet`` serves the spider; ``CompactDupeFilter`` takes the place of Scrapy's filter, whose set of byte strings takes
five times as much.
"""

from array import array

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.dupefilters import BaseDupeFilter

_EMPTY = 0


class HashSet:
    """A set of 64-bit numbers in one array, by open addressing; at most half full."""

    def __init__(self, size: int = 1024) -> None:
        self._slots = array("Q", bytes(8 * size))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, number: int) -> bool:
        """Add a number (its lower 64 bits); returns whether it is new.

        >>> seen = HashSet()
        >>> seen.add(7), seen.add(7)
        (True, False)
        """
        number = (number & 0xFFFFFFFFFFFFFFFF) or 1
        place = self._find(number)
        if self._slots[place] == number:
            return False
        self._slots[place] = number
        self._count += 1
        if self._count * 2 > len(self._slots):
            self._grow()
        return True

    def _find(self, number: int) -> int:
        slots, mask = self._slots, len(self._slots) - 1
        place = (number ^ (number >> 32)) & mask
        while slots[place] not in (_EMPTY, number):
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("Q", bytes(16 * len(before)))
        for number in before:
            if number != _EMPTY:
                self._slots[self._find(number)] = number


class CompactDupeFilter(BaseDupeFilter):
    """Drops requests that were made before, by the first 64 bits of Scrapy's fingerprint."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.fingerprinter = crawler.request_fingerprinter
        self.seen = HashSet()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CompactDupeFilter":
        """Make the filter with the crawler's fingerprinter."""
        return cls(crawler)

    def request_seen(self, request: Request) -> bool:
        """Say whether a request was made before, and remember it."""
        return not self.seen.add(int.from_bytes(self.fingerprinter.fingerprint(request)[:8], "big"))

    def log(self, request: Request, spider: Spider) -> None:
        """Count a request that was dropped."""
        self.crawler.stats.inc_value("dupefilter/filtered")
