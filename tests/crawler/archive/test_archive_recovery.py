"""After a kill at any moment the next start works, says what it mended, and has lost at most the fetch in flight."""

import random
import signal
import subprocess
import sys
import time

import pytest

from config.settings import Settings
from crawler.archive import Archive, ArchiveError
from crawler.archive.verify import verify

WRITER = """
import sys
from pathlib import Path
from config.settings import Settings
from crawler.archive import Archive, Fetch

with Archive.open(Settings(data_dir=Path(sys.argv[1]), catalogue_url=sys.argv[2]), write=True) as archive:
    n = sum(1 for _ in archive.documents("example"))
    while True:
        body = (f"report {n} " * 3000).encode()
        archive.store(Fetch(f"http://www.example.gov.cn/{n}", "page", portal="example", body=body))
        print(n, flush=True)
        n += 1
"""


def stored_until_killed(house: Settings, seconds: float) -> int:
    """Run a writer, kill it; return the number of the last fetch that it knew to be stored."""
    command = [sys.executable, "-c", WRITER, str(house.data_dir), house.catalogue_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        last = int(writer.stdout.readline())
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        for line in writer.stdout:
            if line.endswith("\n"):
                last = int(line)
    return last


@pytest.mark.slow
def test_ten_kills_at_random_moments_lose_nothing_that_was_stored(settings):
    chance = random.Random(7)
    for _ in range(10):
        last = stored_until_killed(settings, chance.uniform(0, 0.15))
        with Archive.open(settings, write=True) as archive:
            assert list(verify(archive)) == []
            numbers = sorted(int(d.url.rpartition("/")[2]) for d in archive.documents("example"))
        assert numbers[: last + 1] == list(range(last + 1))


def test_a_torn_end_is_cut_at_any_byte_and_said(settings, fetch, sqlite_only):
    with Archive.open(settings, write=True) as archive:
        kept = archive.store(fetch())
        path = next(archive.folder.glob("*.warc.gz"))
        whole = path.stat().st_size
    database = (settings.data_dir / "nianbao.db").read_bytes()
    with Archive.open(settings, write=True) as archive:
        archive.store(fetch("http://www.example.gov.cn/b"))
    full = path.read_bytes()
    for cut in sorted(random.Random(3).sample(range(whole + 1, len(full)), 10)):
        path.write_bytes(full[:cut])
        (settings.data_dir / "nianbao.db").write_bytes(database)
        with Archive.open(settings, write=True) as archive:
            assert any("torn end" in line and str(path) in line for line in archive.recovered)
            assert list(verify(archive)) == []
            assert archive.original(kept.capture_id).length > 0
            assert archive.store(fetch("http://www.example.gov.cn/c")).outcome == "new"
            assert list(verify(archive)) == []


def test_records_that_are_whole_on_disk_are_taken_in(settings, fetch, dump, sqlite_only):
    with Archive.open(settings, write=True) as archive:
        archive.store(fetch())
        before = (settings.data_dir / "nianbao.db").read_bytes()
    with Archive.open(settings, write=True) as archive:
        stored = archive.store_many([fetch(body=b"<p>2"), fetch("http://www.example.gov.cn/b")])
        archive.problem("challenge", "status 412", portal="example")
    after = dump()
    (settings.data_dir / "nianbao.db").write_bytes(before)
    with Archive.open(settings, write=True) as archive:
        assert len(archive.recovered) == 1
        assert archive.original(stored[0].capture_id).read() == b"<p>2"
    assert dump() == after


def test_an_end_of_zeros_from_a_power_cut_is_cut(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        archive.store(fetch())
        path = next(archive.folder.glob("*.warc.gz"))
    with path.open("ab") as file:
        file.write(bytes(4096))
    with Archive.open(settings, write=True) as archive:
        assert ["4096 bytes" in line for line in archive.recovered] == [True]
        assert list(verify(archive)) == []


def test_damage_in_the_middle_is_said_and_nothing_behind_it_is_cut(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        archive.store(fetch())
        path = next(archive.folder.glob("*.warc.gz"))
        whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"not gzip at all" * 10)
    with Archive.open(settings, write=True) as archive:
        assert ["left as it is" in line for line in archive.recovered] == [True]
        archive.store(fetch("http://www.example.gov.cn/b"))
    assert path.stat().st_size == whole + 150
    assert len(list(path.parent.glob("*.warc.gz"))) == 2


def test_the_file_of_a_live_writer_is_left_alone(settings, fetch):
    with Archive.open(settings, write=True) as one:
        one.store(fetch())
        path = next(one.folder.glob("*.warc.gz"))
        with path.open("ab") as file:  # as if the other process were in the middle of a write
            file.write(b"\x1f\x8b\x08")
        with Archive.open(settings, write=True) as two:
            assert two.recovered == []
            assert list(verify(two)) == []


def test_a_disk_that_is_full_loses_the_fetch_and_nothing_else(settings, fetch, dump):
    import resource

    with Archive.open(settings, write=True) as archive:
        archive.store(fetch())
        path = next(archive.folder.glob("*.warc.gz"))
        before, size = dump(), path.stat().st_size
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 2000, limits[1]))
            with pytest.raises(ArchiveError, match="cannot be written"):
                archive.store(fetch("http://www.example.gov.cn/b", body=random.Random(1).randbytes(500_000)))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, ignored)
        assert (dump(), path.stat().st_size) == (before, size)
        assert archive.store(fetch("http://www.example.gov.cn/b")).outcome == "new"
        assert list(verify(archive)) == []
