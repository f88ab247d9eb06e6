"""An archive in a temporary folder, and fetches as a crawl hands them over."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from crawler.archive import Fetch

HTML = "<html><body><h1>政府信息公开工作年度报告</h1><p>一、总体情况</p></body></html>".encode()


@pytest.fixture
def settings(tmp_path: Path, catalogue_url: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", contact="archive@example.org", catalogue_url=catalogue_url)


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
    from sqlalchemy import create_engine, text

    tables = ("portals", "documents", "captures", "crawls", "problems", "warc_files")

    def rows() -> dict[str, list[tuple[Any, ...]]]:
        engine = create_engine(settings.catalogue)
        with engine.connect() as connection:
            found = {t: connection.execute(text(f"SELECT * FROM {t} ORDER BY 1")).all() for t in tables}
        engine.dispose()
        return {table: [tuple(row) for row in rows] for table, rows in found.items()}

    return rows
