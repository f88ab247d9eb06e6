"""Captures → readings → reports: read what was not read yet, and put its manifestations together.

`nianbao index` calls :func:`ingest` and then writes what changed to the index; `rebuild` and the schedule do the same.
"""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import islice

from sqlalchemy import Select, exists, select
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

Taken = tuple[Document, Capture, Portal | None]
Read = tuple[Taken, Outcome[list[Reading]]]


@dataclass(slots=True)
class Ingested:
    """What an ingest did: originals read, failures by reason, ids of reports that changed or went."""

    read: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)


_READ_WITH = ("jurisdictions.csv", "area_codes.csv", "postcodes.csv", "short_names.csv", "narrative.toml")


@cache
def reader_fingerprint() -> str:
    """Return what readings depend on besides their original: the version, and the files under config/ that it reads."""
    digest = hashlib.sha256(version("nianbao").encode())
    files = [*sorted(config.find("forms").glob("*.toml")), *(config.find(name) for name in _READ_WITH)]
    files += [path for path in (config.overrides() / "jurisdictions_extra.csv",) if path.is_file()]
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
        due = session.execute(_due(again)).all()
    taken: deque[Taken] = deque()
    originals = (_original(archive, *row) for row in _loaded(store, due, taken))
    with Readers(read_original, settings) as readers:
        read = ((taken.popleft(), outcome) for outcome in readers.map(originals))
        for number, batch in enumerate(_batches(read), start=1):
            _keep(store, batch, done)
            progress(min(number * BATCH, len(due)), len(due))
    return done


def _loaded(store: Store, due: Sequence[tuple[str, str]], taken: deque[Taken]) -> Iterator[tuple[Taken, str]]:
    """Yield what is due with the title of the page that carries it, BATCH rows in memory; note it in ``taken``."""
    for start in range(0, len(due), BATCH):
        with Session(store.engine, expire_on_commit=False) as session:
            rows = [_load(session, *ids) for ids in due[start : start + BATCH]]
            titles = _titles(session, {document.parent for document, _, _ in rows if document.parent})
            session.expunge_all()
        for row in rows:
            taken.append(row)
            yield row, titles.get(row[0].parent or "", "")


def _load(session: Session, document_id: str, capture_id: str) -> Taken:
    document = session.get_one(Document, document_id)
    portal = session.get(Portal, document.portal) if document.portal else None
    return document, session.get_one(Capture, capture_id), portal


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


def _due(again: bool) -> Select[str, str]:
    """Select the documents to read with the capture that holds their latest version."""
    query = (
        select(Document.id, Capture.id)
        .join(Capture, Capture.id == Document.version_capture)
        .where(Document.kind.in_(READABLE))
        .order_by(Document.id)
    )
    if again:
        return query
    is_read = exists().where(
        ReadingRow.document_id == Document.id,
        ReadingRow.capture_id == Capture.id,
        ReadingRow.reader == reader_fingerprint(),
    )
    return query.where(~is_read)


def _titles(session: Session, urls: set[str]) -> dict[str, str]:
    """Return the titles of the pages that carry attachments, by URL."""
    query = select(Document.url, Document.title).where(Document.url.in_(urls))
    return {url: title or "" for url, title in session.execute(query)}


def _original(archive: Archive, taken: Taken, page_title: str) -> Original:
    document, capture, portal = taken
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
