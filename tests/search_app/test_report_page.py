"""The report page: every number of the original, its states, findings, originals and years."""

import re

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from search_app.filters import number
from tests.road.road import Road

pytestmark = pytest.mark.xdist_group("app")


def page_of(client: FlaskClient, report_id: str) -> BeautifulSoup:
    answer = client.get(f"/reports/{report_id}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


def truths(road: Road, *formats: str) -> list:
    return [d for d in road.world.reports() if d.truth.cells and (not formats or d.path.rpartition(".")[2] in formats)]


@pytest.mark.slow
def test_every_cell_of_every_report_is_on_its_page_in_its_state(client, road: Road, by_document) -> None:
    checked = 0
    for document in truths(road):
        if document.id not in by_document:
            continue
        page = page_of(client, by_document[document.id])
        for path, true in document.truth.cells.items():
            place = page.find(id="cell-" + "-".join(path))
            assert place is not None, path
            assert true.state in place["class"], (document.path, path, place)
            shown = place.select_one(".n")
            assert (shown.text if shown else None) == (number(true.value) if true.state == "value" else None), path
            checked += 1
    assert checked > 2000


def test_a_blank_looks_blank_and_a_zero_looks_zero(client, road: Road, by_document) -> None:
    seen = set()
    for document in truths(road):
        page = page_of(client, by_document[document.id])
        for place in page.select("td.v.blank"):
            assert place.find(string=re.compile(r"\d"), recursive=False) is None
            assert not place.select(".n")
            seen.add("blank")
        for place in page.select(".n.zero"):
            assert place.text == "0"
            seen.add("zero")
    assert seen == {"blank", "zero"}


def test_a_planted_wrong_cell_is_marked_and_explained(client, road: Road, by_document) -> None:
    planted = [(d, f) for d in truths(road) for f in d.truth.faults if f.kind == "wrong_cell" and f.cell]
    assert planted
    for document, fault in planted:
        page = page_of(client, by_document[document.id])
        place = page.find(id="cell-" + "-".join(fault.cell))
        assert "error" in place["class"]
        finding = page.select_one(place.select_one("a.ref")["href"])
        assert finding.select_one(f'a[href="#cell-{"-".join(fault.cell)}"]')
        assert page.select_one(".tally.bad")


def test_every_link_and_anchor_of_a_report_leads_somewhere(client, road: Road, by_document) -> None:
    for report_id in sorted(set(by_document.values()))[:4]:
        page = page_of(client, report_id)
        ids = {tag["id"] for tag in page.select("[id]")}
        assert len(ids) == len(page.select("[id]")), "two places have one id"
        for link in {a["href"] for a in page.select("a[href]")}:
            if link.startswith("#"):
                assert link[1:] in ids, link
            elif link.startswith("/") and "/cells/" not in link:
                assert client.get(link).status_code == 200, link
            else:
                assert link.startswith(("/reports/", "http://")), link


def test_the_narrative_is_whole(client, road: Road, by_document) -> None:
    for document in truths(road, "html", "docx")[:6]:
        page = page_of(client, by_document[document.id])
        text = "".join(page.select_one(".report .text").text.split())
        for section in document.truth.sections:
            for sentence in re.findall(r"[^。；]{12,}。", "".join(section.narrative.split()))[:5]:
                assert sentence in text


def test_the_years_of_an_agency_are_strung_together(client, road: Road, by_document) -> None:
    document = next(d for d in truths(road) if d.truth.year == 2022)
    page = page_of(client, by_document[document.id])
    assert page.select_one(".years [aria-current]").text.strip() == "2022"
    other = page.select_one(".years a")
    title = page_of(client, other["href"].rpartition("/")[2]).select_one("h1").text
    assert other.text.strip() in title


def test_the_page_of_a_number_shows_its_place_and_its_identities(client, road: Road, by_document) -> None:
    for document in truths(road)[:3]:
        path = "requests.new_received.total"
        page = client.get(f"/reports/{by_document[document.id]}/cells/{path}")
        assert page.status_code == 200
        found = BeautifulSoup(page.text, "lxml")
        true = document.truth.cells[tuple(path.split("."))]
        if true.state == "value":
            assert found.select_one(".big").text.strip() == number(true.value)
        assert [e.select_one(".check").text for e in found.select(".equation")] == ["H1", "H3"]


@pytest.mark.parametrize(
    "url", ["/reports/rnone", "/reports/" + "x" * 65, "/reports/%00", "/originals/none", "/originals/..%2f..%2fetc"]
)
def test_what_is_not_there_is_a_404(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404


def test_a_cell_that_no_form_has_is_a_404(client, by_document) -> None:
    report_id = next(iter(by_document.values()))
    for path in ("requests.granted", "x", "__class__", "requests.granted.total.value"):
        assert client.get(f"/reports/{report_id}/cells/{path}").status_code == 404


def test_the_json_twin_says_what_the_reader_read(client, road: Road, by_document) -> None:
    readings = road.readings()
    for document in truths(road)[:5]:
        report = client.get(f"/api/v1/reports/{by_document[document.id]}").json
        reading = readings[document.id]
        if report["documents"][0]["url"] != road.site.url(document):
            continue
        assert {key: report[key] for key in reading} == reading
        assert report["id"] == by_document[document.id]
        assert report["captures"] and report["versions"]


def test_the_words_of_the_search_are_marked_and_the_text_stays_whole(client, road: Road, by_document) -> None:
    document = truths(road, "html", "shtml")[0]
    url = f"/reports/{by_document[document.id]}"
    plain = BeautifulSoup(client.get(url).text, "lxml").select_one(".report .text")
    marked = BeautifulSoup(client.get(url, query_string={"q": "政府信息公开 -x"}).text, "lxml").select_one(
        ".report .text"
    )
    assert {m.text for m in marked.select("mark")} >= {"政府信息公开"}
    assert marked.text == plain.text
    assert client.get(url, query_string={"q": "新收:>很多"}).status_code == 200
