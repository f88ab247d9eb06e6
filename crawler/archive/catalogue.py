"""The catalogue: what the archive holds, in SQL.  Filled by ``crawler.archive.apply``; the WARC files are the truth.

Ids are text and come back after a rebuild: a document's from its canonical URL, a capture's from its WARC-Record-ID.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zones, so the zone is taken off and put on here."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as naive UTC."""
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back as aware UTC."""
        return value.replace(tzinfo=UTC) if value is not None else None


class Base(DeclarativeBase):
    """Tables of the catalogue."""

    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy's own idiom


class Portal(Base):
    """A portal as its register entry described it at the last crawl."""

    __tablename__ = "portals"
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    title: Mapped[str | None]
    home: Mapped[str | None] = mapped_column(Text)
    jurisdiction: Mapped[str | None]
    family: Mapped[str | None]
    first_seen: Mapped[datetime]


class Document(Base):
    """One URL that is or holds a report, or leads to one.

    ``state``: "unseen" (never answered with content), "present", "gone" (the last successful visit found it gone),
    "withdrawn" (repeated visits agree) or "moved" (so they do, but a copy is present; see ``crawler.withdrawal``).
    ``state_since`` is when it was first present or first gone, and ``absences`` how many visits found it gone since.
    ``payload_capture`` is the last capture with bytes of its own (what a 304 refers to), ``version_capture`` the last
    one whose content differs from the version before.  ``copy_key`` is equal for URLs that are known to be copies of
    one page (``crawler.archive.copies``).
    """

    __tablename__ = "documents"
    id: Mapped[str] = mapped_column(String(17), primary_key=True)
    url: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    portal: Mapped[str | None] = mapped_column(ForeignKey("portals.name"))
    parent: Mapped[str | None] = mapped_column(Text, index=True)
    title: Mapped[str | None] = mapped_column(Text)
    column: Mapped[str | None] = mapped_column(Text)
    copy_key: Mapped[str] = mapped_column(Text, index=True)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(12), default="unseen")
    state_since: Mapped[datetime]
    absences: Mapped[int] = mapped_column(default=0)
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None]
    wire_digest: Mapped[str | None] = mapped_column(String(64))
    latest_capture: Mapped[str | None] = mapped_column(String(32))
    payload_capture: Mapped[str | None] = mapped_column(String(32))
    version_capture: Mapped[str | None] = mapped_column(String(32))
    versions: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_documents_portal_kind", "portal", "kind", "state"),)


class Crawl(Base):
    """One visit of a portal.  ``reason`` is why it ended (Scrapy's close reason), None while it runs or was killed."""

    __tablename__ = "crawls"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    portal: Mapped[str | None] = mapped_column(ForeignKey("portals.name"))
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    reason: Mapped[str | None]
    counts: Mapped[dict[str, Any] | None]

    __table_args__ = (Index("ix_crawls_portal", "portal", "started"),)


class Capture(Base):
    """One fetch of a document, and where its record lies.

    ``kind``: response, revisit (nothing new; ``refers_to`` has the bytes) or resource (imported).  ``digest``,
    ``length``: SHA-256 and size of the original (content-encoding undone); ``wire_digest``, ``wire_length``: of the
    body as it came.  ``content_digest``: of the content without volatile parts, where that had to be compared.
    ``version``: this capture's content differs from the version before.  ``record_offset`` and ``record_length`` are
    bytes of ``warc_file`` (one gzip member).
    """

    __tablename__ = "captures"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    crawl_id: Mapped[str | None] = mapped_column(ForeignKey("crawls.id"), index=True)
    time: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(12))
    verdict: Mapped[str] = mapped_column(String(12))
    media_type: Mapped[str]
    file_name: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    length: Mapped[int] = mapped_column(BigInteger)
    wire_digest: Mapped[str] = mapped_column(String(64))
    wire_length: Mapped[int] = mapped_column(BigInteger)
    content_digest: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(12))
    refers_to: Mapped[str | None] = mapped_column(ForeignKey("captures.id"))
    source: Mapped[str | None] = mapped_column(Text)
    warc_file: Mapped[str] = mapped_column(String(100))
    record_offset: Mapped[int] = mapped_column(BigInteger)
    record_length: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        Index("ix_captures_document", "document_id", "time"),
        Index("ix_captures_place", "warc_file", "record_offset"),
    )


class Problem(Base):
    """Something named that does not work: a wall, a broken promise, an unreachable host; with its evidence."""

    __tablename__ = "problems"
    id: Mapped[str] = mapped_column(String(17), primary_key=True)
    portal: Mapped[str | None] = mapped_column(ForeignKey("portals.name"), index=True)
    url: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(40))
    evidence: Mapped[str] = mapped_column(Text)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    times: Mapped[int]
    resolved: Mapped[datetime | None]


class WarcFile(Base):
    """A WARC file and how many of its bytes the catalogue has taken in; more on disk means work for recovery."""

    __tablename__ = "warc_files"
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    length: Mapped[int] = mapped_column(BigInteger)


def document_id(url: str) -> str:
    """Return the id of the document with this canonical URL."""
    return "d" + hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def problem_id(portal: str | None, url: str | None, kind: str) -> str:
    """Return the id under which one problem is met again."""
    return "p" + hashlib.sha256("\n".join((portal or "", url or "", kind)).encode()).hexdigest()[:16]
