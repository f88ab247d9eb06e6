"""A portal over simulated days: copies of one report are one, a withdrawal needs agreement, and noise is no change."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import opencc
import pytest
from sqlalchemy import select

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.catalogue import Capture, Document
from crawler.keeper import Keeper
from crawler.register import PortalEntry
from crawler.walk import Walk
from demo.model import Document as Made
from demo.world import build
from indexer.ingest import ingest
from indexer.store import Store
from tests.indexer.test_ingest_reports import REAL
from tests.portal.server import Answer, Asked, Server

START = datetime(2026, 1, 10, 8, tzinfo=UTC)
LIST = "/nb/index.html"


class Days:
    """One archive that portals are crawled into, on days of a clock that stands while a visit runs."""

    def __init__(self, settings: Settings, walk: Callable[..., Walk]) -> None:
        self.settings = settings
        self.walk = walk

    def visit(self, day: float, *entries: PortalEntry) -> list[dict[str, Any]]:
        """Crawl portals; return what each found."""
        with Archive.open(self.settings, write=True) as archive:
            keeper = Keeper(archive, lambda: START + timedelta(days=day))
            try:
                found = self.walk(self.settings, *entries, keeper=keeper).summaries
            finally:
                keeper.close()
        return [found[entry.name].to_json() for entry in entries]

    def states(self) -> dict[str, str]:
        """The state of each document by the end of its address."""
        with Archive.open(self.settings) as archive, archive.session() as session:
            query = select(Document.url, Document.state).where(Document.kind.in_(("page", "attachment")))
            return {url.rpartition("/")[2]: state for url, state in session.execute(query)}

    def versions(self, name: str) -> int:
        """How many versions of a document are kept."""
        with Archive.open(self.settings) as archive, archive.session() as session:
            return len(
                session.scalars(
                    select(Capture.id)
                    .join(Document, Document.id == Capture.document_id)
                    .where(Document.url.endswith(name), Capture.version.is_(True))
                ).all()
            )

    def reports(self) -> list[dict[str, Any]]:
        """Read what is new; return every report."""
        with Archive.open(self.settings, write=True) as archive:
            store = Store(archive.engine)
            ingest(self.settings, archive, store)
            assert not store.failures()
            return [found for key in store.digests() if (found := store.report(key))]


@pytest.fixture
def days(quick: Settings, walk: Callable[..., Walk]) -> Days:
    return Days(quick.model_copy(update={"workers": 1, "retries": 0}), walk)


def entry(server: Server, name: str = "county", path: str = LIST) -> PortalEntry:
    column = {"path": path, "name": "政府信息公开年报"}
    values = {"name": name, "title": name, "home": f"{server.url}/", "family": "trs", "columns": [column]}
    return PortalEntry.model_validate(values)


def listing(*rows: tuple[str, str]) -> Answer:
    return Answer.html("<title>年报</title><ul>" + "".join(f"<li><a href='{u}'>{t}</a></li>" for u, t in rows))


def real(text: str) -> str:
    for invented, name in REAL.items():
        text = text.replace(invented, name)
    return text


@pytest.fixture(scope="module")
def made() -> tuple[Made, Made]:
    """A report that stands whole on its page and hangs on it as a Word file."""
    world = build()
    files = {
        d.parent: d for d in world.documents if d.format == "docx" and d.body.level.startswith(("province", "city"))
    }
    page = next(d for d in world.reports() if d.format == "html" and d.id in files and d.truth.form == "2021")
    return page, files[page.id]


def word(document: Made) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document.data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in given.namelist():
            data = given.read(name)
            new.writestr(name, real(data.decode()).encode() if name.endswith(".xml") else data)
    return out.getvalue()


def body_of(document: Made) -> str:
    """The page without its links to files."""
    return real(document.data.decode())


def one(reports: list[dict[str, Any]]) -> set[str]:
    """The addresses of the one report's documents, by their ends."""
    (found,) = reports
    return {document["url"].rpartition("/")[2] for document in found["documents"]}


def test_a_page_and_its_attachment_are_one_report(days: Days, made: tuple[Made, Made]) -> None:
    page, file = made
    title = real(page.truth.title)
    with Server() as server:
        markup = body_of(page).replace(file.path, "a.docx").replace(file.path.rpartition("/")[2], "W020240101.docx")
        if "W020240101.docx" not in markup:
            markup = markup.replace("</body>", "<p>附件：<a href='W020240101.docx'>年度报告.docx</a></p></body>")
        server.pages |= {
            LIST: listing(("t20240101_1.html", title)),
            "/nb/t20240101_1.html": Answer.html(markup),
            "/nb/W020240101.docx": Answer(word(file), 200, {"Content-Type": "application/octet-stream"}),
        }
        days.visit(0, entry(server))
    assert one(days.reports()) == {"t20240101_1.html", "W020240101.docx"}


def test_the_mobile_page_and_the_traditional_gateway_are_copies_of_one_report(
    days: Days, made: tuple[Made, Made]
) -> None:
    page, _ = made
    title, markup = real(page.truth.title), body_of(page)
    traditional = opencc.OpenCC("s2t").convert(markup).replace("utf-8", "big5")
    with Server() as server:
        gate = f"/gate/big5/{server.host}/nb/"
        server.pages |= {
            LIST: listing(("t20240101_1.html", title), ("t20240101_1_wap.html", title)),
            "/nb/t20240101_1.html": Answer.html(markup),
            "/nb/t20240101_1_wap.html": Answer.html(markup.replace("<body", "<body class='wap'")),
            gate: listing((f"{gate}t20240101_1.html", title)),
            f"{gate}t20240101_1.html": Answer(
                traditional.encode("big5", "xmlcharrefreplace"), 200, {"Content-Type": "text/html; charset=big5"}
            ),
        }
        days.visit(0, entry(server), entry(server, "gateway", gate))
    (found,) = days.reports()
    assert len(found["documents"]) == 3


def test_a_countys_report_on_the_provinces_portal_too_is_one_report_of_two_portals(
    days: Days, made: tuple[Made, Made]
) -> None:
    page, _ = made
    title, markup = real(page.truth.title), body_of(page)
    with Server() as county, Server() as province:
        county.pages |= {LIST: listing(("t20240101_1.html", title)), "/nb/t20240101_1.html": Answer.html(markup)}
        framed = markup.replace("<body>", "<body><div class='top'>省政府信息公开平台 市县年报</div>", 1)
        province.pages |= {
            "/sx/": listing(("202402/t20240203_77.html", title)),
            "/sx/202402/t20240203_77.html": Answer.html(framed),
        }
        days.visit(0, entry(county), entry(province, "province", "/sx/"))
    (found,) = days.reports()
    assert {document["portal"] for document in found["documents"]} == {"county", "province"}


TITLES = [f"某县第{n}局2024年政府信息公开工作年度报告" for n in range(4)]
TEXT = "<title>{t}</title><div class=TRS_Editor><p>一、总体情况。{t}。</p></div>"


def portal(server: Server, names: range = range(4)) -> None:
    """Serve a list of four reports, and those of them that are still there; the others lead to the home page."""
    server.pages["/"] = Answer.html("<title>某县人民政府</title><a href='/nb/index.html'>政府信息公开年报</a>")
    server.pages[LIST] = listing(*((f"t2025010{n + 1}_{n}.html", TITLES[n]) for n in range(4)))
    for n in range(4):
        there = Answer.html(TEXT.format(t=TITLES[n])) if n in names else Answer(b"", 302, {"Location": "/"})
        server.pages[f"/nb/t2025010{n + 1}_{n}.html"] = there


GONE = "t20250104_3.html"


@pytest.mark.slow
def test_a_report_that_leads_to_the_home_page_is_withdrawn_only_when_visits_over_two_weeks_agree(days: Days) -> None:
    seen = []
    with Server() as server:
        portal(server)
        days.visit(0, entry(server))
        portal(server, range(3))
        for day in (7, 10, 15, 20.9, 21.1):
            days.visit(day, entry(server))
            seen.append(days.states()[GONE])
        assert set(days.states().values()) == {"present", seen[-1]}
        portal(server)
        days.visit(30, entry(server))
    assert seen == ["gone", "gone", "gone", "gone", "withdrawn"]
    assert set(days.states().values()) == {"present"}


@pytest.mark.slow
def test_two_visits_are_too_few_however_far_apart(days: Days) -> None:
    with Server() as server:
        portal(server)
        days.visit(0, entry(server))
        portal(server, range(3))
        days.visit(7, entry(server))
        days.visit(60, entry(server))
        assert days.states()[GONE] == "gone"
        days.visit(67, entry(server))
        assert days.states()[GONE] == "withdrawn"


@pytest.mark.slow
def test_a_portal_whose_every_page_leads_home_withdraws_nothing(days: Days) -> None:
    with Server() as server:
        portal(server)
        days.visit(0, entry(server))
        portal(server, range(0))
        for day in (7, 14, 21, 28, 35):
            days.visit(day, entry(server))
    assert "withdrawn" not in days.states().values()


def noisy(number: Iterator[int]) -> Callable[[Asked], Answer]:
    def give(asked: Asked) -> Answer:
        n = next(number)
        return Answer.html(
            f"<title>{TITLES[0]}</title><div class=top>今天是2026年1月{n + 1}日 星期{n}</div>"
            f"<div class=TRS_Editor><p>一、总体情况。本局主动公开信息 120 条。</p></div>"
            f"<p>浏览次数：<span id=hits>{1000 + 37 * n}</span></p>"
            f"<div class=related><h3>相关链接</h3><a href='/x/{n}.html'>关于第{n}次会议的通知</a></div>"
        )

    return give


@pytest.mark.slow
def test_a_counter_todays_date_and_related_links_are_no_new_version(days: Days) -> None:
    with Server() as server:
        portal(server)
        name = "t20250101_0.html"
        server.pages[f"/nb/{name}"] = noisy(iter(range(99)))
        days.visit(0, entry(server))
        for day in (1, 2, 8):
            (found,) = days.visit(day, entry(server))
            assert (found["changed"], found["unchanged"]) == (0, 4)
        assert days.versions(name) == 1
        server.pages[f"/nb/{name}"] = Answer.html(TEXT.format(t=TITLES[0] + " 121 条"))
        (found,) = days.visit(9, entry(server))
        assert found["changed"] == 1 and days.versions(name) == 2
