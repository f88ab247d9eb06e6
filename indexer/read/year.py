"""The year that a report is about: its title first, then the stated period, then weaker signs.

Called by indexer.read.identity.  One weak sign never decides; disagreements are kept as evidence.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.read.context import Context
from indexer.read.dates import period, years
from indexer.read.signoff import Signoff
from indexer.read.title import Title, parse_title

_LONGEST_TITLE = 300
_BEGINS = re.compile(r"(?:^|。)(20\d\d)年度?,")
_CITED = re.compile("《[^《》]{0,120}(?:通知|条例|办法|规定|意见|格式|方案)》")
_STATED = re.compile(r"(20\d\d)年?度?[^。;,，]{0,30}?(?:年度报告|年报)")


@dataclass(slots=True)
class Year:
    """The year or None, and where it was read."""

    year: int | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sign:
    """One place that speaks for a year; ``strong`` ones decide alone, in the order in which they are listed."""

    year: int
    source: str
    quote: str
    strong: bool


def decide_year(
    title: Title | None,
    opening: str,
    body: str,
    signoff: Signoff,
    meta: Mapping[str, str],
    context: Context,
) -> Year:
    """Return the report's year with all signs; None where only one weak sign speaks or strong ones are split.

    ``opening`` (behind the title) and ``body`` are plain.
    """
    signs = _signs(title, opening, body, signoff, meta, context)
    chosen = _chosen(signs)
    evidence: dict[str, Any] = {"value": chosen}
    if signs:
        evidence["from"] = next((s.source for s in signs if s.year == chosen), None)
        evidence["quote"] = next((s.quote for s in signs if s.year == chosen), None)
        evidence["signs"] = [{"year": s.year, "from": s.source, "quote": s.quote} for s in signs]
    if len({s.year for s in signs}) > 1 or chosen is None:
        evidence["candidates"] = sorted({s.year for s in signs})
    return Year(chosen, evidence)


def _chosen(signs: Sequence[Sign]) -> int | None:
    """Return the title's year; else that of all strong signs, or of most signs where more than one speaks for it."""
    strong = [s for s in signs if s.strong]
    if strong and strong[0].source == "title":
        return None if _contradicted(strong[0].year, signs) else strong[0].year
    if len({s.year for s in strong}) == 1:
        return strong[0].year
    votes = Counter(s.year for s in signs)
    for year, count in votes.most_common(1):
        if count >= 2 and list(votes.values()).count(count) == 1:
            return year
    return None


def _contradicted(year: int, signs: Sequence[Sign]) -> bool:
    """Tell whether period, text and dates all speak against the title's year: a report is not older than its year."""
    others = [s for s in signs if s.source in ("period", "text", "sign-off", "meta pubdate")]
    return len({s.source for s in others}) >= 3 and len({s.year for s in others}) == 1 and others[0].year != year


def _signs(
    title: Title | None, opening: str, body: str, signoff: Signoff, meta: Mapping[str, str], context: Context
) -> list[Sign]:
    signs: list[Sign] = []

    def add(year: int | str, source: str, quote: str, strong: bool) -> None:
        signs.append(Sign(int(year), source, quote[:80], strong))

    if title and len(title.years) == 1:
        add(title.years[0], "title", title.text, True)
    elif title:
        for year in title.years:
            add(year, "title", title.text, False)
    if found := period(opening, anywhere=True) or period(body[:3000]):
        add(found.value, "period", found.quote, True)
    for source in ("articletitle", "title"):
        other = parse_title(meta.get(source, "")[:_LONGEST_TITLE])
        if other and len(other.years) == 1:
            add(other.years[0], f"meta {source}", other.text, True)
    for source, text in (
        ("link text", context.link_text),
        ("page title", context.page_title),
        ("file name", context.file_name),
    ):
        other = parse_title(text[:_LONGEST_TITLE])
        if other and len(other.years) == 1:
            add(other.years[0], source, other.text, True)
    if match := _STATED.search(_CITED.sub("", opening)):
        add(match[1], "opening", match[0], True)
    if match := _BEGINS.search(opening):
        add(match[1], "first words", match[0], False)
    counted = Counter(y.value for y in years(body))
    if counted:
        value, count = counted.most_common(1)[0]
        if count >= 2 and count * 2 > counted.total():
            add(value, "text", f"{count} of {counted.total()} years named", False)
    if signoff.date:
        add(int(signoff.date[:4]) - 1, "sign-off", signoff.date, False)
    published = next(years(meta.get("pubdate", "")), None)
    if published:
        add(int(published.value) - 1, "meta pubdate", meta["pubdate"], False)
    return signs
