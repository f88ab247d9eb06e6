"""TrueCMS (Nantong and others): XML records inside JSONP, by ``/truecms/messageController/getMessage.do``."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlencode, urljoin

from crawler.families import answers
from crawler.families.base import Family, following
from crawler.families.hanweb import RECORD, record_links, total
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page
from crawler.wording import said

INTERFACE = "messageController/getMessage.do"
_ADDRESS = re.compile(rf"[\"']((?:https?:)?[^\"'<>\s]*/{INTERFACE})", re.I)
_COLUMN = re.compile(r"\bcolumnId\b[\"']?\s*[:=]\s*[\"']([\w-]+)[\"']", re.I)
_PER_PAGE = re.compile(r"\bperPage\b[\"']?\s*[:=]\s*[\"']?(\d{1,3})", re.I)
USUAL = 20
"""Records asked for at once where the page does not say how many its script wants; some servers answer none to 100."""


class Truecms(Family):
    """The column page holds its first rows; its script asks for more, which this family does in its place.

    Option ``columnid`` where the page does not name the column's number.
    """

    name: ClassVar[str] = "truecms"
    title: ClassVar[str] = "TrueCMS (南通、连云港)"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/content/[0-9a-f][\w-]{7,}\.s?html?$")
    signs: ClassVar[re.Pattern[str]] = re.compile(rf"truecms/|{INTERFACE}", re.I)

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the column page's own rows and the interface's first page, or one page of the interface."""
        if INTERFACE in page.url:
            return self.results(page, ask, column)
        found = super().listing(page, ask, column)
        found.total = total(page.text)
        address, number = _ADDRESS.search(page.text), column.option("columnid") or _first(_COLUMN, page.text)
        if number and ask.page == 1:
            url = urljoin(page.base, address.group(1) if address else f"/truecms/{INTERFACE}")
            found.more = [interface(url, number, int(_first(_PER_PAGE, page.text) or USUAL), ask, found.total)]
        return found

    def rows(self, page: Page) -> Iterable[Link]:
        """Yield the records that the column page holds in a script, and its links."""
        yield from record_links(RECORD.findall(page.text), page.base)
        yield from super().rows(page)

    def results(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the records of one page of the interface."""
        try:
            text = answers.at(answers.read(page), "result")
        except answers.UnreadableError as error:
            return Listing(notes=[f"list_unreadable: {error}"])
        if not isinstance(text, str):
            return Listing(notes=[f"list_unreadable: {said('no_data', words=repr(page.text[:80]))}"])
        records = RECORD.findall(text)
        found = self.sort(record_links(records, column.url), page, column)
        found.total = ask.claimed if (said_here := total(text)) is None else said_here
        covered = ask.start - 1 + len(records)
        if not records and found.total and covered < found.total:
            found.notes.append(f"paging_short: {said('paging_short', page=ask.page - 1, total=found.total)}")
        if records and (found.total is None or covered < found.total):
            found.more = [turned(ask, covered + 1)]
        return found


def interface(url: str, number: str, size: int, ask: Ask, claimed: int | None) -> Ask:
    """Return the request for a column's first records; it goes on what the column page began."""
    query = {"startrecord": 1, "endrecord": size, "perpage": size, "columnId": number, "callback": "callback"}
    return Ask(f"{url}?{urlencode(query)}", title=ask.title, chain=f"{url} {number}", page=2, claimed=claimed)


def turned(ask: Ask, start: int) -> Ask:
    """Return the request for the records from a number on."""
    size = int(_first(re.compile(r"[?&]perpage=(\d+)"), ask.url))
    url = re.sub(r"(startrecord=)\d+", rf"\g<1>{start}", ask.url)
    url = re.sub(r"(endrecord=)\d+", rf"\g<1>{start + size - 1}", url)
    return replace(following(ask, url), start=start, claimed=ask.claimed)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1) if found else ""
