"""UCAP 开普云: ``/site/cCHANNEL/list.shtml`` lists, an interface by the channel's id, articles by hash."""

import re
from typing import ClassVar
from urllib.parse import urlencode, urljoin

from crawler import urls
from crawler.families import answers
from crawler.families.base import Family, following, next_links
from crawler.families.trs import script_pager
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page

_GUID = r"[0-9a-f]{24,32}"
PER_PAGE = 50
INTERFACES = ("/common/search/", "/searchList/")


class Ucap(Family):
    """The interface gives all rows; where it is silent, the page's own rows and next-links count.

    Options: ``interface``, ``/common/search/`` or ``/searchList/``, where no page names it (then both are tried);
    ``channel``, the channel's id, where no page names that.
    """

    name: ClassVar[str] = "ucap"
    title: ClassVar[str] = "UCAP (开普云)"
    articles: ClassVar[re.Pattern[str]] = re.compile(
        rf"/20\d{{4}}/(?:{_GUID}|c\d+_\d+)\.shtml$|/c\d+/c\d+/content\.shtml$"
    )
    lists: ClassVar[re.Pattern[str]] = re.compile(
        r"/c\d\w*/(?:\w+_)?(?:list|index)\.shtml$|/(?:new|zf)xxgk_(?:list|index)\.shtml$"
    )
    signs: ClassVar[re.Pattern[str]] = re.compile(
        r"<UCAP(?:CONTENT|TITLE)|id=[\"']?UCAP-CONTENT|/common/search/[0-9a-f]{24}", re.I
    )

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the page's rows and the interface's first page, or one page of the interface."""
        if not page.text.lstrip().startswith(("{", "[")):
            found = super().listing(page, ask, column)
            channel = column.option("channel") or channel_of(page)
            named = column.option("interface") or interface_of(page)
            if channel and ask.page == 1 and (named or not found.more):
                found.more.append(interface(page, ask, channel, named))
            return found
        return self.results(page, ask, column)

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the next static page, by its link or as the page's script numbers it."""
        return next_links(page, ask) or script_pager(page, ask)

    def results(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the rows of the interface with the files that hang on them."""
        try:
            data = answers.read(page)
        except answers.UnreadableError as error:
            return Listing(notes=[f"list_unreadable: {error}"])
        rows, found = answers.items(data, "data", "results"), []
        for row in rows:
            title, date = answers.text(row, "title"), answers.day(row, "publishedTimeStr", "publishedTime")
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
            url = re.sub(r"([?&]page=)(\d+)", lambda found: f"{found.group(1)}{int(found.group(2)) + 1}", page.url)
            listing.more.append(following(ask, url, start=ask.start + len(rows)))
        return listing

    def column_of(self, url: str) -> str:
        """The channel's folder stands above the month's; a channel without c has its list under another name."""
        if not (found := re.match(r"(.*/(\w+))/20\d{4}/", url)):
            return ""
        name = "list" if re.match(r"c\d", found.group(2)) else "newxxgk_index"
        return f"{found.group(1)}/{name}.shtml"

    def belongs(self, link: Link, column: Column) -> bool:
        """Articles share the channel's folder; files of the interface's rows lie anywhere on the host."""
        if link.kind == "attachment" and urls.host(link.url) == urls.host(column.url):
            return True
        return urls.folder(link.url).startswith(column.prefix)


def channel_of(page: Page) -> str:
    """Return the channel's id, from the page's meta or from an address of its interface."""
    named = re.search(rf"/(?:common/search|searchList)/({_GUID})", page.text)
    return page.meta("channelid") or (named.group(1) if named else "")


def interface_of(page: Page) -> str:
    """Return the path of the interface that a page's script names, or ""."""
    named = re.search(r"/common/search/|/searchList/", page.text)
    return named.group() if named else ""


def interface(page: Page, ask: Ask, channel: str, named: str) -> Ask:
    """Return the request for a channel's first rows; where nothing names the interface, each path in turn."""
    query = {"page": 1, "_pageSize": PER_PAGE, "_isAgg": "true", "_isJson": "true", "_template": "index"}
    first, *rest = (
        f"{urljoin(page.base, path)}{channel}?{urlencode(query)}" for path in ([named] if named else INTERFACES)
    )
    # It goes on what the page began, so that a silent one is a list that is missing and not a column that moved.
    return Ask(first, title=ask.title, chain=f"{page.url} {channel}", page=2, instead=tuple(rest))
