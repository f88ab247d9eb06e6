"""The schedule's state in the catalogue: who is due, who visits it, and which hosts are taken.

Two schedulers on one catalogue share the work: a portal is claimed in one transaction with all of its hosts, for
a time; a holder that lives renews its leases, one that died loses them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, String, delete, func, insert, or_, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from crawler.archive.catalogue import Crawl, Moment
from crawler.archive.database import begin_writing, create_tables
from crawler.register import PortalEntry
from crawler.schedule.due import next_due

LEASE = timedelta(minutes=5)
"""How long a claim lasts without being renewed."""


class Base(DeclarativeBase):
    """Tables of the schedule."""

    type_annotation_map = {datetime: Moment}  # noqa: RUF012 - SQLAlchemy's own idiom


class Visit(Base):
    """A portal in the schedule: when it is due, its last visit, and the lease of who visits it now.

    ``result`` is the last visit's close reason; ``failures`` counts visits in a row that did not get through.
    """

    __tablename__ = "schedule"
    portal: Mapped[str] = mapped_column(String(200), primary_key=True)
    due: Mapped[datetime] = mapped_column(index=True)
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    result: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(String(200))
    lease_until: Mapped[datetime | None]


class HostLease(Base):
    """A host that is being visited."""

    __tablename__ = "schedule_hosts"
    host: Mapped[str] = mapped_column(String(250), primary_key=True)
    holder: Mapped[str] = mapped_column(String(200))
    portal: Mapped[str] = mapped_column(String(200))
    lease_until: Mapped[datetime]


class Task(Base):
    """Work that follows visits: ``name`` "index" is wanted since ``wanted``."""

    __tablename__ = "schedule_tasks"
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    wanted: Mapped[datetime | None]
    holder: Mapped[str | None] = mapped_column(String(200))
    lease_until: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """A portal that is ours to visit."""

    entry: PortalEntry
    due: datetime
    failures: int


class Leases:
    """The tables of the schedule, for one holder (a scheduler's name: host, process, number)."""

    def __init__(self, engine: Engine, holder: str) -> None:
        self._engine = engine
        self.holder = holder
        create_tables(engine, Base.metadata)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            begin_writing(connection)
            yield connection
            connection.commit()

    def register(self, entries: Iterable[PortalEntry], now: datetime) -> None:
        """Take in portals that are new to the schedule: due after their last crawl's interval, or now."""
        with self._transaction() as connection:
            known = set(connection.execute(select(Visit.portal)).scalars())
            last_crawls = select(Crawl.portal, func.max(Crawl.started)).group_by(Crawl.portal)
            crawled: dict[str | None, datetime] = {row[0]: row[1] for row in connection.execute(last_crawls)}
            for entry in entries:
                if entry.name not in known:
                    last = crawled.get(entry.name)
                    due = next_due(entry.name, entry.visits, last, 0) if last else now
                    connection.execute(insert(Visit).values(portal=entry.name, due=due, started=last, failures=0))

    def claim(self, entries: dict[str, PortalEntry], now: datetime, most: int) -> list[Claim]:
        """Claim up to ``most`` due portals, none of whose hosts is being visited, the longest waiting first."""
        claims: list[Claim] = []
        with self._engine.connect() as connection:
            if most <= 0 or not _due(connection, now, 1):
                return claims
        with self._transaction() as connection:
            taken = self._taken_hosts(connection, now)
            for visit in _due(connection, now):
                if len(claims) >= most:
                    break
                entry = entries.get(visit.portal)
                if entry is None or entry.own_hosts & taken:
                    continue
                values = {"holder": self.holder, "lease_until": now + LEASE, "started": now}
                connection.execute(update(Visit).where(Visit.portal == entry.name).values(**values))
                for host in sorted(entry.own_hosts):
                    connection.execute(delete(HostLease).where(HostLease.host == host))
                    connection.execute(
                        insert(HostLease).values(
                            host=host, holder=self.holder, portal=entry.name, lease_until=now + LEASE
                        )
                    )
                taken |= entry.own_hosts
                claims.append(Claim(entry, visit.due, visit.failures))
        return claims

    def _taken_hosts(self, connection: Connection, now: datetime) -> set[str]:
        return set(connection.execute(select(HostLease.host).where(HostLease.lease_until >= now)).scalars())

    def renew(self, now: datetime) -> set[str]:
        """Prolong everything that this holder has; return the portals that are (still) its own."""
        with self._transaction() as connection:
            for table in (Visit, HostLease, Task):
                connection.execute(update(table).where(table.holder == self.holder).values(lease_until=now + LEASE))
            return set(connection.execute(select(Visit.portal).where(Visit.holder == self.holder)).scalars())

    def settle(self, entry: PortalEntry, now: datetime, result: str, *, failed: bool) -> bool:
        """Note how a visit ended and when the next one is due; False where the lease was lost meanwhile."""
        with self._transaction() as connection:
            mine = Visit.portal == entry.name, Visit.holder == self.holder
            visit = connection.execute(select(Visit.started, Visit.failures).where(*mine)).first()
            if visit is None:
                return False
            failures = visit.failures + 1 if failed else 0
            values = {
                "due": next_due(entry.name, entry.visits, visit.started or now, failures),
                "ended": now,
                "result": result,
                "failures": failures,
            }
            self._let_go(connection, entry.name, values)
        return True

    def release(self, entry: PortalEntry) -> None:
        """Give a portal back as it was, due still: the visit was broken off by a stop."""
        with self._transaction() as connection:
            self._let_go(connection, entry.name, {})

    def _let_go(self, connection: Connection, portal: str, values: dict[str, object]) -> None:
        mine = update(Visit).where(Visit.portal == portal, Visit.holder == self.holder)
        connection.execute(mine.values(holder=None, lease_until=None, **values))
        connection.execute(delete(HostLease).where(HostLease.portal == portal, HostLease.holder == self.holder))

    def next_due(self, portals: Iterable[str]) -> datetime | None:
        """Return when the next of these portals is due."""
        names = set(portals)
        with self._engine.connect() as connection:
            rows = connection.execute(select(Visit.portal, Visit.due).order_by(Visit.due))
            return next((row.due for row in rows if row.portal in names), None)

    # -- what follows visits -------------------------------------------------------------------------------------

    def want(self, task: str, now: datetime) -> None:
        """Note that a task is wanted."""
        with self._transaction() as connection:
            if not connection.execute(update(Task).where(Task.name == task).values(wanted=now)).rowcount:
                connection.execute(insert(Task).values(name=task, wanted=now))

    def claim_task(self, task: str, now: datetime) -> datetime | None:
        """Claim a wanted task that nobody is at; return since when it is wanted."""
        free = or_(Task.lease_until.is_(None), Task.lease_until < now)
        wanted = select(Task.wanted).where(Task.name == task, Task.wanted.is_not(None), free)
        with self._engine.connect() as connection:
            if connection.execute(wanted).first() is None:
                return None
        with self._transaction() as connection:
            since = connection.execute(wanted).scalar()
            if since is not None:
                values = {"holder": self.holder, "lease_until": now + LEASE}
                connection.execute(update(Task).where(Task.name == task).values(**values))
            return since

    def settle_task(self, task: str, since: datetime, *, done: bool) -> None:
        """Give a task back; where it is done and was not wanted again since, it is wanted no more."""
        with self._transaction() as connection:
            mine = update(Task).where(Task.name == task, Task.holder == self.holder)
            connection.execute(mine.values(holder=None, lease_until=None))
            if done:
                connection.execute(update(Task).where(Task.name == task, Task.wanted == since).values(wanted=None))


def _due(connection: Connection, now: datetime, most: int | None = None) -> list[Any]:
    """Return the portals that are due and free, the longest waiting first."""
    free = or_(Visit.lease_until.is_(None), Visit.lease_until < now)
    query = select(Visit.portal, Visit.due, Visit.failures).where(Visit.due <= now, free)
    return list(connection.execute(query.order_by(Visit.due, Visit.portal).limit(most)))
