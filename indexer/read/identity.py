"""Who reports, where, for which year, dated when: decided with evidence.  Called by indexer.read.report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.read.context import Context
from indexer.read.signoff import find_signoff
from indexer.read.title import find_title
from indexer.read.year import decide_year
from indexer.report import Publisher, Region


@dataclass(slots=True)
class Identity:
    """What :func:`identify` decides.

    ``title_lines`` opening paragraphs belong to the title, ``closing_lines`` at the end are the sign-off (tail).
    ``document_date`` is ISO, from the text only.  ``evidence`` says for each decision from which text it was made.
    """

    title: str | None = None
    title_lines: int = 0
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

    ``opening``: paragraphs before the first section heading; ``body``: the text of the sections; ``closing``: the last
    paragraphs of the report; ``meta``: what the file says of itself (see Blocks.meta).
    """
    title = find_title(opening)
    signoff = find_signoff(closing)
    year = decide_year(title, opening, body, signoff, meta, context)
    name = (title.agency if title else "") or signoff.agency
    return Identity(
        title=title.text if title else None,
        title_lines=title.lines if title else 0,
        publisher=Publisher(name=name or None),
        report_year=year.year,
        document_date=signoff.date,
        closing_lines=signoff.lines,
        evidence={"report_year": year.evidence, "document_date": signoff.evidence},
    )
