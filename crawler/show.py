"""How a crawl is shown on a terminal: progress on stderr, the closing table, one line for each failure."""

import sys
import time
from collections.abc import Iterator
from unicodedata import east_asian_width

import click

from crawler.detect import as_yaml
from crawler.families import FAMILIES
from crawler.look import Checked, Detected
from crawler.register import PortalEntry
from crawler.summary import CrawlSummary
from crawler.wording import one_line

COLUMNS = ("pages", "documents", "new", "changed", "unchanged", "gone", "failed")
LINE_EVERY = 5.0
"""Seconds between two lines of progress where stderr is no terminal."""


class Show:
    """Progress of a run: one line that is written over on a terminal, a line every few seconds otherwise."""

    def __init__(self) -> None:
        self.terminal = sys.stderr.isatty()
        self.summaries: dict[str, CrawlSummary] = {}
        self.told = 0.0

    def progress(self, summary: CrawlSummary) -> None:
        """Take note of a step of one portal's crawl."""
        self.summaries[summary.portal] = summary
        now = time.monotonic()
        if now - self.told >= (0.2 if self.terminal else LINE_EVERY):
            self.told = now
            self._tell()

    def _tell(self) -> None:
        rows = self.summaries.values()
        counts = ", ".join(f"{name} {sum(getattr(row, name) for row in rows)}" for name in COLUMNS)
        click.echo(f"\r\x1b[K{counts}" if self.terminal else counts, err=True, nl=not self.terminal)

    def done(self) -> None:
        """End the line."""
        if self.summaries:
            self._tell()
            click.echo("", err=True, nl=self.terminal)


def table(summaries: list[CrawlSummary]) -> Iterator[str]:
    """Yield the lines of the closing table, with a sum where there are several portals."""
    if not summaries:
        return
    rows = [[s.portal, *(str(getattr(s, c)) for c in COLUMNS), f"{s.seconds:.1f}", s.reason] for s in summaries]
    if len(summaries) > 1:
        sums = (str(sum(getattr(s, c) for s in summaries)) for c in COLUMNS)
        rows.append(["all", *sums, f"{max(s.seconds for s in summaries):.1f}", ""])
    yield from aligned(["portal", *COLUMNS, "seconds", "ended"], rows, left=(0, len(COLUMNS) + 2))


def aligned(head: list[str], rows: list[list[str]], left: tuple[int, ...]) -> Iterator[str]:
    """Yield a table's lines; columns not in ``left`` are numbers and stand at the right."""
    widths = [max(_width(row[n]) for row in [head, *rows]) for n in range(len(head))]
    for row in [head, *rows]:
        cells = [
            text + " " * (width - _width(text)) if n in left else " " * (width - _width(text)) + text
            for n, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def failure_lines(summaries: list[CrawlSummary]) -> Iterator[str]:
    """Yield one line for each failure: portal, address, kind and reason."""
    for summary in summaries:
        for failure in [*summary.notices, *summary.failures]:
            yield f"{summary.portal}: {failure.url}: {failure.kind}: {one_line(failure.reason)}"
        if summary.failed > len(summary.failures):
            yield f"{summary.portal}: and {summary.failed - len(summary.failures)} more; all are in `nianbao status`"


def register_table(entries: list[PortalEntry]) -> Iterator[str]:
    """Yield the register as a table."""
    rows = [
        [
            e.name,
            e.title,
            e.family,
            "yes" if e.enabled else "no",
            str(e.verified or "unverified"),
            e.located()[0].url if e.located() else e.home,
        ]
        for e in entries
    ]
    yield from aligned(["portal", "title", "family", "enabled", "verified", "column"], rows, left=tuple(range(6)))


def detected_lines(found: Detected) -> Iterator[str]:
    """Yield what `portals detect` found: families with reasons, then the entry to write."""
    for failure in found.failures:
        yield f"{failure.url}: {failure.kind}: {one_line(failure.reason)}"
    for guess in found.guesses:
        yield f"{guess.family}: {FAMILIES[guess.family].title}: {guess.words}"
    if found.entry:
        yield "\nProposed entry, for config/portals/<province>.yaml; check it before it is enabled:\n"
        yield as_yaml(found.entry).rstrip()


def checked_lines(result: Checked) -> Iterator[str]:
    """Yield what `portals check` found of one portal."""
    total = f" of {result.total}" if result.total else ""
    counts = f"{result.lists} lists read, {result.shown}{total} documents shown"
    yield f"{result.portal} ({result.family}): {counts}; ended: {result.ended}"
    if result.years:
        yield "  years: " + ", ".join(f"{year}: {count}" for year, count in result.years.items())
    yield from (f"  e.g. {title}" for title in result.examples)
    yield from (f"  outside the columns: {link}" for link in result.outside)
    yield from (f"  {p.kind}: {p.url}: {one_line(p.reason)}" for p in result.problems)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
