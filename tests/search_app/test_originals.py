"""Originals come back byte for byte, whatever part of them is asked for, and can never run as a page of ours."""

import hashlib

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.archive import Archive
from crawler.archive.catalogue import Document
from tests.road.road import Road

pytestmark = pytest.mark.xdist_group("app")


@pytest.fixture(scope="session")
def captures(road: Road) -> dict[str, str]:
    """Return the capture of each of the world's documents by document id."""
    with Archive.open(road.settings) as archive, Session(archive.engine) as session:
        found = dict(map(tuple, session.execute(select(Document.url, Document.version_capture))))
    return {d.id: found[road.site.url(d)] for d in road.world.documents if found.get(road.site.url(d))}


def test_every_original_has_the_bytes_that_the_portal_served(client, road: Road, captures) -> None:
    assert len(captures) > 20
    for document in road.world.documents:
        if document.id in captures:
            answer = client.get(f"/originals/{captures[document.id]}")
            assert answer.data == document.data, document.path
            assert answer.content_length == len(document.data)
            assert answer.headers["ETag"] == f'"{hashlib.sha256(document.data).hexdigest()}"'


def test_a_download_is_an_attachment_that_cannot_run(client, captures) -> None:
    for capture in captures.values():
        headers = client.head(f"/originals/{capture}").headers
        assert headers["Content-Disposition"].startswith("attachment; filename=")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox")
        assert "\n" not in headers["Content-Disposition"]


def test_a_part_can_be_fetched_and_parts_make_the_whole(client, road: Road, captures) -> None:
    document = next(d for d in road.world.documents if d.id in captures and len(d.data) > 1000)
    url = f"/originals/{captures[document.id]}"
    first = client.get(url, headers={"Range": "bytes=0-499"})
    rest = client.get(url, headers={"Range": "bytes=500-"})
    last = client.get(url, headers={"Range": "bytes=-10"})
    assert (first.status_code, rest.status_code, last.status_code) == (206, 206, 206)
    assert first.data + rest.data == document.data
    assert last.data == document.data[-10:]
    assert first.headers["Content-Range"] == f"bytes 0-499/{len(document.data)}"
    changed = client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (changed.status_code, changed.data) == (200, document.data)


def test_a_range_beyond_the_end_is_refused_with_the_length(client, road: Road, captures) -> None:
    document = next(d for d in road.world.documents if d.id in captures)
    answer = client.get(f"/originals/{captures[document.id]}", headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(document.data)}"


def test_what_the_visitor_has_is_not_sent_again(client, captures) -> None:
    url = f"/originals/{next(iter(captures.values()))}"
    etag = client.get(url).headers["ETag"]
    again = client.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
