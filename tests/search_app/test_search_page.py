"""The search page: what is found, how it is narrowed, and what happens to nonsense."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from config.settings import Settings
from search_app import create_app
from search_app.help import examples
from tests.road.road import Road

pytestmark = pytest.mark.xdist_group("app")


def soup(client: FlaskClient, url: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(url, follow_redirects=True)
    assert answer.status_code == status, answer.text[:2000]
    return BeautifulSoup(answer.text, "lxml")


def total(page: BeautifulSoup) -> int:
    return int(re.sub(r"\D", "", page.select_one(".total strong").text))


def reports(road: Road) -> list:
    return [document.truth for document in road.world.reports()]


def test_the_first_page_shows_every_report_there_is(client: FlaskClient, road: Road) -> None:
    page = soup(client, "/")
    assert total(page) == len(road.reports())
    assert page.select_one("input[name=q]")


def test_a_name_leads_to_its_reports_with_the_hit_marked(client: FlaskClient, road: Road) -> None:
    truth = reports(road)[0]
    page = soup(client, f'/?q="{truth.agency}"')
    titles = [h.text for h in page.select(".hit h2")]
    assert truth.title in titles
    marks = {m.text for m in page.select(".snippet mark")}
    assert truth.agency in marks


@pytest.mark.parametrize("field", ["标题", "机关", "总体"])
def test_the_link_beside_a_hit_leads_to_where_it_stands_and_it_is_marked_there_alone(
    client: FlaskClient, field: str
) -> None:
    links = soup(client, f"/?q={field}:公开 OR {field}:局").select(".snippet a.section")
    assert links
    for link in links[:3]:
        path, _, place = str(link["href"]).partition("#")
        report = soup(client, path)
        marks = report.select("article.report mark")
        assert marks
        assert all(mark.find_parent(id=place) for mark in marks)


def test_each_facet_link_finds_as_many_reports_as_its_count_says(client: FlaskClient) -> None:
    page = soup(client, "/")
    links = page.select(".facet a.choice")
    assert len(links) > 12
    for link in links:
        promised = int(re.sub(r"\D", "", link.select_one(".count").text))
        narrowed = soup(client, link["href"])
        assert total(narrowed) == promised, link.text
        assert narrowed.select(".chip"), link.text


def test_a_chip_takes_its_condition_away(client: FlaskClient) -> None:
    before = total(soup(client, "/"))
    page = soup(client, "/?year=2023&level=county")
    assert total(page) < before
    for chip in page.select("a.chip"):
        page = soup(client, page.select_one("a.chip")["href"])
        assert chip
    assert total(page) == before


def test_reports_of_no_known_township_are_narrowed_to_with_a_chip(client: FlaskClient) -> None:
    page = soup(client, "/?township=-")
    assert 0 < total(page) < total(soup(client, "/"))
    assert total(page) == client.get("/api/v1/search?township=-").json["total"]
    (chip,) = page.select("a.chip")
    assert total(soup(client, chip["href"])) == total(soup(client, "/"))


def test_no_known_township_in_the_line_is_a_chip_like_any_choice(client: FlaskClient) -> None:
    typed, chosen = soup(client, "/?q=乡镇:未知"), soup(client, "/?township=-")
    chips = [[chip.get_text(" ", strip=True) for chip in page.select("a.chip")] for page in (typed, chosen)]
    assert chips[0] == chips[1] != []
    assert total(typed) == total(chosen)
    assert total(soup(client, typed.select_one("a.chip")["href"])) > total(typed)


def test_boxes_filled_the_wrong_way_round_keep_what_was_typed(client: FlaskClient) -> None:
    page = soup(client, "/?number=granted&min=30&max=10", 400)
    assert [page.select_one(f"#{box}")["value"] for box in ("min", "max")] == ["30", "10"]
    assert page.select_one("#number option[selected]")["value"] == "granted"


def test_a_query_that_is_too_long_is_said_to_be_and_stays_in_its_box(client: FlaskClient) -> None:
    page = soup(client, f"/?q={'长' * 2001}&level=county", 400)
    assert "2000" in page.select_one(".message.wrong").text
    assert len(page.select_one("#q")["value"]) == 2001


def test_synonyms_can_be_left_out_where_there_are_some_and_nowhere_else(client: FlaskClient) -> None:
    link = "a[href*='synonyms=0']"
    assert soup(client, "/?q=依申请公开").select_one(f".note {link}")
    mended = soup(client, "/?q=公开 新收>1 0")
    assert mended.select_one(".note") and not mended.select_one(link)


def test_two_values_of_a_facet_add_up(client: FlaskClient) -> None:
    one, other = (total(soup(client, f"/?year={year}")) for year in (2022, 2023))
    assert one and other
    assert total(soup(client, "/?year=2022&year=2023")) == one + other


def test_the_range_form_finds_exactly_the_reports_with_such_a_number(client: FlaskClient, road: Road) -> None:
    answer = client.get("/?number=new_requests&min=20&max=")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/?range=new_requests%3A20.."
    path = ("requests", "new_received", "total")
    printed = [
        r["tables"]["requests"]["new_received"]["total"] for r in road.readings().values() if "requests" in r["tables"]
    ]
    assert any(cell["state"] != "value" or cell["value"] < 20 for cell in printed), path
    found = client.get("/api/v1/search?range=new_requests:20..&size=100").json
    assert found["total"] == len(found["hits"]) > 0
    assert all(hit["numbers"]["new_requests"] >= 20 for hit in found["hits"])


def test_reports_with_a_number_and_without_it_make_all(client: FlaskClient) -> None:
    page = soup(client, "/?range=disclosure_rate:0.5..")
    links = [a["href"] for a in page.select(".histogram .presets")[-1].select("a")]
    with_it, without_it = (total(soup(client, link)) for link in links)
    assert with_it and without_it
    assert with_it + without_it == total(soup(client, "/"))


def test_what_the_line_says_is_ticked_and_can_be_unticked(client: FlaskClient) -> None:
    typed = soup(client, "/?q=公开 级别:county 新收:5..90 排序:-新收 同义词:关")
    chosen = soup(client, "/?q=公开&level=county&range=new_requests:5..90&sort=-new_requests&synonyms=0")
    for part in (".chip", ".choice", ".histogram", ".sorts"):
        assert [str(x) for x in typed.select(part)] == [str(x) for x in chosen.select(part)] != [], part
    assert [h.text for h in typed.select(".hit h2")] == [h.text for h in chosen.select(".hit h2")] != []
    unticked = soup(client, typed.select_one(".choice.on")["href"])
    assert not unticked.select(".choice.on")
    assert total(unticked) > total(typed)
    line = chosen.select_one(".understood a")["href"]
    assert [h.text for h in soup(client, line).select(".hit h2")] == [h.text for h in typed.select(".hit h2")]


@pytest.mark.parametrize(
    "query", ["q=新收>5", "q=不予处理/新收>=0", "number=granted&min=&max=", "range=disclosure_rate:..1", ""]
)
def test_a_number_that_is_asked_about_shows_its_distribution_and_each_bar_and_preset_finds_what_it_says(
    client: FlaskClient, query: str
) -> None:
    page = soup(client, f"/?{query}")
    bars = page.select(".histogram a:has(title)")
    assert bars
    for bar in bars:
        assert total(soup(client, bar["href"])) == int(bar.title.text.rpartition(":")[2].replace(",", "")), bar.title
    for preset in page.select(".histogram .presets")[0].select("a"):
        assert total(soup(client, preset["href"])) > 0


def test_choosing_a_number_without_bounds_narrows_nothing(client: FlaskClient) -> None:
    assert total(soup(client, "/?number=disclosure_rate&min=&max=")) == total(soup(client, "/"))
    assert (
        client.get("/?number=disclosure_rate&min=30%25&max=").headers["Location"] == "/?range=disclosure_rate%3A0.3.."
    )


def test_a_cell_that_is_asked_for_is_shown_with_its_number(client: FlaskClient) -> None:
    page = soup(client, "/?range=requests.granted.natural_person:1..")
    shown = [dd.text for dd in page.select(".hit .numbers dd")]
    assert shown and all(re.fullmatch(r"[0-9,]+", text) for text in shown)


def test_the_series_of_a_search_is_of_its_numbers_and_counts_the_reports_without_them(client: FlaskClient) -> None:
    link = soup(client, "/?range=disclosure_rate:..&q=公开").select_one(".takes a")["href"]
    page = soup(client, link)
    assert page.select_one("#show option[selected]")["value"] == "disclosure_rate"
    assert "range" not in link


def test_results_can_be_put_in_the_order_of_a_number(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?sort=-new_requests&size=30").json["hits"]
    values = [hit["numbers"].get("new_requests") for hit in found]
    known = [v for v in values if v is not None]
    assert known == sorted(known, reverse=True)
    assert len(set(known)) > 3


def test_paging_shows_every_report_once(client: FlaskClient) -> None:
    page = soup(client, "/?size=7&sort=year")
    seen = []
    for number in range(1, -(-total(page) // 7) + 1):
        seen += [a["href"] for a in soup(client, f"/?size=7&sort=year&page={number}").select(".hit h2 a")]
    assert len(seen) == len(set(seen)) == total(page)


def test_a_page_beyond_the_last_leads_to_the_last(client: FlaskClient) -> None:
    answer = client.get("/?page=999&size=7")
    assert answer.status_code == 302
    assert soup(client, answer.headers["Location"]).select(".hit")


def test_nothing_found_says_what_to_try(client: FlaskClient) -> None:
    page = soup(client, '/?q="决不会有这句话"&year=2022')
    assert total(page) == 0
    assert page.select(".message li")


def test_a_query_that_cannot_be_read_points_at_the_place(client: FlaskClient) -> None:
    page = soup(client, "/?q=公开 新收:>很多", 400)
    assert page.select_one("mark.here")
    assert page.select_one("input[name=q]")["value"] == "公开 新收:>很多"
    answer = client.get("/api/v1/search?q=公开 新收:>很多")
    assert answer.status_code == 400
    assert answer.json["error"]["position"] >= 3


@pytest.mark.parametrize("query", ["page=0", "size=1000", "range=x", "sort=;", "q=" + "x" * 3000, "page=９"])
def test_a_wrong_parameter_is_a_clear_400_and_never_a_500(client: FlaskClient, query: str) -> None:
    page = soup(client, f"/?{query}", 400)
    assert query.partition("=")[0] in page.select_one(".message").text
    assert client.get(f"/api/v1/search?{query}").json["error"]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\x00\x1b[31m", "%", "{{7*7}}"]
)
def test_what_a_visitor_types_comes_back_as_text(client: FlaskClient, text: str) -> None:
    answer = client.get("/", query_string={"q": text}, follow_redirects=True)
    assert answer.status_code in (200, 400)
    page = BeautifulSoup(answer.text, "lxml")
    assert not page.select("script, img")
    assert "49" not in page.select_one("title").text


def test_unknown_numbers_and_facet_values_find_nothing_or_say_so(client: FlaskClient) -> None:
    assert total(soup(client, "/?year=1870")) == 0
    assert client.get("/?range=no_such_number:1..").status_code == 400
    page = soup(client, "/?level=countyy&q=公开", 400)
    assert "county_department" in page.select_one(".message").text
    assert not page.select("mark.here"), "the fault is not in the line"


def test_the_demonstration_is_marked_on_every_page(client: FlaskClient) -> None:
    for url in ("/", "/status", "/no-such-page"):
        page = BeautifulSoup(client.get(url).text, "lxml")
        assert page.select_one(".demonstration"), url


def test_a_demonstrations_folder_is_marked_whoever_serves_it(road: Road, tmp_path: Path) -> None:
    assert not road.settings.demonstration
    shown = {
        folder: create_app(Settings(data_dir=folder)).test_client().get("/").text for folder in (road.data, tmp_path)
    }
    assert ["虚构" in page for page in shown.values()] == [True, False]


def test_the_window_of_a_search_by_facets_alone_says_what_it_shows(client: FlaskClient) -> None:
    assert "2022" in soup(client, "/?year=2022").title.text
    assert "≥ 20" in soup(client, "/?range=new_requests:20..").title.text


def test_an_english_page_says_what_a_section_is(client: FlaskClient) -> None:
    page = soup(client, "/?q=问题:问题&lang=en")
    assert {"Main problems and improvements"} == {s.text for s in page.select(".snippet .section span")}


def test_english_by_a_link_that_is_remembered(client: FlaskClient) -> None:
    chinese = soup(client, "/?year=2022")
    assert chinese.html["lang"] == "zh-CN"
    switch = chinese.select_one(".switches a[hreflang=en]")["href"]
    assert "year=2022" in switch
    english = soup(client, switch)
    assert english.html["lang"] == "en"
    assert "reports" in english.select_one(".total").text
    assert soup(client, "/").html["lang"] == "en"


def test_no_page_allows_a_script(client: FlaskClient) -> None:
    for url in ("/", "/status", "/no-such-page", "/static/style.css"):
        with client.get(url) as answer:
            policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_example_of_the_help_page_can_be_tried(client: FlaskClient, language: str) -> None:
    page = soup(client, f"/help?lang={language}")
    links = [a["href"] for a in page.select("tbody a")]
    assert len(links) > 12
    for link in links:
        assert client.get(link).status_code == 200, link
        assert client.get("/api/v1/search" + link[1:]).json["understood"], link


def test_each_example_in_english_asks_the_same_as_the_one_in_chinese(client: FlaskClient) -> None:
    pairs = [(e["query"], e["query_en"]) for group in examples().values() for e in group if "query_en" in e]
    assert len(pairs) > 10
    for pair in pairs:
        one, other = (client.get("/api/v1/search", query_string={"q": q}).json for q in pair)
        assert {h["id"] for h in one["hits"]} == {h["id"] for h in other["hits"]}, pair
        assert one["total"] == other["total"], pair


@pytest.mark.parametrize(
    "wrong",
    ["number=new_requests&min=5&max=3", "range=new_requests:5..3", "sort=no_such", "size=9999", "year=去年"],
)
def test_a_wrong_parameter_leaves_query_and_filters_and_the_way_on(client: FlaskClient, wrong: str) -> None:
    page = soup(client, f"/?q=公开&level=county&range=granted:1..&{wrong}", 400)
    assert page.select_one("input[name=q]")["value"] == "公开"
    assert len(page.select("a.chip")) >= 2
    on = page.select_one(".message.wrong a")["href"]
    again = soup(client, on)
    assert again.select_one("input[name=q]")["value"] == "公开"
    kept = {tuple(pair.split("=")) for pair in on.partition("?")[2].split("&")}
    assert ("level", "county") in kept
    assert ("range", "granted%3A1..") in kept


@pytest.mark.parametrize(
    "address",
    ["/export/csv?field=no_such&q=公开", "/export?q=新收>abc", "/export/csv?q=新收>abc", "/export?size=0&q=公开"],
)
def test_a_wrong_export_leads_back_to_its_search(client: FlaskClient, address: str) -> None:
    on = soup(client, address, 400).select_one(".message a:not(.button)")["href"]
    page = client.get(on)
    assert page.status_code == (400 if "abc" in address else 200)
    assert ("mark" in page.text and "新收&gt;abc" in page.text) if "abc" in address else "公开" in page.text


def test_the_english_page_on_the_query_language_has_the_chinese_names_too(client: FlaskClient) -> None:
    page = soup(client, "/help?lang=en")
    rows = {row.select_one("code").text: row.text for row in page.select("tr")}
    assert "检查:勾稽不符" in rows["check:fails"]
    assert "新收" in rows["new_requests"]
