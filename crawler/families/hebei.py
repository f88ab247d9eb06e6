"""Hebei's provincial platform: columns and articles named by UUIDs."""

import re
from typing import ClassVar

from crawler.families.base import Family, next_links
from crawler.families.nfcms import numbered_from_one
from crawler.links import Ask, Column
from crawler.page import Page

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Hebei(Family):
    """河北 collective platform; a report's address holds its column's UUID first."""

    name: ClassVar[str] = "hebei"
    title: ClassVar[str] = "Hebei UUID columns (河北集约化平台)"
    articles: ClassVar[re.Pattern[str]] = re.compile(rf"/columns/{_UUID}/\d{{6}}/\d\d/{_UUID}\.html$")
    lists: ClassVar[re.Pattern[str]] = re.compile(rf"/columns/{_UUID}/(?:index(?:_\d+)?\.html)?$")

    def column_of(self, url: str) -> str:
        """The first UUID of an article's address is its column's."""
        return re.sub(r"/\d{6}/\d\d/[^/]+$", "/index.html", url) if re.search(r"/\d{6}/\d\d/", url) else ""

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the next page by its link, else by number."""
        return next_links(page, ask) or numbered_from_one(page, ask)
