"""Report → entry: what the index keeps of one report.  Called where reports changed, before ``Backend.update``."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from indexer.index.schema import cell_columns
from indexer.search import numbers
from indexer.sums import tally

PLACES = ("province", "city", "county", "township")


def entry(report_json: Mapping[str, Any]) -> dict[str, Any]:
    """Build an entry from the stored JSON of a report.

    Takes ``{id, report, formats, portals, documents}`` (``report`` in the shape of docs/data.md; a bare report with
    an ``id`` will do).  Returns ``id``, ``digest`` of the rest, ``pieces`` (field, section number, section title,
    text), ``facets``, ``cells`` (path → state, value), ``details`` (path → what else a cell has, see ``DETAILS``) and
    ``stored`` (what lists show).  An entry is given back as is.
    """
    if "pieces" in report_json:
        return dict(report_json)
    report = report_json.get("report") or report_json
    formats = sorted({f for f in report_json.get("formats") or [report.get("format")] if f})
    portals = sorted({p for p in report_json.get("portals") or () if p})
    columns = _columns()
    cells = {k: v for k, v in numbers.flatten(report.get("tables") or {}).items() if k in columns}
    places = place_paths(report["region"])
    facets = places | {
        "level": report["region"].get("level") or "",
        "year": str(report.get("report_year") or ""),
        "form": report.get("form") or "",
        "check": check_state(report),
        "format": formats,
        "portal": portals,
    }
    key_values = {key: numbers.compute(measure, cells) for key, measure in numbers.measures().items()}
    stored = {
        "id": str(report_json["id"]),
        "title": report.get("title"),
        "agency": report["publisher"].get("name"),
        "normalised": report["publisher"].get("normalised"),
        "scope": report["publisher"].get("scope"),
        "year": report.get("report_year"),
        "date": report.get("document_date"),
        "level": report["region"].get("level"),
        "code": report["region"].get("code"),
        "place": next((places[p] for p in reversed(PLACES) if places[p]), None),
        "form": report.get("form"),
        "formats": formats,
        "portals": portals,
        "documents": report_json.get("documents"),
        "check": facets["check"],
        "findings": len(report.get("findings") or ()),
        "numbers": {key: value for key, value in key_values.items() if value is not None},
    }
    built = {
        "pieces": list(_pieces(report)),
        "facets": facets,
        "cells": cells,
        "details": {k: v for k, v in numbers.details(report.get("tables") or {}).items() if k in columns},
        "stored": stored,
    }
    return {"id": str(report_json["id"]), "digest": str(report_json.get("digest") or _digest(built)), **built}


def _digest(built: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(built, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def place_paths(region: Mapping[str, Any]) -> dict[str, str]:
    """Return the place facets as paths ("省/市/县"); a level whose upper level is unknown keeps an empty step."""
    out: dict[str, str] = {}
    steps: list[str] = []
    for name in PLACES:
        steps.append(str(region.get(name) or "").replace("/", "／"))
        out[name] = "/".join(steps) if steps[-1] else ""
    return out


def check_state(report: Mapping[str, Any]) -> str:
    """Return the state of a report's identities: fails, holds_if_blank, holds, or none where no sum is checkable."""
    if any(check["outcome"] == "fails" for check in report.get("checks") or ()):
        return "fails"
    sums = tally(report)
    if sums["holds_if_blank_is_zero"]:
        return "holds_if_blank"
    return "holds" if sums["holds"] else "none"


def _pieces(report: Mapping[str, Any]) -> Iterable[tuple[str, int, str, str]]:
    publisher = report["publisher"]
    names = dict.fromkeys(n for n in (publisher.get("name"), publisher.get("normalised")) if n)
    yield "title", 0, "", report.get("title") or ""
    yield "agency", 0, "", "\n".join(names)
    yield "preamble", 0, "", report.get("preamble") or ""
    for section in report.get("sections") or ():
        number = section["number"]
        yield field_of(number), number, section.get("title") or "", section.get("narrative") or ""
    yield "tail", 0, "", report.get("tail") or ""


def field_of(number: int) -> str:
    """Return the text field that a section goes into."""
    return f"s{number}" if number in range(1, 7) else "other"


@cache
def _columns() -> frozenset[str]:
    return frozenset(cell_columns())
