"""The app lives on while the data below it is empty, grows, or is rebuilt."""

import pytest
from bs4 import BeautifulSoup

from config.settings import Settings
from crawler.archive import Archive, Fetch
from indexer.update import update_index
from search_app import create_app

PAGE = """<html><head><title>某市某局{year}年政府信息公开工作年度报告</title></head><body>
<h1>某市某局{year}年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>{year}年收到申请一件。</p>
<h2>二、主动公开政府信息情况</h2><p>无。</p><h2>三、收到和处理政府信息公开申请情况</h2><p>无。</p>
<h2>四、政府信息公开行政复议、行政诉讼情况</h2><p>无。</p><h2>五、存在的主要问题及改进情况</h2><p>无。</p></body></html>"""


def store(settings: Settings, year: int, body: bytes = b"") -> None:
    with Archive.open(settings, write=True) as archive:
        archive.store(
            Fetch(
                url=f"http://demo.example.cn/{year}.html",
                kind="page",
                response_headers=[("Content-Type", "text/html; charset=utf-8")],
                body=body or PAGE.format(year=year).encode(),
            )
        )
    update_index(settings)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data_dir=tmp_path / "data", workers=1)


def test_an_empty_folder_says_what_to_do_first(settings: Settings) -> None:
    client = create_app(settings).test_client()
    page = client.get("/")
    assert page.status_code == 200
    assert "nianbao crawl" in page.text
    for url in ("/?q=公开", "/status", "/duties", "/series", "/export", "/help", "/healthz", "/metrics"):
        assert client.get(url).status_code == 200, url


@pytest.mark.slow
def test_a_report_that_comes_later_is_found_without_a_restart(settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert client.get("/api/v1/search").json["total"] == 0
    store(settings, 2022)
    assert client.get("/api/v1/search").json["total"] == 1
    store(settings, 2023)
    found = client.get("/api/v1/search?q=收到申请").json["hits"]
    assert len(found) == 2
    assert all(client.get(f"/reports/{hit['id']}").status_code == 200 for hit in found)


@pytest.mark.slow
def test_a_catalogue_that_was_rebuilt_is_taken_up_without_a_restart(settings: Settings) -> None:
    from indexer.maintenance import rebuild_all

    store(settings, 2022)
    client = create_app(settings).test_client()
    report = client.get("/api/v1/search").json["hits"][0]["id"]
    before = client.get(f"/api/v1/reports/{report}").json
    (settings.data_dir / "nianbao.db").unlink()
    rebuild_all(settings)
    assert client.get(f"/api/v1/reports/{report}").json == before
    capture = before["captures"][0]["id"]
    assert client.get(f"/originals/{capture}").data == PAGE.format(year=2022).encode()


@pytest.mark.slow
def test_an_original_that_cannot_be_read_is_told_on_the_first_page_and_in_the_status(settings: Settings) -> None:
    store(settings, 2022)
    store(settings, 2021, b"%PDF-1.4 torn")
    client = create_app(settings).test_client()
    link = BeautifulSoup(client.get("/").text, "lxml").select_one(".unread a")
    assert "1" in link.text
    failures = BeautifulSoup(client.get(link["href"]).text, "lxml").select("#failures li")
    assert len(failures) == 1
    assert client.get(failures[0].select_one("a")["href"]).data == b"%PDF-1.4 torn"
