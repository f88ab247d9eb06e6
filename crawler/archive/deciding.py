"""What a fetch is, beside what is known: new, changed, unchanged, gone, or an error.  Called by ``Archive``."""

import hashlib
import uuid
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from config.settings import Settings
from crawler.archive import names, originals
from crawler.archive.catalogue import document_id
from crawler.archive.content import HTML_TYPES, content_digest
from crawler.archive.entity import EncodingError, decoded
from crawler.archive.entries import CaptureEntry
from crawler.archive.fetch import ArchiveError, Fetch, Outcome, now
from crawler.archive.records import Referred
from crawler.archive.rows import Row, Rows

VERSIONED = ("page", "attachment", "file")
"""Kinds whose content is compared without volatile parts; for the others every byte counts."""


@dataclass(frozen=True, slots=True)
class _Entity:
    digest: str
    length: int
    data: bytes


def decide(rows: Rows, fetch: Fetch, settings: Settings) -> tuple[CaptureEntry, Referred | None]:
    """Return the entry of a fetch, and the capture that it merely repeats, if it does."""
    known = rows.document(document_id(fetch.url))
    entity = _entity(fetch, settings.max_original_bytes)
    entry = _entry(fetch, entity)
    entry.outcome = _first_look(fetch, known, entity)
    if entry.outcome != "new" or entity is None:
        return entry, None
    repeated = _repeated(rows, fetch, entry, known)
    if repeated is not None:
        return _revisit(entry, fetch, repeated, known)
    version = _version_before(rows, known)
    entry.version = version is None or not _same_content(version, entry, entity, settings)
    if version is not None:
        entry.outcome = "changed" if entry.version or _reappeared(known) else "unchanged"
    return entry, None


def is_home(url: str) -> bool:
    """Say whether a URL is a site's home page; a deep page that redirects there is gone."""
    parts = urlsplit(url)
    return parts.path.rstrip("/").lower() in ("", "/index.html", "/index.htm", "/index.shtml", "/index.jsp") and not (
        parts.query
    )


def _first_look(fetch: Fetch, known: Row | None, entity: _Entity | None) -> Outcome:
    """Return what status and verdict alone tell; "new" where the content decides."""
    if fetch.verdict == "wall":
        return "error"
    if fetch.verdict == "gone" or fetch.status in (404, 410):
        return "gone"
    if fetch.status in (301, 302, 303, 307, 308):
        target = urljoin(fetch.url, fetch.header("Location") or fetch.url)
        return "gone" if is_home(target) and not is_home(fetch.url) else "error"
    if fetch.status == 304:
        return "new" if known is not None and known.payload_capture else "error"
    return "new" if 200 <= fetch.status < 300 and entity is not None else "error"


def _version_before(rows: Rows, known: Row | None) -> Row | None:
    if known is None or not known.version_capture:
        return None
    return rows.capture(known.version_capture)


def _same_content(version: Row, entry: CaptureEntry, entity: _Entity, settings: Settings) -> bool:
    """Compare with the version before, both without volatile parts; this is done only where bytes differ."""
    if version.digest == entity.digest:
        return True
    if entry.kind not in VERSIONED or not {version.media_type, entry.media_type} <= set(HTML_TYPES):
        return False
    try:
        before = b"".join(originals.payload(settings.data_dir / "warc", version))
    except ArchiveError:
        return False
    entry.content_digest = content_digest(entity.data, entry.media_type)
    return entry.content_digest == content_digest(before, version.media_type)


def _entity(fetch: Fetch, most: int) -> _Entity | None:
    """Return the body with its encoding undone; None where that fails or grows beyond ``most`` bytes."""
    digest, length, pieces = hashlib.sha256(), 0, []
    try:
        for piece in decoded([fetch.body], fetch.header("Content-Encoding")):
            length += len(piece)
            if length > most:
                return None
            digest.update(piece)
            pieces.append(piece)
    except EncodingError:
        return None
    return _Entity(digest.hexdigest(), length, b"".join(pieces))


def _entry(fetch: Fetch, entity: _Entity | None) -> CaptureEntry:
    plain = entity is not None and not fetch.header("Content-Encoding")
    wire = entity.digest if entity is not None and plain else hashlib.sha256(fetch.body).hexdigest()
    content_type, disposition = fetch.header("Content-Type"), fetch.header("Content-Disposition")
    local = fetch.source is not None
    name = names.plain(fetch.title) if local else names.file_name(fetch.url, fetch.title, content_type, disposition)
    parent = names.clean(fetch.parent) if fetch.parent else None
    return CaptureEntry(
        id=uuid.uuid4().hex,
        document=document_id(fetch.url),
        url=fetch.url,
        kind=fetch.kind,
        time=fetch.time,
        stored=now(),
        status=fetch.status,
        outcome="error",
        record="resource" if local else "response",
        media_type=names.media_type(content_type, name),
        file_name=names.clean(name),
        digest=entity.digest if entity else wire,
        length=entity.length if entity else len(fetch.body),
        wire_digest=wire,
        wire_length=len(fetch.body),
        verdict=fetch.verdict,
        portal=fetch.portal,
        parent=parent,
        title=names.clean(fetch.title),
        column=names.clean(fetch.column),
        etag=fetch.header("ETag"),
        last_modified=fetch.header("Last-Modified"),
        source=fetch.source,
        crawl=fetch.crawl,
    )


def _repeated(rows: Rows, fetch: Fetch, entry: CaptureEntry, known: Row | None) -> Row | None:
    """Return the capture whose bytes came again; the 304 of a server counts as that."""
    if known is None or not known.payload_capture or entry.record == "resource":
        return None
    if fetch.status != 304 and known.wire_digest != entry.wire_digest:
        return None
    return rows.capture(known.payload_capture)


def _revisit(entry: CaptureEntry, fetch: Fetch, repeated: Row, known: Row | None) -> tuple[CaptureEntry, Referred]:
    entry.record, entry.refers_to = "revisit", repeated.id
    entry.outcome = "changed" if _reappeared(known) else "unchanged"
    for name in ("media_type", "file_name", "digest", "length", "wire_digest", "wire_length", "content_digest"):
        setattr(entry, name, getattr(repeated, name))
    return entry, Referred(repeated.id, entry.url, repeated.time, repeated.wire_digest)


def _reappeared(known: Row | None) -> bool:
    return known is not None and known.state in ("gone", "withdrawn", "moved")
