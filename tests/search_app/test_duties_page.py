"""The ledger shows who published on time, from what the portals and the reports say."""

import json

import pytest
from bs4 import BeautifulSoup

from tests.road.road import Road

pytestmark = [pytest.mark.xdist_group("app"), pytest.mark.slow]


def test_the_ledger_of_a_year_is_written_and_shown(client, road: Road) -> None:
    duties = json.loads(road.run("status", "--duties", "2022", "--json"))
    assert {d["state"] for d in duties} <= {"on_time", "late", "missing", "undated", "withdrawn", "unreachable"}
    assert all(d["deadline"].startswith("2023-") for d in duties)
    twin = client.get("/api/v1/duties?year=2022").json["duties"]
    assert sorted(d["body"] for d in twin) == sorted(d["body"] for d in duties)
    page = BeautifulSoup(client.get("/duties?year=2022").text, "lxml")
    assert [r.select_one("th").text for r in page.select("tbody tr")] == [d["body"] for d in twin]
    notes = {d["note"] for d in twin if d["note"]}
    assert len(page.select(".basis li")) == len(notes)
    assert len(page.select("tbody sup")) == sum(d["note"] is not None for d in twin)


def test_every_published_report_of_the_world_is_found_in_the_ledger(road: Road) -> None:
    duties = {d["body"]: d for d in json.loads(road.run("status", "--duties", "2023", "--json"))}
    published = {d.truth.agency for d in road.world.reports() if d.truth.year == 2023}
    assert published & set(duties), "the register of the world names its bodies"
    for agency in published & set(duties):
        assert duties[agency]["first_seen"], agency
        assert duties[agency]["state"] != "missing", agency


def test_a_year_without_a_ledger_names_the_command(client) -> None:
    assert "--duties 2031" in client.get("/duties?year=2031").text
    assert client.get("/duties?year=abc").status_code == 400
