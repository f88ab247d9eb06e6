"""VSB 博达 webber: lists that count their pages down, ``/info/col/id.htm`` articles, downloads by Referer."""

import re
from collections.abc import Iterable
from typing import ClassVar

from crawler import urls
from crawler.families.base import Family, date_beside, in_chrome, is_sublist, path_and_query
from crawler.links import Ask, Column, Kind, Link
from crawler.page import Page

_ROWS = "//*[starts-with(@id,'line_u') or starts-with(@id,'lineu')]"


class Vsb(Family):
    """Visual SiteBuilder.  Page numbers count down, or up in some templates: only next-links are followed."""

    name: ClassVar[str] = "vsb"
    title: ClassVar[str] = "VSB 博达 webber"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/(?:info/\d+/\d+|content\.jsp)\.?(?:htm)?(?:\?|$)")
    signs: ClassVar[re.Pattern[str]] = re.compile(
        r"id=[\"']?line_u\d|vsb_content|_vsb_|/system/_content/download\.jsp", re.I
    )

    def rows(self, page: Page) -> Iterable[Link]:
        """Yield the list's own rows where the template marks them, else every link outside navigation."""
        marked = page.tree.xpath(_ROWS)
        if not marked:
            yield from super().rows(page)
        for row in marked:
            for anchor in page.anchors(row):
                yield Link(anchor.url, anchor.name, "page", date_beside(anchor))

    def belongs(self, link: Link, column: Column) -> bool:
        """Articles live under ``/info/`` wherever the list is: being a row of the list makes them the column's."""
        return urls.host(link.url) == urls.host(column.url)

    def kind(self, link: Link, column: Column) -> Kind | None:
        """Lists below the column lie in the folder that has the list's own name."""
        if urls.is_attachment(link.url, link.title):
            return "attachment"
        if self.articles.search(path_and_query(link.url)):
            return "page"
        slug = column.url.rpartition(".")[0] + "/"
        below = link.url.startswith(slug) and not re.search(r"/\d+\.htm$", link.url)
        return "list" if below or (is_sublist(link.url, column) and link.url.startswith(slug)) else None

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Follow the next-link of the pager; its address is never computed."""
        for element in page.tree.xpath("//span[contains(@class,'p_next')]//a|//a[contains(@class,'Next')]"):
            url = urls.join(page.base, element.get("href") or "")
            if url and url != page.url and not in_chrome(element):
                return [Ask(url, title=ask.title, chain=ask.chain, page=ask.page + 1)]
        return super().pager(page, ask, column)
