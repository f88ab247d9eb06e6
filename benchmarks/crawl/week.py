"""A week of simulated time over many portals with faults: is everything found that was planted, and nothing else?

``python -m benchmarks.crawl.week [PORTALS]``.  The schedule, the spider, the archive and HTTP are real; the clock is
not: it stands while a visit runs, and jumps in between.  Nothing is read or indexed.
"""

import asyncio
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.crawl.week_world import DAY, Portal, plan, serve
from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.catalogue import Capture, Document, Problem
from crawler.archive.verify import verify
from crawler.faults import UNREACHABLE
from crawler.keeper import Keeper
from crawler.log import to_file
from crawler.schedule.runner import Scheduler
from crawler.schedule.visitor import Ended, Running, Task
from crawler.walk import Walk

START = datetime(2025, 2, 10, tzinfo=UTC)
AT_ONCE = 16
EXPECTED_PROBLEMS = {"silence": UNREACHABLE, "wall": {"challenge"}, "fence": {"column_lost"}}


class Time:
    """A clock that stands while visits run and jumps when all of them are done."""

    def __init__(self) -> None:
        self.moment = START
        self.running: list[Any] = []

    def now(self) -> datetime:
        return self.moment

    def wait(self, seconds: float) -> None:
        for future in self.running:
            future.result()
        self.running.clear()
        self.moment += timedelta(seconds=min(max(seconds, 5), 240))

    def wake(self) -> None:
        pass


class Visits:
    """Visits portals with the real spider; each takes as long as its requests at one a second would."""

    def __init__(self, settings: Settings, keeper: Keeper, portals: list[Portal], clock: Time, loop: Any) -> None:
        self.settings, self.keeper, self.clock, self.loop = settings, keeper, clock, loop
        self.portals = {portal.name: portal for portal in portals}
        self.log: list[tuple[str, datetime, datetime, str]] = []

    def visit(self, portal: str) -> Running:
        return _Visit(self, self.portals[portal])

    def follow(self, task: Task) -> Running:
        return _Nothing()

    def began_within(self, portal: str, begin: datetime, end: datetime) -> bool:
        """Say whether a visit met what lasted from ``begin`` to ``end``: short faults may fall between two visits."""
        return any(name == portal and begin <= moment < end for name, moment, _, _ in self.log)


class _Visit:
    def __init__(self, visits: Visits, portal: Portal) -> None:
        self.visits, self.portal, self.began, self.asked = visits, portal, visits.clock.now(), portal.asked
        self.walk = Walk(visits.settings, visits.keeper)
        self.future = asyncio.run_coroutine_threadsafe(self.walk.one(portal.entry()), visits.loop)
        visits.clock.running.append(self.future)

    def poll(self) -> Ended | None:
        now = self.visits.clock.now()
        if not self.future.done() or now < self.began + timedelta(seconds=self.portal.asked - self.asked):
            return None
        summary = self.walk.summaries[self.portal.name]
        self.visits.log.append((self.portal.name, self.began, now, summary.reason))
        changed = summary.new + summary.changed + summary.gone
        return Ended(summary.reason, failed=summary.reason not in ("finished", "promise_broken"), changed=changed)

    def stop(self, *, now: bool = False) -> None:
        self.walk.stop()


class _Nothing:
    def poll(self) -> Ended | None:
        return Ended("finished", failed=False)

    def stop(self, *, now: bool = False) -> None:
        pass


def free_port() -> int:
    """Return a port that is free on the portals' first address, and most likely on the others."""
    with socket.socket() as probe:
        probe.bind(("127.9.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def reactor_thread() -> asyncio.AbstractEventLoop:
    """Start Twisted's reactor in a thread; return its loop."""
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    loops: list[asyncio.AbstractEventLoop] = []
    started = threading.Event()

    def note() -> None:
        loops.append(asyncio.get_running_loop())
        started.set()

    reactor.callWhenRunning(reactor.callLater, 0, note)  # type: ignore[attr-defined]
    threading.Thread(target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True).start()  # type: ignore[attr-defined]
    started.wait(10)
    return loops[0]


def differences(archive: Archive, portals: list[Portal], visits: Visits) -> list[str]:
    """Return what was planted and not found, found and not planted, or visited too fast."""
    out: list[str] = []
    with archive.session() as session:
        query = select(Document.url, Capture.outcome).join(Capture, Capture.document_id == Document.id)
        outcomes = Counter(map(tuple, session.execute(query.where(Document.kind == "page"))))
        states = dict(map(tuple, session.execute(select(Document.url, Document.state).where(Document.kind == "page"))))
        problems: dict[str, set[str]] = {}
        for problem in session.scalars(select(Problem)):
            problems.setdefault(problem.portal or "", set()).add(problem.kind)
            if problem.resolved is None:
                out.append(f"{problem.portal}: {problem.kind} is open still: {problem.evidence}")
    for portal in portals:
        for report in portal.reports:
            url = portal.home + report.path.lstrip("/")
            expected = {"new": 1, "changed": len(report.changes)}
            found = {name: outcomes[url, name] for name in expected}
            if found != expected:
                out.append(f"{url}: {found} where {expected} was planted")
            state = "withdrawn" if report.gone else "present"
            if states.pop(url, None) != state:
                out.append(f"{url}: is not {state}")
        kinds = problems.get(portal.name, set())
        met = [fault for fault, begin, end in portal.faults if visits.began_within(portal.name, begin, end)]
        for fault in met:
            if not kinds & EXPECTED_PROBLEMS[fault]:
                out.append(f"{portal.name}: {fault} was planted, problems are {sorted(kinds)}")
        if kinds and not met and not any(r.gone for r in portal.reports):
            out.append(f"{portal.name}: nothing was planted, problems are {sorted(kinds)}")
        if portal.most_open > 1:
            out.append(f"{portal.name}: {portal.most_open} connections at a time")
    out += [f"{url}: invented" for url in states]
    return out + too_fast(visits)


def too_fast(visits: Visits) -> list[str]:
    """Return visits of one portal that overlap, or follow a good one by less than nine tenths of a day."""
    out = []
    for name in visits.portals:
        rows = sorted(row[1:] for row in visits.log if row[0] == name)
        for (begin, end, reason), (later, _, _) in pairwise(rows):
            if later < end or (reason in ("finished", "promise_broken") and later - begin < 0.85 * DAY):
                out.append(f"{name}: visited at {begin} and {later}")
    return out


def main(count: int) -> None:
    clock = Time()
    portals = plan(count, START, free_port())
    loop = reactor_thread()
    asyncio.run_coroutine_threadsafe(serve(portals, clock.now), loop).result()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder), loopback=True, download_delay=0, retries=0, withdrawn_visits=3, withdrawn_days=3
        )
        with to_file(Path(folder) / "crawl.jsonl"), Archive.open(settings, write=True) as archive:
            keeper = Keeper(archive, clock.now)
            visits = Visits(settings, keeper, portals, clock, loop)
            scheduler = Scheduler(archive.engine, lambda: [p.entry() for p in portals], visits, clock, at_once=AT_ONCE)
            began = time.perf_counter()
            while clock.now() < START + 8 * DAY:
                scheduler.step()
                clock.wait(60)
            seconds = time.perf_counter() - began
            keeper.close()
            found = differences(archive, portals, visits) + [f"verify: {d.where}: {d.message}" for d in verify(archive)]
    planted = Counter(kind for p in portals for kind in _planted(p))
    asked = sum(p.asked for p in portals)
    print(f"{count} portals, 8 days in {seconds:.0f} s: {len(visits.log)} visits, {asked} requests")
    print("planted: " + ", ".join(f"{n} {kind}" for kind, n in sorted(planted.items())))
    print(
        f"{len(found)} differences" if found else "all of it was found, and nothing else; no host was asked too often"
    )
    for line in found[:40]:
        print(" ", line)
    sys.exit(1 if found else 0)


def _planted(portal: Portal) -> list[str]:
    changes = ["changes"] * sum(len(r.changes) for r in portal.reports)
    new = ["new reports"] * sum(r.born > START for r in portal.reports)
    gone = ["withdrawals"] * sum(r.gone is not None for r in portal.reports)
    return changes + new + gone + [kind + "s" for kind, _, _ in portal.faults]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
