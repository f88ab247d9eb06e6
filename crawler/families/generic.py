"""A portal of no known family: the column's rows by path and by name, its pager by the text of its links."""

import re
from typing import ClassVar

from crawler import urls
from crawler.families.base import PAGE_FILE, REPORT, Family, is_sublist, names_report, next_links, path_and_query
from crawler.families.nfcms import numbered_from_one
from crawler.families.trs import script_pager
from crawler.links import Ask, Column, Kind, Link
from crawler.page import Page


class Generic(Family):
    """Any site whose lists are links."""

    name: ClassVar[str] = "generic"
    title: ClassVar[str] = "any site with lists of links"
    articles: ClassVar[re.Pattern[str]] = PAGE_FILE

    def belongs(self, link: Link, column: Column) -> bool:
        """A row belongs by the column's path, or on its host by a text that names an annual report."""
        if super().belongs(link, column):
            return True
        return urls.host(link.url) == urls.host(column.url) and bool(REPORT.search(link.title))

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the next page by its link, by a pager's script as TRS writes it, or by number."""
        return next_links(page, ask) or script_pager(page, ask) or numbered_from_one(page, ask)

    def kind(self, link: Link, column: Column) -> Kind | None:
        """Tell lists from articles by name: a bare 年报 leads to a list, a text with a year to an article."""
        if urls.is_attachment(link.url, link.title):
            return "attachment"
        if is_sublist(link.url, column) and not names_report(link.title):
            return "list"
        return "page" if self.articles.search(path_and_query(link.url)) else None
