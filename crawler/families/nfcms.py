"""NFCMS (Guangdong): static lists ``index.html``, ``index_2.html``; articles ``content/post_ID.html``."""

import re
from typing import ClassVar
from urllib.parse import urljoin

from crawler.families.base import Family, following, next_links
from crawler.links import Ask, Column
from crawler.page import Page

_PAGES = re.compile(
    r"共\s*(\d{1,4})\s*页|\btotal_?pages?[\"']?\s*[:=]\s*[\"']?(\d{1,4})|page_?count[\"']?\s*[:=]\s*[\"']?(\d{1,4})",
    re.I,
)


class Nfcms(Family):
    """南方网 CMS."""

    name: ClassVar[str] = "nfcms"
    title: ClassVar[str] = "NFCMS (南方)"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/content/m?post_\d+\.html$")
    lists: ClassVar[re.Pattern[str]] = re.compile(r"/content/m?post_\d+\.html$")
    signs: ClassVar[re.Pattern[str]] = re.compile(r"NFCMS_(?:SITE|POST|CATEGORY)_ID", re.I)

    def column_of(self, url: str) -> str:
        """The list stands above the folder of its articles."""
        return re.sub(r"content/m?post_\d+\.html$", "", url) if self.articles.search(url) else ""

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the next page by its link, else by number; the first page is 1."""
        return next_links(page, ask) or numbered_from_one(page, ask)


def pages_in_all(page: Page) -> int | None:
    """Return how many pages a list says it has."""
    found = _PAGES.search(page.text)
    return int(next(g for g in found.groups() if g)) if found else None


def numbered_from_one(page: Page, ask: Ask) -> list[Ask]:
    """Return ``index_2.html`` after ``index.html`` where the page says how many there are."""
    total = pages_in_all(page)
    if total is None or ask.page >= total:
        return []
    return [following(ask, urljoin(page.base, f"index_{ask.page + 1}.html"))]
