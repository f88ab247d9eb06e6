"""Portals that misbehave: every crawl ends, asks a bounded number of times, and names what it met."""

import gzip
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from config.settings import Settings
from crawler.archive import Fetch
from crawler.register import PortalEntry
from crawler.summary import Failure
from crawler.walk import Walk
from tests.portal.server import Answer, Asked, Server

REPORT = "<html><title>年报</title><div id=zoom><p>一、总体情况。主动公开。</p></div></html>"


def entry(server: Server, family: str = "trs", path: str = "/nb/", **more: Any) -> PortalEntry:
    column = {"path": path, "name": "政府信息公开年报"}
    values = {"name": "hostile", "title": "x", "home": f"{server.url}/", "family": family, "columns": [column]}
    return PortalEntry.model_validate(values | more)


def kinds(walk: Walk) -> Counter[str]:
    return Counter(item.kind for item in walk.items if isinstance(item, Failure))


def kept(walk: Walk) -> list[str]:
    return [item.url for item in walk.items if isinstance(item, Fetch) and item.kind in ("page", "attachment")]


def rows(*links: str) -> str:
    return "<html><title>年报</title><ul>" + "".join(
        f"<li><a href='{x}'>某局2022年政府信息公开工作年度报告</a></li>" for x in links
    )


Crawl = Callable[..., Walk]


@pytest.mark.slow
def test_a_pager_that_never_ends_is_left_after_the_limit(walk: Crawl, quick: Settings) -> None:
    number = count()

    def more(asked: Asked) -> Answer:
        if "/t2023" in asked.path:
            return Answer.html(REPORT)
        return Answer.html(rows(f"t20230101_{next(number)}.html") + f"<a href='index_{next(number)}.html'>下一页</a>")

    with Server() as server:
        server.otherwise = more
        done = walk(quick, entry(server, limits={"pages": 12}))
        assert kinds(done) == {"limit_pages": 1}
        assert len(server.paths()) == 12 * 2


def test_a_pager_that_shows_its_last_page_again_and_again_stops_at_once(walk: Crawl, quick: Settings) -> None:
    with Server({"/nb/t20230101_1.html": Answer.html(REPORT)}) as server:
        number = count()
        server.otherwise = lambda asked: Answer.html(
            rows("t20230101_1.html") + f"<a href='index_{next(number)}.html'>下一页</a>"
        )
        done = walk(quick, entry(server))
        assert len(server.paths()) == 3 and not kinds(done)


@pytest.mark.slow
def test_a_calendar_without_end_is_left_after_the_limit(walk: Crawl, quick: Settings) -> None:
    def month(asked: Asked) -> Answer:
        return Answer.html(
            f"<html><title>年报</title><a href='next/'>2022年</a><a href='other{len(asked.path)}/'>2021年</a>"
        )

    with Server() as server:
        server.otherwise = month
        done = walk(quick, entry(server, "generic", limits={"depth": 4, "pages": 50}))
        assert "limit_depth" in kinds(done)
        assert len(server.paths()) <= 2**5 + 1


def test_one_page_under_ever_new_session_ids_is_one_page(walk: Crawl, quick: Settings) -> None:
    number = count()
    with Server() as server:
        server.pages["/nb/"] = lambda asked: Answer.html(
            rows(*(f"t20230101_1.html;jsessionid={next(number):032X}?ddtab=true" for _ in range(20)))
        )
        server.pages["/nb/t20230101_1.html"] = Answer.html(REPORT)
        done = walk(quick, entry(server))
        assert kept(done) == [f"{server.url}/nb/t20230101_1.html"]


def test_redirects_in_a_circle_end_with_a_name(walk: Crawl, quick: Settings) -> None:
    with Server() as server:
        server.pages["/nb/"] = Answer.html(rows("t20230101_1.html", "t20230101_2.html", "t20230101_3.html"))
        server.pages["/nb/t20230101_1.html"] = Answer(status=302, headers={"Location": "/nb/back.html"})
        server.pages["/nb/back.html"] = Answer(status=301, headers={"Location": "/nb/t20230101_1.html"})
        server.pages["/nb/t20230101_2.html"] = Answer(status=302, headers={"Location": "t20230101_2.html"})
        number = count()
        server.otherwise = lambda asked: Answer(status=302, headers={"Location": f"/nb/on{next(number)}.html"})
        done = walk(quick, entry(server))
        assert kinds(done) == {"redirect_loop": 3}
        assert len(server.paths()) < 15


def test_a_redirect_to_itself_with_a_cookie_is_asked_once_more(walk: Crawl, quick: Settings) -> None:
    def gate(asked: Asked) -> Answer:
        if "seen=1" in asked.headers.get("cookie", ""):
            return Answer.html(REPORT)
        return Answer(status=302, headers={"Location": asked.path, "Set-Cookie": "seen=1; Path=/"})

    with Server({"/nb/": Answer.html(rows("t20230101_1.html")), "/nb/t20230101_1.html": gate}) as server:
        done = walk(quick, entry(server))
        assert kept(done)[-1].endswith("t20230101_1.html") and not kinds(done)


def test_redirects_and_links_off_the_register_are_never_fetched(walk: Crawl, quick: Settings) -> None:
    with Server() as server, Server() as spam:
        spam.otherwise = lambda asked: Answer.html(REPORT)
        server.pages["/nb/"] = Answer.html(
            rows("t20230101_1.html", f"{spam.url}/nb/t20230101_9.html", "t20230101_2.html", "t20230101_3.html")
        )
        server.pages["/nb/t20230101_1.html"] = Answer(status=301, headers={"Location": f"{spam.url}/t20230101_1.html"})
        server.pages["/nb/t20230101_2.html"] = Answer.html(
            f"<meta http-equiv=refresh content='0;url={spam.url}/x.html'>"
        )
        server.pages["/nb/t20230101_3.html"] = Answer.html(
            f"<div id=zoom><a href='{spam.url}/a.pdf'>附件.pdf</a><iframe src='{spam.url}/f.html'></iframe></div>"
        )
        done = walk(quick, entry(server))
        assert kinds(done) == {"off_register": 2}
        assert spam.asked == []


def drip() -> Iterator[bytes]:
    while True:
        yield b"x"
        time.sleep(0.05)


def gigabytes() -> Iterator[bytes]:
    block = b"\0" * 65536
    for _ in range(16384):
        yield block


BAD_BODIES = {
    "too_large": Answer(headers={"Content-Type": "application/pdf"}, chunks=gigabytes),
    "too_large declared": Answer(
        headers={"Content-Type": "application/pdf", "Content-Length": "9999999999"}, chunks=gigabytes
    ),
    "too_large bomb": Answer(
        gzip.compress(b"\0" * 50_000_000), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
    ),
    "too_large deflate": Answer(
        zlib.compress(b" " * 50_000_000), headers={"Content-Type": "text/html", "Content-Encoding": "deflate"}
    ),
    "timeout": Answer(headers={"Content-Type": "application/pdf"}, chunks=drip),
    "incomplete": Answer(
        headers={"Content-Type": "application/pdf", "Content-Length": "500"}, chunks=lambda: iter([b"%PDF"])
    ),
}


@pytest.mark.parametrize(
    "name", [*sorted(set(BAD_BODIES) - {"timeout"}), pytest.param("timeout", marks=pytest.mark.slow)]
)
def test_a_body_that_is_no_body_is_given_up_and_the_rest_is_fetched(name: str, walk: Crawl, quick: Settings) -> None:
    bounded = quick.model_copy(update={"max_body_bytes": 1_000_000, "download_timeout": 1.0, "retries": 0})
    with Server() as server:
        server.pages["/nb/"] = Answer.html(rows("P1.pdf", "t20230101_1.html"))
        server.pages["/nb/P1.pdf"] = BAD_BODIES[name]
        server.pages["/nb/t20230101_1.html"] = Answer.html(REPORT)
        began = time.monotonic()
        done = walk(bounded, entry(server))
        assert time.monotonic() - began < 10
        assert kinds(done) == {name.split()[0]: 1}
        assert kept(done) == [f"{server.url}/nb/t20230101_1.html"]


@pytest.mark.slow
def test_a_server_that_asks_for_patience_gets_it_and_then_answers(walk: Crawl, quick: Settings) -> None:
    moments: list[float] = []

    def busy(asked: Asked) -> Answer:
        moments.append(asked.time)
        if len(moments) == 1:
            return Answer.html("<html>busy</html>", 503, **{"Retry-After": "1"})
        return Answer.html(REPORT)

    with Server({"/nb/": Answer.html(rows("t20230101_1.html")), "/nb/t20230101_1.html": busy}) as server:
        done = walk(quick, entry(server))
        assert not kinds(done) and moments[1] - moments[0] >= 1


def test_a_wall_is_recorded_with_evidence_and_never_kept_or_knocked_at(walk: Crawl, quick: Settings) -> None:
    wall = Answer.html("<script>$_ts=window['$_ts'];$_ts.cd='x'</script>", 412)
    with Server({"/nb/": Answer.html(rows("t20230101_1.html", "t20230101_2.html"))}) as server:
        server.pages["/nb/t20230101_1.html"] = wall
        server.pages["/nb/t20230101_2.html"] = Answer.html(REPORT)
        done = walk(quick, entry(server))
        assert kinds(done) == {"challenge": 1}
        assert kept(done) == [f"{server.url}/nb/t20230101_2.html"]
        assert len(server.paths()) == 3
        assert "412" in next(i for i in done.items if isinstance(i, Failure)).reason


def test_a_portal_behind_a_wall_is_left_after_a_few_answers(walk: Crawl, quick: Settings) -> None:
    with Server({"/nb/": Answer.html(rows(*(f"t20230101_{n}.html" for n in range(300))))}) as server:
        server.otherwise = lambda asked: Answer.html("<title>访问被拦截</title>", 418)
        done = walk(quick, entry(server))
        assert done.summaries["hostile"].reason == "blocked_firewall"
        assert len(server.paths()) < 20


def test_a_throttle_page_in_place_of_articles_is_asked_again_later_and_never_kept(walk: Crawl, quick: Settings) -> None:
    index = "<html><title>年报</title><ul>" + rows(*(f"t20230101_{n}.html" for n in range(1, 5)))
    asked_for: Counter[str] = Counter()

    def article(asked: Asked) -> Answer:
        asked_for[asked.path] += 1
        burst = asked.path.endswith("_3.html") and asked_for[asked.path] == 1
        return Answer.html(index if burst else REPORT.replace("年报", "某局2022年年报"))

    with Server({"/nb/": Answer.html(index)}) as server:
        server.otherwise = article
        done = walk(quick, entry(server))
        assert len(kept(done)) == 4 and not kinds(done)
        assert asked_for["/nb/t20230101_3.html"] == 2


def test_a_portal_that_does_not_answer_is_unreachable_and_nothing_is_gone(walk: Crawl, quick: Settings) -> None:
    with Server() as server:
        there = entry(server)
    done = walk(quick.model_copy(update={"retries": 0}), there)
    assert done.summaries["hostile"].reason == "unreachable"
    assert kinds(done) == {"refused": 1}


def test_a_moved_column_is_found_again_by_its_name_and_the_operator_is_told(walk: Crawl, quick: Settings) -> None:
    with Server() as server:
        server.pages["/"] = Answer.html(
            "<a href=/zfxxgk/>政府信息公开</a><a href=/nb2022/t20230101_5.html>2022年政府信息公开年报</a>"
        )
        server.pages["/zfxxgk/"] = Answer.html("<a href=/new/nb/>政府信息公开年报</a>")
        server.pages["/new/nb/"] = Answer.html(rows("t20230101_1.html"))
        server.pages["/new/nb/t20230101_1.html"] = Answer.html(REPORT)
        done = walk(quick, entry(server, path="/old/nb/"))
        assert kept(done) == [f"{server.url}/new/nb/t20230101_1.html"]
        assert kinds(done) == {"column_moved": 1}
        assert done.summaries["hostile"].reason == "finished"


def test_promises_that_are_not_kept_name_the_end_of_the_visit(walk: Crawl, quick: Settings) -> None:
    with Server({"/nb/": Answer.html(rows("t20230101_1.html")), "/empty/": Answer.html("<title>空</title>")}) as server:
        server.pages["/nb/t20230101_1.html"] = Answer.html(REPORT)
        columns = [{"path": "/nb/", "name": "年报"}, {"path": "/empty/", "name": "街道年报"}]
        done = walk(quick, entry(server, columns=columns, promises={"reports": {2022: 3, 2023: 1}, "documents": 2}))
    assert kinds(done) == {"promise_list": 1, "promise_documents": 1, "promise_reports": 2}
    assert done.summaries["hostile"].reason == "promise_broken"


def test_links_that_are_dead_on_arrival_are_not_kept_as_reports(walk: Crawl, quick: Settings) -> None:
    with Server({"/nb/": Answer.html(rows("t20230101_1.html", "t20230101_2.html"))}) as server:
        server.pages["/nb/t20230101_1.html"] = Answer.html("<title>提示</title>您访问的页面不存在")
        server.pages["/"] = Answer.html("<title>首页</title>" + "新闻" * 300)
        server.pages["/nb/t20230101_2.html"] = Answer(status=302, headers={"Location": "/"})
        done = walk(quick, entry(server))
        gone = [i for i in done.items if isinstance(i, Fetch) and i.kind == "page" and i.status == 200]
        assert {i.verdict for i in gone} == {"gone"}


@pytest.mark.parametrize("family", ["trs", "generic"])
def test_a_years_list_that_is_called_like_a_report_is_walked_too(family: str, walk: Crawl, quick: Settings) -> None:
    with Server({"/nb/": Answer.html("<a href='/nb/2022.html'>某县2022年政府信息公开工作年度报告</a>")}) as server:
        server.pages["/nb/2022.html"] = Answer.html(rows(*(f"202301/t20230101_{n}.html" for n in range(4))))
        server.otherwise = lambda asked: Answer.html(REPORT)
        done = walk(quick, entry(server, family))
        assert len([url for url in kept(done) if "/t2023" in url]) == 4


def test_a_list_of_endless_documents_gives_as_many_as_the_limit_and_names_the_end(walk: Crawl, quick: Settings) -> None:
    with Server({"/nb/": Answer.html(rows(*(f"t20230101_{n}.html" for n in range(500))))}) as server:
        server.otherwise = lambda asked: Answer.html(REPORT)
        done = walk(quick, entry(server, limits={"documents": 20}))
        assert len(kept(done)) == 20
        assert kinds(done) == {"limit_documents": 1}
        assert done.summaries["hostile"].reason == "limit_documents"


def test_a_report_that_two_lists_show_counts_once_for_a_promise(walk: Crawl, quick: Settings) -> None:
    with Server({"/nb/": Answer.html(rows("2022n/", "t20230101_1.html"))}) as server:
        server.pages["/nb/2022n/"] = Answer.html(rows("../t20230101_1.html"))
        server.pages["/nb/t20230101_1.html"] = Answer.html(REPORT)
        done = walk(quick, entry(server, promises={"reports": {2022: 2}}))
        assert "1 reports of 2022 found" in next(i.reason for i in done.items if isinstance(i, Failure))


def test_a_declared_encoding_that_is_none_of_text_loses_no_page(walk: Crawl, quick: Settings) -> None:
    with Server() as server:
        server.pages["/nb/"] = Answer.html(rows("t20230101_1.html"))
        server.pages["/nb/t20230101_1.html"] = Answer(REPORT.encode(), 200, {"Content-Type": "text/html; charset=zlib"})
        done = walk(quick, entry(server))
        assert not kinds(done) and len(kept(done)) == 1


@pytest.mark.parametrize("status", [204, 206])
def test_an_answer_without_the_page_is_named_and_not_kept(status: int, walk: Crawl, quick: Settings) -> None:
    with Server() as server:
        server.pages["/nb/"] = Answer.html(rows("t20230101_1.html", "t20230101_2.html"))
        server.pages["/nb/t20230101_1.html"] = Answer(b"", status)
        server.pages["/nb/t20230101_2.html"] = Answer.html(REPORT)
        done = walk(quick, entry(server))
        assert kinds(done) == {f"status_{status}": 1}
        assert kept(done) == [f"{server.url}/nb/t20230101_2.html"]


HOSTILE_ROBOTS = {
    "endless": Answer(headers={"Content-Type": "text/plain"}, chunks=gigabytes),
    "loop": Answer(status=302, headers={"Location": "/robots.txt"}),
    "elsewhere": Answer(status=302, headers={"Location": "http://www.example.com/robots.txt"}),
    "garbage": Answer(bytes(range(256)) * 50),
}


@pytest.mark.parametrize("name", HOSTILE_ROBOTS)
def test_a_robots_txt_that_is_none_is_asked_for_a_few_times_only(name: str, walk: Crawl, quick: Settings) -> None:
    bounded = quick.model_copy(update={"max_body_bytes": 1_000_000, "download_timeout": 1.0, "retries": 0})
    with Server({"/robots.txt": HOSTILE_ROBOTS[name]}) as server:
        server.pages["/nb/"] = Answer.html(rows("t20230101_1.html"))
        server.pages["/nb/t20230101_1.html"] = Answer.html(REPORT)
        done = walk(bounded, entry(server))
        assert len(kept(done)) == 1
        assert server.paths(robots=True).count("/robots.txt") <= 6
