"""What changed between two readings of one report: facts, sentences by section, cells.  Pure functions of two reports.

The page and the API of versions call :func:`differences`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Report = Mapping[str, Any]

FACTS = ("title", "form", "report_year", "document_date", "procurement_unit")
CONTEXT = 1
"""Unchanged sentences that are shown around a change."""

LONGEST = 4_000
"""Sentences of a section that are compared; a report has some hundred."""

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?|\n")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about the report that differs: its key, and what was and is said."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that went, came, or stands beside one that did; "gap" stands for unchanged text left out."""

    kind: Literal["same", "removed", "added", "gap"]
    text: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """The changed sentences of one section; ``number`` 0 is the preamble, -1 the tail."""

    number: int
    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell whose value or state differs."""

    path: tuple[str, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences of two readings."""

    facts: tuple[Fact, ...]
    sections: tuple[SectionChange, ...]
    cells: tuple[CellChange, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.sections or self.cells)

    def to_json(self) -> dict[str, Any]:
        """Return plain dicts and lists (docs/api.md)."""
        return asdict(self)


def differences(before: Report, after: Report) -> Differences:
    """Compare two readings in the shape of docs/data.md."""
    return Differences(tuple(_facts(before, after)), tuple(_sections(before, after)), tuple(_cells(before, after)))


def sentences(text: str) -> list[str]:
    """Divide a text into sentences with their punctuation; white space around them does not count."""
    return [sentence for match in _SENTENCE.finditer(text) if (sentence := match.group().strip())][:LONGEST]


def _facts(before: Report, after: Report) -> Iterator[Fact]:
    for key in FACTS:
        old, new = ((r.get("tables") or {} if key == "procurement_unit" else r).get(key) for r in (before, after))
        if old != new:
            yield Fact(key, old, new)
    old, new = ((r.get("publisher") or {}).get("name") for r in (before, after))
    if old != new:
        yield Fact("publisher", old, new)


def _texts(report: Report) -> dict[int, tuple[str, str]]:
    """Return title and narrative by section number."""
    found = {0: ("", report.get("preamble") or "")}
    for section in report.get("sections") or ():
        title, text = found.get(section["number"], (section.get("title") or "", ""))
        found[section["number"]] = (title, f"{text}\n{section.get('narrative') or ''}")
    return found | {-1: ("", report.get("tail") or "")}


def _sections(before: Report, after: Report) -> Iterator[SectionChange]:
    old, new = _texts(before), _texts(after)
    for number in [*new, *(n for n in old if n not in new)]:
        (title, was), (new_title, now) = old.get(number, ("", "")), new.get(number, ("", ""))
        changed = tuple(_sentences(sentences(was), sentences(now)))
        if changed:
            yield SectionChange(number, new_title or title, changed)


def _sentences(old: list[str], new: list[str]) -> Iterator[Sentence]:
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    if all(tag == "equal" for tag, *_ in steps):
        return
    for index, (tag, a, b, c, d) in enumerate(steps):
        if tag != "equal":
            yield from (Sentence("removed", text) for text in old[a:b])
            yield from (Sentence("added", text) for text in new[c:d])
            continue
        head = CONTEXT if index else 0
        tail = CONTEXT if index + 1 < len(steps) else 0
        if b - a <= head + tail:
            yield from (Sentence("same", text) for text in old[a:b])
        else:
            yield from (Sentence("same", text) for text in old[a : a + head])
            yield Sentence("gap", "…")
            yield from (Sentence("same", text) for text in old[b - tail : b])


def _cells(before: Report, after: Report) -> Iterator[CellChange]:
    old, new = (dict(_flat(r.get("tables") or {}, ())) for r in (before, after))
    missing: Mapping[str, Any] = {"value": None, "state": "missing"}
    for path in dict.fromkeys((*new, *old)):
        was, now = old.get(path, missing), new.get(path, missing)
        if (was.get("state"), was.get("value")) != (now.get("state"), now.get("value")):
            yield CellChange(path, was, now)


def _flat(node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    for key, below in node.items():
        if isinstance(below, Mapping):
            if isinstance(below.get("state"), str):
                yield (*path, key), below
            else:
                yield from _flat(below, (*path, key))
    for line in node.get("annex2014") or () if not path else ():
        yield ("annex2014", str(line.get("group") or ""), str(line.get("label") or "")), line
