"""What was served comes back byte for byte, with its name, and any WARC tool can read it."""

import gzip
import subprocess
import sys
import zlib
from pathlib import Path

import brotli
import pytest
from backports import zstd
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, ArchiveError
from tests.crawler.archive.conftest import HTML


def records(folder: Path) -> list[tuple[str, dict[str, str], bytes]]:
    out = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                out.append((record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read()))
    return out


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        (None, bytes),
        ("gzip", gzip.compress),
        ("x-gzip", lambda data: gzip.compress(data[:40]) + gzip.compress(data[40:])),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
        ("gzip", bytes),  # declared and not done: browsers show it, so must we
    ],
)
def test_an_original_is_what_the_portal_served_whatever_the_encoding(settings, fetch, encoding, pack):
    body = pack(HTML)
    headers = [("Content-Type", "text/html")] + ([("Content-Encoding", encoding)] if encoding else [])
    with Archive.open(settings, write=True) as archive:
        stored = archive.store(fetch(body=body, response_headers=headers))
        original = archive.original(stored.capture_id)
        assert stored.outcome == "new"
        assert original.read() == HTML
        assert original.length == len(HTML)
        wire = [data for kind, _, data in records(archive.folder) if kind == "response"]
    assert wire == [body]


def test_the_whole_exchange_is_in_the_warc_file(settings, fetch):
    odd = [
        ("Content-Type", "text/html"),
        ("X-Note", "\xe4\xbd\xa0\xff \x01"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    ]
    with Archive.open(settings, write=True) as archive:
        archive.store(fetch(response_headers=odd, reason="好 OK", http_version="HTTP/2"))
        path = next(archive.folder.glob("*.warc.gz"))
        found = records(archive.folder)
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "request", "metadata"]
    raw = gzip.decompress(path.read_bytes())
    assert b"X-Note: \xe4\xbd\xa0\xff \x01\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n" in raw
    assert b"GET /a/t20240105_1.html HTTP/1.1\r\nHost: www.example.gov.cn\r\nUser-Agent: Nianbao/0.1" in raw
    assert b"http-header-user-agent: Nianbao/" in raw
    assert b"archive@example.org" in raw


def test_a_header_cannot_smuggle_in_another(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        archive.store(fetch(response_headers=[("X-A", "1\r\n\r\n<html>"), ("Content-Type", "text/html")]))
        original = archive.original(archive.store(fetch(url="http://www.example.gov.cn/b")).capture_id)
        assert original.read() == HTML
        assert [data for kind, _, data in records(archive.folder) if kind == "response"] == [HTML, HTML]


def test_a_chunked_answer_is_not_unchunked_twice(settings, fetch):
    body = b"5\r\nhello\r\n0\r\n\r\n"
    with Archive.open(settings, write=True) as archive:
        stored = archive.store(fetch(body=body, response_headers=[("Transfer-Encoding", "chunked")]))
        assert archive.original(stored.capture_id).read() == body
        path = next(archive.folder.glob("*.warc.gz"))
    with path.open("rb") as file:
        assert [r.content_stream().read() for r in ArchiveIterator(file) if r.rec_type == "response"] == [body]


def test_warcio_itself_accepts_our_files(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        crawl = archive.begin_crawl("example", title="示例市人民政府")
        archive.store(fetch(crawl=crawl))
        archive.store(fetch(crawl=crawl))
        archive.store(fetch(status=304, reason="Not Modified", body=b"", response_headers=[("ETag", '"1"')]))
        archive.store(fetch(status=404, reason="Not Found", body=b""))
        archive.store(fetch(url="http://www.example.gov.cn/附件/一 二.doc", body=b"\xd0\xcf\x11\xe0"))
        archive.end_crawl(crawl, "finished", {"pages": 3})
        path = next(archive.folder.glob("*.warc.gz"))
    done = subprocess.run(
        [str(Path(sys.executable).parent / "warcio"), "check", "-v", str(path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    assert "failed" not in done.stdout
    assert done.stdout.count("digest pass") >= 10


def test_a_damaged_encoding_is_kept_and_named_not_lost(settings, fetch):
    body = b"\x1f\x8b" + b"\xff" * 50
    with Archive.open(settings, write=True) as archive:
        stored = archive.store(fetch(body=body, response_headers=[("Content-Encoding", "gzip")]))
        assert stored.outcome == "error"
        assert [data for kind, _, data in records(archive.folder) if kind == "response"] == [body]
        with pytest.raises(ArchiveError, match="damaged"):
            archive.original(stored.capture_id).read()


def test_a_compressed_bomb_does_not_fill_the_memory(settings, fetch):
    small = settings.model_copy(update={"max_original_bytes": 1_000_000})
    bomb = gzip.compress(bytes(50_000_000))
    with Archive.open(small, write=True) as archive:
        stored = archive.store(fetch(body=bomb, response_headers=[("Content-Encoding", "gzip")]))
    assert stored.outcome == "error"


def test_a_reader_cannot_write_and_an_unknown_capture_is_named(settings, fetch):
    with Archive.open(settings) as archive:
        with pytest.raises(ArchiveError, match="write=True"):
            archive.store(fetch())
        with pytest.raises(ArchiveError, match="no capture 123"):
            archive.original("123")


def test_bytes_that_changed_on_the_disk_are_never_given_out_as_the_original(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        first = archive.store(fetch(body=b"A" * 1000))
        second = archive.store(fetch(url="http://www.example.gov.cn/b", body=b"B" * 1000))
        path = next(archive.folder.glob("*.warc.gz"))
        data = path.read_bytes()
        with archive.session() as session:
            from crawler.archive.catalogue import Capture

            one, two = session.get_one(Capture, first.capture_id), session.get_one(Capture, second.capture_id)
            member = data[two.record_offset : two.record_offset + two.record_length]
            other = gzip.compress(gzip.decompress(member).replace(b"B" * 1000, b"C" * 1000))
            assert one.record_offset < two.record_offset
        path.write_bytes(data[: two.record_offset] + other + data[two.record_offset + two.record_length :])
        assert archive.original(first.capture_id).read() == b"A" * 1000
        with pytest.raises(ArchiveError, match="changed since it was stored"):
            archive.original(second.capture_id).read()


def test_a_full_file_is_followed_by_a_new_one(settings, fetch):
    import random

    small = settings.model_copy(update={"warc_max_bytes": 1_000_000})
    noise = random.Random(1)
    with Archive.open(small, write=True) as archive:
        stored = [
            archive.store(fetch(f"http://www.example.gov.cn/{n}", body=noise.randbytes(400_000))) for n in range(7)
        ]
        sizes = [path.stat().st_size for path in archive.folder.glob("*.warc.gz")]
        assert len(sizes) == 3
        assert max(sizes) < 1_500_000
        assert all(archive.original(s.capture_id).length == 400_000 for s in stored)


def test_a_file_that_is_not_full_is_continued_by_the_next_crawl(settings, fetch):
    for n in range(5):
        with Archive.open(settings, write=True) as archive:
            archive.store(fetch(f"http://www.example.gov.cn/{n}"))
    assert len(list(archive.folder.glob("*.warc.gz"))) == 1


def test_two_writers_at_once_never_share_a_file(settings, fetch):
    with Archive.open(settings, write=True) as one, Archive.open(settings, write=True) as two:
        stored = [a.store(fetch(f"http://www.example.gov.cn/{n}")) for n in range(4) for a in (one, two)]
        assert len(list(one.folder.glob("*.warc.gz"))) == 2
        assert [s.outcome for s in stored] == ["new", "unchanged"] * 4
        assert {two.original(s.capture_id).read() for s in stored} == {HTML}
