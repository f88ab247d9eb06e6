"""Which documents were withdrawn: found gone by repeated successful visits while their neighbours answer.

Called at the end of each crawl.  What cannot be reached from here is not gone: a visit in which nothing else of the
column answers says nothing (geo-fences serve 404 for whole sections).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, or_, select
from sqlalchemy.orm import aliased

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.apply import PRESENT
from crawler.archive.catalogue import Capture, Crawl, Document
from crawler.archive.fetch import now
from crawler.problems import got_through

REPORTING = ("page", "attachment")
SAYING = 10
"""Characters of a title from which on it says what the document is (附件 does not)."""


@dataclass(slots=True)
class Judged:
    """What a visit settled, as counts of documents."""

    absent: int = 0
    withdrawn: int = 0
    moved: int = 0


def judge(archive: Archive, crawl: str, settings: Settings, time: datetime | None = None) -> Judged:
    """Note what a finished crawl found gone; a crawl that ended otherwise says nothing.

    A document is withdrawn after ``withdrawn_visits`` such visits over ``withdrawn_days``; where a copy of it is
    present (the portal moved its column) it has only moved.
    """
    moment = time or now()
    judged = Judged()
    with archive.engine.connect() as connection:
        found = connection.execute(select(Crawl.portal, Crawl.reason).where(Crawl.id == crawl)).first()
        if found is None or not got_through(found.reason):
            return judged
        absent = list(_absent(connection, crawl))
    for document in absent:
        archive.note("absent", {"document": document.id, "crawl": crawl}, moment)
        judged.absent += 1
        since = moment if document.state == "present" else document.state_since
        enough = document.absences + 1 >= settings.withdrawn_visits
        if enough and moment - since >= timedelta(days=settings.withdrawn_days) and document.state != "withdrawn":
            with archive.engine.connect() as connection:
                moved = _has_copy(connection, document)
            archive.note("moved" if moved else "withdrawn", {"document": document.id}, moment)
            judged.moved += moved
            judged.withdrawn += not moved
    return judged


def _absent(connection: Connection, crawl: str) -> Iterator[Any]:
    """Yield the documents that a crawl found gone while others of their column answered."""
    answered = _answering_columns(connection, crawl)
    query = (
        select(Document)
        .join(Capture, Capture.id == Document.latest_capture)
        .where(Capture.crawl_id == crawl, Capture.outcome == "gone", Document.kind.in_(REPORTING))
        .where(Document.state.in_(("present", "gone")))
        .order_by(Document.id)
    )
    for document in connection.execute(query):
        if document.column in answered or (answered and _is_alone(connection, document)):
            yield document


def _answering_columns(connection: Connection, crawl: str) -> set[str | None]:
    query = (
        select(Document.column)
        .join(Capture, Capture.document_id == Document.id)
        .where(Capture.crawl_id == crawl, Capture.outcome.in_(PRESENT), Document.kind.in_(REPORTING))
        .distinct()
    )
    return set(connection.execute(query).scalars())


def _is_alone(connection: Connection, document: Any) -> bool:
    """Say whether a document was the only one of its column; then any other of the portal is its neighbour."""
    others = (
        select(func.count())
        .select_from(Document)
        .where(Document.portal == document.portal, Document.column == document.column, Document.kind.in_(REPORTING))
    )
    return connection.execute(others).scalar_one() == 1


def _has_copy(connection: Connection, document: Any) -> bool:
    """Say whether the same report is present under another URL: same page, same bytes, or same telling title."""
    capture, version = aliased(Capture), aliased(Capture)
    same_bytes = exists().where(
        version.id == document.version_capture, capture.id == Document.version_capture, capture.digest == version.digest
    )
    same = [Document.copy_key == document.copy_key, same_bytes]
    if document.title and len(document.title) >= SAYING:
        same.append(Document.title == document.title)
    query = (
        select(Document.id)
        .where(Document.portal == document.portal, Document.kind == document.kind)
        .where(Document.state == "present", Document.id != document.id, or_(*same))
        .limit(1)
    )
    return connection.execute(query).first() is not None
