"""Shanghai: ``/nwN/index.html`` lists, ``/nwN/YYYYMMDD/hash.html`` articles; districts with numbers instead."""

import re
from typing import ClassVar

from crawler.families.base import Family, next_links
from crawler.families.nfcms import numbered_from_one
from crawler.links import Ask, Column
from crawler.page import Page


class Shanghai(Family):
    """上海 city portal and the districts that look like it."""

    name: ClassVar[str] = "shanghai"
    title: ClassVar[str] = "Shanghai (上海)"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/20\d{6}/(?:[0-9a-f]{32}|\d{4,9})\.html$|/20\d\d/\d+/\d+\.html$")
    lists: ClassVar[re.Pattern[str]] = re.compile(r"/nw\d+/(?:index(?:_\d+)?\.html)?$")
    signs: ClassVar[re.Pattern[str]] = re.compile(r"id=[\"']?ivs_content|class=[\"']?Article_content", re.I)

    def column_of(self, url: str) -> str:
        """The section's folder stands above the day's."""
        found = re.match(r"(.*/nw\d+/)20\d{6}/", url)
        return f"{found.group(1)}index.html" if found else ""

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the next page by its link, else ``index_2.html`` for page two."""
        return next_links(page, ask) or numbered_from_one(page, ask)
