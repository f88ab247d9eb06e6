"""A crawl into the archive, as a process of its own: what is stored, what a second visit does, how it ends."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.catalogue import Capture, Crawl, Document, Problem
from crawler.register import PortalEntry
from crawler.run import crawl_in_child
from crawler.summary import CrawlSummary
from tests.portal.recording import RECORDED, play
from tests.portal.server import Answer, Asked, Server
from tests.portal.test_families import entry_of

Archived = Callable[..., list[CrawlSummary]]


def register(folder: Path, server: Server, name: str, **more: str) -> None:
    """Write the recorded family's entry as the register of a config folder."""
    text = (RECORDED / f"{name}.yaml").read_text("utf-8").replace("{site}", server.url)
    (folder / "portals").mkdir(parents=True, exist_ok=True)
    (folder / "portals" / f"{name}.yaml").write_text(text + "".join(f"  {k}: {v}\n" for k, v in more.items()), "utf-8")


@pytest.fixture
def config_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "config"


def recorded(name: str, server: Server) -> PortalEntry:
    return entry_of(RECORDED / f"{name}.yaml", server)


def documents(settings: Settings) -> dict[str, Document]:
    with Archive.open(settings) as archive, archive.session() as session:
        found = session.scalars(select(Document).where(Document.kind.in_(("page", "attachment"))))
        return {d.url: d for d in found}


def test_originals_come_back_byte_for_byte_and_a_second_visit_stores_revisits_only(
    archived: Archived, quick: Settings
) -> None:
    with play(RECORDED / "trs.pages") as server:
        server.gzip = True
        (first,) = archived(quick, recorded("trs", server))
        assert (first.reason, first.failed, first.new, first.documents, first.pages) == ("finished", 0, 9, 9, 4)
        asked = len(server.asked)
        (second,) = archived(quick, recorded("trs", server))
        assert (second.new, second.changed, second.unchanged, second.gone, second.failed) == (0, 0, 9, 0, 0)
        conditional = [a for a in server.asked[asked:] if "if-none-match" in a.headers]
        assert len(conditional) == 13
        with Archive.open(quick) as archive, archive.session() as session:
            again = session.scalars(select(Capture).join(Crawl).order_by(Capture.time)).all()[-13:]
            assert {c.kind for c in again} == {"revisit"}
            captures = session.execute(
                select(Document.url, Document.payload_capture).where(Document.kind != "robots")
            ).all()
            for url, capture in captures:
                original = archive.original(capture).read()
                body = server.answer(type(server.asked[0])("GET", url.removeprefix(server.url), {}, b"", 0)).body
                assert hashlib.sha256(original).digest() == hashlib.sha256(body).digest(), url


@pytest.mark.slow
def test_a_report_that_was_changed_removed_or_added_is_noticed_and_nothing_else(
    archived: Archived, quick: Settings
) -> None:
    with play(RECORDED / "trs.pages") as server:
        archived(quick, recorded("trs", server))
        base = "/zwgk/zfxxgk/zfxxgknb/"
        server.pages[f"{base}202301/t20230116_800102.html"] = Answer.html(
            "<div id=zoom><p>一、总体情况。更正后重发。</p></div>"
        )
        server.pages[f"{base}index_2.html"] = Answer.html(
            "<ul><li><a href='./202501/t20250120_1.html'>松原示范区2024年政府信息公开工作年度报告</a></li></ul>"
            '<script>createPageHTML(3, 2, "index", "html");</script>'
        )
        server.pages[f"{base}202501/t20250120_1.html"] = Answer.html("<div id=zoom><p>一、总体情况。新报告。</p></div>")
        server.pages[f"{base}202101/t20210125_600101.html"] = Answer.html("<title>404</title>", 404)
        (found,) = archived(quick, recorded("trs", server))
    assert (found.new, found.changed, found.gone, found.failed) == (1, 1, 1, 0)
    # The attachment of the page that lost its frame is no longer linked; it is asked for again and still there.
    assert found.unchanged == 7
    states = {url.removeprefix(server.url + base): d.state for url, d in documents(quick).items()}
    assert states.pop("202101/t20210125_600101.html") == "gone"
    assert set(states.values()) == {"present"}


@pytest.mark.slow
def test_several_portals_are_visited_at_once_and_each_host_by_one_request_at_a_time(
    archived: Archived, quick: Settings
) -> None:
    with play(RECORDED / "trs.pages") as one, play(RECORDED / "hanweb.pages") as other:
        one.latency = other.latency = 0.05
        summaries = archived(quick, recorded("trs", one), recorded("hanweb", other))
    assert {s.portal: s.documents for s in summaries} == {"recorded-trs": 9, "recorded-hanweb": 5}
    assert one.most_at_once == other.most_at_once == 1
    spans = [(s.asked[0].time, s.asked[-1].time) for s in (one, other)]
    assert max(first for first, _ in spans) < min(last for _, last in spans)


def test_robots_txt_is_obeyed_and_recorded(archived: Archived, quick: Settings) -> None:
    with play(RECORDED / "trs.pages") as server:
        server.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /zwgk/zfxxgk/zfxxgknb/2023n\n")
        (found,) = archived(quick, recorded("trs", server))
        assert not [p for p in server.paths() if "/2023n" in p]
    assert found.failure_kinds == {"robots": 1}
    with Archive.open(quick) as archive, archive.session() as session:
        assert session.scalar(select(Document.state).where(Document.kind == "robots")) == "present"
        assert session.scalars(select(Problem.kind)).all() == ["robots"]


def command(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    given = {f"NIANBAO_{k.upper()}": str(v) for k, v in settings.model_dump(mode="json").items()}
    line = [sys.executable, "-c", "import nianbao; nianbao.main()", "crawl", *arguments]
    return subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=os.environ | given
    )


@pytest.mark.slow
def test_a_child_process_passes_its_progress_and_counts_on(config_dir: Path, quick: Settings) -> None:
    said: list[str] = []
    with play(RECORDED / "trs.pages") as server:
        register(config_dir, server, "trs")
        (found,) = crawl_in_child(quick, ["recorded-trs"], said.append)
    assert (found.portal, found.new, found.good) == ("recorded-trs", 9, True)
    assert any("documents 9" in line for line in said)


@pytest.mark.slow
def test_the_table_tells_what_was_found_and_every_failure_with_its_reason(config_dir: Path, quick: Settings) -> None:
    with play(RECORDED / "hanweb.pages") as server:
        register(config_dir, server, "hanweb")
        ran = command(quick)
        out, err = ran.communicate(timeout=30)
    assert ran.returncode == 1
    head, row = out.splitlines()
    assert head.split() == [
        "portal",
        "pages",
        "documents",
        "new",
        "changed",
        "unchanged",
        "gone",
        "failed",
        "seconds",
        "ended",
    ]
    assert row.split()[:8] == ["recorded-hanweb", "4", "5", "5", "0", "0", "0", "1"]
    assert "dataproxy.jsp" in err and "page 3 is empty though the list claims 5 records" in err


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_crawl_cleanly_with_its_table(
    number: signal.Signals, config_dir: Path, quick: Settings
) -> None:
    with play(RECORDED / "trs.pages") as server:
        server.latency = 0.2
        register(config_dir, server, "trs")
        ran = command(quick, "--json")
        deadline = time.monotonic() + 15
        while len(server.asked) < 4 and time.monotonic() < deadline:
            time.sleep(0.02)
        ran.send_signal(number)
        out, err = ran.communicate(timeout=15)
    assert ran.returncode == 1
    assert json.loads(out)["reason"] == "shutdown"
    assert "Traceback" not in err
    asked = [a for a in server.asked if a.path != "/robots.txt"]
    assert len(asked) < 13
    with Archive.open(quick) as archive, archive.session() as session:
        assert len(session.scalars(select(Capture)).all()) == len(server.asked)
        assert session.scalar(select(Crawl.reason)) == "shutdown"


@pytest.mark.slow
def test_an_unknown_or_disabled_portal_is_wrong_usage(config_dir: Path, quick: Settings) -> None:
    with play(RECORDED / "trs.pages") as server:
        register(config_dir, server, "trs", enabled="false")
        unknown, disabled = command(quick, "nosuch"), command(quick, "recorded-trs")
        assert "nosuch" in unknown.communicate(timeout=20)[1]
        assert "disabled" in disabled.communicate(timeout=20)[1]
        assert (unknown.returncode, disabled.returncode) == (2, 2)
        assert not server.asked


def test_an_attachment_whose_link_expires_stays_one_document(archived: Archived, quick: Settings) -> None:
    tickets = iter(range(100, 999))
    page = "/zwgk/zfxxgk/zfxxgknb/202401/t20240122_900101.html"

    def with_ticket(asked: Asked) -> Answer:
        link = f"/api-gateway/jpaas-web-server/front/document/file-download?fileUrl=T{next(tickets)}&fileName=b.pdf"
        return Answer.html(f"<div class=TRS_Editor>一、总体情况。<a href='{link}'>年报.pdf</a></div>")

    def file(asked: Asked) -> Answer:
        if "file-download?fileUrl=T" in asked.path and asked.headers.get("referer"):
            return Answer(b"%PDF-1.4 the same", headers={"Content-Type": "application/pdf"})
        return as_recorded(asked)

    with play(RECORDED / "trs.pages") as server:
        as_recorded, server.otherwise = server.otherwise, file
        server.pages[page] = with_ticket
        (first,), (second,) = archived(quick, recorded("trs", server)), archived(quick, recorded("trs", server))
    assert (first.new, first.failed) == (10, 0)
    assert (second.new, second.gone, second.failed) == (0, 0, 0)
    files = [url for url in documents(quick) if "file-download" in url]
    assert len(files) == 1 and "fileUrl" not in files[0]
