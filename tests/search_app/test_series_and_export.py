"""Series and exports say what the reports say, and are bounded."""

import csv
import io
import json
import zipfile

import pytest
from bs4 import BeautifulSoup

from search_app import drawing
from tests.road.road import Road

pytestmark = pytest.mark.xdist_group("app")


def hits(client, **query) -> list[dict]:
    return client.get("/api/v1/search", query_string={"size": 100, **query}).json["hits"]


def test_the_sum_of_a_year_is_that_of_its_reports(client) -> None:
    page = BeautifulSoup(client.get("/series?show=new_requests").text, "lxml")
    rows = {r.select_one("th").text: r for r in page.select("tbody tr")}
    assert len(rows) > 4
    for year, row in rows.items():
        known = [h["numbers"]["new_requests"] for h in hits(client, year=year) if "new_requests" in h["numbers"]]
        shown = row.select_one("strong").text.strip().replace(",", "")
        assert shown == (f"{sum(known):g}" if known else "–")
        assert [int(td.text) for td in row.select("td")[1:3]] == [len(hits(client, year=year)), len(known)]


def test_two_sets_stand_side_by_side_and_can_be_taken_away(client) -> None:
    query = {"show": "new_requests", "line": ["级别:county", "级别:township"]}
    page = BeautifulSoup(client.get("/series", query_string=query).text, "lxml")
    assert [chip.text.strip(" ×\n") for chip in page.select("a.chip")] == query["line"]
    assert page.select("polyline.s0") and page.select("polyline.s1")
    labels = [line["label"] for line in client.get("/api/v1/series", query_string=query).json["lines"]]
    assert labels == query["line"]
    alone = BeautifulSoup(client.get(page.select_one("a.chip")["href"]).text, "lxml")
    assert len(alone.select("a.chip")) == 1


def test_several_numbers_stand_below_each_other_and_each_statistic_is_drawn(client) -> None:
    for statistic in ("total", "share", "median", "mean", "known", "blank"):
        query = {"show": ["new_requests", "不予公开/新收"], "by": "level", "statistic": statistic}
        page = BeautifulSoup(client.get("/series", query_string=query).text, "lxml")
        assert len(page.select("section table")) == 2
        twin = client.get("/api/v1/series", query_string=query).json["lines"][0]["points"]
        shown = [strong.text for strong in page.select("section table")[0].select("strong")]
        expected = [figure[statistic] for point in twin for figure in point["figures"]["new_requests"]]
        assert len(shown) == len(expected)
        assert [text == "–" for text in shown] == [value is None for value in expected]


def test_forms_that_do_not_compare_are_neither_added_nor_joined(client) -> None:
    twin = client.get("/api/v1/series?show=active_disclosure.art20_1.rules.currently_valid").json
    assert all(len(p["figures"][key]) >= 1 for p in twin["lines"][0]["points"] for key in p["figures"])
    values = [(2019, 1.0), (2020, 2.0), (2022, 3.0), (2023, None), (2024, 4.0)]
    runs = drawing.line(values, (2019, 2024), 4.0, 100.0, 100.0)
    assert [[p.year for p in run] for run in runs] == [[2019, 2020], [2022], [2024]]


@pytest.mark.parametrize(
    "query",
    ["by=portal", "statistic=mode", "show=a&show=b&show=c&show=d&show=e", "show=no_such", "line=新收:>很多", "page=0"],
)
def test_a_wrong_series_is_a_clear_400(client, query: str) -> None:
    assert client.get(f"/series?{query}").status_code == 400
    assert client.get(f"/api/v1/series?{query}").status_code == 400


def test_a_csv_has_a_row_for_each_report_found_and_blanks_stay_blank(client) -> None:
    answer = client.get("/export/csv?year=2022&field=id,year,new_requests&about=0")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=nianbao-")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    expected = {h["id"]: h["numbers"].get("new_requests") for h in hits(client, year=2022)}
    assert {r["id"]: float(r["new_requests"]) if r["new_requests"] else None for r in rows} == expected


def test_the_export_page_offers_every_format_and_each_works(client) -> None:
    page = BeautifulSoup(client.get("/export?year=2022").text, "lxml")
    count = len(hits(client, year=2022))
    assert str(count) in page.select_one("h1").text
    for form in page.select("form.take"):
        fields = [(i["name"], i["value"]) for i in form.select("input[type=hidden], input[checked]")]
        assert ("year", "2022") in fields
        answer = client.get(form["action"], query_string=fields)
        assert answer.status_code == 200, form["action"]
        assert answer.data


def test_a_zip_holds_the_originals_and_a_manifest_and_goes_on_where_it_ended(client, road: Road) -> None:
    served = {d.data for d in road.world.documents}
    url, names = "/export/zip?year=2022&most_bytes=20000", []
    for _ in range(40):
        answer = client.get(url)
        with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
            members = [n for n in file.namelist() if n != "manifest.csv"]
            assert all(file.read(name) in served for name in members)
            names += members
            assert b"sha256" in file.read("manifest.csv")
        if "Link" not in answer.headers:
            break
        url = answer.headers["Link"].partition("<")[2].partition(">")[0]
    assert len({name.partition("/")[0] for name in names}) == len(hits(client, year=2022))


def test_what_the_columns_mean_is_told_for_exactly_the_columns_that_are_sent(client) -> None:
    for query in ("field=facts,states,不予公开/新收", "shape=long", ""):
        sent = next(csv.reader(io.StringIO(client.get(f"/export/csv?year=2022&about=0&{query}").text)))
        told = list(csv.DictReader(io.StringIO(client.get(f"/export/codebook?{query}").data.decode("utf-8-sig"))))
        assert [row["name"] for row in told] == sent
        assert all(row["label"] and row["label_en"] for row in told)
    assert client.get("/export/codebook?field=nothing").status_code == 400


def test_json_lines_say_what_they_are(client) -> None:
    first = json.loads(client.get("/export/jsonl?q=公开&field=facts").text.splitlines()[0])
    assert first["about"]["query"]
    assert "year" in json.dumps(first["codebook"])


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/export/exe", 404),
        ("/export/csv?field=no_such_field", 400),
        ("/export/csv?shape=round", 400),
        ("/export/csv?q=新收:>很多", 400),
        ("/export/zip?most_bytes=0", 400),
        ("/export/zip?after=nosuch", 400),
        ("/export/csv?page=0", 400),
    ],
)
def test_a_wrong_export_is_refused_and_holds_nothing_up(client, url: str, status: int) -> None:
    for _ in range(5):
        assert client.get(url).status_code == status
    assert client.get("/export/csv?year=2022&field=id").status_code == 200


def test_a_number_that_does_not_exist_is_not_offered_as_if_it_did(client) -> None:
    page = BeautifulSoup(client.get("/series?show=new_request").text, "lxml")
    assert "new_requests" in page.select_one(".message.wrong").text
    assert "new_request" not in [option["value"] for option in page.select("#show option")]
