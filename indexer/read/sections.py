"""Lines → preamble, sections and what follows them.  Called by ``indexer.read.report``.

A section whose heading is lost begins where its table begins, or where the table before it ends.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.forms import SectionForm
from indexer.read.headings import NUMERALS, Heading, candidates, choose
from indexer.read.lines import Line
from indexer.read.ordinals import counted
from indexer.read.parts import parts
from indexer.report import Section

_INTRODUCTION = re.compile(
    r"(?:根据|依据|按照|遵照).{0,60}条例|年度?报告?由|现(?:予以?|将|向).{0,30}公[布开]|统计期限|编制"
)
_CHAPTER = re.compile(rf"^\s*(?P<number>[{NUMERALS}]{{1,3}})\s*[、.．,，]\s*(?P<title>\S.{{1,38}}?)\s*[:：。]?\s*$")


@dataclass(slots=True)
class Cut:
    """Where a section's text is: lines ``first`` to before ``end``; ``heading`` are the lines of its heading."""

    number: int
    title: str
    heading: tuple[int, int] | None
    first: int
    end: int = 0


@dataclass(slots=True)
class Outline:
    """The cuts, and the lines before the first of them."""

    cuts: list[Cut] = field(default_factory=list)
    opening: int = 0


def outline(lines: Sequence[Line], sections: Sequence[SectionForm], spans: Mapping[int, tuple[int, int]]) -> Outline:
    """Find the sections of a statutory form; ``spans`` are the lines of the table of each section."""
    headings = counted(lines, choose(candidates(lines, sections, spans)), spans)
    by_number = {h.number: h for h in headings}
    cuts: list[Cut] = []
    for section in sections:
        heading = by_number.get(section.number)
        if heading:
            cuts.append(Cut(section.number, section.title, (heading.line, heading.last), heading.last + 1))
        elif (start := _lost(section.number, lines, spans, headings)) is not None:
            cuts.append(Cut(section.number, section.title, None, start))
    return _close(cuts, lines)


def _lost(
    number: int, lines: Sequence[Line], spans: Mapping[int, tuple[int, int]], headings: Sequence[Heading]
) -> int | None:
    """Return the line where a section without a heading begins, if something shows it."""
    if number in spans:
        return spans[number][0]
    later = [h.line for h in headings if h.number > number] + [first for n, (first, _) in spans.items() if n > number]
    before = [h.last for h in headings if h.number < number] + [last for n, (_, last) in spans.items() if n < number]
    end = min(later, default=len(lines))
    if number == 1 and (spans or headings):
        return _after_introduction(lines, end)
    previous_is_table = number - 1 in spans and not any(h.number > number - 1 and h.number < number for h in headings)
    if number == 5 and previous_is_table and before:
        start = max(before) + 1
        if any(not line.is_row and len(line.text.strip()) > 30 for line in lines[start:end]):
            return start
    return None


def _after_introduction(lines: Sequence[Line], end: int) -> int | None:
    long = [n for n in range(end) if not lines[n].is_row and len(lines[n].text.strip()) > 30]
    if not long:
        return None
    for n in long:
        if not _INTRODUCTION.search(lines[n].text):
            return n
    return None


def _close(cuts: list[Cut], lines: Sequence[Line]) -> Outline:
    cuts.sort(key=lambda c: (c.first, c.number))
    for cut, following in pairwise(cuts):
        cut.end = following.heading[0] if following.heading else following.first
    if cuts:
        cuts[-1].end = len(lines)
    opening = (cuts[0].heading[0] if cuts[0].heading else cuts[0].first) if cuts else len(lines)
    return Outline(cuts, opening)


def chapters(lines: Sequence[Line]) -> Outline:
    """Find the chapters of a report without a statutory form: short lines numbered 一、二、三、 in order."""
    cuts: list[Cut] = []
    for ordinal, line in enumerate(lines):
        found = None if line.is_row else _CHAPTER.match(line.text)
        if found and _value(found["number"]) == len(cuts) + 1:
            cuts.append(Cut(len(cuts) + 1, found["title"].strip(), (ordinal, ordinal), ordinal + 1))
    return _close(cuts if len(cuts) > 1 else [], lines)


def _value(numeral: str) -> int:
    if len(numeral) == 1:
        return NUMERALS.index(numeral) + 1
    return 10 + NUMERALS.index(numeral[1]) + 1 if numeral[0] == "十" and numeral[1] != "十" else 0


def text_of(lines: Sequence[Line], *, tables: bool = True) -> str:
    """Return lines as text: cells divided by tabs, rows and paragraphs by line breaks."""
    return "\n".join(line.text.strip("\n ") for line in lines if (tables or not line.is_row) and line.text.strip())


def section(cut: Cut, lines: Sequence[Line]) -> Section:
    """Return a cut as a section of the report."""
    inside = lines[cut.first : cut.end]
    heading = None
    if cut.heading:
        heading = "".join(line.text.strip() for line in lines[cut.heading[0] : cut.heading[1] + 1])
    at = lines[cut.heading[0]] if cut.heading else (inside[0] if inside else None)
    return Section(
        cut.number,
        cut.title,
        heading,
        text_of(inside),
        text_of(inside, tables=False),
        at.place if at else None,
        parts(cut.number, inside),
    )
