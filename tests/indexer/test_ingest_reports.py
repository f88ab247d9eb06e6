"""Readings become reports: manifestations are compared, and a report with that of the year before."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from config.settings import Settings
from crawler.archive import Archive, Fetch
from crawler.archive.fetch import now
from demo.model import Document
from demo.world import World, build
from indexer.ingest import Ingested, ingest
from indexer.store import Store


class Desk:
    """An archive that is fed by hand, and what the ingest makes of it."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder, workers=1)
        self.archive = Archive.open(self.settings, write=True)
        self.store = Store(self.archive.engine)

    def take(self, documents: Iterable[tuple[str, bytes]]) -> Ingested:
        """Archive (address, bytes) pairs as pages and read what is new."""
        for url, data in documents:
            headers = [("Content-Type", "text/html; charset=utf-8")]
            self.archive.store(Fetch(url=url, kind="page", time=now(), status=200, response_headers=headers, body=data))
        return ingest(self.settings, self.archive, self.store)

    def report(self, year: int) -> dict:
        """Return the one report of a year."""
        reports = (self.store.report(i) for i in self.store.digests())
        (found,) = (r for r in reports if r and r["report_year"] == year)
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path)
    yield found
    found.archive.close()


@pytest.fixture(scope="module")
def world() -> World:
    return build()


REAL = {"云泽省": "云南省", "临澜市": "昆明市", "平渚市": "曲靖市", "望岫市": "玉溪市"}
"""Names of the invented province → divisions that the register knows."""


def page(document: Document, name: str = "") -> tuple[str, bytes]:
    text = document.data.decode()
    for invented, real in REAL.items():
        text = text.replace(invented, real)
    return f"http://www.example.gov.cn/{name or document.id}.html", text.encode()


def pages(world: World) -> list[Document]:
    """Reports of the province, its cities and their departments that stand whole on an HTML page in UTF-8."""
    return [
        d
        for d in world.reports()
        if d.format == "html"
        and d.truth.form == "2021"
        and d.body.level.startswith(("province", "city"))
        and b"gb" not in d.data[:1000].lower()
    ]


def test_two_originals_of_a_report_that_differ_in_a_number_are_named_with_the_cells(desk: Desk, world: World) -> None:
    first = next(d for d in pages(world) if not d.truth.faults)
    after = build(scale="full")
    changed = next(d for d in after.change(first.id) if d.id == first.id)
    desk.take([page(first), page(changed, "copy")])
    report = desk.report(first.year)
    (finding,) = (f for f in report["findings"] if f["check"] == "manifestations")
    differing = {path for path, cell in first.truth.cells.items() if cell.value != changed.truth.cells[path].value}
    assert {tuple(c) for c in finding["cells"]} == differing
    assert finding["severity"] == "warning"
    assert len(report["documents"]) == 2


def test_a_report_that_arrives_late_is_compared_with_the_year_after_it(desk: Desk, world: World) -> None:
    whole = {(d.body.key, d.year): d for d in world.reports() if d.format == "html"}
    planted, before = next(
        (d, whole[d.body.key, d.year - 1])
        for d in pages(world)
        if any(f.kind == "cross_year" for f in d.truth.faults) and (d.body.key, d.year - 1) in whole
    )
    desk.take([page(planted)])
    assert not [f for f in desk.report(planted.year)["findings"] if f["check"] == "Y1"]
    done = desk.take([page(before)])
    assert done.read == 1
    assert len(done.changed) == 2, "the report itself, and the year after it"
    found = [f for f in desk.report(planted.year)["findings"] if f["check"] == "Y1"]
    fault = next(f for f in planted.truth.faults if f.kind == "cross_year")
    assert list(fault.cell) in [f["cells"][0] for f in found]


def test_what_was_read_is_not_read_again(desk: Desk, world: World) -> None:
    documents = [page(d) for d in pages(world)[:3]]
    assert desk.take(documents).read == 3
    again = desk.take([])
    assert (again.read, again.changed, again.deleted) == (0, set(), set())


def test_a_page_that_is_no_report_is_a_named_failure_and_stops_nothing(desk: Desk, world: World) -> None:
    good = page(pages(world)[0])
    done = desk.take(
        [("http://www.example.gov.cn/news.html", "<html><body><p>天气预报</p></body></html>".encode()), good]
    )
    assert done.read == 1
    (failure,) = desk.store.failures()
    assert failure.reason == "not_a_report"
    assert failure.url == "http://www.example.gov.cn/news.html"


def test_a_report_of_an_unknown_agency_and_its_mobile_copy_are_one_report(desk: Desk) -> None:
    headings = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    body = "".join(f"<p>{heading}</p><p>政府信息公开工作有序进行。</p>" for heading in headings)
    data = f"<html><body><h1>政府信息公开工作年度报告</h1>{body}</body></html>".encode()
    name = "a/t20240105_1"
    desk.take([(f"http://www.example.gov.cn/{name}.html", data), (f"http://m.example.gov.cn/{name}_wap.html", data)])
    (report,) = (desk.store.report(i) for i in desk.store.digests())
    assert report is not None
    assert {d["url"] for d in report["documents"]} == {
        f"http://m.example.gov.cn/{name}_wap.html",
        f"http://www.example.gov.cn/{name}.html",
    }
