"""Readings → reports: put the manifestations of a report together and compare them, and it with the year before.

Called by ``indexer.ingest`` inside its transaction.  The best manifestation gives the numbers; what the others or the
year before print otherwise becomes findings on the report.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.archive.catalogue import Document
from indexer.check import manifestations, years
from indexer.store import ReadingRow, ReportRow, Store, agency_of


@dataclass(slots=True)
class Changes:
    """Ids of the reports that changed (or are new), and of those that no reading holds any more."""

    changed: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)


def assemble(store: Store, session: Session, touched: Iterable[str]) -> Changes:
    """Make the rows of the reports whose readings were touched anew, and of those of the years after them."""
    done = Changes()
    after: set[str] = set()
    for report in sorted(touched):
        after |= _following(session, session.get(ReportRow, report))
        if _assemble(store, session, report, done):
            session.flush()
            after |= _following(session, session.get(ReportRow, report))
    for report in sorted(after):
        _assemble(store, session, report, done)
    return done


def _assemble(store: Store, session: Session, report: str, done: Changes) -> bool:
    """Make one report's row; return whether it is another than before."""
    rows = store.manifestations(session, report)
    old = session.get(ReportRow, report)
    if not rows:
        if old is not None:
            session.delete(old)
            done.deleted.add(report)
            done.changed.discard(report)
        return old is not None
    content = _content(session, rows)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if old is not None and old.digest == digest:
        return False
    best: dict[str, Any] = content["report"]
    session.merge(
        ReportRow(
            id=report,
            agency=lineage_of(best),
            year=best["report_year"],
            scope=best["publisher"]["scope"],
            digest=digest,
            json=text,
        )
    )
    done.changed.add(report)
    done.deleted.discard(report)
    return True


def _content(session: Session, rows: list[ReadingRow]) -> dict[str, Any]:
    documents = [session.get_one(Document, row.document_id) for row in rows]
    best, *others = (json.loads(row.json or "{}") for row in rows)
    found = [finding for other in others for finding in manifestations.compare(best, other)]
    if (before := _year_before(session, best)) is not None:
        found += years.compare(json.loads(before.json)["report"], best)
    best["findings"] += [finding.to_json() for finding in found]
    return {
        "report": best,
        "formats": sorted({row.format for row in rows if row.format}),
        "portals": sorted({d.portal for d in documents if d.portal}),
        "documents": len(documents),
    }


def lineage_of(report: dict[str, Any]) -> str | None:
    """Return the name that strings an agency's years together, the same before and after its place was renamed."""
    lineage = report.get("evidence", {}).get("publisher", {}).get("lineage")
    return str(lineage) if lineage else agency_of(report)


def _year_before(session: Session, report: dict[str, Any]) -> ReportRow | None:
    agency, year = lineage_of(report), report["report_year"]
    if agency is None or year is None:
        return None
    return session.scalars(_of(agency, year - 1, report["publisher"]["scope"])).first()


def _following(session: Session, row: ReportRow | None) -> set[str]:
    """Return the ids of the same agency's reports of the year after."""
    if row is None or row.agency is None or row.year is None:
        return set()
    return {following.id for following in session.scalars(_of(row.agency, row.year + 1, row.scope))}


def _of(agency: str, year: int, scope: str | None) -> Any:
    same = (ReportRow.agency == agency, ReportRow.year == year, ReportRow.scope.is_not_distinct_from(scope))
    return select(ReportRow).where(*same).order_by(ReportRow.id)
