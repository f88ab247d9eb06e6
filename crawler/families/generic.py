"""A portal of no known family: the column's rows by path and by name, its pager by the text of its links."""

import re
from typing import ClassVar

from crawler import urls
from crawler.families.base import REPORT, Family, is_sublist, path_and_query
from crawler.links import Column, Kind, Link

_PAGE_FILE = re.compile(
    r"\.(?:s?html?|jsp|aspx?|php|jhtml|do)(?:\?|$)|/\d{3,}/?$|/content_\d+$|[?&](?:id|aid|infoid)=", re.I
)


class Generic(Family):
    """Any site whose lists are links."""

    name: ClassVar[str] = "generic"
    title: ClassVar[str] = "any site with lists of links"
    articles: ClassVar[re.Pattern[str]] = _PAGE_FILE

    def belongs(self, link: Link, column: Column) -> bool:
        """A row belongs by the column's path, or on its host by a text that names an annual report."""
        if super().belongs(link, column):
            return True
        return urls.host(link.url) == urls.host(column.url) and bool(REPORT.search(link.title))

    def kind(self, link: Link, column: Column) -> Kind | None:
        """Tell lists from articles by name: a bare 年报 leads to a list, a text with a year to an article."""
        if urls.is_attachment(link.url, link.title):
            return "attachment"
        if is_sublist(link.url, column) and not (REPORT.search(link.title) and urls.years(link.title)):
            return "list"
        return "page" if self.articles.search(path_and_query(link.url)) else None
