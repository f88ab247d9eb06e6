"""UCAP 开普云: ``/site/cCHANNEL/list.shtml`` lists, an interface by the channel's id, articles by hash."""

import re
from typing import ClassVar
from urllib.parse import urlencode, urljoin

from crawler import urls
from crawler.families import answers
from crawler.families.base import Family
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page

_GUID = r"[0-9a-f]{24,32}"
PER_PAGE = 50


class Ucap(Family):
    """The interface gives all rows; where it is silent, the page's own rows and next-links count.

    Option ``interface``: ``/common/search/`` (the default) or ``/searchList/``; ``channel``: the channel's id.
    """

    name: ClassVar[str] = "ucap"
    title: ClassVar[str] = "UCAP (开普云)"
    articles: ClassVar[re.Pattern[str]] = re.compile(
        rf"/20\d{{4}}/(?:{_GUID}|c\d+_\d+)\.shtml$|/c\d+/c\d+/content\.shtml$"
    )
    lists: ClassVar[re.Pattern[str]] = re.compile(r"/c\d+[a-z]*/(?:\w+_)?(?:list|index)\.shtml$")
    signs: ClassVar[re.Pattern[str]] = re.compile(
        r"<UCAP(?:CONTENT|TITLE)|id=[\"']?UCAP-CONTENT|/common/search/[0-9a-f]{24}", re.I
    )

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the page's rows and the interface's first page, or one page of the interface."""
        if not page.text.lstrip().startswith(("{", "[")):
            found = super().listing(page, ask, column)
            channel = column.option("channel") or channel_of(page)
            if channel and ask.page == 1:
                path = column.option("interface", "/common/search/")
                query = {"page": 1, "_pageSize": PER_PAGE, "_isAgg": "true", "_isJson": "true", "_template": "index"}
                url = f"{urljoin(page.base, path)}{channel}?{urlencode(query)}"
                found.more = [Ask(url, title=ask.title, chain=urljoin(page.base, path) + channel)]
            return found
        return self.results(page, ask, column)

    def results(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the rows of the interface with the files that hang on them."""
        try:
            data = answers.read(page)
        except answers.UnreadableError as error:
            return Listing(notes=[f"list_unreadable: {error}"])
        rows, found = answers.items(data, "data", "results"), []
        for row in rows:
            title, date = answers.text(row, "title"), answers.text(row, "publishedTimeStr", "publishedTime")
            if one := answers.link(page.url, answers.text(row, "url"), title, date):
                found.append(one)
            for file in answers.items(row, "resList"):
                address = answers.text(file, "url", "filePath", "path")
                if address and (
                    one := answers.link(page.url, address, answers.text(file, "name", "fileName") or title)
                ):
                    found.append(Link(one.url, one.title, "attachment"))
        listing = self.sort(found, page, column)
        listing.total = answers.number(data, "data", "total")
        if rows and listing.total and ask.start - 1 + len(rows) < listing.total:
            url = re.sub(r"([?&]page=)\d+", rf"\g<1>{ask.page + 1}", page.url)
            listing.more.append(
                Ask(url, title=ask.title, chain=ask.chain, page=ask.page + 1, start=ask.start + len(rows))
            )
        return listing

    def column_of(self, url: str) -> str:
        """The channel's folder stands above the month's."""
        found = re.match(r"(.*/c\d+[a-z]*)/20\d{4}/", url)
        return f"{found.group(1)}/list.shtml" if found else ""

    def belongs(self, link: Link, column: Column) -> bool:
        """Articles share the channel's folder; files of the interface's rows lie anywhere on the host."""
        if link.kind == "attachment" and urls.host(link.url) == urls.host(column.url):
            return True
        return urls.folder(link.url).startswith(column.prefix)


def channel_of(page: Page) -> str:
    """Return the channel's id, from the page's meta or from an address of its interface."""
    named = re.search(rf"/(?:common/search|searchList)/({_GUID})", page.text)
    return page.meta("channelid") or (named.group(1) if named else "")
