"""The process that stores for a hasty crawl: nothing is lost when it dies, and it never outlives its crawl."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.catalogue import Capture
from crawler.archive.verify import verify
from tests.conftest import REPOSITORY

SCRIPT = """
import os, signal, sys, time
from pathlib import Path
from config.settings import Settings
from crawler.archive import Archive, ArchiveError, Fetch
from crawler.archive.scribe import Scribe

settings = Settings(data_dir=Path(sys.argv[1]))

def batch(first):
    urls = [f"http://x.gov.cn/{n}.html" for n in range(first, first + 5)]
    return [Fetch(url, "page", portal="x", body=url.encode()) for url in urls]

with Scribe(settings) as scribe, Archive.open(settings, write=True) as archive:
    child = scribe._process.pid
    assert [s.outcome for s in scribe.store_many(batch(0), archive.store_many)] == ["new"] * 5
"""
"""A crawl in short: a script of its own, because a process with threads must not fork."""


def run(tmp_path: Path, more: str) -> subprocess.Popen[str]:
    text = SCRIPT + "".join(f"    {line}\n" for line in more.splitlines())
    line = [sys.executable, "-c", text, str(tmp_path / "data")]
    return subprocess.Popen(line, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def captures(tmp_path: Path) -> int:
    """How many captures are catalogued; the archive must be whole."""
    with Archive.open(Settings(data_dir=tmp_path / "data"), write=True) as archive:
        assert list(verify(archive)) == []
        with archive.session() as session:
            return session.scalar(select(func.count()).select_from(Capture)) or 0


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def test_batches_are_stored_in_another_process_and_large_ones_here(tmp_path: Path) -> None:
    done = run(
        tmp_path, "import crawler.archive.scribe as s\ns.LARGE = 0\nscribe.store_many(batch(5), archive.store_many)"
    )
    _, error = done.communicate(timeout=30)
    assert done.returncode == 0, error
    assert captures(tmp_path) == 10
    assert len(list((tmp_path / "data" / "warc").iterdir())) == 2, "each process writes a file of its own"


@pytest.mark.slow
def test_a_crawl_whose_storing_process_was_killed_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    more = (
        "os.kill(child, signal.SIGKILL)\ntime.sleep(0.1)\nprint(len(scribe.store_many(batch(5), archive.store_many)))"
    )
    done = run(tmp_path, more)
    out, error = done.communicate(timeout=30)
    assert (done.returncode, out.strip()) == (0, "5"), error
    assert captures(tmp_path) == 10


def test_what_cannot_be_stored_is_an_error_of_the_crawl_and_not_silence(tmp_path: Path) -> None:
    more = (
        "try:\n    scribe.store_many([Fetch(None, 'page')], archive.store_many)\n"
        "except ArchiveError as error:\n    print('refused')\nscribe.store_many(batch(5), archive.store_many)"
    )
    done = run(tmp_path, more)
    out, error = done.communicate(timeout=30)
    assert (done.returncode, out.strip()) == (0, "refused"), error
    assert captures(tmp_path) == 10


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: a process that dies with its parent")
def test_the_storing_process_dies_with_its_crawl(tmp_path: Path) -> None:
    with run(tmp_path, "print(child, flush=True)\ntime.sleep(60)") as crawl:
        assert crawl.stdout
        child = int(crawl.stdout.readline())
        os.kill(child, signal.SIGTERM)
        time.sleep(0.1)
        assert is_alive(child), "a signal to the whole group is for the crawl to obey"
        crawl.kill()
    deadline = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(child)
    assert captures(tmp_path) == 5
