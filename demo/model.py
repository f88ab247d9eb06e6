"""What the demonstration world is made of: portals, documents and the truth about each.  All of ``demo`` shares it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from demo.bodies import Body
from indexer.report import CellPath, Number, State

MARK = "本页为演示数据，云泽省及所列机关、数字均属虚构"
"""Stands on every page and in every attachment of the world."""

FaultKind = Literal[
    "wrong_cell",
    "cross_year",
    "valid_count",
    "narrative",
    "wrong_year_in_text",
    "old_form",
    "late",
    "missing",
    "withdrawn",
]


@dataclass(frozen=True, slots=True)
class TrueCell:
    """A cell as it is printed: ``value`` is a number if and only if ``state`` is "value"; ``text`` is the print."""

    text: str
    value: Number | None
    state: State
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault planted on purpose: in ``cell`` stands ``printed`` where ``mended`` would be right, or a ``note``."""

    kind: FaultKind
    cell: CellPath | None = None
    printed: Number | None = None
    mended: Number | None = None
    note: str = ""


@dataclass(slots=True)
class TrueSection:
    """A section's heading as printed and its text without white space (tables included where it holds them)."""

    number: int
    heading: str
    narrative: str


@dataclass(frozen=True, slots=True)
class TrueLine:
    """A line of the annex of 2014; ``value`` is None for a heading."""

    label: str
    value: Number | None
    unit: str


@dataclass(slots=True)
class Truth:
    """What a perfect reader finds in one report."""

    agency: str
    level: str
    region: tuple[str, ...]
    code: str
    year: int
    form: str | None
    title: str
    document_date: str | None
    scope: str | None = None
    sections: list[TrueSection] = field(default_factory=list)
    cells: dict[CellPath, TrueCell] = field(default_factory=dict)
    annex: list[TrueLine] = field(default_factory=list)
    numbers: dict[str, Number] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return plain values; a cell's path is joined by dots, a section shows its first and last 15 characters."""
        return {
            "agency": self.agency,
            "level": self.level,
            "region": list(self.region),
            "code": self.code,
            "year": self.year,
            "form": self.form,
            "title": self.title,
            "document_date": self.document_date,
            "scope": self.scope,
            "sections": [
                {"number": s.number, "heading": s.heading, "first15": s.narrative[:15], "last15": s.narrative[-15:]}
                for s in self.sections
            ],
            "cells": {
                ".".join(path): {"text": c.text, "value": c.value, "state": c.state, "unit": c.unit}
                for path, c in self.cells.items()
            },
            "annex2014": [{"label": line.label, "value": line.value, "unit": line.unit} for line in self.annex],
            "numbers": self.numbers,
            "faults": [
                {
                    "kind": f.kind,
                    "cell": f.cell and list(f.cell),
                    "printed": f.printed,
                    "mended": f.mended,
                    "note": f.note,
                }
                for f in self.faults
            ],
        }

    def to_gold(self, open_cells: frozenset[CellPath] = frozenset()) -> dict[str, Any]:
        """Return the truth as a gold file for `nianbao evaluate`; an open cell is ambiguous in it."""
        tables: dict[str, Any] = {}
        for path, cell in self.cells.items():
            node = tables
            for key in path[:-1]:
                node = node.setdefault(key, {})
            shown: dict[str, Any] = {"value": cell.value, "state": cell.state}
            if path in open_cells:
                shown = {"value": None, "state": "ambiguous", "inferred": cell.value}
            node[path[-1]] = shown | ({"unit": cell.unit} if cell.unit else {})
        names = ("province", "city", "county", "township")
        return {
            "schema": "zfxxgk-annual-report-gold/1",
            "form": self.form,
            "title": self.title,
            "report_year": self.year,
            "publisher": {"name": self.agency},
            "region": dict(zip(names, self.region, strict=False)) | {"level": self.level},
            "document_date": self.document_date,
            "tables": tables,
        }


@dataclass(slots=True)
class Document:
    """One URL of the world: a report, or a page that only carries one as its attachment (``truth`` None).

    ``path`` is absolute on its portal; ``data`` are the bytes served (before any content coding), ``media_type`` as
    the server says it.  ``listed`` is False for attachments, which hang on ``parent`` (a document's id).
    """

    id: str
    portal: str
    column: str
    body: Body
    year: int
    path: str
    link_text: str
    format: str
    media_type: str
    data: bytes
    published: date
    modified: datetime
    truth: Truth | None = None
    listed: bool = True
    parent: str | None = None
    withdrawn: bool = False

    @property
    def sha256(self) -> str:
        """Return the digest of the bytes in hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Column:
    """A list of reports on a portal: ``key`` within it, title, and its path (TRS folder or Hanweb column number)."""

    key: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class PortalSite:
    """A portal of the world: CMS ``family`` (trs, hanweb), the division it belongs to, and how it serves."""

    key: str
    title: str
    family: str
    code: str
    columns: tuple[Column, ...]
    charset: str = "utf-8"
    gzip: bool = False
    rows: int = 15
