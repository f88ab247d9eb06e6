"""Huai'an and its counties: lists by ``POST /articleCommonController/lists.do``, pages by topic and department."""

import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import urls
from crawler.families import answers
from crawler.families.base import REPORT, Family, next_links
from crawler.families.trs import script_pager
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page

INTERFACE = "/articleCommonController/lists.do"
PER_PAGE = 50
_ASKED = {"deptid": ("deptid", "orgid"), "rdeptid": ("rdeptid",), "topic": ("topic",)}


class Huaian(Family):
    """The address of a column holds its topic and department; options ``topic``, ``deptid``, ``rdeptid`` go before it.

    Columns of the same sites that are static pages (``/col/…/index.html``) are walked by their pagers.
    """

    name: ClassVar[str] = "huaian"
    title: ClassVar[str] = "articleCommonController (淮安)"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/\d{10,}\w*\.s?html?$")
    lists: ClassVar[re.Pattern[str]] = re.compile(r"/cmsweb/zwgk/\w+/index\w*\.html")
    signs: ClassVar[re.Pattern[str]] = re.compile(r"articleCommonController/|/cmsweb/zwgk/", re.I)

    def start(self, column: Column) -> list[Ask]:
        """Return the interface's first page where the topic is known, else the column's own page."""
        fields = asked(column.url, column)
        return [interface(column.url, fields, column.name)] if "topic" in fields else super().start(column)

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return one page of the interface, or a static list and the topics that it names as annual reports."""
        if INTERFACE in page.url:
            return self.results(page, ask, column)
        found = super().listing(page, ask, column)
        for anchor in page.anchors():
            fields = asked(anchor.url)
            if "topic" in fields and (anchor.name == column.name or REPORT.search(anchor.name)):
                found.more.append(interface(page.url, fields, anchor.name))
        return found

    def results(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the rows of one page of the interface."""
        try:
            value = answers.at(answers.read(page), "value")
        except answers.UnreadableError as error:
            return Listing(notes=[f"list_unreadable: {error}"])
        rows, found = answers.items(value, "list"), Listing(total=answers.number(value, "total"))
        for row in rows:
            base = urljoin(page.url, answers.text(row, "domain"))
            address = answers.text(row, "link") or urljoin(base, answers.text(row, "path"))
            title, date = answers.text(row, "title"), answers.day(row, "releaseTime")
            if address != base and (one := answers.link(page.url, address, title, date)):
                found.links.append(one)
        if rows and (found.total is None or ask.start - 1 + len(rows) < found.total):
            found.more.append(turned(ask, len(rows)))
        return found

    def belongs(self, link: Link, column: Column) -> bool:
        """Articles of a static list lie in the site's folders: their text must name a report."""
        on_host = urls.host(link.url) == urls.host(column.url)
        return super().belongs(link, column) or (on_host and bool(REPORT.search(link.title)))

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return a static list's next page, by its link or as its script numbers it."""
        return next_links(page, ask) or script_pager(page, ask)


def asked(url: str, column: Column | None = None) -> dict[str, str]:
    """Return the fields of the interface that a column's address names, or its options."""
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(url).query)}
    found = {}
    for field, names in _ASKED.items():
        values = [column.option(field) if column else "", *(query.get(name, "") for name in names)]
        if value := next(filter(None, values), ""):
            found[field] = value
    return found


def interface(base: str, fields: dict[str, str], title: str) -> Ask:
    """Return the request for a topic's first page."""
    url = urljoin(base, INTERFACE)
    empty = dict.fromkeys(("title", "docNo", "orgname", "summary", "key"), "")
    body = urlencode({"page": 1, "pagesize": PER_PAGE} | fields | empty).encode()
    headers = (("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),)
    return Ask(url, title=title, method="POST", body=body, headers=headers, chain=f"{url} {urlencode(fields)}")


def turned(ask: Ask, count: int) -> Ask:
    """Return the request for the next page."""
    fields = dict(parse_qsl(ask.body.decode(), keep_blank_values=True)) | {"page": str(ask.page + 1)}
    return replace(ask, body=urlencode(fields).encode(), page=ask.page + 1, start=ask.start + count)
