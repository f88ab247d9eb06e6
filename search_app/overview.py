"""What the data folder holds and what went wrong: for `nianbao status`, the status page and /api/v1/status."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawler.archive.catalogue import Capture, Crawl, Document, Portal, Problem
from indexer.store import Failure, ReportRow, Store


def overview(store: Store) -> dict[str, Any]:
    """Return counts, portals with their last visit, open problems and failures of reading; plain JSON."""
    with Session(store.engine) as session:
        failures = store.failures()
        return {
            "counts": _counts(session) | {"failures": len(failures)},
            "years": {str(y): n for y, n in session.execute(_by_year()) if y is not None},
            "portals": [_portal(session, portal) for portal in session.scalars(select(Portal).order_by(Portal.name))],
            "problems": [_problem(p) for p in session.scalars(_open_problems())],
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
    tables = {"portals": Portal, "documents": Document, "captures": Capture, "reports": ReportRow}
    return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}


def _by_year() -> Any:
    return select(ReportRow.year, func.count()).group_by(ReportRow.year).order_by(ReportRow.year)


def _open_problems() -> Any:
    return select(Problem).where(Problem.resolved.is_(None)).order_by(Problem.last_seen.desc()).limit(500)


def _portal(session: Session, portal: Portal) -> dict[str, Any]:
    last = session.scalars(
        select(Crawl).where(Crawl.portal == portal.name).order_by(Crawl.started.desc()).limit(1)
    ).first()
    states = session.execute(
        select(Document.state, func.count()).where(Document.portal == portal.name).group_by(Document.state)
    )
    return {
        "name": portal.name,
        "title": portal.title,
        "home": portal.home,
        "family": portal.family,
        "documents": {str(state): int(count) for state, count in states},
        "last": last
        and {
            "started": last.started.isoformat(),
            "ended": last.ended.isoformat() if last.ended else None,
            "reason": last.reason,
            "counts": last.counts or {},
        },
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "portal": problem.portal,
        "url": problem.url,
        "kind": problem.kind,
        "evidence": problem.evidence,
        "first_seen": problem.first_seen.isoformat(),
        "last_seen": problem.last_seen.isoformat(),
        "times": problem.times,
    }
