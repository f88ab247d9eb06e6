"""Looks at portals without archiving: `nianbao portals detect` and `nianbao portals check`."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from config.settings import Settings
from crawler import detect, register, urls
from crawler.families import FAMILIES
from crawler.families.base import REPORT
from crawler.log import to_file
from crawler.page import Page
from crawler.register import PortalEntry, RegisterError
from crawler.spiders.portal import PortalSpider
from crawler.spiders.probe import ProbeSpider
from crawler.summary import CrawlSummary, Failure
from crawler.walk import Walk, until_done
from crawler.wording import said

SAMPLE = 3
"""Lists and documents that a check fetches of each portal."""


@dataclass(slots=True)
class Detected:
    """What `portals detect` says: the families with their reasons, and the entry that is proposed."""

    url: str
    guesses: list[detect.Guess]
    entry: dict[str, object]
    failures: list[Failure] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return plain data for --json."""
        return asdict(self)


@dataclass(slots=True)
class Checked:
    """What `portals check` says of one portal.

    ``shown`` counts the documents on the lists that were read, ``years`` those of the years in their titles,
    ``outside`` report-like links that belong to no column of the entry, ``examples`` a few titles.
    """

    portal: str
    family: str
    seems: list[detect.Guess]
    ended: str
    lists: int
    shown: int
    total: int | None
    years: dict[int, int]
    outside: list[str]
    examples: list[str]
    problems: list[Failure]

    @property
    def good(self) -> bool:
        """Whether the entry fits what was seen."""
        return not self.problems and bool(self.shown)

    def to_json(self) -> dict[str, Any]:
        """Return plain data for --json."""
        return asdict(self) | {"good": self.good}


def detect_family(settings: Settings, address: str) -> Detected:
    """Fetch a page of a portal, and the column that it leads to, and say which family it is.

    Raises RegisterError where the address is not on a gov.cn host (or on loopback, where the settings allow that).
    """
    try:
        url = urls.canonical(address if "://" in address else f"http://{address}")
    except urls.AddressError as error:
        raise RegisterError(str(error)) from error
    if not register.is_official(urls.host(url), loopback=settings.loopback):
        raise RegisterError(
            f"{urls.host(url)} is not under gov.cn; expired government domains serve spam, so write the entry by hand"
        )
    entry = _provisional(url)
    pages: list[Page] = []
    missing: list[Page] = []
    with to_file(settings.data_dir / "logs" / "crawl.jsonl"):
        (summary,) = until_done(Walk(settings, spider=ProbeSpider, address=url, pages=pages, missing=missing), [entry])
    if not pages:
        return Detected(url, [], {}, summary.failures)
    guesses = detect.rank(*pages, *missing)
    family = FAMILIES[guesses[0].family]
    column, name = detect.column_of(pages[0], family.name)
    column = next(filter(None, (family.column_of(page.url) for page in missing)), column)
    options = next(filter(None, (family.options_of(page.url) for page in (*missing, *pages))), {})
    if family.name == "generic" and not any(REPORT.search(a.name) for page in pages for a in page.anchors()):
        summary.fail(Failure(url, "no_reports", said("no_reports")))
    return Detected(url, guesses, detect.entry(pages[0], family.name, column, name, options), summary.failures)


def _provisional(url: str) -> PortalEntry:
    values = {"name": "detect", "title": "detect", "home": url, "family": "generic", "columns": [{"name": "年报"}]}
    return PortalEntry.model_validate(values)


def check(settings: Settings, entries: list[PortalEntry]) -> list[Checked]:
    """Walk the first pages of portals without archiving, and say what was found and what does not fit."""
    walk = Walk(settings, spider=PortalSpider, sample=SAMPLE)
    with to_file(settings.data_dir / "logs" / "crawl.jsonl"):
        summaries = until_done(walk, entries)
    return [_checked(entry, summary, walk) for entry, summary in zip(entries, summaries, strict=True)]


def _checked(entry: PortalEntry, summary: CrawlSummary, walk: Walk) -> Checked:
    spider = walk.spiders.get(entry.name)
    assert isinstance(spider, PortalSpider)
    seen = spider.seen
    guesses = detect.rank(*seen.pages) if seen.pages else []
    problems = [*summary.notices, *summary.failures]
    if entry.family != "generic" and guesses and entry.family not in [guess.family for guess in guesses]:
        reason = said("family_doubt", entry=entry.family, seems=guesses[0].family, words=guesses[0].words)
        problems.append(Failure(entry.home, "family_doubt", reason))
    years = Counter(year for link in seen.shown for year in urls.years(link.title)[:1])
    return Checked(
        portal=entry.name,
        family=entry.family,
        seems=guesses[:3],
        ended=summary.reason,
        lists=spider.found.lists,
        shown=len(seen.shown),
        total=seen.total,
        years=dict(sorted(years.items(), reverse=True)),
        outside=[f"{link.url} {link.title}" for link in seen.outside[:10]],
        examples=[link.title for link in seen.shown[:5]],
        problems=problems,
    )
