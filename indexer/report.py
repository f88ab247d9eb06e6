"""The report as it is read: sections, cells with their states, who/where/when, checks and findings.

``Report.to_json`` is the one shape that `nianbao read --json`, the API and the exports share (docs/data.md).
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from indexer.blocks import Place

State = Literal["value", "blank", "missing", "ambiguous"]
Outcome = Literal["holds", "fails", "holds_if_blank_is_zero", "not_checkable"]
Number = int | float
CellPath = tuple[str, ...]
"""Path of a cell below ``tables``: ("requests", "granted", "total") or ("active_disclosure", "art20_1", "rules", …)."""


@dataclass(slots=True)
class Cell:
    """One place of a form in one report.  ``value`` is a number if and only if ``state`` is "value".

    ``also`` are numbers that a recognised one may be instead, should sums ask for them (see ``indexer.read.misread``).
    """

    value: Number | None = None
    state: State = "missing"
    raw: str | None = None
    unit: str | None = None
    inferred: Number | None = None
    inferred_by: str | None = None
    note: str | None = None
    place: Place | None = None
    also: tuple[Number, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return value and state, and what else is set."""
        out: dict[str, Any] = {"value": self.value, "state": self.state}
        if self.raw is not None:
            out["raw"] = self.raw
        if self.unit is not None:
            out["unit"] = self.unit
        if self.inferred is not None:
            out["inferred"], out["inferred_by"] = self.inferred, self.inferred_by
        if self.note is not None:
            out["note"] = self.note
        if self.also:
            out["also"] = list(self.also)
        if self.place is not None:
            out["place"] = self.place.to_json()
        return out


@dataclass(slots=True)
class Part:
    """A sub-heading of a section with its text (主动公开, 依申请公开, …); ``key`` is e.g. "1.2"."""

    key: str
    heading: str
    text: str
    place: Place | None = None


@dataclass(slots=True)
class Section:
    """One of the six statutory sections, or of a free-form report.

    ``text`` is everything between this heading and the next, tables included (cells divided by tabs, rows by
    line breaks); ``narrative`` is the same without the tables.  ``heading_raw`` is None where the heading is lost.
    """

    number: int
    title: str
    heading_raw: str | None
    text: str
    narrative: str
    place: Place | None = None
    parts: list[Part] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the section without empty parts."""
        out: dict[str, Any] = {
            "number": self.number,
            "title": self.title,
            "heading_raw": self.heading_raw,
            "text": self.text,
            "narrative": self.narrative,
        }
        if self.place is not None:
            out["place"] = self.place.to_json()
        if self.parts:
            out["parts"] = [
                {"key": p.key, "heading": p.heading, "text": p.text} | ({"place": p.place.to_json()} if p.place else {})
                for p in self.parts
            ]
        return out


@dataclass(slots=True)
class Publisher:
    """The agency: ``name`` as written, ``normalised`` with its jurisdiction, ``scope`` 本级/汇总 where it says so."""

    name: str | None = None
    normalised: str | None = None
    scope: str | None = None
    candidates: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Region:
    """The jurisdiction, names as valid in the report's year.

    ``level`` is one of national, province, city, county, township and these with ``_department`` (township has none).
    ``code`` is the division's code valid in the report's year.  ``candidates`` lists what was possible, when open.
    """

    province: str | None = None
    city: str | None = None
    county: str | None = None
    township: str | None = None
    level: str | None = None
    code: str | None = None
    candidates: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class CheckResult:
    """One identity in one place, e.g. check "H1", where "requests.*.natural_person" (see indexer.check)."""

    check: str
    where: str
    outcome: Outcome


@dataclass(slots=True)
class Suspect:
    """The one cell whose change would mend every broken identity."""

    cell: CellPath
    printed: Number | None
    mended: Number


@dataclass(slots=True)
class Finding:
    """What a check says, in Chinese (``message``) and English (``message_en``).  ``severity``: error or warning."""

    check: str
    message: str
    message_en: str
    cells: list[CellPath] = field(default_factory=list)
    suspect: Suspect | None = None
    severity: Literal["error", "warning"] = "error"

    def to_json(self) -> dict[str, Any]:
        """Return the finding with cell paths as lists."""
        return {
            "check": self.check,
            "severity": self.severity,
            "message": self.message,
            "message_en": self.message_en,
            "cells": [list(c) for c in self.cells],
            "suspect": self.suspect
            and {"cell": list(self.suspect.cell), "printed": self.suspect.printed, "mended": self.suspect.mended},
        }


@dataclass(slots=True)
class NarrativeNumber:
    """A number said in the narrative: ``key`` (e.g. "applications"), value, its sentence and section."""

    key: str
    value: Number
    quote: str
    sentence: str
    section: int | None = None


@dataclass(slots=True)
class Report:
    """One original as read.  ``form`` is "2008", "2014", "2019", "2021" or None where no label tells it."""

    format: str
    form: str | None = None
    title: str | None = None
    report_year: int | None = None
    document_date: str | None = None
    publisher: Publisher = field(default_factory=Publisher)
    region: Region = field(default_factory=Region)
    preamble: str = ""
    sections: list[Section] = field(default_factory=list)
    tail: str = ""
    cells: dict[CellPath, Cell] = field(default_factory=dict)
    annex2014: list[dict[str, Any]] = field(default_factory=list)
    procurement_unit: str | None = None
    checks: list[CheckResult] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    numbers: list[NarrativeNumber] = field(default_factory=list)
    evidence: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of docs/data.md: plain dicts, lists, strings, numbers and None."""
        tables: dict[str, Any] = {}
        for path, cell in self.cells.items():
            node = tables
            for key in path[:-1]:
                node = node.setdefault(key, {})
            node[path[-1]] = cell.to_json()
        tables["procurement_unit"] = self.procurement_unit
        tables["annex2014"] = self.annex2014
        return {
            "format": self.format,
            "form": self.form,
            "title": self.title,
            "report_year": self.report_year,
            "document_date": self.document_date,
            "publisher": {
                "name": self.publisher.name,
                "normalised": self.publisher.normalised,
                "scope": self.publisher.scope,
                "candidates": self.publisher.candidates,
            },
            "region": {name: getattr(self.region, name) for name in Region.__slots__},
            "preamble": self.preamble,
            "sections": [s.to_json() for s in self.sections],
            "tail": self.tail,
            "tables": tables,
            "checks": [{"check": c.check, "where": c.where, "outcome": c.outcome} for c in self.checks],
            "findings": [f.to_json() for f in self.findings],
            "numbers": [
                {"key": n.key, "value": n.value, "quote": n.quote, "sentence": n.sentence, "section": n.section}
                for n in self.numbers
            ],
            "evidence": self.evidence,
        }
