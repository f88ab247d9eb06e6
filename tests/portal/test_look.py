"""`nianbao portals`: naming a portal's family, proposing its entry, and checking an entry without archiving."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import Settings
from crawler import detect
from crawler.families import FAMILIES
from crawler.page import Page
from crawler.register import PortalEntry
from tests.portal.recording import RECORDED, play, read
from tests.portal.server import Answer, Server
from tests.portal.test_crawl import register
from tests.portal.test_hostile import REPORT, rows

LIST_KINDS = ("text/html", "application/json", "text/xml")


def first_page(name: str) -> Page:
    """The page of a recording where its column begins."""
    entry = yaml.safe_load((RECORDED / f"{name}.yaml").read_text("utf-8"))[0]
    pages = read(RECORDED / f"{name}.pages")
    paths = [column.get("path") for column in entry["columns"]]
    found = next((p for p in pages if p.path in paths and p.method == "GET"), pages[0])
    address = f"http://www.recorded.gov.cn{found.path}"
    return Page(address, 200, {"content-type": "text/html; charset=utf-8"}, found.body.encode())


@pytest.mark.parametrize("name", sorted(set(FAMILIES) - {"epoint"}))
def test_each_family_is_told_from_the_first_page_of_its_recorded_portal(name: str) -> None:
    assert detect.rank(first_page(name))[0].family == name


@pytest.mark.parametrize(
    ("family", "report", "column"),
    [
        ("trs", "http://www.a.gov.cn/zwgk/zfxxgknb/2019nian/202001/t20200121_4.html", "/zwgk/zfxxgknb/2019nian/"),
        ("hanweb", "http://www.a.gov.cn/art/2021/1/25/art_1229230631_3839197.html", "/col/col1229230631/index.html"),
        ("ucap", f"http://a.gov.cn/xj/c116485/202301/{'a' * 32}.shtml", "/xj/c116485/list.shtml"),
        ("nfcms", "https://www.a.gov.cn/zf/zfxxgknb/gq/content/post_8780034.html", "/zf/zfxxgknb/gq/"),
        ("shanghai", f"https://a.gov.cn/nw12344/20230331/{'b' * 32}.html", "/nw12344/index.html"),
        ("directory_id", "http://a.gov.cn/x/zfxxgknb/2024012316171235828/index.html", "/x/zfxxgknb/"),
        (
            "hebei",
            "http://gc.gov.cn/columns/0772e821-5733-421d-82e7-f545c5729b9e/202302/13/67eb2365-22bc-45b5-be58-199b9683883a.html",
            "/columns/0772e821-5733-421d-82e7-f545c5729b9e/index.html",
        ),
    ],
)
def test_a_reports_address_tells_its_family_and_column(family: str, report: str, column: str) -> None:
    page = Page(report, 200, {"content-type": "text/html"}, REPORT.encode())
    assert detect.rank(page)[0].family == family
    assert detect.column_of(page, family)[0].endswith(column)


def command(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    given = {f"NIANBAO_{k.upper()}": str(v) for k, v in settings.model_dump(mode="json").items()}
    line = [sys.executable, "-c", "import nianbao; nianbao.main()", "portals", *arguments]
    return subprocess.run(line, capture_output=True, encoding="utf-8", env=os.environ | given, timeout=60)


@pytest.fixture
def config_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "config"


@pytest.mark.slow
def test_the_proposed_entry_is_valid_and_finds_the_column_from_the_home_page(config_dir: Path, quick: Settings) -> None:
    with Server() as server:
        server.pages["/"] = Answer.html("<title>某县</title><a href='/gk/nb/'>政府信息公开年报</a>")
        server.pages["/gk/nb/"] = Answer.html(
            rows(*(f"202301/t20230101_{n}.html" for n in range(3)))
            + '<script>createPageHTML(1,0,"index","html")</script>'
        )
        ran = command(quick, "detect", server.url, "--json")
    found: dict[str, Any] = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert found["guesses"][0]["family"] == "trs"
    entry = PortalEntry.model_validate(found["entry"])
    assert not entry.enabled
    assert [c.path for c in entry.columns] == ["/gk/nb/"]


@pytest.mark.parametrize(
    ("family", "report", "home", "options"),
    [
        pytest.param(
            "hanweb_xxgk",
            "/module/xxgk/xxgkAnnualReport.jsp?area=11370812004322760Y&fbtime=2023",
            "",
            {"areas": "11370812004322760Y"},
            marks=pytest.mark.slow,
        ),
        pytest.param("epoint", "/gone/list.html", "telling", {}, marks=pytest.mark.slow),
        pytest.param(
            "hanweb_xxgk",
            "/gone/list.html",
            "<script>var u='/module/xxgk/search.jsp?'</script>",
            {},
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "epoint",
            "/004/20240118/00000001-0000-4000-8000-00000000000a.html",
            "",
            {"categorynum": "004"},
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_family_is_told_where_the_page_that_was_given_is_missing(
    config_dir: Path, quick: Settings, family: str, report: str, home: str, options: dict[str, str]
) -> None:
    with Server() as server:
        server.pages["/"] = Answer.html(f"<title>某县</title><p>欢迎{home}")
        if home == "telling":
            script = {"Content-Type": "application/javascript"}
            server.pages["/js/webBuilderCommon.js"] = Answer(b"var siteInfo = {\n 'siteGuid': '7eb5'};", 200, script)
        found = json.loads(command(quick, "detect", server.url + report, "--json").stdout)
    assert found["guesses"][0]["family"] == family
    assert found["failures"][0]["url"].endswith(report)
    assert found["entry"]["columns"][0].get("options", {}) == options
    PortalEntry.model_validate(found["entry"])


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        pytest.param("/plain", 0, "no links to annual reports", marks=pytest.mark.slow),
        pytest.param("/a.pdf", 1, "give the address of the list", marks=pytest.mark.slow),
        pytest.param("/out", 1, "www.example.com/, a host that is not registered", marks=pytest.mark.slow),
        pytest.param("/round", 1, "redirect_loop", marks=pytest.mark.slow),
    ],
)
def test_an_address_that_leads_to_no_list_is_told_with_the_way_out(
    config_dir: Path, quick: Settings, path: str, code: int, words: str
) -> None:
    with Server() as server:
        server.pages["/a.pdf"] = Answer(b"%PDF-1.4", 200, {"Content-Type": "application/pdf"})
        server.pages["/plain"] = Answer.html("<title>某县</title><p>欢迎")
        server.pages["/out"] = Answer(b"", 302, {"Location": "http://www.example.com/"})
        server.pages["/round"] = Answer(b"", 302, {"Location": "/round"})
        ran = command(quick, "detect", server.url + path)
    assert (ran.returncode, words in ran.stdout) == (code, True), ran


def test_a_host_that_is_not_official_is_not_fetched(config_dir: Path, quick: Settings) -> None:
    ran = command(quick, "detect", "http://www.example.com/")
    assert ran.returncode == 2 and "not under gov.cn" in ran.stderr


@pytest.mark.slow
def test_a_check_says_what_was_found_and_what_does_not_fit_and_archives_nothing(
    config_dir: Path, quick: Settings
) -> None:
    with play(RECORDED / "trs.pages") as server:
        register(config_dir, server, "trs", enabled="false")
        good = command(quick, "check", "recorded-trs", "--json")
        fetched = len(server.paths())
        text = (config_dir / "portals" / "trs.yaml").read_text("utf-8")
        (config_dir / "portals" / "trs.yaml").write_text(text.replace("family: trs", "family: hebei"), "utf-8")
        bad = command(quick, "check", "recorded-trs")
    found = json.loads(good.stdout)
    assert (good.returncode, found["good"], found["shown"]) == (0, True, 7)
    assert found["years"] == {"2023": 1, "2022": 3, "2021": 2, "2020": 1}
    assert len(found["outside"]) == 1
    assert fetched <= 10
    assert bad.returncode == 1 and "family_doubt" in bad.stdout
    assert not (quick.data_dir / "warc").exists() and not (quick.data_dir / "nianbao.db").exists()


def test_the_register_is_listed_with_what_is_enabled(config_dir: Path, quick: Settings) -> None:
    with play(RECORDED / "trs.pages") as server:
        register(config_dir, server, "trs")
        ran = command(quick)
    row = next(line for line in ran.stdout.splitlines() if line.startswith("recorded-trs"))
    assert "trs" in row and "yes" in row
