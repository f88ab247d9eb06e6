"""What an operator is told: reach, problems that last until they are over, alarms that mean something."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from config.settings import Settings
from crawler.archive import Archive, Fetch
from crawler.archive.catalogue import Crawl, Problem
from crawler.problems import settle
from crawler.register import PortalEntry
from crawler.schedule.leases import Leases
from crawler.status import alarms, portals
from crawler.wording import in_language, said

NOW = datetime(2025, 2, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path, catalogue_url):
    house = Settings(data_dir=tmp_path, disk_reserve_bytes=0, catalogue_url=catalogue_url)
    with Archive.open(house, write=True) as archive:
        yield archive


def entry(name: str, **more) -> PortalEntry:
    column = {"path": "nb/", "name": "年报"}
    return PortalEntry(name=name, title=name, home=f"http://{name}.gov.cn/", family="trs", columns=[column], **more)


def visit(archive, portal, day, reason="finished", documents=(), problems=()):
    """A visit on a day before NOW (negative) with the documents it stored and the problems it met."""
    crawl = archive.begin_crawl(portal, title=portal, family="trs")
    time = NOW + day * DAY
    with archive.engine.begin() as connection:
        connection.execute(update(Crawl).where(Crawl.id == crawl).values(started=time))
    for url, body in documents:
        archive.store(Fetch(url, "page", portal=portal, column="年报", body=body, crawl=crawl, time=time))
    for kind, evidence in problems:
        archive.note("problem", {"kind": kind, "evidence": evidence, "portal": portal, "url": None}, time)
    archive.end_crawl(crawl, reason, {"documents": len(documents)})
    settle(archive, crawl)


def status(archive, *entries):
    return {p.name: p for p in portals(archive.engine, entries, NOW)}


def kinds(archive, *entries, **more):
    return {(a.kind, a.portal) for a in alarms(archive.settings, archive.engine, entries, NOW, **more)}


@pytest.mark.parametrize(
    ("reason", "reach"),
    [
        ("finished", "reached"),
        ("promise_broken", "reached"),
        ("blocked_challenge", "blocked"),
        ("unreachable_timeout", "unreachable"),
        ("unreachable", "unreachable"),
        ("column_lost", "lost"),
        ("robots", "blocked"),
        ("shutdown", "failed"),
    ],
)
def test_how_a_visit_ended_says_whether_the_portal_was_reached(archive, reason, reach):
    visit(archive, "a", -1, reason)
    assert status(archive, entry("a"))["a"].reach == reach


def test_a_portal_shows_its_last_visit_its_documents_and_when_it_was_reached(archive):
    visit(archive, "a", -3, documents=[("http://a.gov.cn/1.html", b"1"), ("http://a.gov.cn/2.html", b"2")])
    visit(archive, "a", -1, "unreachable_timeout")
    found = status(archive, entry("a"), entry("b"))
    assert found["a"].reason == "unreachable_timeout"
    assert found["a"].reached == NOW - 3 * DAY
    assert found["a"].documents == {"present": 2}
    assert found["b"].reach == "never"
    assert json.loads(json.dumps(found["a"].to_json()))["reached"] == (NOW - 3 * DAY).isoformat()


def test_a_problem_stays_until_a_visit_gets_through_without_it(archive):
    visit(archive, "a", -5, problems=[("dead_link", "status 404"), ("scheme_switched", "https")])
    visit(archive, "a", -4, "unreachable_timeout", problems=[("timeout", "60 s")])
    assert {p.kind for p in status(archive, entry("a"))["a"].problems} == {"dead_link", "timeout", "scheme_switched"}
    visit(archive, "a", -3, problems=[("dead_link", "status 404")])
    assert {p.kind for p in status(archive, entry("a"))["a"].problems} == {"dead_link", "scheme_switched"}
    visit(archive, "a", -2)
    assert {p.kind for p in status(archive, entry("a"))["a"].problems} == {"scheme_switched"}


def test_no_alarm_where_all_is_well(archive):
    visit(archive, "a", -1, documents=[("http://a.gov.cn/1.html", b"1")])
    leases = Leases(archive.engine, "x")
    leases.register([entry("a")], NOW)
    assert kinds(archive, entry("a")) == set()


def test_an_empty_archive_raises_no_alarm(archive):
    assert kinds(archive) == set()
    assert kinds(archive, entry("a")) == set()


def test_nothing_new_for_too_long_is_an_alarm_in_season_only(archive):
    visit(archive, "a", -20, documents=[("http://a.gov.cn/1.html", b"1")])
    visit(archive, "a", -1, documents=[("http://a.gov.cn/1.html", b"1")])
    assert kinds(archive, entry("a")) == {("nothing_new", None)}
    assert kinds(archive, entry("a", visits={"season": ["06-01", "07-01"]})) == set()
    assert kinds(archive, entry("a"), quiet_days=30) == set()


def test_a_portal_that_is_not_reached_for_a_week_is_an_alarm(archive):
    visit(archive, "a", -9, documents=[("http://a.gov.cn/1.html", b"1")])
    visit(archive, "a", -6, "blocked_challenge")
    assert kinds(archive, entry("a")) == {("not_reached", "a")}
    (told,) = (a.message for a in alarms(archive.settings, archive.engine, [entry("a")], NOW))
    assert in_language(told, "zh") == "被拦截（blocked_challenge），自 2025-02-11 以来未能到达"
    assert in_language(told, "en") == "blocked (blocked_challenge), not reached since 2025-02-11"
    visit(archive, "a", -1)
    assert kinds(archive, entry("a")) == set()


def test_a_line_that_is_down_is_one_alarm_and_not_one_for_each_portal(archive):
    for portal in "abc":
        visit(archive, portal, -9, documents=[(f"http://{portal}.gov.cn/1.html", b"1")])
        visit(archive, portal, -0.1, "unreachable_dns")
    entries = [entry(portal) for portal in "abc"]
    at = datetime.now(UTC)  # visits end when they are stored
    assert {(a.kind, a.portal) for a in alarms(archive.settings, archive.engine, entries, at)} == {("line_down", None)}
    visit(archive, "c", -0.05)
    assert {a.portal for a in alarms(archive.settings, archive.engine, entries, at)} == {"a", "b"}


def test_many_small_problems_do_not_hide_a_broken_promise(archive):
    small = [("dead_link", "status 404")]
    visit(archive, "a", -1, "promise_broken", problems=[("promise_list", "column 年报 shows no document")])
    with archive.engine.begin() as connection:
        rows = [
            {
                "id": f"p{n}",
                "portal": "a",
                "kind": small[0][0],
                "evidence": "",
                "first_seen": NOW,
                "last_seen": NOW,
                "times": 1,
            }
            for n in range(50)
        ]
        connection.execute(insert(Problem), rows)
    found = status(archive, entry("a"))["a"]
    assert found.open_problems == 51
    assert found.problems[0].kind == "promise_list"
    assert kinds(archive, entry("a")) == {("promise_broken", "a")}


def test_what_is_said_of_a_portal_is_chinese_first_and_english_second():
    broken = said("promise_documents", found=3, least=5)
    assert in_language(broken, "zh") == "找到 3 件，登记承诺至少 5 件"
    assert in_language(broken, "en") == "3 documents found, at least 5 promised"
    assert in_language("Connection refused", "zh") == "Connection refused"


def test_a_schedule_that_does_not_run_is_an_alarm(archive):
    leases = Leases(archive.engine, "x")
    leases.register([entry("a"), entry("b")], NOW - 5 * DAY)
    leases.claim({"b": entry("b")}, NOW, 1)
    assert kinds(archive, entry("a"), entry("b")) == {("overdue", "a")}
    assert status(archive, entry("b"))["b"].running


def test_a_broken_promise_and_a_full_disk_are_alarms(archive, tmp_path):
    visit(archive, "a", -1, "promise_broken", problems=[("promise_list", "column 年报 shows no document")])
    full = archive.settings.model_copy(update={"disk_reserve_bytes": 2**62})
    found = {a.kind: a.message for a in alarms(full, archive.engine, [entry("a")], NOW)}
    assert set(found) == {"promise_broken", "disk_nearly_full"}
    assert "年报" in found["promise_broken"]


def test_a_disabled_portal_raises_no_alarm(archive):
    visit(archive, "a", -30, "unreachable")
    assert kinds(archive, entry("a", enabled=False)) == set()
