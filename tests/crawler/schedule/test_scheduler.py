"""The schedule visits each portal when it is due, once, never two at one host, whatever is killed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.archive import database
from crawler.register import PortalEntry
from crawler.schedule.leases import LEASE, Leases
from crawler.schedule.runner import Scheduler
from crawler.schedule.visitor import Ended

START = datetime(2025, 2, 10, tzinfo=UTC)


class Time:
    """A clock that runs when one waits."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def wait(self, seconds: float) -> None:
        self.moment += timedelta(seconds=max(seconds, 0.01))

    def wake(self) -> None:
        pass


class Portals:
    """What the schedule starts, on the same clock; ``log`` has every visit with its beginning and end."""

    def __init__(self, clock: Time, seconds: float = 600) -> None:
        self.clock = clock
        self.seconds = seconds
        self.log: list[list] = []
        self.indexed: list[datetime] = []
        self.counted: list[datetime] = []
        self.ends: dict[str, Ended] = {}
        self.stopped: set[str] = set()

    def visit(self, portal: str):
        return _Run(self, portal)

    def follow(self, task: str):
        (self.indexed if task == "index" else self.counted).append(self.clock.now())
        return _Run(self, "")


class _Run:
    def __init__(self, portals: Portals, name: str) -> None:
        self.portals, self.name = portals, name
        self.end = portals.clock.now() + timedelta(seconds=portals.seconds if name else 60)
        self.row = [name, portals.clock.now(), None]
        if name:
            portals.log.append(self.row)

    def poll(self):
        if self.name in self.portals.stopped or self.portals.clock.now() >= self.end:
            self.row[2] = self.portals.clock.now()
            return self.portals.ends.get(self.name, Ended("finished", failed=False))
        return None

    def stop(self, *, now: bool = False) -> None:
        self.portals.stopped.add(self.name)


def entry(name: str, host: str = "", **more) -> PortalEntry:
    home = f"http://{host or name}.gov.cn/"
    return PortalEntry(
        name=name, title=name, home=home, family="trs", columns=[{"path": "nb/", "name": "年报"}], **more
    )


@pytest.fixture
def engine(tmp_path: Path, catalogue_url: str) -> Iterator:
    engine = database.connect(catalogue_url or f"sqlite:///{tmp_path / 'nianbao.db'}")
    yield engine
    engine.dispose()


def scheduler(engine, entries, portals, clock, at_once=4) -> Scheduler:
    return Scheduler(engine, lambda: entries, portals, clock, at_once=at_once)


def run_for(clock: Time, days: float, *schedulers: Scheduler, seconds: float = 600) -> None:
    end = clock.now() + timedelta(days=days)
    while clock.now() < end:
        for each in schedulers:
            each.step()
        clock.wait(seconds)


def visits(portals: Portals) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, _, _ in portals.log:
        counts[name] = counts.get(name, 0) + 1
    return counts


def overlaps(portals: Portals, one: str, other: str) -> bool:
    spans = [(begin, end or portals.clock.now()) for name, begin, end in portals.log if name in (one, other)]
    spans.sort()
    return any(later < end for (_, end), (later, _) in pairwise(spans))


def test_a_week_in_season_visits_every_portal_daily_and_indexes_what_changed(engine):
    clock = Time()
    portals = Portals(clock)
    portals.ends["b"] = Ended("finished", failed=False, changed=3)
    run_for(clock, 7, scheduler(engine, [entry(n) for n in "abcdef"], portals, clock))
    assert all(6 <= count <= 8 for count in visits(portals).values())
    assert set(visits(portals)) == set("abcdef")
    assert 6 <= len(portals.indexed) <= 8


def test_never_more_at_once_than_allowed(engine):
    clock = Time()
    portals = Portals(clock, seconds=3600)
    run_for(clock, 1, scheduler(engine, [entry(f"p{n}") for n in range(12)], portals, clock, at_once=3))
    edges = sorted([(begin, 1) for _, begin, _ in portals.log] + [(end, -1) for _, _, end in portals.log if end])
    running = most = 0
    for _, change in edges:
        running += change
        most = max(most, running)
    assert len(portals.log) >= 12
    assert most == 3


def test_two_portals_of_one_host_are_visited_one_after_the_other(engine):
    clock = Time()
    portals = Portals(clock, seconds=3600)
    entries = [entry("a", "same"), entry("b", "www.same"), entry("c")]
    run_for(clock, 3, scheduler(engine, entries, portals, clock), seconds=240)
    assert visits(portals)["a"] >= 2 <= visits(portals)["b"]
    assert not overlaps(portals, "a", "b")


@pytest.mark.slow
def test_two_schedulers_share_the_work_and_visit_nothing_twice(engine):
    clock = Time()
    one, two = Portals(clock, 1800), Portals(clock, 1800)
    entries = [entry(f"p{n}") for n in range(8)]
    run_for(clock, 5, scheduler(engine, entries, one, clock, 2), scheduler(engine, entries, two, clock, 2), seconds=240)
    both = Portals(clock)
    both.log = one.log + two.log
    assert len(one.log) >= 8 <= len(two.log)
    assert all(4 <= count <= 6 for count in visits(both).values())
    assert not any(overlaps(both, name, name) for name in visits(both))


def test_what_a_killed_scheduler_held_is_visited_by_the_next_when_its_lease_ends(engine):
    clock = Time()
    dead, alive = Portals(clock, 1e9), Portals(clock)
    scheduler(engine, [entry("a")], dead, clock).step()
    second = scheduler(engine, [entry("a")], alive, clock)
    second.step()
    assert alive.log == []
    clock.moment += LEASE + timedelta(seconds=1)
    second.step()
    assert [name for name, _, _ in alive.log] == ["a"]


def test_a_scheduler_that_slept_through_its_lease_ends_its_visit(engine):
    clock = Time()
    slow, other = Portals(clock, 1e9), Portals(clock, 1e9)
    sleeper = scheduler(engine, [entry("a")], slow, clock)
    sleeper.step()
    clock.moment += LEASE * 2
    scheduler(engine, [entry("a")], other, clock).step()
    sleeper.step()
    assert slow.stopped == {"a"}
    assert other.stopped == set()


def test_a_failing_portal_is_tried_again_soon_then_seldom(engine):
    clock = Time()
    portals = Portals(clock, seconds=60)
    portals.ends["a"] = Ended("unreachable", failed=True)
    run_for(clock, 4, scheduler(engine, [entry("a")], portals, clock))
    begins = [begin for _, begin, _ in portals.log]
    waits = [(later - earlier) / timedelta(hours=1) for earlier, later in pairwise(begins)]
    assert all(abs(wait - 2**n) <= 0.1 * 2**n + 0.2 for n, wait in enumerate(waits[:5]))
    assert all(wait <= 26.5 for wait in waits)


def test_after_a_month_of_downtime_each_portal_is_visited_once_not_thirty_times(engine):
    clock = Time()
    portals = Portals(clock)
    run_for(clock, 1, scheduler(engine, [entry("a"), entry("b")], portals, clock))
    before = visits(portals)
    clock.moment += timedelta(days=30)
    run_for(clock, 0.5, scheduler(engine, [entry("a"), entry("b")], portals, clock))
    assert {name: count - before[name] for name, count in visits(portals).items()} == {"a": 1, "b": 1}


def test_once_does_what_is_due_and_ends(engine):
    clock = Time()
    portals = Portals(clock, seconds=30)
    portals.ends["a"] = Ended("finished", failed=False, changed=1)
    scheduler(engine, [entry(n) for n in "abcde"], portals, clock, 2).run(once=True)
    assert visits(portals) == dict.fromkeys("abcde", 1)
    assert len(portals.indexed) == 1
    scheduler(engine, [entry(n) for n in "abcde"], portals, clock, 2).run(once=True)
    assert len(portals.log) == 5


def test_a_stop_breaks_visits_off_cleanly_and_they_are_due_still(engine):
    clock = Time()
    portals = Portals(clock, seconds=1e9)
    first = scheduler(engine, [entry("a"), entry("b")], portals, clock)
    first.step()
    first.stop()
    first.run()
    assert portals.stopped == {"a", "b"}
    again = Portals(clock)
    scheduler(engine, [entry("a"), entry("b")], again, clock).step()
    assert visits(again) == {"a": 1, "b": 1}


def test_a_disabled_or_removed_portal_is_visited_no_more(engine):
    clock = Time()
    portals = Portals(clock)
    entries = [entry("a"), entry("b"), entry("c")]
    running = scheduler(engine, entries, portals, clock)
    run_for(clock, 2, running)
    before = visits(portals)
    entries[0] = entry("a", enabled=False)
    del entries[1]
    run_for(clock, 4, running)
    assert visits(portals)["a"] == before["a"]
    assert visits(portals)["b"] == before["b"]
    assert visits(portals)["c"] > before["c"]


def test_the_ledger_of_duties_is_brought_up_to_date_a_few_times_a_day_not_after_every_visit(engine):
    clock = Time()
    portals = Portals(clock, seconds=30)
    entries = [entry(f"p{n}", visits={"in_season": 0.1}) for n in range(6)]
    run_for(clock, 2, scheduler(engine, entries, portals, clock))
    assert len(portals.log) > 50
    assert 6 <= len(portals.counted) <= 8
    portals.ends |= {f"p{n}": Ended("unreachable", failed=True) for n in range(6)}
    run_for(clock, 1, scheduler(engine, entries, portals, clock))
    assert len(portals.counted) <= 9


def test_an_index_that_fails_is_tried_again(engine):
    clock = Time()
    portals = Portals(clock, seconds=30)
    portals.ends["a"] = Ended("finished", failed=False, changed=1)
    portals.ends[""] = Ended("disk full", failed=True)
    running = scheduler(engine, [entry("a")], portals, clock)
    run_for(clock, 0.1, running)
    assert len(portals.indexed) > 5
    assert len(portals.indexed) < 20
    del portals.ends[""]
    run_for(clock, 0.1, running)
    tried = len(portals.indexed)
    run_for(clock, 0.5, running)
    assert len(portals.indexed) == tried


def test_a_portal_crawled_by_hand_before_is_not_due_at_once(engine, tmp_path, catalogue_url):
    from config.settings import Settings
    from crawler.archive import Archive

    with Archive.open(Settings(data_dir=tmp_path, catalogue_url=catalogue_url), write=True) as archive:
        archive.begin_crawl("a")
    leases = Leases(engine, "test")
    leases.register([entry("a"), entry("b")], START)
    found = leases.claim({n: entry(n) for n in "ab"}, START, 5)
    assert [claim.entry.name for claim in found] == ["b"]
