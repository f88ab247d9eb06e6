"""How collecting goes: every portal's last visit, next visit, reach and problems, and what a monitor should be told.

`nianbao status`, the status page, /metrics and the health check all show what this module says.
"""

import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Engine, and_, func, inspect, select
from sqlalchemy.orm import Session

from config.settings import Settings
from crawler.archive.catalogue import Capture, Crawl, Document, Portal, Problem
from crawler.problems import got_through
from crawler.register import PortalEntry
from crawler.schedule.due import CHINA, in_season
from crawler.schedule.leases import Visit
from crawler.wording import said

Reach = Literal["reached", "blocked", "unreachable", "lost", "failed", "never"]
OVERDUE = timedelta(days=2)
SILENT = timedelta(days=7)
LATELY = timedelta(days=1)
FEWEST = 3
"""Portals that must all be silent on one day before our own line is doubted."""

PROBLEMS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """A problem that is not over."""

    kind: str
    url: str | None
    evidence: str
    first_seen: datetime
    last_seen: datetime
    times: int


@dataclass(slots=True)
class PortalStatus:
    """One portal of the register or of the catalogue.

    ``reach`` tells of the last visit; ``reached`` is when one got through last.  ``due`` is None where no visit is
    planned; ``unscheduled`` says why.  ``documents`` counts pages and attachments by state.  ``problems`` are the
    newest ones of ``open_problems``.
    """

    name: str
    title: str | None
    family: str | None
    enabled: bool
    verified: bool
    reach: Reach = "never"
    reached: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    reason: str | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    due: datetime | None = None
    failures: int = 0
    running: bool = False
    documents: dict[str, int] = field(default_factory=dict)
    open_problems: int = 0
    problems: list[OpenProblem] = field(default_factory=list)
    registered: bool = True

    @property
    def unscheduled(self) -> Literal["disabled", "unregistered", "waiting", "running"] | None:
        """Why there is no next visit: nobody may visit the portal, or no schedule has planned one yet."""
        if self.running:
            return "running"
        if not self.registered:
            return "unregistered"
        if not self.enabled:
            return "disabled"
        return "waiting" if self.due is None else None

    def to_json(self) -> dict[str, Any]:
        """Return plain values; moments in ISO 8601."""
        plain: dict[str, Any] = _plain(asdict(self)) | {"unscheduled": self.unscheduled}
        return plain


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that an operator should look at; ``kind`` is a name of docs/operating.md."""

    kind: str
    message: str
    portal: str | None = None


def portals(engine: Engine, entries: Iterable[PortalEntry], now: datetime) -> list[PortalStatus]:
    """Return every portal of the register, then those that only the catalogue knows, by name."""
    found = {e.name: PortalStatus(e.name, e.title, e.family, e.enabled, e.verified is not None) for e in entries}
    with Session(engine) as session:
        for portal in session.scalars(select(Portal)):
            if portal.name not in found:
                found[portal.name] = PortalStatus(
                    portal.name, portal.title, portal.family, False, False, registered=False
                )
        _add_visits(session, found)
        _add_documents(session, found)
        _add_problems(session, found)
        if inspect(engine).has_table(Visit.__tablename__):
            _add_schedule(session, found, now)
    return [found[name] for name in sorted(found)]


def reach(reason: str | None) -> Reach:
    """Return what a visit's close reason says of a portal's reach."""
    if got_through(reason):
        return "reached"
    word = (reason or "").partition("_")[0]
    if word in ("blocked", "robots"):
        return "blocked"
    if word == "unreachable":
        return "unreachable"
    return "lost" if reason == "column_lost" else "failed"


def alarms(
    settings: Settings,
    engine: Engine,
    entries: Iterable[PortalEntry],
    now: datetime,
    *,
    quiet_days: float = 14,
    found: Iterable[PortalStatus] | None = None,
) -> list[Alarm]:
    """Return what is going wrong; nothing where all is well.

    Nothing new for ``quiet_days`` in season, promises that are broken, portals that have not been reached for a week or
    are overdue (the schedule does not run), a disk that is nearly full, a line that is down.  ``found`` is what
    :func:`portals` says, where that is known.
    """
    entries = [entry for entry in entries if entry.enabled]
    out = list(_disk(settings))
    status = {p.name: p for p in (found if found is not None else portals(engine, entries, now))}
    line_is_down = _line(status.values(), now)
    out += line_is_down
    season = [e for e in entries if in_season(e.visits, now.astimezone(CHINA).date())]
    if season and (since := _last_news(engine)) is not None and now - since > timedelta(days=quiet_days):
        out.append(Alarm("nothing_new", said("alarm_nothing_new", since=f"{since:%Y-%m-%d}")))
    first = _first_crawls(engine)
    for entry in entries:
        portal = status[entry.name]
        if portal.due is not None and now - portal.due > OVERDUE and not portal.running:
            out.append(Alarm("overdue", said("alarm_overdue", since=f"{portal.due:%Y-%m-%d}"), entry.name))
        if portal.started is not None and portal.reach != "reached" and not line_is_down:
            since = portal.reached or first.get(entry.name)
            if since is not None and now - since > SILENT:
                out.append(
                    Alarm(
                        "not_reached",
                        said(
                            "alarm_not_reached",
                            reach=said(f"reach_{portal.reach}"),
                            reason=portal.reason or said("not_ended"),
                            since=f"{since:%Y-%m-%d}",
                        ),
                        entry.name,
                    )
                )
        broken = [p for p in portal.problems if p.kind.startswith("promise")]
        out += [Alarm("promise_broken", p.evidence, entry.name) for p in broken]
    return out


def _disk(settings: Settings) -> Iterable[Alarm]:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < settings.disk_reserve_bytes:
        yield Alarm("disk_nearly_full", said("alarm_disk", free=free // 10**6, folder=settings.data_dir))


def _last_news(engine: Engine) -> datetime | None:
    query = (
        select(Capture.time)
        .join(Document, Document.id == Capture.document_id)
        .where(Capture.version.is_(True), Document.kind.in_(("page", "attachment")))
        .order_by(Capture.time.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        return connection.execute(query).scalar()


def _line(found: Iterable[PortalStatus], now: datetime) -> list[Alarm]:
    """Return an alarm where no portal visited lately answered: that is our own line, not all of them at once."""
    lately = [p for p in found if p.ended is not None and now - p.ended <= LATELY]
    silent = [p for p in lately if p.reach == "unreachable"]
    if len(lately) < FEWEST or len(silent) < len(lately):
        return []
    return [
        Alarm(
            "line_down",
            said("alarm_line", count=len(lately)),
        )
    ]


def _first_crawls(engine: Engine) -> dict[str | None, datetime]:
    with engine.connect() as connection:
        rows = connection.execute(select(Crawl.portal, func.min(Crawl.started)).group_by(Crawl.portal)).all()
        return {row[0]: row[1] for row in rows}


def _add_visits(session: Session, found: dict[str, PortalStatus]) -> None:
    last = select(Crawl.portal, func.max(Crawl.started).label("started")).group_by(Crawl.portal).subquery()
    query = select(Crawl).join(last, and_(Crawl.portal == last.c.portal, Crawl.started == last.c.started))
    for crawl in session.scalars(query):
        if crawl.portal in found:
            portal = found[crawl.portal]
            portal.started, portal.ended, portal.reason = crawl.started, crawl.ended, crawl.reason
            portal.counts = crawl.counts or {}
            portal.reach = reach(crawl.reason)
    good = select(Crawl.portal, func.max(Crawl.started)).where(Crawl.reason.in_(("finished", "promise_broken")))
    for name, moment in session.execute(good.group_by(Crawl.portal)):
        if name in found:
            found[name].reached = moment


def _add_documents(session: Session, found: dict[str, PortalStatus]) -> None:
    query = (
        select(Document.portal, Document.state, func.count())
        .where(Document.portal.is_not(None), Document.kind.in_(("page", "attachment")))
        .group_by(Document.portal, Document.state)
    )
    for name, state, count in session.execute(query):
        if name in found:
            found[name].documents[state] = count


def _add_problems(session: Session, found: dict[str, PortalStatus]) -> None:
    """Add the newest problems of each portal, broken promises before the others."""
    order = Problem.kind.like("promise%").desc(), Problem.last_seen.desc(), Problem.id
    place = func.row_number().over(partition_by=Problem.portal, order_by=order).label("place")
    in_all = func.count().over(partition_by=Problem.portal).label("in_all")
    p = Problem
    open_ones = (
        select(p.portal, p.kind, p.url, p.evidence, p.first_seen, p.last_seen, p.times, place, in_all)
        .where(p.resolved.is_(None), p.portal.is_not(None))
        .subquery()
    )
    query = select(open_ones).where(open_ones.c.place <= PROBLEMS_SHOWN)
    for row in session.execute(query.order_by(open_ones.c.portal, open_ones.c.place)):
        portal = found.get(row.portal)
        if portal is not None:
            portal.open_problems = row.in_all
            portal.problems.append(OpenProblem(*row[1:7]))


def _add_schedule(session: Session, found: dict[str, PortalStatus], now: datetime) -> None:
    for visit in session.scalars(select(Visit)):
        if visit.portal in found:
            portal = found[visit.portal]
            portal.due, portal.failures = visit.due, visit.failures
            portal.running = visit.lease_until is not None and visit.lease_until >= now


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
