"""Deciding what is due, and telling how things stand, over 10,000 and 100,000 known documents: time and memory.

``python -m benchmarks.crawl.due [SIZE]...`` prints a table for docs/performance.md.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.catalogue import Capture, Crawl, Document, Portal, document_id
from crawler.keeper import Keeper
from crawler.register import PortalEntry
from crawler.schedule.leases import Leases
from crawler.status import alarms

SIZES = (10_000, 100_000)
PORTALS = 300
NOW = datetime(2025, 3, 1, tzinfo=UTC)


def entry(number: int) -> PortalEntry:
    column = {"path": "nb/", "name": "年报"}
    home = f"http://p{number}.gov.cn/"
    return PortalEntry(name=f"p{number}", title=f"示例县{number}", home=home, family="trs", columns=[column])  # type: ignore[list-item]


def fill(archive: Archive, size: int) -> None:
    """Put ``size`` documents, each with a capture, and a crawl of every portal into the catalogue."""
    with archive.engine.begin() as connection:
        portals = [{"name": f"p{n}", "first_seen": NOW} for n in range(PORTALS)]
        connection.execute(insert(Portal), portals)
        crawls = [
            {"id": f"c{n}", "portal": f"p{n}", "started": NOW - timedelta(days=2), "ended": NOW, "reason": "finished"}
            for n in range(PORTALS)
        ]
        connection.execute(insert(Crawl), crawls)
        for start in range(0, size, 5000):
            rows = [document(n) for n in range(start, min(start + 5000, size))]
            connection.execute(insert(Document), rows)
            connection.execute(insert(Capture), [capture(n, row) for n, row in enumerate(rows, start)])


def document(number: int) -> dict[str, object]:
    portal = f"p{number % PORTALS}"
    url = f"http://{portal}.gov.cn/nb/202501/t20250120_{number}.html"
    return {
        "id": document_id(url), "url": url, "kind": "page", "portal": portal, "column": "年报", "copy_key": url,
        "title": f"第{number}局2024年政府信息公开工作年度报告", "first_seen": NOW, "last_seen": NOW - timedelta(days=2),
        "state": "present", "state_since": NOW, "latest_capture": f"k{number}", "payload_capture": f"k{number}",
        "version_capture": f"k{number}", "versions": 1, "absences": 0, "etag": f'"{number}"',
    }  # fmt: skip


def capture(number: int, row: dict[str, object]) -> dict[str, object]:
    return {
        "id": f"k{number}", "document_id": row["id"], "crawl_id": f"c{number % PORTALS}", "time": NOW, "status": 200,
        "outcome": "new", "verdict": "", "media_type": "text/html", "file_name": "a.html", "digest": f"{number:064}",
        "length": 1, "wire_digest": f"{number:064}", "wire_length": 1, "version": True, "kind": "response",
        "warc_file": "a.warc.gz", "record_offset": number, "record_length": 1,
    }  # fmt: skip


def milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def measure(size: int) -> dict[str, float]:
    """Return milliseconds of each decision, and the memory that all of them took beyond an empty catalogue's."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Settings(data_dir=Path(folder)), write=True) as archive:
        entries = {f"p{n}": entry(n) for n in range(PORTALS)}
        fill(archive, size)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        leases = Leases(archive.engine, "benchmark")
        keeper = Keeper(archive)

        def revisits() -> None:
            after = ""
            while batch := keeper.unseen("p7", NOW, after):
                after = batch[-1].id

        out = {
            "portals due": milliseconds(lambda: leases.register(entries.values(), NOW)),
            "claim of 16": milliseconds(lambda: leases.claim(entries, NOW, 16)),
            "revisits of a portal": milliseconds(revisits),
            "known address": milliseconds(lambda: archive.known(f"http://p7.gov.cn/nb/202501/t20250120_{7}.html")),
            "status and alarms": milliseconds(lambda: alarms(archive.settings, archive.engine, entries.values(), NOW)),
        }
        keeper.close()
        out["MB"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return out


def main(sizes: list[int]) -> None:
    rows: dict[int, dict[str, float]] = {}
    for size in sizes:
        line = [sys.executable, "-m", "benchmarks.crawl.due", "--measure", str(size)]
        rows[size] = json.loads(subprocess.check_output(line))
    names = list(rows[sizes[0]])
    print("| documents | " + " | ".join(f"{n}, ms" if n != "MB" else "memory on top, MB" for n in names) + " |")
    print("| --- " * (len(names) + 1) + "|")
    for size, row in rows.items():
        print(f"| {size:,} | " + " | ".join(f"{row[n]:.1f}" for n in names) + " |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main([int(n) for n in sys.argv[1:]] or list(SIZES))
