"""Captures → readings → reports: read what was not read yet, and put its manifestations together.

`nianbao index` calls :func:`ingest` and then writes what changed to the index; `rebuild` and the schedule do the same.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import islice

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

import config
from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.catalogue import Capture, Document, Portal, document_id
from indexer.assemble import assemble
from indexer.extract.workers import Outcome, Readers
from indexer.read.context import Context
from indexer.reading import Original, Reading, read_original
from indexer.store import ReadingRow, Store, report_id

READABLE = ("page", "attachment", "file")
BATCH = 64

Due = tuple[Document, Capture, Portal | None]
Read = tuple[Due, Outcome[list[Reading]]]


@dataclass(slots=True)
class Ingested:
    """What an ingest did: originals read, failures by reason, ids of reports that changed or went."""

    read: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)


_READ_WITH = ("jurisdictions.csv", "area_codes.csv", "postcodes.csv", "narrative.toml")


@cache
def reader_fingerprint() -> str:
    """Return what readings depend on besides their original: the version, and the files under config/ that it reads."""
    digest = hashlib.sha256(version("nianbao").encode())
    files = [*sorted(config.find("forms").glob("*.toml")), *(config.find(name) for name in _READ_WITH)]
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def ingest(
    settings: Settings,
    archive: Archive,
    store: Store,
    *,
    again: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Ingested:
    """Read every document whose latest version was not read by this reader; ``again`` reads all anew.

    ``progress`` is called with (originals done, of how many).  A file that cannot be read becomes a failure with its
    reason and stops nothing else.
    """
    done = Ingested()
    with Session(store.engine) as session:
        due = list(_due(session, again))
        titles = _titles(session, {document.parent for document, _, _ in due if document.parent})
    originals = (_original(archive, *row, titles.get(row[0].parent or "", "")) for row in due)
    with Readers(read_original, settings) as readers:
        read = zip(due, readers.map(originals), strict=True)
        for number, batch in enumerate(_batches(read), start=1):
            _keep(store, batch, done)
            progress(min(number * BATCH, len(due)), len(due))
    return done


def _batches(read: Iterable[Read]) -> Iterator[list[Read]]:
    """Yield what was read in lists of BATCH, so that the catalogue is locked for moments only."""
    source = iter(read)
    while batch := list(islice(source, BATCH)):
        yield batch


def _keep(store: Store, batch: list[Read], done: Ingested) -> None:
    """Write a batch of readings and the reports that they touch, in one transaction."""
    with Session(store.engine) as session:
        touched: set[str] = set()
        for (document, capture, _), outcome in batch:
            rows = _rows(document, capture, outcome.result or [_failed(outcome.reason, outcome.detail)])
            _count(done, rows)
            touched |= store.replace_readings(session, document.id, rows)
        session.flush()
        changes = assemble(store, session, touched)
        session.commit()
    done.changed = (done.changed | changes.changed) - changes.deleted
    done.deleted = (done.deleted | changes.deleted) - changes.changed


def _due(session: Session, again: bool) -> Iterator[Due]:
    """Yield the documents to read with the capture that holds their latest version."""
    query = (
        select(Document, Capture, Portal)
        .join(Capture, Capture.id == Document.version_capture)
        .outerjoin(Portal, Portal.name == Document.portal)
        .where(Document.kind.in_(READABLE))
        .order_by(Document.id)
    )
    if not again:
        is_read = exists().where(
            ReadingRow.document_id == Document.id,
            ReadingRow.capture_id == Capture.id,
            ReadingRow.reader == reader_fingerprint(),
        )
        query = query.where(~is_read)
    yield from session.execute(query)


def _titles(session: Session, urls: set[str]) -> dict[str, str]:
    """Return the titles of the pages that carry attachments, by URL."""
    found: dict[str, str] = {}
    pages = sorted(urls)
    for start in range(0, len(pages), 500):
        query = select(Document.url, Document.title).where(Document.url.in_(pages[start : start + 500]))
        found |= {url: title or "" for url, title in session.execute(query)}
    return found


def _original(
    archive: Archive, document: Document, capture: Capture, portal: Portal | None, page_title: str
) -> Original:
    original = archive.original(capture.id)
    context = Context(
        url=document.url,
        link_text=document.title or "",
        page_title=page_title,
        column=document.column or "",
        portal=document.portal or "",
        jurisdiction=(portal.jurisdiction if portal else None) or "",
        file_name=original.file_name,
        captured=capture.time.date().isoformat(),
    )
    return Original(original.read(), original.file_name, context)


def _failed(reason: str | None, detail: str | None) -> Reading:
    return Reading("", reason=reason or "reader_failed", detail=detail or "")


def _rows(document: Document, capture: Capture, readings: Iterable[Reading]) -> list[ReadingRow]:
    page = document_id(document.copy_key)
    return [
        ReadingRow(
            document_id=document.id,
            member=reading.member,
            capture_id=capture.id,
            reader=reader_fingerprint(),
            report_id=report_id(reading.report, page, reading.member) if reading.report else None,
            format=reading.report["format"] if reading.report else None,
            reason=reading.reason,
            detail=reading.detail,
            json=json.dumps(reading.report, ensure_ascii=False) if reading.report else None,
        )
        for reading in readings
    ]


def _count(done: Ingested, rows: list[ReadingRow]) -> None:
    for row in rows:
        if row.report_id:
            done.read += 1
        else:
            reason = row.reason or "reader_failed"
            done.failed[reason] = done.failed.get(reason, 0) + 1
