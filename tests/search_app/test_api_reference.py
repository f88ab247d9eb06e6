"""docs/api.md names every address, parameter and key that the API has, and no other."""

import re

import pytest

from indexer.search.model import FACETS, SECTION
from search_app.strict import KNOWN
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.xdist_group("app")

TEXT = (REPOSITORY / "docs/api.md").read_text("utf-8")


def part(heading: str) -> str:
    found = re.search(rf"## GET {re.escape(heading)}\n(.*?)(?=\n## |\Z)", TEXT, re.S)
    assert found, heading
    return found.group(1)


def words(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def test_every_address_of_the_api_is_described(app) -> None:
    rules = {str(r) for r in app.url_map.iter_rules() if str(r).startswith(("/api/", "/originals/", "/export/"))}
    plain = {re.sub(r"<(?:[^:<>]+:)?(\w+)>", "<>", rule) for rule in rules}
    named = re.findall(r"GET (/(?:api|originals|export)/[^\s`]+)", TEXT)
    described = {re.sub(r"\\<\w+\\>|<\w+>", "<>", address) for address in named}
    assert plain == described


def test_every_parameter_of_a_search_is_described() -> None:
    described = words(
        "\n".join(line.split("|")[1] for line in part("/api/v1/search").splitlines() if line[:3] == "| `")
    )
    ours = {*FACETS, SECTION, "q", "range", "sort", "page", "size", "facets", "histograms", "snippets", "synonyms"}
    ours |= set(KNOWN["api.search"]) - {"histogram", "number", "min", "max"}
    assert ours <= described


def test_every_key_of_an_answer_is_described(client) -> None:
    answer = client.get("/api/v1/search?q=公开&histograms=new_requests").json
    described = words(part("/api/v1/search"))
    assert set(answer) <= described
    assert {key for hit in answer["hits"] for key in hit} <= described
    assert {key for values in answer["facets"].values() for v in values for key in v} <= described
    assert set(answer["histograms"]["new_requests"]) <= described


def test_every_key_that_the_api_adds_to_a_report_is_described(client) -> None:
    report = client.get("/api/v1/reports/" + client.get("/api/v1/search").json["hits"][0]["id"]).json
    described = words(part("/api/v1/reports/\\<id\\>"))
    assert set(report["documents"][0]) <= described
    assert set(report["captures"][0]) <= described


def test_a_facet_has_as_many_values_as_were_asked_for(client) -> None:
    every = client.get("/api/v1/search?facets=year").json["facets"]["year"]
    two = client.get("/api/v1/search?facets=year&facet_size=2").json["facets"]["year"]
    counts = sorted((value["count"] for value in every), reverse=True)
    assert sorted((value["count"] for value in two), reverse=True) == counts[:2] != counts
    assert client.get("/api/v1/search?facet_size=0").status_code == 400


def test_the_facets_are_those_that_were_asked_for(client) -> None:
    assert set(client.get("/api/v1/search?facets=year,level").json["facets"]) == {"year", "level"}
    assert client.get("/api/v1/search?facets=").json["facets"] == {}
    assert client.get("/api/v1/search?facets=nonsense").status_code == 400


def test_errors_are_json_below_the_api(client) -> None:
    for url in ("/api/v1/none", "/api/v1/reports/none", "/api/v1/search?page=x"):
        answer = client.get(url)
        assert answer.json["error"]["status"] == answer.status_code >= 400


def test_status_metrics_and_health_agree(client, road) -> None:
    status = client.get("/api/v1/status").json
    assert status["counts"]["reports"] == len(road.reports())
    assert f"nianbao_reports {len(road.reports())}" in client.get("/metrics").text.splitlines()
    health = client.get("/healthz").json
    assert (health["status"], health["reports"], health["indexed"]) == ("ok", len(road.reports()), len(road.reports()))
    visited = {p["name"]: p for p in status["portals"] if p["started"]}
    assert len(visited) == len(road.site.homes)
    assert {p["reach"] for p in visited.values()} == {"reached"}


@pytest.mark.slow
def test_status_on_the_command_line_says_the_same(road) -> None:
    assert f"报告: {len(road.reports())}" in road.run("status")
    assert f"Reports: {len(road.reports())}" in road.run("status", "--language", "en")
    assert all(home in road.run("status", "--json") for home in road.site.homes)
    road.run("status", "--health", status=(0, 1))


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("search?q=ss:(", "q"),
        ("search?level=countyy", "level"),
        ("search?q=公开&section=s99", "section"),
        ("search?year=去年", "year"),
        ("search?form=1999", "form"),
        ("search?check=maybe", "check"),
        ("search?range=no_such:1..", "range"),
        ("search?sort=no_such", "sort"),
        ("search?histograms=no_such", "histograms"),
        ("series?show=no_such", "show"),
        ("series?line=ss:(", "line"),
        ("series?q=ss:(&line=公开", "q"),
        ("series?show=" + "x" * 300, "show"),
    ],
)
def test_an_error_names_the_parameter_that_is_wrong(client, address: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 400
    assert answer.json["error"]["parameter"] == parameter
    assert ("position" in answer.json["error"]) == (parameter in ("q", "line"))


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/api/v1/search?foo=1", "foo"),
        ("/api/v1/search?levl=county", "level"),
        ("/api/v1/search?lang=xx", "zh, en"),
        ("/api/v1/search?synonyms=maybe", "0, 1"),
        ("/api/v1/series?shw=new_requests", "show"),
        ("/api/v1/status?year=2022", "year"),
        ("/api/v1/duties?yaer=2022", "year"),
        ("/export/csv?feild=facts", "field"),
    ],
)
def test_what_nobody_reads_is_refused_with_the_names_that_come_near(client, address: str, named: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert named in (answer.json["error"]["message"] if "/api/" in address else answer.text)


def test_a_page_ignores_what_links_carry_and_its_twin_still_answers(client) -> None:
    for page in ("/?q=公开&utm_source=x", "/series?q=公开&utm_source=x"):
        answer = client.get(page)
        assert answer.status_code == 200
        twin = re.search(r'href="(/api/v1/[^"]+)"', answer.text)
        assert twin and client.get(twin.group(1).replace("&amp;", "&")).status_code == 200
