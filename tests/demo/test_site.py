"""The portals on loopback answer as portals do."""

import gzip
import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from demo.site import Site
from demo.world import World, build


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    with Site(build(scale="small"), tmp_path_factory.mktemp("site")) as site:
        yield site


def ask(home: str, path: str, method: str = "GET", body: str | None = None, **headers: str):
    connection = http.client.HTTPConnection(urlsplit(home).netloc, timeout=10)
    try:
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_each_portal_is_a_host_of_its_own(site: Site) -> None:
    assert len({urlsplit(home).netloc for home in site.homes.values()}) == len(site.world.portals) > 1


def test_where_loopback_has_one_address_each_portal_has_a_port(tmp_path: Path) -> None:
    with Site(build(scale="small"), tmp_path, own_addresses=False) as site:
        places = {urlsplit(home).netloc for home in site.homes.values()}
        assert len(places) == len(site.world.portals)
        assert {place.partition(":")[0] for place in places} == {"127.0.0.1"}
        for portal, home in site.homes.items():
            assert next(p.title for p in site.world.portals if p.key == portal) in ask(home, "/")[1].decode(
                "gb18030" if portal == "baizhi" else "utf-8"
            )


def test_every_document_is_served_byte_for_byte(site: Site) -> None:
    for document in site.world.documents:
        answer, data = ask(site.homes[document.portal], document.path)
        assert (answer.status, data) == (200, document.data), document.id
        assert answer.headers["Content-Type"] == document.media_type


def test_what_did_not_change_is_answered_by_304(site: Site) -> None:
    document = site.world.documents[0]
    first, _ = ask(site.homes[document.portal], document.path)
    for headers in (
        {"If_None_Match": first.headers["ETag"]},
        {"If_Modified_Since": first.headers["Last-Modified"]},
    ):
        again, data = ask(site.homes[document.portal], document.path, **headers)
        assert (again.status, data) == (304, b"")


def test_a_page_that_is_not_there_is_404(site: Site) -> None:
    answer, data = ask(site.homes["baizhi"], "/nothing.shtml")
    assert answer.status == 404
    assert "您访问的页面不存在" in data.decode("gb18030")


def test_the_gbk_portal_declares_gb2312_and_means_gb18030(site: Site) -> None:
    _, data = ask(site.homes["baizhi"], "/xxgk/zfxxgknb/")
    assert b'charset="gb2312"' in data or b"charset=gb2312" in data
    assert "白芷县" in data.decode("gb18030")


def test_one_portal_packs_its_pages(tmp_path: Path, world: World) -> None:
    with Site(world, tmp_path) as site:
        document = next(d for d in world.documents if d.portal == "pingzhu" and d.format == "html")
        answer, data = ask(site.homes["pingzhu"], document.path, Accept_Encoding="gzip")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(data) == document.data


def test_the_lists_name_every_listed_document_once(tmp_path: Path, world: World) -> None:
    from demo.model import Document
    from demo.pages import hanweb, trs

    for portal in world.portals:
        for column in portal.columns:
            rows: list[Document] = [
                d for d in world.documents if (d.portal, d.column, d.listed) == (portal.key, column.key, True)
            ]
            if portal.family == "trs":
                pages = trs.list_pages(portal, column, rows)
                texts = [text for path, text in pages.items() if path != column.path]
            else:
                texts = [hanweb.proxy_answer(rows, start, start + 9) for start in range(1, len(rows) + 1, 10)]
            for row in rows:
                name = row.path.rpartition("/")[2]
                assert sum(text.count(f'{name}"') for text in texts) == 1, row.id


def test_the_request_log_says_who_asked_what(site: Site) -> None:
    before = len(site.log)
    ask(site.homes["wangxiu"], "/robots.txt", User_Agent="tester")
    (asked,) = site.log[before:]
    assert (asked.portal, asked.method, asked.path, asked.status) == ("wangxiu", "GET", "/robots.txt", 200)
    assert asked.headers["user-agent"] == "tester"


def test_the_register_entries_are_valid(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler import register

    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(site.config_dir))
    entries = register.load(list(site.homes))
    assert [entry.name for entry in entries] == list(site.homes)
    assert all(entry.allows(entry.home, loopback=True) for entry in entries)
