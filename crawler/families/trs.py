"""TRS WCM: static pages, ``tYYYYMMDD_ID.html`` articles, pagers written by ``createPageHTML``."""

import re
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from crawler.families.base import Family, following, next_links
from crawler.links import Ask, Column
from crawler.page import Page

_NAMED = re.compile(
    r"createPage(?:HTML)?\s*\(\s*(?:[\"'][^\"']*[\"']\s*,\s*)?([\d\s,]+?)\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](s?html?)[\"']",
    re.I,
)
_VARIABLES = re.compile(r"\b(countPage|currentPage)\s*=\s*(\d+)", re.I)
_SETPAGE = re.compile(r"nsetpage\s*\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)", re.I)
_GOTO = re.compile(r"_simple_list_gotopage_fun\s*\(\s*(\d+)", re.I)
_NUMBERED = re.compile(r"^(?:(?P<stem>[A-Za-z-]+)(?:_(?P<number>\d+))?|(?P<plain>\d{1,3}))\.(?P<suffix>s?html?)$")


class Trs(Family):
    """拓尔思 WCM, the largest family."""

    name: ClassVar[str] = "trs"
    title: ClassVar[str] = "TRS WCM (拓尔思)"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/t\d{7,8}(?:_\d+)?(?:_wap)?(?:\.s?html?)?$")
    signs: ClassVar[re.Pattern[str]] = re.compile(
        r"createPage(?:HTML)?\s*\(\s*\d|TRS_(?:Editor|UEDITOR)|\bcountPage\s*=", re.I
    )

    def column_of(self, url: str) -> str:
        """The list stands in the folder above the month's."""
        return re.sub(r"(?:/\d{6})?/t\d{7,8}[^/]*$", "/", url) if self.articles.search(urlsplit(url).path) else ""

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the next page by the page's script, by number, or by its link."""
        return next_links(page, ask) if read_pager(page) is None else script_pager(page, ask)


def script_pager(page: Page, ask: Ask) -> list[Ask]:
    """Return the next page as the list's script numbers it."""
    if (turn := read_pager(page)) is None:
        return []
    total, current, stem, suffix = turn
    if ask.page >= total:
        return []
    number = current + 1 if ask.page == 1 or current else ask.page
    name, other = f"{stem}_{number}.{suffix}", f"{stem}_{number + 1}.{suffix}"
    if not stem:
        name, other = f"{ask.page + 1}.{suffix}", ""
    return [following(ask, urljoin(page.base, name), *([urljoin(page.base, other)] if ask.page == 1 and other else []))]


def read_pager(page: Page) -> tuple[int, int, str, str] | None:
    """Return pages in all, current number as the script counts it (0 or 1 first), file stem and suffix.

    An empty stem means files that are only a number (``2.html``).
    """
    text = page.text
    if named := _NAMED.search(text):
        numbers = [int(n) for n in re.findall(r"\d+", named.group(1))]
        if len(numbers) >= 2:
            total, current = numbers[-2:] if len(numbers) >= 3 else numbers[:2]
            return total, current, named.group(2), named.group(3)
    own = _NUMBERED.match(urlsplit(page.url).path.rpartition("/")[2] or "index.html")
    stem = (own.group("stem") or "") if own else "index"
    suffix = own.group("suffix") if own else "html"
    number = int(own.group("number") or 0) if own else 0
    variables = {name.lower(): int(value) for name, value in _VARIABLES.findall(text)}
    if "countpage" in variables:
        return variables["countpage"], variables.get("currentpage", number), stem, suffix
    if turn := _SETPAGE.search(text):
        current, records, size = (int(turn.group(n)) for n in (1, 2, 3))
        return (-(-records // size) if size else 1), current, stem, suffix
    if turn := _GOTO.search(text):
        return int(turn.group(1)), max(number, 1), stem, suffix
    return None
