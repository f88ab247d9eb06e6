"""Measures the crawl: ``python -m benchmarks.crawl.run [speed|recrawl|all]`` prints tables for docs/performance.md.

speed: pages/s of a first crawl into the archive beside a bare Scrapy spider that only downloads the same pages, one
request at a time, no delay, at several latencies of the portal (DOCUMENTS, LATENCIES in ms and RUNS change it).
recrawl: time and peak memory of visiting again N known documents of which nothing changed, for two sizes of N.
"""

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from benchmarks.crawl.site import ROWS, listing, page

SPEED_DOCUMENTS = int(os.environ.get("DOCUMENTS", "1500"))
LATENCIES = tuple(float(n) / 1000 for n in os.environ.get("LATENCIES", "0 5").split())
RUNS = int(os.environ.get("RUNS", "5"))
SIZES = tuple(int(n) for n in os.environ.get("SIZES", "10000 100000").split())


@contextlib.contextmanager
def portal(documents: int, latency: float) -> Iterator[str]:
    """Serve the portal from a process of its own; gives its address."""
    line = [sys.executable, "-m", "benchmarks.crawl.site", str(documents), str(latency)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def environment(folder: Path, address: str) -> dict[str, str]:
    """Return the environment of a crawl of the portal, its register written."""
    (folder / "config" / "portals").mkdir(parents=True, exist_ok=True)
    (folder / "config" / "portals" / "bench.yaml").write_text(
        f"- {{name: bench, title: bench, home: '{address}/', family: trs, columns: [{{path: /nb/, name: 年报}}],"
        " limits: {pages: 5000, documents: 200000}}\n",
        "utf-8",
    )
    ours = {"CONFIG_DIR": folder / "config", "DATA_DIR": folder / "data", "LOOPBACK": "true", "DOWNLOAD_DELAY": "0"}
    return os.environ | {f"NIANBAO_{name}": str(value) for name, value in ours.items()}


def run(line: list[str], env: dict[str, str] | None = None) -> tuple[float, float, float]:
    """Run a command to its end; returns seconds, seconds of processor time, and peak memory in MB."""
    began = time.perf_counter()
    child = subprocess.Popen(line, stdout=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{line} ended with {child.returncode}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


OURS = [sys.executable, "-c", "import nianbao; nianbao.main()", "crawl", "--json"]


@dataclass(frozen=True, slots=True)
class Speed:
    """One run: pages/s between its first and last request, seconds in all, and ms of processor time for each page."""

    rate: float
    seconds: float
    busy: float


def measure(line: list[str], address: str, env: dict[str, str] | None = None) -> Speed:
    """Run a crawl of the portal to its end; the portal's clock tells the rate, without start and end of the process."""
    seconds, busy, _ = run(line, env)
    with urlopen(f"{address}/clock") as answer:
        pages, between = answer.read().decode().split()
    return Speed((int(pages) - 1) / float(between), seconds, busy / int(pages) * 1000)


def speed() -> None:
    """Print what both reach, in turn, so that what else the machine does meets both alike: medians of the runs."""
    print(f"\n{SPEED_DOCUMENTS} documents, one request at a time, no delay; {RUNS} runs of each, in turn\n")
    print("| latency | bare Scrapy, pages/s | nianbao crawl, pages/s | ratio (least-most) | with start and end |")
    print("| --- | --- | --- | --- | --- |")
    busy: list[tuple[float, float]] = []
    for latency in LATENCIES:
        pairs = [_pair(latency) for _ in range(RUNS)]
        ratios = [ours.rate / bare.rate for bare, ours in pairs]
        whole = median(bare.seconds / ours.seconds for bare, ours in pairs)
        rates = " | ".join(f"{median(one.rate for one in side):.0f}" for side in zip(*pairs, strict=True))
        spread = f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
        print(f"| {latency * 1000:.0f} ms | {rates} | {spread} | {whole:.2f} |", flush=True)
        busy += [(bare.busy, ours.busy) for bare, ours in pairs]
    bare_busy, our_busy = (median(side) for side in zip(*busy, strict=True))
    print(
        f"\nProcessor time, ms a page, all processes, start and end included: bare {bare_busy:.1f}, ours {our_busy:.1f}"
    )


def _pair(latency: float) -> tuple[Speed, Speed]:
    with portal(SPEED_DOCUMENTS, latency) as address, tempfile.TemporaryDirectory() as folder:
        bare = measure([sys.executable, "-m", "benchmarks.crawl.bare", address, str(SPEED_DOCUMENTS)], address)
        return bare, measure(OURS, address, environment(Path(folder), address))


def known(folder: Path, address: str, documents: int) -> None:
    """Put the documents and lists into the archive as an earlier crawl would have left them."""
    from config.settings import Settings
    from crawler.archive import Archive, Fetch

    def fetches() -> Iterator[Fetch]:
        for number in range(-(-documents // ROWS)):
            name = f"index_{number}.html" if number else ""
            yield fetch(f"{address}/nb/{name}", "list", listing(number, documents), name)
        for number in range(documents):
            name = f"t20240110_{number}.html"
            yield fetch(f"{address}/nb/202401/{name}", "page", page(number), name)

    def fetch(url: str, kind: str, body: bytes, name: str) -> Fetch:
        headers = [("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{name}"')]
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        return Fetch(url, kind, portal="bench", column="年报", time=moment, response_headers=headers, body=body)

    with Archive.open(Settings(data_dir=folder / "data"), write=True) as archive:
        stream = fetches()
        while batch := list(islice(stream, 500)):
            archive.store_many(batch)


def recrawl() -> None:
    """Print time and memory of a visit in which nothing changed, for each size."""
    print("\nknown documents, nothing changed\n")
    print("| documents | seconds | documents/s | processor, ms each | peak MB |\n| --- | --- | --- | --- | --- |")
    for documents in SIZES:
        with portal(documents, 0.0) as address, tempfile.TemporaryDirectory() as folder:
            known(Path(folder), address, documents)
            seconds, busy, memory = run(OURS, environment(Path(folder), address))
        cells = f"{seconds:.0f} | {documents / seconds:.0f} | {busy / documents * 1000:.1f} | {memory:.0f}"
        print(f"| {documents:,} | {cells} |", flush=True)


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "all"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if what in ("speed", "all"):
        speed()
    if what in ("recrawl", "all"):
        recrawl()
