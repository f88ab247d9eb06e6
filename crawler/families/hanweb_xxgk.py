"""Hanweb xxgk module: one report page for each body and year, and the POST search over the directory."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawler import urls
from crawler.families.base import Family, date_beside
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page

REPORT_PAGE = "/module/xxgk/xxgkAnnualReport.jsp"
SEARCH = "/module/xxgk/search.jsp"
_HIDDEN = ("infotypeId", "jdid", "area", "divid", "vc_title", "vc_number", "vc_all", "texttype", "fbtime")
_PAGES = re.compile(r"共\s*(\d{1,4})\s*页")
_AREA = re.compile(r"xxgkAnnualReport\.jsp\?[^\"'<>\s]*", re.I)


class HanwebXxgk(Family):
    """大汉 政府信息公开 module.

    Options of a column: ``areas`` (codes of bodies, separated by blanks) and ``years`` (``2014-2025``) ask for one page
    each, which is all that these portals offer; without ``areas`` the column's page and its search are walked.
    """

    name: ClassVar[str] = "hanweb_xxgk"
    title: ClassVar[str] = "Hanweb xxgk module (大汉 政府信息公开)"
    articles: ClassVar[re.Pattern[str]] = re.compile(
        r"/module/xxgk/xxgkAnnualReport\.jsp\?|/art/\d{4}/\d+/\d+/art_\d+_\d+\.html?$"
    )
    lists: ClassVar[re.Pattern[str]] = re.compile(r"/module/xxgk/")
    signs: ClassVar[re.Pattern[str]] = re.compile(r"/module/xxgk/(?:search|tree|xxgkAnnualReport)\.jsp", re.I)

    def start(self, column: Column) -> list[Ask]:
        """Return one page for each body and year, or the column's own page."""
        areas, years = column.option("areas").split(), span(column.option("years"))
        if not areas:
            return super().start(column)
        base = urljoin(column.url, REPORT_PAGE)
        return [
            Ask(f"{base}?{urlencode({'area': area, 'fbtime': year})}", "page", f"{year} {column.name}".strip())
            for area in areas
            for year in years
        ]

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the rows of the column's page or of the search, and report pages that its scripts name."""
        found = super().listing(page, ask, column)
        if ask.method == "POST":
            found.passed = [row.url for row in self.rows(page)]
        known = {link.url for link in found.links}
        for target in _AREA.findall(page.text):
            url = urls.join(page.base, urljoin(REPORT_PAGE, target.replace("&amp;", "&")))
            if url and url not in known and {"area", "fbtime"} <= parse_qs(urlsplit(url).query).keys():
                known.add(url)
                found.links.append(Link(url, f"{parse_qs(urlsplit(url).query)['fbtime'][0]} {column.name}".strip()))
        return found

    def rows(self, page: Page) -> Iterable[Link]:
        """Yield the rows of a search's answer, else every link of the page."""
        marked = page.tree.xpath(
            "//*[contains(@class,'tr_main_value_odd') or contains(@class,'tr_main_value_even')]//a[@href]"
            "|//a[contains(@class,'bt_link')]"
        )
        if not marked:
            return super().rows(page)
        wanted = set(marked)
        return [
            Link(anchor.url, anchor.name, "page", date_beside(anchor))
            for anchor in page.anchors()
            if anchor.element in wanted
        ]

    def column_of(self, url: str) -> str:
        """The report page is the same for all bodies and years."""
        return url.partition("?")[0] if REPORT_PAGE in url else ""

    def options_of(self, url: str) -> dict[str, str]:
        """A report page's address holds its body's code."""
        areas = parse_qs(urlsplit(url).query).get("area", []) if REPORT_PAGE in url else []
        return {"areas": areas[0]} if areas else {}

    def belongs(self, link: Link, column: Column) -> bool:
        """The search does not filter by column: articles are told by the column's number, where it is known."""
        if urls.host(link.url) != urls.host(column.url):
            return False
        number = column.option("columnid")
        return REPORT_PAGE in link.url or not number or f"/art_{number}_" in link.url

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the search's next page: the first one from the form of the column's page."""
        if ask.method == "POST":
            total = _PAGES.search(page.text)
            if not total or ask.page >= int(total.group(1)):
                return []
            return [search(ask.url, ask.body, ask, ask.page + 1)]
        form = hidden_fields(page)
        if "infotypeId" not in form or "area" not in form:
            return []
        return [search(urljoin(page.base, SEARCH), urlencode(form).encode(), ask, 1)]


def search(address: str, body: bytes, ask: Ask, number: int) -> Ask:
    """Return the request for a page of the directory's search."""
    query = {
        "standardXxgk": 0, "isAllList": 1, "texttype": "", "fbtime": -1, "vc_all": "", "vc_filenumber": "",
        "vc_title": "", "vc_number": "", "currpage": number, "sortfield": ",createdatetime:0,orderid:0",
    }  # fmt: skip
    return Ask(
        f"{address.partition('?')[0]}?{urlencode(query)}",
        title=ask.title,
        method="POST",
        body=body,
        headers=(("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),),
        chain=address.partition("?")[0] + body.decode(),
        page=number,
    )


def hidden_fields(page: Page) -> dict[str, str]:
    """Return what the page's form or script says of the search's fields."""
    found = {
        str(e.get("name") or e.get("id")): str(e.get("value") or "")
        for e in page.tree.xpath("//input[@name or @id]")
        if (e.get("name") or e.get("id")) in _HIDDEN
    }
    for name in _HIDDEN:
        script = re.search(rf"[\"']?\b{name}\b[\"']?\s*[:=]\s*[\"']([^\"']*)[\"']", page.text)
        if script and name not in found:
            found[name] = script.group(1)
    return found


def span(text: str) -> list[int]:
    """Return the years of ``2014-2025`` or ``2019 2020``; empty: the last five report years."""
    numbers = [int(n) for n in re.findall(r"\d{4}", text)]
    if not numbers:
        last = datetime.now(UTC).year - 1
        return list(range(last - 4, last + 1))
    return list(range(numbers[0], numbers[-1] + 1)) if "-" in text else numbers
