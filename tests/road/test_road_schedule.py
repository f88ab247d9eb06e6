"""The schedule as it runs: real processes on a served world, stopped and killed."""

import os
import signal
import time
from collections import Counter

import pytest

from tests.road.road import Road

pytestmark = pytest.mark.slow  # each test crawls a world of its own, some of them twice


def _asked(road: Road) -> Counter[tuple[str, str]]:
    return Counter((asked.portal, asked.path) for asked in road.site.log)


def _wait_for(what, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_once_visits_indexes_and_has_nothing_to_do_the_second_time(road: Road) -> None:
    road.run("schedule", "--once")
    assert road.originals() == {d.id: d.data for d in road.world.served()}
    assert road.reports()
    asked = len(road.site.log)
    road.run("schedule", "--once")
    assert len(road.site.log) == asked
    road.run("verify")


def test_a_service_that_is_stopped_ends_cleanly_and_the_next_one_goes_on(road: Road) -> None:
    road.site.latency = 0.05
    service = road.start("schedule")
    _wait_for(lambda: len(road.site.log) > 10)
    service.send_signal(signal.SIGTERM)
    _, said = service.communicate(timeout=60)
    assert service.returncode == 0, said
    assert "broken off, due still" in said
    asked = len(road.site.log)
    time.sleep(0.5)
    assert len(road.site.log) == asked
    road.site.latency = 0
    road.run("schedule", "--once")
    assert road.originals() == {d.id: d.data for d in road.world.served()}
    road.run("verify")


def test_a_service_that_is_killed_takes_its_visits_along(road: Road) -> None:
    road.site.latency = 0.05
    service = road.start("schedule")
    _wait_for(lambda: len(road.site.log) > 10)
    os.kill(service.pid, signal.SIGKILL)
    service.communicate(timeout=60)
    time.sleep(2)
    asked = len(road.site.log)
    time.sleep(1)
    assert len(road.site.log) == asked
    road.run("import", str(road.site.folder / "data" / "logs"))
    road.run("verify")


def test_two_services_ask_for_nothing_twice(road: Road) -> None:
    road.site.latency = 0.02
    services = [road.start("schedule", "--once") for _ in range(2)]
    for service in services:
        service.communicate(timeout=120)
    twice = {path: n for path, n in _asked(road).items() if n > 1 and not path[1].endswith("robots.txt")}
    assert not twice
    road.run("schedule", "--once")
    assert road.originals() == {d.id: d.data for d in road.world.served()}
