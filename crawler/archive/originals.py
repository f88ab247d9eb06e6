"""Getting an original back: the record of a capture, its content-encoding undone, its digest checked on the way."""

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, bindparam, select

from crawler.archive.catalogue import Capture, Document
from crawler.archive.entity import EncodingError, decoded
from crawler.archive.fetch import ArchiveError, Original
from crawler.archive.warcreader import CHUNK, Damaged, content_encoding, main_capture, record_at

_CAPTURE = (
    select(Capture.__table__, Document.url)
    .join(Document, Document.id == Capture.document_id)
    .where(Capture.id == bindparam("key"))
)
_LATEST = (
    select(Capture.__table__, Document.url)
    .join(Document, Document.payload_capture == Capture.id)
    .where(Document.id == bindparam("key"))
)


def original(engine: Engine, folder: Path, capture_id: str) -> Original:
    """Return the original of a capture.  Raises ArchiveError where the catalogue does not know it."""
    with engine.connect() as connection:
        found: Any = connection.execute(_CAPTURE, {"key": capture_id}).first()
        holder: Any = found
        if found is not None and found.refers_to is not None:
            holder = connection.execute(select(Capture).where(Capture.id == found.refers_to)).first()
    if found is None or holder is None:
        raise ArchiveError(f"no capture {capture_id} in the catalogue")
    return _original(folder, found, holder)


def latest(engine: Engine, folder: Path, document_id: str) -> Original | None:
    """Return the newest original of a document, None where none of its captures has bytes."""
    with engine.connect() as connection:
        found = connection.execute(_LATEST, {"key": document_id}).first()
    return _original(folder, found, found) if found is not None else None


def _original(folder: Path, found: Any, holder: Any) -> Original:
    return Original(
        found.id,
        found.url,
        found.time,
        found.media_type,
        found.file_name,
        found.length,
        found.digest,
        partial(_chunks, folder, holder),
    )


def payload(folder: Path, capture: Any) -> Iterator[bytes]:
    """Yield the body of a capture's own record with its content-encoding undone; nothing is checked.

    Raises ArchiveError where the record cannot be read.
    """
    path = folder / capture.warc_file
    try:
        with path.open("rb") as file:
            record = record_at(file, capture.record_offset)
            if main_capture(record, capture.record_offset) != capture.id:
                raise ArchiveError(f"{path}: not capture {capture.id} but another at byte {capture.record_offset}")
            yield from decoded(iter(partial(record.raw_stream.read, CHUNK), b""), content_encoding(record))
    except EncodingError as error:
        raise ArchiveError(f"{path}: capture {capture.id}: {error}") from error
    except (Damaged, OSError, ValueError) as error:
        raise ArchiveError(f"{path}: capture {capture.id} cannot be read: {error}; see `nianbao verify`") from error


def _chunks(folder: Path, capture: Any) -> Iterator[bytes]:
    """Yield the original; raises ArchiveError at the end where the bytes are not those that were stored."""
    digest = hashlib.sha256()
    for chunk in payload(folder, capture):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != capture.digest:
        raise ArchiveError(
            f"{folder / capture.warc_file}: capture {capture.id} has changed since it was stored; see `nianbao verify`"
        )
