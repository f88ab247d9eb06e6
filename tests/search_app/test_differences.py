"""What changed between two versions is told sentence by sentence and cell by cell, and nothing else is."""

import copy
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from config.settings import Settings
from crawler.archive import Archive, Fetch
from demo.world import build
from indexer.update import update_index
from search_app import create_app
from search_app.differences import differences, sentences

REPORT = {
    "title": "甲",
    "form": "2021",
    "preamble": "开头。",
    "tail": "",
    "publisher": {"name": "乙局"},
    "sections": [{"number": 1, "title": "总体情况", "narrative": "一。二。三。四。五。六。"}],
    "tables": {"requests": {"granted": {"total": {"value": 3, "state": "value"}}}, "procurement_unit": None},
}


def changed(path: str, value: object) -> dict:
    report = copy.deepcopy(REPORT)
    node = report
    *way, last = path.split(".")
    for key in way:
        node = node[int(key)] if isinstance(node, list) else node[key]
    node[last] = value
    return report


def test_equal_readings_have_no_differences() -> None:
    assert not differences(REPORT, copy.deepcopy(REPORT))


def test_a_changed_sentence_is_shown_with_its_neighbours_only() -> None:
    found = differences(REPORT, changed("sections.0.narrative", "一。二。三。肆。五。六。")).sections
    assert [(s.kind, s.text) for s in found[0].sentences] == [
        ("gap", "…"),
        ("same", "三。"),
        ("removed", "四。"),
        ("added", "肆。"),
        ("same", "五。"),
        ("gap", "…"),
    ]


def test_a_cell_that_was_blank_and_is_zero_now_has_changed() -> None:
    before = changed("tables.requests.granted.total", {"value": None, "state": "blank"})
    after = changed("tables.requests.granted.total", {"value": 0, "state": "value"})
    found = differences(before, after)
    assert [c.path for c in found.cells] == [("requests", "granted", "total")]
    assert not found.sections


def test_white_space_alone_is_no_change() -> None:
    assert not differences(REPORT, changed("sections.0.narrative", "　　一。二。\n三。 四。五。六。\n"))
    assert sentences("甲；乙\n丙") == ["甲；", "乙", "丙"]


def test_a_new_section_is_all_added() -> None:
    more = copy.deepcopy(REPORT)
    more["sections"].append({"number": 6, "title": "其他需要报告的事项", "narrative": "无。"})
    assert [(s.number, s.sentences[0].kind) for s in differences(REPORT, more).sections] == [(6, "added")]


@pytest.fixture
def two_versions(tmp_path):
    """Return an app over one report that was captured, changed, and captured again."""
    world = build(scale="small")
    document, said = next(
        (d, said)
        for d in world.reports()
        for said in [d.truth.sections[0].narrative[-8:].encode()]
        if d.truth.cells and d.path.endswith("html") and said in d.data
    )
    settings = Settings(data_dir=tmp_path, workers=1)
    first = datetime(2024, 2, 1, tzinfo=UTC)
    text = document.data
    other = text.replace(said, said + "本句是后来加上的。".encode(), 1)
    assert other != text
    with Archive.open(settings, write=True) as archive:
        for day, body in enumerate((text, other)):
            archive.store(
                Fetch(
                    url="http://demo.example.cn/a.html",
                    kind="page",
                    time=first + timedelta(days=day),
                    response_headers=[("Content-Type", document.media_type)],
                    body=body,
                )
            )
    update_index(settings)
    return create_app(settings)


def test_the_page_of_a_changed_report_tells_the_change(two_versions) -> None:
    client = two_versions.test_client()
    report_id = client.get("/api/v1/search").json["hits"][0]["id"]
    page = BeautifulSoup(client.get(f"/reports/{report_id}").text, "lxml")
    link = page.select_one(".versions a")["href"]
    changes = BeautifulSoup(client.get(link).text, "lxml")
    assert any("本句是后来加上的" in ins.text for ins in changes.select("ins"))
    assert not changes.select("table")
    twin = client.get("/api/v1" + link).json
    assert twin["sections"] and not twin["cells"] and not twin["facts"]
    assert client.get(link.rpartition("/")[0] + "/none").status_code == 404
