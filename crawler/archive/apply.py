"""Entries → catalogue: the one place where captures and events become rows.

`store`, the roll-forward of recovery and the rebuild all call :func:`apply`, so that a rebuilt catalogue equals the one
that was lost.  An entry that is already known changes nothing.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from crawler.archive.catalogue import Capture, Crawl, Document, Portal, Problem, WarcFile, problem_id
from crawler.archive.copies import copy_key
from crawler.archive.entries import CaptureEntry, Entry, EventEntry
from crawler.archive.warcwriter import Written

PRESENT = ("new", "changed", "unchanged")

# Built once: SQLAlchemy takes longer to put a statement together than SQLite to run it.
_DOCUMENTS, _CAPTURES = cast(Table, Document.__table__), cast(Table, Capture.__table__)
_FIND_CAPTURE = select(_CAPTURES.c.id).where(_CAPTURES.c.id == bindparam("key"))
_FIND_DOCUMENT = select(_DOCUMENTS).where(_DOCUMENTS.c.id == bindparam("key"))
_FIND_PORTAL = select(Portal.name).where(Portal.name == bindparam("key"))
_FIND_CRAWL = select(Crawl.id).where(Crawl.id == bindparam("key"))
_ADD_CAPTURE = insert(_CAPTURES)
_ADD_DOCUMENT = insert(_DOCUMENTS)
_CHANGE_DOCUMENT = (
    update(_DOCUMENTS)
    .where(_DOCUMENTS.c.id == bindparam("key"))
    .values({c.name: bindparam(c.name) for c in _DOCUMENTS.c if c.name not in ("id", "url", "copy_key", "first_seen")})
)


def apply(connection: Connection, entry: Entry, place: Written) -> None:
    """Bring the catalogue up to date with one entry whose records lie at ``place``."""
    if isinstance(entry, CaptureEntry):
        _capture(connection, entry, place)
    else:
        _EVENTS[entry.event](connection, entry)


def note_length(connection: Connection, name: str, length: int) -> None:
    """Note that the catalogue knows a WARC file up to ``length``."""
    changed = connection.execute(update(WarcFile).where(WarcFile.name == name).values(length=length))
    if not changed.rowcount:
        connection.execute(insert(WarcFile).values(name=name, length=length))


def _capture(connection: Connection, entry: CaptureEntry, place: Written) -> None:
    if connection.execute(_FIND_CAPTURE, {"key": entry.id}).first():
        return
    _ensure_portal(connection, entry.portal, entry.time)
    _ensure_crawl(connection, entry)
    known = connection.execute(_FIND_DOCUMENT, {"key": entry.document}).mappings().first()
    if known is None:
        connection.execute(_ADD_DOCUMENT, _seen(entry, _born(entry)))
    else:
        connection.execute(_CHANGE_DOCUMENT, _seen(entry, dict(known)) | {"key": entry.document})
    connection.execute(_ADD_CAPTURE, row(entry, place))


def _born(entry: CaptureEntry) -> dict[str, Any]:
    return dict.fromkeys(_DOCUMENTS.c.keys()) | {
        "id": entry.document,
        "url": entry.url,
        "kind": entry.kind,
        "copy_key": copy_key(entry.url),
        "first_seen": entry.time,
        "state": "unseen",
        "state_since": entry.time,
        "absences": 0,
        "versions": 0,
    }


def _seen(entry: CaptureEntry, document: dict[str, Any]) -> dict[str, Any]:
    """Return a document's row after a capture.  What the portal says last of a link holds."""
    out = document | {"latest_capture": entry.id, "kind": entry.kind}
    out |= {n: v for n in ("portal", "parent", "title", "column") if (v := getattr(entry, n))}
    if entry.outcome in PRESENT:
        out |= {"last_seen": entry.time, "absences": 0}
        if document["state"] != "present":
            out |= {"state": "present", "state_since": entry.time}
        if entry.record == "revisit":
            out |= {n: v for n in ("etag", "last_modified") if (v := getattr(entry, n))}
        else:
            out |= {"etag": entry.etag, "last_modified": entry.last_modified}
            out |= {"payload_capture": entry.id, "wire_digest": entry.wire_digest}
    if entry.version:
        versions = document["versions"] + 1
        out |= {"version_capture": entry.id, "versions": versions}
    return out


def row(entry: CaptureEntry, place: Written) -> dict[str, Any]:
    """Return the columns of ``captures`` that an entry gives."""
    return {
        "id": entry.id,
        "document_id": entry.document,
        "crawl_id": entry.crawl,
        "time": entry.time,
        "status": entry.status,
        "outcome": entry.outcome,
        "verdict": entry.verdict,
        "media_type": entry.media_type,
        "file_name": entry.file_name,
        "digest": entry.digest,
        "length": entry.length,
        "wire_digest": entry.wire_digest,
        "wire_length": entry.wire_length,
        "content_digest": entry.content_digest,
        "version": entry.version,
        "kind": entry.record,
        "refers_to": entry.refers_to,
        "source": entry.source,
        "warc_file": place.file,
        "record_offset": place.offset,
        "record_length": place.length,
    }


def _ensure_portal(connection: Connection, name: str | None, time: datetime) -> None:
    if name and not connection.execute(_FIND_PORTAL, {"key": name}).first():
        connection.execute(insert(Portal).values(name=name, first_seen=time))


def _ensure_crawl(connection: Connection, entry: CaptureEntry) -> None:
    """A capture may come before its crawl's own record where two files are rolled forward one after the other."""
    if entry.crawl and not connection.execute(_FIND_CRAWL, {"key": entry.crawl}).first():
        connection.execute(insert(Crawl).values(id=entry.crawl, portal=entry.portal, started=entry.time))


def _crawl_begins(connection: Connection, entry: EventEntry) -> None:
    facts = entry.data["portal"]
    _ensure_portal(connection, facts["name"], entry.time)
    known = {n: v for n in ("title", "home", "jurisdiction", "family") if (v := facts.get(n))}
    if known:
        connection.execute(update(Portal).where(Portal.name == facts["name"]).values(**known))
    values = {"portal": facts["name"], "started": entry.time}
    crawl = entry.data["crawl"]
    if not connection.execute(update(Crawl).where(Crawl.id == crawl).values(**values)).rowcount:
        connection.execute(insert(Crawl).values(id=crawl, **values))


def _crawl_ends(connection: Connection, entry: EventEntry) -> None:
    values = {"ended": entry.time, "reason": entry.data["reason"], "counts": entry.data["counts"]}
    connection.execute(update(Crawl).where(Crawl.id == entry.data["crawl"]).values(**values))


def _problem(connection: Connection, entry: EventEntry) -> None:
    portal, url, kind = (entry.data.get(n) for n in ("portal", "url", "kind"))
    _ensure_portal(connection, portal, entry.time)
    key = problem_id(portal, url, str(kind))
    met = connection.execute(
        select(Problem.times, Problem.resolved, Problem.last_seen).where(Problem.id == key)
    ).first()
    evidence = entry.data.get("evidence", "")
    if met is None:
        connection.execute(
            insert(Problem).values(
                id=key, portal=portal, url=url, kind=kind, evidence=evidence,
                first_seen=entry.time, last_seen=entry.time, times=1,
            )
        )  # fmt: skip
    elif met.last_seen < entry.time:
        again = {"first_seen": entry.time, "times": 1, "resolved": None} if met.resolved else {"times": met.times + 1}
        connection.execute(
            update(Problem).where(Problem.id == key).values(evidence=evidence, last_seen=entry.time, **again)
        )


def _resolved(connection: Connection, entry: EventEntry) -> None:
    connection.execute(update(Problem).where(Problem.id == entry.data["problem"]).values(resolved=entry.time))


def _absent(connection: Connection, entry: EventEntry) -> None:
    """A successful visit found a document gone; the first one begins its absence."""
    key = entry.data["document"]
    known = connection.execute(_FIND_DOCUMENT, {"key": key}).first()
    if known is None:
        return
    values = {"absences": known.absences + 1}
    if known.state == "present":
        values |= {"state": "gone", "state_since": entry.time}
    connection.execute(update(Document).where(Document.id == key).values(**values))


def _concluded(connection: Connection, entry: EventEntry) -> None:
    """Repeated visits agree that a document was withdrawn, or that it moved; its absence keeps its beginning."""
    changed = update(Document).where(Document.id == entry.data["document"], Document.state == "gone")
    connection.execute(changed.values(state=entry.event))


_EVENTS = {
    "crawl-begin": _crawl_begins,
    "crawl-end": _crawl_ends,
    "problem": _problem,
    "resolved": _resolved,
    "absent": _absent,
    "withdrawn": _concluded,
    "moved": _concluded,
}
