"""LonSun 龙讯 (Anhui): ``/public/column/ORGAN?type=3&action=list`` lists, ``/public/ORGAN/CONTENT.html`` articles."""

import re
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from crawler import urls
from crawler.families.base import Family, in_chrome, next_links
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page

_COLUMN = re.compile(r"/public/column/(\d+)")
_ORGAN = re.compile(r"/public/(?:column/)?(\d+)")
ANNUAL = "3"
"""``type`` of 政府信息公开年报 (1 制度, 2 指南, 4 目录, 5 依申请公开)."""


class Lonsun(Family):
    """One list of bodies leads to the annual reports of every body."""

    name: ClassVar[str] = "lonsun"
    title: ClassVar[str] = "LonSun (龙讯)"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/public/\d+/\d+\.html$")
    lists: ClassVar[re.Pattern[str]] = _COLUMN

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """A list of bodies gives each body's list; a body's list gives its rows and the tabs of other years."""
        if "action=rel" in page.url:
            return Listing(links=list(self.bodies(page)))
        found = super().listing(page, ask, column)
        mine = _ORGAN.search(urlsplit(page.url).path)
        found.links = [
            link
            for link in found.links
            if not (mine and (theirs := _ORGAN.search(urlsplit(link.url).path)) and theirs.group(1) != mine.group(1))
        ]
        known = {link.url for link in found.links}
        for element in page.tree.xpath("//*[@id='timeFrame']"):
            for anchor in page.anchors(element):
                if anchor.url not in known | {page.url, column.url}:
                    found.links.append(Link(anchor.url, anchor.name, "list"))
        return found

    def bodies(self, page: Page) -> list[Link]:
        """Return for each body the list of its annual reports."""
        found: dict[str, Link] = {}
        for anchor in page.anchors():
            organ = _COLUMN.search(anchor.url)
            if organ and not in_chrome(anchor.element) and f"column/{organ.group(1)}" not in urlsplit(page.url).path:
                base = anchor.url.partition("/public/")[0]
                url = f"{base}/public/column/{organ.group(1)}?type={ANNUAL}&action=list"
                found.setdefault(url, Link(url, anchor.name, "list"))
        return list(found.values())

    def belongs(self, link: Link, column: Column) -> bool:
        """A body's articles carry its number; below a list of bodies every body belongs."""
        if urls.host(link.url) != urls.host(column.url):
            return False
        if "action=rel" in column.url:
            return True
        mine, theirs = _ORGAN.search(urlsplit(column.url).path), _ORGAN.search(urlsplit(link.url).path)
        return theirs is None or (mine is not None and mine.group(1) == theirs.group(1))

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the next page by its link, else by ``pageIndex`` where the page says how many there are."""
        if found := next_links(page, ask):
            return found
        total = re.search(r"pageCount[\"']?\s*[:=]\s*[\"']?(\d+)", page.text)
        if (
            not total
            or ask.page >= int(total.group(1))
            or ("pageIndex" in parse_qs(urlsplit(page.url).query) and ask.page == 1)
        ):
            return []
        base = re.sub(r"[?&]pageIndex=\d+", "", page.url)
        url = f"{base}{'&' if '?' in base else '?'}pageIndex={ask.page + 1}"
        return [Ask(url, title=ask.title, chain=ask.chain, page=ask.page + 1)]
