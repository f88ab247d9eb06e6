"""Who reports, where, for which year, dated when: decided with evidence.  Called by indexer.read.report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from indexer.jurisdictions import load
from indexer.read.agency import Name, take_apart
from indexer.read.context import Context
from indexer.read.hints import find_hints
from indexer.read.place import locate
from indexer.read.plain import plain
from indexer.read.publisher import find_publisher, titles
from indexer.read.region import lineage, normalise, region_of
from indexer.read.scope import find_scope
from indexer.read.signoff import date_under_title, find_signoff
from indexer.read.title import find_title, unglued
from indexer.read.year import decide_year
from indexer.report import Publisher, Region

_MOST_OPENING = 10_000


@dataclass(slots=True)
class Identity:
    """What :func:`identify` decides.

    ``title_lines`` opening paragraphs belong to the title, ``preamble`` is what follows them; ``closing_lines`` at the
    end are the sign-off (tail).
    ``document_date`` is ISO, from the text only.  ``evidence`` says for each decision from which text it was made.
    """

    title: str | None = None
    title_lines: int = 0
    preamble: str = ""
    publisher: Publisher = field(default_factory=Publisher)
    region: Region = field(default_factory=Region)
    report_year: int | None = None
    document_date: str | None = None
    closing_lines: int = 0
    evidence: dict[str, Any] = field(default_factory=dict)


def identify(
    opening: Sequence[str], body: str, closing: Sequence[str], meta: Mapping[str, str], context: Context
) -> Identity:
    """Decide title, agency, place, year and date of one report.

    ``opening``: paragraphs before the first section heading; ``body``: the text of the report; ``closing``: its last
    paragraphs; ``meta``: what the file says of itself (see Blocks.meta).
    """
    register = load()
    known = [meta.get("articletitle", ""), context.link_text, context.page_title]
    title = find_title(opening, known)
    if title is None:
        opening = unglued(opening)
        title = find_title(opening, known)
    signoff = find_signoff(closing)
    first = plain("。".join(opening)[:_MOST_OPENING])
    behind_title = plain("。".join(opening[title.lines :])) if title else first
    plain_body = plain(body)
    text = f"{behind_title}。{plain_body or plain('。'.join(closing))}"
    dated = signoff if signoff.date else date_under_title(opening[: title.lines + 1] if title else ())
    year = decide_year(title, behind_title, plain_body, signoff, meta, context)
    found = find_publisher(title, first, text, signoff, meta, context, register, year.year)
    name = take_apart(found.name or found.place, register, year.year)
    if not found.name:
        name = replace(name, kind="unknown")
    hints = find_hints(text, context, register)
    located = locate(name, hints, register, year.year)
    region, placed = region_of(name, located, hints, register, year.year)
    scope = find_scope(title.text if title else "", first, found.name, region.level)
    source, shown = next(titles(title, meta, context), ("", None))
    return Identity(
        title=shown.text if shown else None,
        title_lines=title.lines if title else 0,
        preamble="\n".join(opening[title.lines if title else 0 :]),
        publisher=Publisher(
            name=_written(found.printed, name, region) or None,
            normalised=normalise(name, located, region, register, year.year) if found.name else None,
            scope=scope.value,
            candidates=found.candidates,
        ),
        region=region,
        report_year=year.year,
        document_date=dated.date,
        closing_lines=signoff.lines,
        evidence={
            "title": shown and {"value": shown.text, "from": "text" if shown is title else source},
            "publisher": found.evidence()
            | {"lineage": lineage(name, region, register, year.year) if found.name else None},
            "region": placed,
            "scope": scope.evidence,
            "report_year": year.evidence,
            "document_date": dated.evidence,
            "published": {key: meta[key] for key in ("pubdate", "contentsource") if meta.get(key)},
        },
    )


def _written(printed: str, name: Name, region: Region) -> str:
    """Return the name as printed; a division's bare short name (辽宁2015年…报告) in full, as it names no body."""
    short = name.kind == "government" and not name.rest and not name.town and name.chains and name.chains[0].aliases
    short = short and not printed.endswith(("县", "旗", "州", "盟"))  # 屏边县 names the body
    return (region.county or region.city or region.province or printed) if short else printed
