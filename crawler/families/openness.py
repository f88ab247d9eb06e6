"""The PHP "openness" platform of Anhui counties: ``/XxgkAnnualReport/show/ID.html``, lists by ``branch_id``."""

import re
from typing import ClassVar

from crawler import urls
from crawler.families.base import Family, path_and_query
from crawler.links import Column, Kind, Link

_LIST = re.compile(r"/(?:openness|xxgk)AnnualReport/?(?:index(?:\.html)?|list)?/?(?:\?.*)?$", re.I)


class Openness(Family):
    """Ids are small integers that could be counted up; they are taken from lists only."""

    name: ClassVar[str] = "openness"
    title: ClassVar[str] = "Openness PHP (安徽县区)"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/(?:Xxgk|Openness)AnnualReport/show/\d+\.html$", re.I)
    lists: ClassVar[re.Pattern[str]] = _LIST
    signs: ClassVar[re.Pattern[str]] = re.compile(r"/openness(?:AnnualReport|Content|Guide)/", re.I)

    def belongs(self, link: Link, column: Column) -> bool:
        """Every annual report of the host belongs; a column with a branch keeps to it in its lists."""
        if urls.host(link.url) != urls.host(column.url):
            return False
        branch = re.search(r"branch_id=([0-9a-f]{24})", column.url)
        return branch is None or "branch_id=" not in link.url or branch.group(1) in link.url

    def kind(self, link: Link, column: Column) -> Kind | None:
        """Tell articles, files, and the lists of other branches."""
        target = path_and_query(link.url)
        if _LIST.search(target) and "branch_id=" in target and "page=" not in target:
            return "list"
        if self.articles.search(target):
            return "page"
        return "attachment" if urls.is_attachment(link.url, link.title) else None
