"""A good guest: robots.txt with its Crawl-delay, and what counts while it cannot be had."""

import datetime
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.catalogue import Problem
from crawler.keeper import Keeper
from crawler.middlewares.robots import honoured
from crawler.summary import CrawlSummary
from crawler.walk import Walk
from tests.portal.server import Answer, Asked, Server
from tests.portal.test_hostile import REPORT, entry, kept, kinds, rows

Crawl = Callable[..., Walk]
BROKEN = Answer(b"<html><title>500</title>java.lang.NullPointerException</html>", 500)
START = datetime.datetime(2026, 1, 10, 8, tzinfo=datetime.UTC)


def portal(robots: Answer | Callable[[Asked], Answer]) -> Server:
    return Server(
        {
            "/robots.txt": robots,
            "/nb/": Answer.html(rows("t20230101_1.html", "t20230101_2.html")),
            "/nb/t20230101_1.html": Answer.html(REPORT),
            "/nb/t20230101_2.html": Answer.html(REPORT),
        }
    )


def gaps(server: Server) -> list[float]:
    times = [asked.time for asked in server.asked]
    return [after - before for before, after in pairwise(times)]


@pytest.mark.slow
@pytest.mark.parametrize(("own", "asked"), [(0.0, 0.3), (0.1, 0.3), (0.3, 0.1)])
def test_a_portal_is_asked_no_faster_than_it_wants_and_than_we_promise(
    own: float, asked: float, walk: Crawl, quick: Settings
) -> None:
    with portal(Answer(f"User-agent: *\nCrawl-delay: {asked}\n".encode())) as server:
        done = walk(quick.model_copy(update={"download_delay": own}), entry(server))
        assert len(kept(done)) == 2
    # Where nobody asked for more, our own delay varies by half.
    assert min(gaps(server)) >= (asked if asked > own else own / 2) - 0.02


@pytest.mark.parametrize(
    ("asked", "waited"),
    [(7200.0, 60.0), (float("inf"), 60.0), (5.0, 5.0), (-1.0, 0.0), (float("nan"), 0.0), (None, 0.0)],
)
def test_a_portal_that_wants_hours_between_requests_gets_a_minute(asked: float | None, waited: float) -> None:
    assert honoured(asked) == waited


def test_nothing_is_asked_of_a_portal_whose_robots_txt_is_broken(walk: Crawl, quick: Settings) -> None:
    with portal(BROKEN) as server:
        done = walk(quick.model_copy(update={"retries": 0}), entry(server))
    assert server.paths() == [] and kinds(done) == {"robots_unreachable": 1}
    assert done.summaries["hostile"].reason == "unreachable"


def test_nothing_is_asked_of_a_portal_whose_robots_txt_hangs(walk: Crawl, quick: Settings) -> None:
    def hang(asked: Asked) -> Answer:
        time.sleep(1.5)
        return BROKEN

    with portal(hang) as server:
        done = walk(quick.model_copy(update={"retries": 0, "download_timeout": 0.5}), entry(server))
    assert server.paths() == [] and kinds(done) == {"timeout": 1}
    assert done.summaries["hostile"].reason == "unreachable"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_portal_without_robots_txt_has_no_rules(status: int, walk: Crawl, quick: Settings) -> None:
    with portal(Answer(b"User-agent: *\nDisallow: /\n", status)) as server:
        assert len(kept(walk(quick, entry(server)))) == 2


@pytest.fixture
def visit(walk: Crawl, quick: Settings) -> Callable[[Server, int], CrawlSummary]:
    def run(server: Server, day: int, **more: Any) -> CrawlSummary:
        settings = quick.model_copy(update={"retries": 0})
        with Archive.open(settings, write=True) as archive:
            keeper = Keeper(archive, lambda: START + datetime.timedelta(days=day))
            try:
                return walk(settings, entry(server, **more), keeper=keeper).summaries["hostile"]
            finally:
                keeper.close()

    return run


@pytest.mark.slow
def test_the_archived_robots_txt_counts_while_the_portals_own_is_broken(visit: Any, quick: Settings) -> None:
    with portal(Answer(b"User-agent: *\nDisallow: /nb/t20230101_2.html\n")) as server:
        assert visit(server, 0).new == 1
        server.pages["/robots.txt"] = BROKEN
        found = visit(server, 1)
        assert (found.reason, found.unchanged) == ("finished", 1)
        assert "/nb/t20230101_2.html" not in server.paths()
        server.pages["/robots.txt"] = Answer(b"", 404)
        visit(server, 2)
        server.pages["/robots.txt"] = BROKEN
        assert visit(server, 3).new == 0
        assert "/nb/t20230101_2.html" in server.paths()
    with Archive.open(quick) as archive, archive.session() as session:
        assert "robots_unreachable" in session.scalars(select(Problem.kind)).all()


def test_a_robots_txt_that_is_broken_for_a_month_forbids_no_longer(visit: Any) -> None:
    with portal(BROKEN) as server:
        assert [visit(server, day).documents for day in (0, 10, 29, 31)] == [0, 0, 0, 2]


@pytest.mark.parametrize(("patience", "found"), [(0, [2, 2]), (7, [0, 2]), (60, [0, 0])])
def test_an_operator_decides_how_long_a_broken_robots_txt_forbids(patience: int, found: list[int], visit: Any) -> None:
    with portal(BROKEN) as server:
        assert [visit(server, day, robots_patience=patience).documents for day in (0, 8)] == found
