"""Several processes on one archive, from its first moment on; and whatever bytes and headers a server sends."""

import gzip
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.archive import Archive, ArchiveError, Fetch
from crawler.archive.names import file_name, media_type
from crawler.archive.verify import verify

WRITER = """
import sys
from pathlib import Path
from config.settings import Settings
from crawler.archive import Archive, Fetch

print('ready', flush=True)
sys.stdin.readline()
with Archive.open(Settings(data_dir=Path(sys.argv[1]), catalogue_url=sys.argv[3]), write=True) as archive:
    for n in range(40):
        url = f"http://www.example.gov.cn/{n % 10}.html"
        archive.store(Fetch(url, "page", portal="example", body=f"{sys.argv[2]} {n}".encode() * 50))
"""


@pytest.mark.slow
def test_writers_that_begin_at_the_same_moment_on_a_new_archive_lose_nothing(tmp_path, catalogue_url):
    from config.settings import Settings

    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(n), catalogue_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(3)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=120)
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    with Archive.open(Settings(data_dir=tmp_path, catalogue_url=catalogue_url), write=True) as archive:
        assert archive.recovered == []
        assert list(verify(archive)) == []
        assert len(list(archive.documents("example"))) == 10


def test_a_server_that_is_away_is_named_with_its_setting_and_without_its_password(tmp_path):
    from config.settings import Settings

    house = Settings(data_dir=tmp_path, catalogue_url="postgresql+psycopg://someone:secret@127.0.0.1:9/nianbao")
    with pytest.raises(ArchiveError, match=r"setting catalogue_url: .*127\.0\.0\.1:9") as caught:
        Archive.open(house)
    assert "secret" not in str(caught.value)


def test_the_catalogue_may_lie_on_a_server(server_url, tmp_path):
    from config.settings import Settings

    house = Settings(data_dir=tmp_path, catalogue_url=server_url)
    with Archive.open(house, write=True) as archive:
        first = archive.store(Fetch("http://www.example.gov.cn/1.html", "page", portal="example", body=b"<p>1"))
        again = archive.store(Fetch("http://www.example.gov.cn/1.html", "page", portal="example", body=b"<p>1"))
        assert (first.outcome, again.outcome) == ("new", "unchanged")
        assert list(verify(archive)) == []
    assert not (tmp_path / "nianbao.db").exists()


latin = st.text(st.characters(max_codepoint=255), max_size=40)
token = st.text("abcdefghijklmnopqrstuvwxyzABC-_", min_size=1, max_size=20)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=3000),
    headers=st.lists(st.tuples(token, latin), max_size=6),
    reason=latin,
    title=st.text(st.characters(), max_size=30),
    path=st.text(max_size=20),
    packed=st.booleans(),
)
def test_whatever_a_server_sends_comes_back(tmp_path, catalogue_url, body, headers, reason, title, path, packed):
    from config.settings import Settings

    headers = [(n, v) for n, v in headers if n.lower() not in ("content-encoding", "location")]
    wire = gzip.compress(body) if packed else body
    headers += [("Content-Encoding", "gzip")] if packed else []
    fetch = Fetch(
        f"http://www.example.gov.cn/{path}", "page", title=title, reason=reason, response_headers=headers, body=wire
    )
    folder = tmp_path / ("all" if catalogue_url else str(len(list(tmp_path.iterdir()))))
    with Archive.open(Settings(data_dir=folder, catalogue_url=catalogue_url), write=True) as archive:
        stored = archive.store(fetch)
        original = archive.original(stored.capture_id)
        assert original.read() == body
        assert original.file_name
        assert not set(original.file_name) & set("/\\\0\r\n")
        assert list(verify(archive)) == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), latin, latin)
def test_a_file_name_is_never_a_path_and_never_empty(path, title, content_type, disposition):
    name = file_name(f"http://a.gov.cn/{path}", title, content_type, f"attachment; filename={disposition}")
    assert name
    assert name not in (".", "..")
    assert not set(name) & set("/\\\0\r\n")
    assert len(name) < 140
    assert "/" in media_type(content_type, name)
