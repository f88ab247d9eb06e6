"""What the data folder holds, how collecting goes and what could not be read: one answer for all who ask.

`nianbao status`, the status page, /api/v1/status, /metrics and /healthz show what :func:`overview` says.
"""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.settings import Settings
from crawler import register
from crawler.archive.catalogue import Capture, Document, Portal, Problem
from crawler.status import alarms, portals
from indexer.store import Failure, ReadingRow, ReportRow, Store

LOOSE_PROBLEMS = 100
"""Problems that belong to no portal (imports) are shown up to this number."""


def overview(settings: Settings, store: Store, now: datetime | None = None) -> dict[str, Any]:
    """Return counts, reports by year, alarms, portals, problems and failures of reading; plain JSON."""
    now = now or datetime.now(UTC)
    entries = register.load()
    failures = store.failures()
    with Session(store.engine) as session:
        homes = dict(session.execute(select(Portal.name, Portal.home)).all())
        homes |= {entry.name: str(entry.home) for entry in entries}
        years = _years_by_portal(session)
        found = portals(store.engine, entries, now)
        return {
            "counts": _counts(session) | {"failures": len(failures)},
            "years": {str(y): n for y, n in session.execute(_by_year()) if y is not None},
            "alarms": [asdict(alarm) for alarm in alarms(settings, store.engine, entries, now, found=found)],
            "portals": [
                {"name": p.name, "home": homes.get(p.name), "years": years.get(p.name, {})} | p.to_json()
                for p in found
                if p.enabled or p.started
            ],
            "disabled": sum(p.registered and not p.enabled and not p.started for p in found),
            "problems": [_problem(p) for p in session.scalars(_loose_problems())],
            "reasons": dict(Counter(f.reason for f in failures).most_common()),
            "failures": [failure(f) for f in failures],
        }


def failure(found: Failure) -> dict[str, Any]:
    """Return an original that gave no report as JSON."""
    return {
        "url": found.url,
        "member": found.member,
        "title": found.title,
        "portal": found.portal,
        "capture": found.capture_id,
        "time": found.time.isoformat(),
        "reason": found.reason,
        "detail": found.detail,
    }


def _counts(session: Session) -> dict[str, int]:
    kinds = ("page", "attachment", "file")
    return {
        "reports": session.scalar(select(func.count()).select_from(ReportRow)) or 0,
        "documents": session.scalar(select(func.count()).where(Document.kind.in_(kinds))) or 0,
        "captures": session.scalar(select(func.count()).select_from(Capture)) or 0,
    }


def _years_by_portal(session: Session) -> dict[str, dict[str, int]]:
    """Return for each portal how many reports of each year its documents hold."""
    query = (
        select(Document.portal, ReportRow.year, func.count(ReportRow.id.distinct()))
        .join(ReadingRow, ReadingRow.document_id == Document.id)
        .join(ReportRow, ReportRow.id == ReadingRow.report_id)
        .where(Document.portal.is_not(None), ReportRow.year.is_not(None))
        .group_by(Document.portal, ReportRow.year)
        .order_by(Document.portal, ReportRow.year)
    )
    out: dict[str, dict[str, int]] = {}
    for portal, year, count in session.execute(query):
        out.setdefault(str(portal), {})[str(year)] = count
    return out


def _by_year() -> Any:
    return select(ReportRow.year, func.count()).group_by(ReportRow.year).order_by(ReportRow.year)


def _loose_problems() -> Any:
    query = select(Problem).where(Problem.resolved.is_(None), Problem.portal.is_(None))
    return query.order_by(Problem.last_seen.desc()).limit(LOOSE_PROBLEMS)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "kind": problem.kind,
        "url": problem.url,
        "evidence": problem.evidence,
        "first_seen": problem.first_seen.isoformat(),
        "last_seen": problem.last_seen.isoformat(),
        "times": problem.times,
    }
