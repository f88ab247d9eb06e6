"""The store of readings and reports: tables beside the catalogue, made from it and rebuildable from it.

A reading is what came of one original (or archive member) as a report or a named failure.  Readings of the same
agency, year and scope are manifestations of one report.  ``indexer.ingest`` writes here; the index and the app read.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, String, Text, delete, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from crawler.archive.catalogue import Capture, Document
from crawler.archive.database import create_tables

BEST_FORMATS = ("html", "docx", "odt", "doc", "rtf", "xlsx", "xls", "txt", "pdf", "ofd", "scan")
"""Numbers are read from the first of these that a report has (DESIGN: HTML or DOCX before PDF before scan)."""


class Base(DeclarativeBase):
    """Tables of the indexer."""


class ReportRow(Base):
    """A report: agency × year (× scope).  ``json`` is docs/data.md's shape of the best manifestation."""

    __tablename__ = "reports"
    id: Mapped[str] = mapped_column(String(17), primary_key=True)
    agency: Mapped[str | None] = mapped_column(Text, index=True)
    year: Mapped[int | None] = mapped_column(index=True)
    scope: Mapped[str | None]
    digest: Mapped[str] = mapped_column(String(64))
    json: Mapped[str] = mapped_column(Text)


class ReadingRow(Base):
    """One original (or member of an archive) as read: a manifestation of a report, or a failure with its reason."""

    __tablename__ = "readings"
    document_id: Mapped[str] = mapped_column(String(17), primary_key=True)
    member: Mapped[str] = mapped_column(Text, primary_key=True, default="")
    capture_id: Mapped[str] = mapped_column(String(32), index=True)
    reader: Mapped[str] = mapped_column(String(64))
    report_id: Mapped[str | None] = mapped_column(String(17), index=True)
    format: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(index=True)
    detail: Mapped[str | None] = mapped_column(Text)
    json: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Failure:
    """An original that gave no report: where it is, and why."""

    url: str
    member: str
    title: str
    portal: str | None
    capture_id: str
    time: datetime
    reason: str
    detail: str

    def __str__(self) -> str:
        inside = f" › {self.member}" if self.member else ""
        return f"{self.url}{inside}: {self.reason}: {self.detail}"

    def to_json(self) -> dict[str, Any]:
        """Return plain values; ``time`` as ISO 8601."""
        return {name: getattr(self, name) for name in self.__slots__} | {"time": self.time.isoformat()}


def report_id(report: dict[str, Any], document_id: str, member: str) -> str:
    """Name the report that a reading is a manifestation of; the same after every rebuild.

    Where agency or year are open, the reading stands for itself and for copies of its page (the ``document_id`` is made
    from the copy key): nothing is merged on a guess.
    """
    agency, year = agency_of(report), report["report_year"]
    key = [agency, year, report["publisher"]["scope"]] if agency and year else [document_id, member]
    return "r" + hashlib.sha256(json.dumps(key, ensure_ascii=False).encode()).hexdigest()[:16]


def agency_of(report: dict[str, Any]) -> str | None:
    """Return the name under which an agency's years are strung together: normalised, else None if its place is open."""
    publisher, region = report["publisher"], report["region"]
    if publisher["normalised"]:
        return str(publisher["normalised"])
    return f"{region['code']} {publisher['name']}" if publisher["name"] and region["code"] else None


class Store:
    """Readings and reports behind one SQLAlchemy engine (that of the catalogue)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        create_tables(engine, Base.metadata)

    # -- for the ingest ------------------------------------------------------------------------------------------

    def replace_readings(self, session: Session, document_id: str, rows: Iterable[ReadingRow]) -> set[str]:
        """Put ``rows`` in the place of a document's readings; return the report ids that may have changed."""
        before = select(ReadingRow.report_id).where(ReadingRow.document_id == document_id)
        touched = {i for i in session.scalars(before) if i}
        session.execute(delete(ReadingRow).where(ReadingRow.document_id == document_id))
        for row in rows:
            if row.report_id:
                touched.add(row.report_id)
            session.add(row)
        return touched

    def manifestations(self, session: Session, report: str) -> list[ReadingRow]:
        """Return a report's readings, the best one first."""
        rows = session.scalars(select(ReadingRow).where(ReadingRow.report_id == report)).all()
        return sorted(rows, key=_rank)

    # -- for the index and the app -------------------------------------------------------------------------------

    def digests(self) -> dict[str, str]:
        """Return every report's id with the digest of its content, for comparing with an index."""
        with Session(self.engine) as session:
            return dict(session.execute(select(ReportRow.id, ReportRow.digest)).all())

    def entries(self, ids: Iterable[str]) -> Iterator[dict[str, Any]]:
        """Yield what the index takes of each report: id, digest, report, formats, portals, documents (a count)."""
        with Session(self.engine) as session:
            for i in ids:
                row = session.get(ReportRow, i)
                if row is not None:
                    yield {"id": i, "digest": row.digest} | json.loads(row.json)

    def report(self, report_id: str) -> dict[str, Any] | None:
        """Return a report in the shape of docs/data.md with id, documents, captures and versions; None if unknown."""
        with Session(self.engine) as session:
            row = session.get(ReportRow, report_id)
            if row is None:
                return None
            out: dict[str, Any] = {"id": row.id} | json.loads(row.json)["report"]
            readings = self.manifestations(session, report_id)
            out["documents"] = [_document(session, reading) for reading in readings]
            out["captures"] = [capture for d in out["documents"] for capture in d["captures"]]
            out["versions"] = [capture for capture in out["captures"] if capture["version"]]
            return out

    def years(self, report_id: str) -> list[tuple[int, str, str | None]]:
        """Return (year, report id, scope) of the same agency's reports, oldest first, this one included."""
        with Session(self.engine) as session:
            row = session.get(ReportRow, report_id)
            if row is None or row.agency is None:
                return []
            same = select(ReportRow.year, ReportRow.id, ReportRow.scope).where(
                ReportRow.agency == row.agency, ReportRow.year.is_not(None)
            )
            return [(y, i, s) for y, i, s in session.execute(same.order_by(ReportRow.year, ReportRow.id)) if y]

    def failures(self) -> list[Failure]:
        """Return the originals that gave no report, but for pages that merely carry a report's attachment."""
        with Session(self.engine) as session:
            found = session.execute(
                select(ReadingRow, Document, Capture)
                .join(Document, Document.id == ReadingRow.document_id)
                .join(Capture, Capture.id == ReadingRow.capture_id)
                .where(ReadingRow.reason.is_not(None))
                .order_by(Document.url, ReadingRow.member)
            ).all()
            carriers = set(session.scalars(_parents_of_reports()))
            return [
                Failure(d.url, r.member, d.title or "", d.portal, c.id, c.time, r.reason or "", r.detail or "")
                for r, d, c in found
                if not (r.reason == "not_a_report" and (d.url in carriers))
            ]


def _parents_of_reports() -> Any:
    return (
        select(Document.parent)
        .join(ReadingRow, ReadingRow.document_id == Document.id)
        .where(ReadingRow.report_id.is_not(None), Document.parent.is_not(None))
    )


def _rank(row: ReadingRow) -> tuple[int, int, str, str]:
    """Tables first, then sections, then the format: a page that only carries its report as an attachment comes last."""
    report = json.loads(row.json or "{}")
    has_tables = report.get("form") or (report.get("tables") or {}).get("annex2014")
    emptiness = 0 if has_tables else 1 if report.get("sections") else 2
    order = BEST_FORMATS.index(row.format) if row.format in BEST_FORMATS else len(BEST_FORMATS)
    return emptiness, order, row.document_id, row.member


def _document(session: Session, reading: ReadingRow) -> dict[str, Any]:
    document = session.get_one(Document, reading.document_id)
    captures = session.scalars(
        select(Capture).where(Capture.document_id == document.id).order_by(Capture.time, Capture.id)
    ).all()
    return {
        "id": document.id,
        "url": document.url,
        "kind": document.kind,
        "title": document.title,
        "portal": document.portal,
        "state": document.state,
        "state_since": document.state_since.isoformat(),
        "member": reading.member,
        "format": reading.format,
        "read_from": reading.capture_id,
        "captures": [_capture(c) for c in captures],
    }


def _capture(capture: Capture) -> dict[str, Any]:
    return {
        "id": capture.id,
        "time": capture.time.isoformat(),
        "status": capture.status,
        "media_type": capture.media_type,
        "file_name": capture.file_name,
        "digest": capture.digest,
        "length": capture.length,
        "version": capture.version,
        "outcome": capture.outcome,
    }
