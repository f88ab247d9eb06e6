"""A section's narrative as paragraphs to show, with its sub-headings as places that can be linked to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.read.parts import is_mark

LONGEST_HEADING = 40
"""Offices mark whole paragraphs as headings; what is longer is shown as the paragraph that it is."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``key`` is set where a part of the section begins with it, ``heading`` is that part's heading."""

    text: str
    key: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as the page shows it: every character of its narrative, in order."""

    number: int
    title: str
    heading: str | None
    paragraphs: tuple[Paragraph, ...]
    parts: tuple[tuple[str, str], ...]
    place: Mapping[str, Any]


def shown(section: Mapping[str, Any]) -> Shown:
    """Return a section for the page; a part starts at the first paragraph, in order, that begins with its heading.

    The stop behind a heading belongs to it.
    """
    waiting = [(p["key"], p["heading"].strip()) for p in section.get("parts") or () if p["heading"].strip()]
    begun, paragraphs = [], []
    for line in paragraphs_of(section.get("narrative") or ""):
        if waiting and line.startswith(waiting[0][1]):
            key, heading = waiting.pop(0)
            if len(heading) > LONGEST_HEADING or is_mark(heading):
                paragraphs.append(Paragraph(line, key))
                continue
            rest = line[len(heading) :].lstrip("。：:；; ")
            begun.append((key, heading))
            paragraphs.append(Paragraph(rest.strip(), key, line[: len(line) - len(rest)].strip()))
        else:
            paragraphs.append(Paragraph(line))
    return Shown(
        number=section["number"],
        title=section.get("title") or "",
        heading=section.get("heading_raw"),
        paragraphs=tuple(paragraphs),
        parts=tuple(begun),
        place=section.get("place") or {},
    )


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text without the white space that indents them."""
    return [line for raw in text.splitlines() if (line := raw.strip())]
