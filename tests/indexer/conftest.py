"""One small index of made-up reports, shared by the tests that only read."""

from pathlib import Path
from typing import Any

import pytest
from made_reports import reports

from indexer.index.embedded import EmbeddedIndex
from indexer.index.entry import entry


@pytest.fixture(scope="session")
def entries() -> list[dict[str, Any]]:
    return [entry(report) for report in reports(400)]


@pytest.fixture(scope="session")
def index(entries, tmp_path_factory) -> EmbeddedIndex:
    """400 reports in three segments, with some replaced and some deleted on the way."""
    folder: Path = tmp_path_factory.mktemp("index")
    made = EmbeddedIndex(folder)
    stale = [entry(report) for report in reports(40, seed=9)]
    made.update([*stale, *entries[40:390]])
    made.update(entries[:40])
    made.update([*entries[390:], {**entries[0], "id": "gone"}])
    made.update([], ["gone"])
    return made
