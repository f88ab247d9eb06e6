"""Several processes on one archive, from its first moment on; and whatever bytes and headers a server sends."""

import gzip
import subprocess
import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.archive import Archive, Fetch
from crawler.archive.names import file_name, media_type
from crawler.archive.verify import verify

WRITER = """
import sys
from pathlib import Path
from config.settings import Settings
from crawler.archive import Archive, Fetch

print('ready', flush=True)
sys.stdin.readline()
with Archive.open(Settings(data_dir=Path(sys.argv[1])), write=True) as archive:
    for n in range(40):
        url = f"http://www.example.gov.cn/{n % 10}.html"
        archive.store(Fetch(url, "page", portal="example", body=f"{sys.argv[2]} {n}".encode() * 50))
"""


def test_writers_that_begin_at_the_same_moment_on_a_new_archive_lose_nothing(tmp_path):
    from config.settings import Settings

    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(n)],
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
    with Archive.open(Settings(data_dir=tmp_path), write=True) as archive:
        assert archive.recovered == []
        assert list(verify(archive)) == []
        assert len(list(archive.documents("example"))) == 10


latin = st.text(st.characters(max_codepoint=255), max_size=40)
token = st.text("abcdefghijklmnopqrstuvwxyzABC-_", min_size=1, max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=3000),
    headers=st.lists(st.tuples(token, latin), max_size=6),
    reason=latin,
    title=st.text(st.characters(), max_size=30),
    path=st.text(max_size=20),
    packed=st.booleans(),
)
def test_whatever_a_server_sends_comes_back(tmp_path, body, headers, reason, title, path, packed):
    from config.settings import Settings

    headers = [(n, v) for n, v in headers if n.lower() not in ("content-encoding", "location")]
    wire = gzip.compress(body) if packed else body
    headers += [("Content-Encoding", "gzip")] if packed else []
    fetch = Fetch(
        f"http://www.example.gov.cn/{path}", "page", title=title, reason=reason, response_headers=headers, body=wire
    )
    with Archive.open(Settings(data_dir=tmp_path / str(len(list(tmp_path.iterdir())))), write=True) as archive:
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
