"""The register: what an entry may say, and how a wrong one is answered."""

from pathlib import Path

import pytest

import config
from crawler import register
from crawler.register import PortalEntry, RegisterError

GOOD = """
- name: shilihe
  title: 十里河市人民政府（虚构）
  jurisdiction: "990100"
  home: http://www.shilihe.gov.cn/
  family: trs
  columns:
    - {path: /zwgk/zfxxgknb/, name: 政府信息公开年报}
"""


def written(tmp_path: Path, text: str) -> Path:
    (path := tmp_path / "portals" / "here.yaml").parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_portal_is_eight_lines(tmp_path: Path) -> None:
    assert len(GOOD.strip().splitlines()) <= 8
    entry = register.read(written(tmp_path, GOOD))[0]
    column = entry.located()[0]
    assert (column.url, column.prefix) == (
        "http://www.shilihe.gov.cn/zwgk/zfxxgknb/",
        "www.shilihe.gov.cn/zwgk/zfxxgknb/",
    )


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("family: trs", "family: trss"), "family"),
        (("name: shilihe", "name: Shi Li"), "name"),
        (("title:", "titel:"), "titel"),
        (('"990100"', '"99"'), "jurisdiction"),
        (("- {path: /zwgk/zfxxgknb/, name: 政府信息公开年报}", "[]"), "columns"),
        (("path: /zwgk/zfxxgknb/", "path: http://spam.example/x/"), "columns"),
        (("home: http://www.shilihe.gov.cn/", "home: ftp://x"), "home"),
        (("  family", "  visits: {season: ['1-1', '04-30']}\n  family"), "visits.season"),
        (("  family", "  hosts: ['http://x.gov.cn']\n  family"), "hosts"),
    ],
)
def test_a_wrong_entry_names_file_portal_key_and_reason(tmp_path: Path, change: tuple[str, str], key: str) -> None:
    path = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(RegisterError) as error:
        register.read(path)
    assert str(path) in str(error.value) and f"{key}" in str(error.value)


@pytest.mark.parametrize("text", ["name: x", "- just words", "- {a: [", "\x00"])
def test_a_file_that_is_no_list_of_portals_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(RegisterError, match=r"here\.yaml"):
        register.read(path)


def test_two_portals_may_not_share_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "portals" / "there.yaml").write_text(GOOD, "utf-8")
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path))
    with pytest.raises(RegisterError, match=r"there\.yaml.*shilihe"):
        register.load()


def test_an_unknown_portal_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, GOOD)
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path))
    assert [entry.name for entry in register.load(["shilihe"])] == ["shilihe"]
    with pytest.raises(RegisterError, match="nosuch"):
        register.load(["nosuch"])


def entry(**changes: object) -> PortalEntry:
    values = {
        "name": "x",
        "title": "x",
        "home": "http://www.x.gov.cn/",
        "family": "generic",
        "columns": [{"name": "年报"}],
    }
    return PortalEntry.model_validate(values | changes)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://www.x.gov.cn/a", True),
        ("https://x.gov.cn/a", True),
        ("http://wjw.x.gov.cn/a", False),
        ("http://www.y.gov.cn/a", False),
        ("http://www.x.gov.cn.evil.example/", False),
        ("http://www.x.gov.cn@evil.example/", False),
        ("http://www.x.gov.cn:8080/", False),
        ("http://127.0.0.1/", False),
        ("file://www.x.gov.cn/", False),
    ],
)
def test_only_the_hosts_of_the_entry_may_be_fetched(url: str, wanted: bool) -> None:
    assert entry().allows(url) is wanted


def test_a_host_that_is_not_official_must_be_written_down() -> None:
    with pytest.raises(ValueError, match="host"):
        entry(home="http://www.example.com/", columns=[{"path": "/nb/"}])
    assert entry(home="http://www.example.com/", columns=[{"path": "/nb/"}], hosts=["www.example.com"]).allows(
        "http://www.example.com/nb/"
    )


def test_loopback_is_for_demonstration_and_tests_only() -> None:
    here = entry(home="http://127.0.0.2:8800/")
    assert not here.allows("http://127.0.0.2:8800/a")
    assert here.allows("http://127.0.0.2:8800/a", loopback=True)
    assert not here.allows("http://127.0.0.2:22/a", loopback=True)


def test_every_entry_that_ships_is_valid_and_waits_for_an_operator() -> None:
    shipped = [e for path in sorted((config.DEFAULTS / "portals").glob("*.yaml")) for e in register.read(path)]
    assert len(shipped) >= 30
    assert not [e.name for e in shipped if e.enabled and e.verified is None]
