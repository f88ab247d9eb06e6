"""`nianbao status` tells in the operator's language how each portal stands, and why none of them will be visited."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import Settings
from crawler.archive import Archive
from crawler.problems import settle
from crawler.register import load
from crawler.schedule.leases import Leases
from crawler.wording import said
from indexer.store import Store
from search_app.overview import overview
from search_app.status_text import lines

NOW = datetime(2026, 2, 20, 8, tzinfo=UTC)


def entry(name: str, enabled: str = "true") -> str:
    return (
        f"- {{name: {name}, title: {name}网, home: 'http://{name}.gov.cn/', family: trs,"
        f" columns: [{{path: /nb/, name: 年报}}], enabled: {enabled}}}\n"
    )


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The lines of an overview in which portals stand in every way."""
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr("config.DEFAULTS", tmp_path / "none")
    folder = tmp_path / "config" / "portals"
    folder.mkdir(parents=True)
    rows = entry("planned") + entry("fresh") + entry("shut", "false") + entry("never", "false")
    (folder / "a.yaml").write_text(rows, "utf-8")
    with Archive.open(Settings(data_dir=tmp_path / "data"), write=True) as archive:
        for name in ("planned", "shut", "dropped"):
            crawl = archive.begin_crawl(name, title=f"{name}网", time=NOW - timedelta(days=1))
            evidence = said("status", status=404)
            archive.problem("list_missing", evidence, portal=name, time=NOW - timedelta(days=1))
            archive.end_crawl(crawl, "unreachable_timeout", {}, NOW - timedelta(days=1))
            settle(archive, crawl)
        planned = [e for e in load() if e.name == "planned"]
        Leases(archive.engine, "test").register(planned, NOW)
        found = overview(archive.settings, Store(archive.engine), NOW)
    return lambda language: {line.split()[0]: line for line in lines(found, language) if line.split()}


def test_status_speaks_chinese_and_english_by_choice(told) -> None:
    chinese, english = told("zh"), told("en")
    assert "从本机无法访问 无法访问：超时" in chinese["planned网"]
    assert "列表不见了" in chinese["问题"] and "状态码 404" in chinese["问题"]
    assert "unreachable from here" in english["planned网"]
    assert "status 404" in english["problem"]


def test_status_says_why_a_portal_has_no_next_visit(told) -> None:
    chinese, english = told("zh"), told("en")
    assert "尚未排期" in chinese["fresh网"] and "not scheduled yet" in english["fresh网"]
    assert "登记中已停用" in chinese["shut网"] and "disabled in the register" in english["shut网"]
    assert "已不在登记中" in chinese["dropped网"] and "no longer in the register" in english["dropped网"]
    assert "2026-02-2" in chinese["planned网"].partition("超时")[2]
    assert "never网" not in chinese and "另有 1 个门户停用" in "".join(chinese.values())
