"""An archive in a temporary folder, and fetches as a crawl hands them over."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from crawler.archive import Fetch

HTML = "<html><body><h1>政府信息公开工作年度报告</h1><p>一、总体情况</p></body></html>".encode()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", contact="archive@example.org")


@pytest.fixture
def fetch() -> Callable[..., Fetch]:
    def make(url: str = "http://www.example.gov.cn/a/t20240105_1.html", **fields: Any) -> Fetch:
        given: dict[str, Any] = {
            "kind": "page",
            "portal": "example",
            "parent": "http://www.example.gov.cn/a/",
            "title": "2023年政府信息公开工作年度报告",
            "column": "政府信息公开年报",
            "request_headers": [("User-Agent", "Nianbao/0.1"), ("Accept", "*/*")],
            "response_headers": [("Content-Type", "text/html; charset=utf-8")],
            "body": HTML,
        }
        return Fetch(url=url, **(given | fields))

    return make


@pytest.fixture
def dump(settings: Settings) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """Return a function that gives every row of the catalogue."""
    import sqlite3
    from contextlib import closing

    tables = ("portals", "documents", "captures", "crawls", "problems", "warc_files")

    def rows() -> dict[str, list[tuple[Any, ...]]]:
        with closing(sqlite3.connect(settings.data_dir / "nianbao.db")) as connection:
            return {t: connection.execute(f"SELECT * FROM {t} ORDER BY 1").fetchall() for t in tables}

    return rows
