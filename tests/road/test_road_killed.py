"""A crawl that is killed at any moment loses at most the fetch in flight."""

import os
import signal
import time

import pytest

from demo.dice import dice
from demo.site import Site
from demo.world import build
from tests.road.road import Road

pytestmark = pytest.mark.slow  # each test crawls a world of its own, some of them twice


def _archived(road: Road) -> int:
    """Bytes of the archive."""
    return sum(path.stat().st_size for path in (road.data / "warc").glob("*.warc.gz"))


def _kill_after(road: Road, seconds: float, stored: int = 0) -> None:
    """Kill a crawl so long after its first request, and not before so many bytes are in the archive."""
    child = road.start("crawl", *road.site.homes)
    until = time.monotonic() + 30
    while not road.site.log and child.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(seconds)
    until = time.monotonic() + 30
    while _archived(road) < stored and child.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()


def _restart(road: Road) -> None:
    """Start a program that writes to the archive, with nothing to write: it mends what the kill left."""
    empty = road.site.folder / "empty"
    empty.mkdir(exist_ok=True)
    road.run("import", str(empty))


def test_ten_kills_at_random_moments_leave_a_clean_archive(tmp_path) -> None:
    throw = dice("kills")
    with Site(build(scale="small"), tmp_path, latency=0.01) as site:
        road = Road(site)
        for _ in range(10):
            site.log.clear()
            _kill_after(road, throw.uniform(0.0, 0.6))
            _restart(road)
            road.run("verify")
        road.crawl()
        assert road.originals() == {d.id: d.data for d in road.world.served()}
        road.run("verify")


def test_what_was_captured_before_a_kill_is_still_there(road: Road) -> None:
    road.site.latency = 0.02
    _kill_after(road, 0.3, stored=60_000)
    first = road.originals()
    assert 0 < len(first) < len(road.world.documents), "the kill came too early or too late to show anything"
    _restart(road)
    road.run("verify")
    road.site.latency = 0.0
    road.crawl()
    assert road.originals() == {d.id: d.data for d in road.world.served()}


def test_a_crawl_says_what_it_cut_after_a_kill(road: Road) -> None:
    road.site.latency = 0.02
    _kill_after(road, 0.3, stored=10_000)
    path = max((road.data / "warc").glob("*.warc.gz"))
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00torn")
    road.site.latency = 0.0
    road.crawl()
    assert f"{path}: a torn end of" in road.said
    road.run("verify")
