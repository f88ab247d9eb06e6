"""Articles that are folders: ``…/zfxxgknb/2024012316171235828/index.html`` (Inner Mongolia, Liaoning, Beijing)."""

import re
from typing import ClassVar

from crawler import urls
from crawler.families.base import REPORT, Family, next_links, path_and_query
from crawler.families.nfcms import numbered_from_one
from crawler.links import Ask, Column, Kind, Link
from crawler.page import Page

_SURE = re.compile(r"/(?:20\d{15,18}|[0-9a-f]{32})/(?:index\.s?html)?$|/article_20\d{12,18}\.s?html$")
_DATED = re.compile(r"/20\d\d-\d\d/\d\d/article_20\d{12,18}\.s?html$")
_NUMBER = re.compile(r"/\d{5,9}/(?:index\.s?html)?$")


class DirectoryId(Family):
    """A timestamp, hash or number as folder; a plain number may also be a list, which its link's text tells."""

    name: ClassVar[str] = "directory_id"
    title: ClassVar[str] = "directory-id (…/2024012316171235828/index.html)"
    articles: ClassVar[re.Pattern[str]] = re.compile(f"{_SURE.pattern}|{_NUMBER.pattern}")
    lists: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")

    def kind(self, link: Link, column: Column) -> Kind | None:
        """A number is an article where the text names a report of a year, else a list."""
        target = path_and_query(link.url)
        if _NUMBER.search(target) and not _SURE.search(target):
            named = REPORT.search(link.title) and (urls.years(link.title) or len(link.title) > 14)
            return "page" if named else "list"
        return super().kind(link, column)

    def belongs(self, link: Link, column: Column) -> bool:
        """Articles with a day's folder lie below the site, not below the column: the text must name a report."""
        if _DATED.search(link.url) and REPORT.search(link.title):
            return urls.host(link.url) == urls.host(column.url)
        return super().belongs(link, column)

    def detect(self, page: Page) -> list[str]:
        """Plain numbers are too common to speak for the family; timestamps and hashes do."""
        hits = sum(1 for a in page.anchors() if _SURE.search(path_and_query(a.url)))
        reasons = [f"{hits} links to articles of this form"] * min(hits, 2)
        return reasons + ([f"address {path_and_query(page.url)}"] if _SURE.search(path_and_query(page.url)) else [])

    def column_of(self, url: str) -> str:
        """The list stands above the article's folder, where that is surely one."""
        return re.sub(r"[^/]+/(?:index\.s?html)?$", "", url) if _SURE.search(url) and not _DATED.search(url) else ""

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the next page by its link, else by number."""
        return next_links(page, ask) or numbered_from_one(page, ask)
