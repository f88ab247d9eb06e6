"""How a visit ends: what the entry promised against what was found, and the name of the end.

Pure functions over the counts that the spider keeps.
"""

from collections import Counter
from dataclasses import dataclass, field

from crawler import urls
from crawler.families.base import REPORT
from crawler.faults import UNREACHABLE
from crawler.links import Link, Listing
from crawler.page import Page
from crawler.register import PortalEntry
from crawler.summary import Failure
from crawler.wording import said

BLOCKS = frozenset({"challenge", "firewall", "captcha", "throttle", "login", "forbidden", "cookie_shell"})
"""Kinds that say that a wall stands before the portal."""

IN_A_ROW = 8
"""Walls or silences in a row after which a visit ends: going on would be rude and useless."""


@dataclass(slots=True)
class Found:
    """What a visit found; ``years`` counts reports by the year in their link's text."""

    lists: int = 0
    links: dict[str, int] = field(default_factory=dict)
    documents: int = 0
    years: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    row: int = 0
    last: str = ""

    def take(self, column: str, link: Link) -> None:
        """Count a document that a list shows."""
        self.documents += 1
        self.links[column] = self.links.get(column, 0) + 1
        if link.kind == "page" or REPORT.search(link.title):
            for year in urls.years(link.title)[:1]:
                self.years[year] += 1

    def good(self) -> None:
        """Note an answer that is what it should be."""
        self.row = 0

    def bad(self, kind: str) -> str:
        """Note a failure; returns the reason to end the visit, or ""."""
        self.kinds[kind] += 1
        if kind not in BLOCKS | UNREACHABLE:
            return ""
        self.row, self.last = self.row + 1, kind
        return (f"unreachable_{kind}" if kind in UNREACHABLE else f"blocked_{kind}") if self.row >= IN_A_ROW else ""


@dataclass(slots=True)
class Seen:
    """What a look at a portal saw, for `nianbao portals check`."""

    pages: list[Page] = field(default_factory=list)
    shown: list[Link] = field(default_factory=list)
    outside: list[Link] = field(default_factory=list)
    total: int | None = None
    asked: int = 0

    def list(self, page: Page, listing: Listing) -> None:
        """Take note of a list."""
        self.pages.append(page)
        self.shown += [link for link in listing.links if link.kind != "list"]
        self.outside += listing.outside
        self.total = self.total or listing.total

    def wants(self, link: Link, most: int) -> bool:
        """Say whether a document is still looked at."""
        self.asked += 1
        return self.asked <= most


def broken_promises(entry: PortalEntry, found: Found, *, partly: bool = False) -> list[Failure]:
    """Return what an entry promises and this visit did not find; a look at a part cannot break what is a sum."""
    out = []
    promises = entry.promises
    for column in entry.columns if promises.lists_not_empty else ():
        label = column.name or column.path
        if not found.links.get(label):
            out.append(Failure(column.path or entry.home, "promise_list", said("promise_list", column=label)))
    if partly:
        return out
    if found.documents < promises.documents:
        reason = said("promise_documents", found=found.documents, least=promises.documents)
        out.append(Failure(entry.home, "promise_documents", reason))
    for year, least in sorted(promises.reports.items()):
        if found.years[year] < least:
            reason = said("promise_reports", year=year, found=found.years[year], least=least)
            out.append(Failure(f"{entry.home}#{year}", "promise_reports", reason))
    return out


def ending(found: Found, broken: list[Failure]) -> str:
    """Return the name of the end of a visit that had nothing more to ask."""
    if not found.lists:
        if found.kinds.keys() & (UNREACHABLE | {"robots_unreachable"}):
            return "unreachable"
        if blocked := sorted(found.kinds.keys() & BLOCKS):
            return f"blocked_{blocked[0]}"
        return "robots" if "robots" in found.kinds else "column_lost"
    if limits := sorted(kind for kind in found.kinds if kind in ("limit_documents", "limit_pages")):
        return limits[0]
    return "promise_broken" if broken else "finished"
