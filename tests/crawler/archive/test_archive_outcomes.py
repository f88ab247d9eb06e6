"""What a fetch means beside what was known: new, changed, unchanged, gone, error; revisits instead of copies."""

import gzip

import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive
from crawler.archive.catalogue import Capture, Document
from tests.crawler.archive.conftest import HTML

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def document(archive: Archive, stored) -> Document:
    with archive.session() as session:
        return session.get_one(Document, stored.document_id)


def test_the_same_bytes_again_are_a_revisit_that_still_gives_the_original(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        first = archive.store(fetch(response_headers=[("ETag", '"v1"'), ("Content-Type", "text/html")]))
        same = archive.store(fetch())
        not_modified = archive.store(fetch(status=304, reason="Not Modified", body=b"", response_headers=[]))
        assert [s.outcome for s in (first, same, not_modified)] == ["new", "unchanged", "unchanged"]
        assert archive.original(same.capture_id).read() == archive.original(not_modified.capture_id).read() == HTML
        assert archive.original(not_modified.capture_id).media_type == "text/html"
        path = next(archive.folder.glob("*.warc.gz"))
        with path.open("rb") as file:
            revisits = [
                (r.rec_headers["WARC-Profile"], r.rec_headers["WARC-Refers-To"], r.http_headers.get_statuscode())
                for r in ArchiveIterator(file)
                if r.rec_type == "revisit"
            ]
        with archive.session() as session:
            kinds = session.execute(select(Capture.kind, Capture.refers_to).order_by(Capture.time)).all()
    referred = f"<urn:uuid:{first.capture_id[:8]}-"
    assert [(p, i.startswith(referred), s) for p, i, s in revisits] == [
        (IDENTICAL, True, "200"),
        (NOT_MODIFIED, True, "304"),
    ]
    assert kinds == [("response", None), ("revisit", first.capture_id), ("revisit", first.capture_id)]


def test_the_validators_for_the_next_visit_are_those_of_the_last_answer(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        assert archive.known(fetch().url) is None
        archive.store(fetch(response_headers=[("etag", '"1"'), ("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")]))
        archive.store(fetch(status=304, body=b"", response_headers=[("ETag", '"1b"')]))
        known = archive.known(fetch().url)
        assert known is not None
        assert (known.etag, known.last_modified) == ('"1b"', "Mon, 01 Jan 2024 00:00:00 GMT")
        archive.store(fetch(body=HTML + b"<p>", response_headers=[]))
        known = archive.known(fetch().url)
        assert known is not None
        assert (known.etag, known.last_modified) == (None, None)


def test_another_content_is_a_version_and_the_old_one_stays(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        first = archive.store(fetch())
        second = archive.store(fetch(body=HTML.replace("总体".encode(), "主动公开".encode())))
        assert second.outcome == "changed"
        assert archive.original(first.capture_id).read() == HTML
        found = document(archive, second)
        assert (found.version_capture, found.versions) == (second.capture_id, 2)


def test_the_same_page_compressed_otherwise_is_no_new_version(settings, fetch):
    headers = [("Content-Encoding", "gzip"), ("Content-Type", "text/html")]
    with Archive.open(settings, write=True) as archive:
        first = archive.store(fetch(body=gzip.compress(HTML, mtime=1), response_headers=headers))
        second = archive.store(fetch(body=gzip.compress(HTML, mtime=2), response_headers=headers))
        assert second.outcome == "unchanged"
        assert document(archive, second).version_capture == first.capture_id


@pytest.mark.parametrize("status", [404, 410])
def test_a_report_that_is_gone_is_gone_until_it_is_seen_again(settings, fetch, status):
    with Archive.open(settings, write=True) as archive:
        first = archive.store(fetch())
        gone = archive.store(fetch(status=status, reason="Not Found", body=b"no"))
        assert gone.outcome == "gone"
        archive.note("absent", {"document": gone.document_id})
        assert document(archive, gone).state == "gone"
        assert archive.original(first.capture_id).read() == HTML
        back = archive.store(fetch())
        assert back.outcome == "changed"
        assert document(archive, back).state == "present"


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"status": 302, "response_headers": [("Location", "/")]}, "gone"),
        ({"status": 301, "response_headers": [("Location", "http://www.example.gov.cn/index.html")]}, "gone"),
        ({"status": 302, "response_headers": [("Location", "/b/t2.html")]}, "error"),
        ({"status": 200, "verdict": "gone", "body": "您访问的页面不存在".encode()}, "gone"),
        ({"status": 200, "verdict": "wall", "body": b"<script>"}, "error"),
        ({"status": 503, "body": b""}, "error"),
        ({"status": 403, "body": b""}, "error"),
    ],
)
def test_an_answer_that_is_not_the_report_never_becomes_a_version(settings, fetch, fields, outcome):
    with Archive.open(settings, write=True) as archive:
        first = archive.store(fetch())
        other = archive.store(fetch(**fields))
        assert other.outcome == outcome
        found = document(archive, other)
        assert found.version_capture == first.capture_id
        assert found.state == "present"  # one answer is no absence: see tests/crawler/test_withdrawal.py


def test_a_304_for_what_was_never_had_is_an_error_not_a_revisit_of_nothing(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        assert archive.store(fetch(status=304, body=b"")).outcome == "error"
        assert archive.store(fetch()).outcome == "new"


def test_a_home_page_that_redirects_to_itself_is_not_gone(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        stored = archive.store(
            fetch("http://www.example.gov.cn/", status=302, response_headers=[("Location", "/index.html")])
        )
        assert stored.outcome == "error"


def test_the_documents_of_a_portal_come_page_by_page_each_once(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        archive.store_many(fetch(f"http://www.example.gov.cn/{n}.html") for n in range(1100))
        archive.store(fetch("http://other.gov.cn/", portal="other"))
        urls = [known.url for known in archive.documents("example", "page")]
        assert sorted(urls) == sorted(f"http://www.example.gov.cn/{n}.html" for n in range(1100))
        assert list(archive.documents("example", "attachment")) == []


def test_a_problem_met_again_is_counted_and_one_that_is_over_is_closed(settings):
    from crawler.archive.catalogue import Problem

    with Archive.open(settings, write=True) as archive:
        for evidence in ("status 412", "status 202"):
            archive.problem("challenge", evidence, portal="example", url="http://www.example.gov.cn/a")
        with archive.session() as session:
            [problem] = session.scalars(select(Problem)).all()
        assert (problem.times, problem.evidence, problem.resolved) == (2, "status 202", None)
        archive.resolve(problem.id)
        with archive.session() as session:
            [problem] = session.scalars(select(Problem)).all()
        assert problem.resolved is not None


def test_a_link_text_that_no_database_takes_does_not_lose_the_capture(settings, fetch):
    with Archive.open(settings, write=True) as archive:
        stored = archive.store(fetch(title="报告\0\ud800", column="\udfff", parent="http://www.example.gov.cn/\ud800"))
        archive.problem("dead_link", "\ud800\0", portal="example")
        assert document(archive, stored).title == "报告?"
        assert archive.original(stored.capture_id).read() == HTML
