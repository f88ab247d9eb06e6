"""Hanweb jcms: ``/col/colN/index.html`` lists whose rows are XML inside a script, paged by ``dataproxy.jsp``."""

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlencode, urljoin

from crawler import urls
from crawler.families.base import Family, date_beside, following
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page, anchors, parse
from crawler.wording import said

RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.S | re.I)
_NEXT_GROUP = re.compile(r"<nextgroup>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</nextgroup>", re.S | re.I)
_SETTING = re.compile(
    r"[\"']?\b(appid|webid|columnid|unitid|webname|path|sourceContentType|permissiontype|totalRecord|perPage|proxyUrl)"
    r"\b[\"']?\s*[:=]\s*(?:[\"']([^\"'<>]*)[\"']|([\w.%/-]+))",
    re.I,
)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>|\btotalRecord\s*[\"']?\s*[:=]\s*[\"']?(\d+)", re.I)
_COLUMN = re.compile(r"/col/col(\d+)/|[?&]columnid=(\d+)")
PER_PAGE = 100
"""Records asked for at once; some servers cut above 300."""


class Hanweb(Family):
    """大汉 jcms with static /art/ pages."""

    name: ClassVar[str] = "hanweb"
    title: ClassVar[str] = "Hanweb jcms (大汉), jpage lists"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html?$")
    lists: ClassVar[re.Pattern[str]] = re.compile(r"/col/col\d+/")
    signs: ClassVar[re.Pattern[str]] = re.compile(r"<datastore>|jpage/dataproxy\.jsp", re.I)

    def rows(self, page: Page) -> Iterable[Link]:
        """Yield the links of the records, or of the page where a template writes them as HTML."""
        records = RECORD.findall(page.text)
        if not records:
            return super().rows(page)
        return list(record_links(records, page.base))

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the rows; where the list says that it has more than it gives, say so."""
        found = super().listing(page, ask, column)
        found.total = ask.claimed if (said_here := total(page.text)) is None else said_here
        if ask.page > 1 and not RECORD.search(page.text) and found.total and ask.start <= found.total:
            found.notes.append(f"paging_short: {said('paging_short', page=ask.page, total=found.total)}")
        return found

    def belongs(self, link: Link, column: Column) -> bool:
        """Articles carry their column's number; a list below the column cannot be told, so it is left out."""
        if number := column_number(column):
            return bool(re.search(rf"/art_{number}_|/col{number}/|[?&]columnid={number}\b", link.url)) or (
                urls.is_attachment(link.url) and urls.host(link.url) == urls.host(column.url)
            )
        return super().belongs(link, column)

    def column_of(self, url: str) -> str:
        """An article's address holds its column's number."""
        found = re.search(r"/art/\d{4}/\d+/\d+/art_(\d+)_\d+", url)
        return urljoin(url, f"/col/col{found.group(1)}/index.html") if found else ""

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the request for the next records: by record numbers and page at once, as either may count.

        Where the proxy answers nothing to what the page's script says (its numbers are encrypted on some sites), the
        records go on at the address that the page names itself.
        """
        shown, records = len(RECORD.findall(page.text)), total(page.text) or ask.claimed
        if not shown:
            return [ask.otherwise] if ask.otherwise is not None else []
        covered = ask.start - 1 + shown
        if records is not None and covered >= records:
            return []
        ask = replace(ask, claimed=records)
        if ask.method == "POST":
            return [_proxy(ask.url.partition("?")[0], ask.body, ask, covered + 1, ask.page)]
        group = next_group(page, ask)
        settings = {
            name.lower(): quoted or bare for name, quoted, bare in _SETTING.findall(_NEXT_GROUP.sub("", page.text))
        }
        if ask.page > 1 or not {"webid", "unitid"} <= settings.keys():
            return group
        proxy = urljoin(page.base, settings.get("proxyurl") or "/module/web/jpage/dataproxy.jsp").partition("?")[0]
        first = _proxy(proxy, form(settings, column), ask, 1, 0)
        return [replace(first, otherwise=group[0] if group else None)]


def _proxy(proxy: str, body: bytes, ask: Ask, start: int, turn: int) -> Ask:
    query = {"startrecord": start, "endrecord": start + PER_PAGE - 1, "perpage": PER_PAGE, "page": turn + 1}
    return Ask(
        f"{proxy}?{urlencode(query)}",
        title=ask.title,
        method="POST",
        body=body,
        headers=(
            ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
            ("X-Requested-With", "XMLHttpRequest"),
        ),
        chain=proxy + body.decode(),
        page=turn + 1,
        start=start,
        claimed=ask.claimed,
    )


def next_group(page: Page, ask: Ask) -> list[Ask]:
    """Return the request that a list's ``<nextgroup>`` names; the numbers in its address may be encrypted."""
    for group in _NEXT_GROUP.findall(page.text):
        for anchor in anchors(parse(html.unescape(group)), page.base):
            start = ask.start + len(RECORD.findall(page.text))
            return [following(ask, anchor.url, start=start, claimed=ask.claimed)]
    return []


def form(settings: dict[str, str], column: Column) -> bytes:
    """Return the form that ``dataproxy.jsp`` wants, from what the column page's script says."""
    values = {
        "col": "1",
        "appid": settings.get("appid", "1"),
        "webid": settings["webid"],
        "path": settings.get("path", "/"),
        "columnid": settings.get("columnid") or column_number(column),
        "sourceContentType": settings.get("sourcecontenttype", "1"),
        "unitid": settings["unitid"],
        "webname": settings.get("webname", ""),
        "permissiontype": settings.get("permissiontype", "0"),
    }
    return urlencode(values).encode()


def record_links(records: Iterable[str], base: str) -> Iterable[Link]:
    """Yield the first link of each record; the markup may be escaped once, and dates broken over lines."""
    for record in records:
        markup = html.unescape(record) if "&lt;a" in record else record
        for anchor in anchors(parse(re.sub(r"-\s+(?=\d)", "-", markup)), base):
            yield Link(anchor.url, anchor.name, "page", date_beside(anchor))
            break


def total(text: str) -> int | None:
    """Return how many records a list says it has."""
    found = _TOTAL.search(text)
    return int(found.group(1) or found.group(2)) if found else None


def column_number(column: Column) -> str:
    """Return a column's number, from its address or its options."""
    found = _COLUMN.search(column.url)
    return column.option("columnid") or ((found.group(1) or found.group(2)) if found else "")
