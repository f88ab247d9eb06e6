"""Entries → catalogue: the one place where captures and events become rows.

`store`, the roll-forward of recovery and the rebuild all call :func:`apply`, so that a rebuilt catalogue equals the one
that was lost.  An entry that is already known changes nothing.
"""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from crawler.archive.catalogue import Crawl, Document, Portal, Problem, WarcFile, problem_id
from crawler.archive.copies import copy_key
from crawler.archive.entries import CaptureEntry, Entry, EventEntry
from crawler.archive.rows import Rows
from crawler.archive.warcwriter import Written

PRESENT = ("new", "changed", "unchanged")
_COLUMNS = tuple(Document.__table__.c.keys())


def apply(rows: Rows, entry: Entry, place: Written) -> None:
    """Bring the catalogue up to date with one entry whose records lie at ``place``; ``rows.flush`` writes it."""
    if isinstance(entry, CaptureEntry):
        _capture(rows, entry, place)
    else:
        rows.flush()
        _EVENTS[entry.event](rows, entry)


def note_length(connection: Connection, name: str, length: int) -> None:
    """Note that the catalogue knows a WARC file up to ``length``."""
    changed = connection.execute(update(WarcFile).where(WarcFile.name == name).values(length=length))
    if not changed.rowcount:
        connection.execute(insert(WarcFile).values(name=name, length=length))


def _capture(rows: Rows, entry: CaptureEntry, place: Written) -> None:
    if rows.capture(entry.id) is not None:
        return
    rows.need_portal(entry.portal, entry.time)
    rows.need_crawl(entry.crawl, entry.portal, entry.time)
    known = rows.document(entry.document)
    rows.put_document(_seen(entry, _born(entry) if known is None else vars(known)))
    rows.add_capture(row(entry, place))


def _born(entry: CaptureEntry) -> dict[str, Any]:
    return dict.fromkeys(_COLUMNS) | {
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


def _crawl_begins(rows: Rows, entry: EventEntry) -> None:
    facts = entry.data["portal"]
    rows.need_portal(facts["name"], entry.time)
    known = {n: v for n in ("title", "home", "jurisdiction", "family") if (v := facts.get(n))}
    if known:
        rows.connection.execute(update(Portal).where(Portal.name == facts["name"]).values(**known))
    values = {"portal": facts["name"], "started": entry.time}
    crawl = entry.data["crawl"]
    if not rows.connection.execute(update(Crawl).where(Crawl.id == crawl).values(**values)).rowcount:
        rows.connection.execute(insert(Crawl).values(id=crawl, **values))


def _crawl_ends(rows: Rows, entry: EventEntry) -> None:
    values = {"ended": entry.time, "reason": entry.data["reason"], "counts": entry.data["counts"]}
    rows.connection.execute(update(Crawl).where(Crawl.id == entry.data["crawl"]).values(**values))


def _problem(rows: Rows, entry: EventEntry) -> None:
    portal, url, kind = (entry.data.get(n) for n in ("portal", "url", "kind"))
    rows.need_portal(portal, entry.time)
    key = problem_id(portal, url, str(kind))
    met = rows.connection.execute(
        select(Problem.times, Problem.resolved, Problem.last_seen).where(Problem.id == key)
    ).first()
    evidence = entry.data.get("evidence", "")
    if met is None:
        rows.connection.execute(
            insert(Problem).values(
                id=key, portal=portal, url=url, kind=kind, evidence=evidence,
                first_seen=entry.time, last_seen=entry.time, times=1,
            )
        )  # fmt: skip
    elif met.last_seen < entry.time:
        again = {"first_seen": entry.time, "times": 1, "resolved": None} if met.resolved else {"times": met.times + 1}
        rows.connection.execute(
            update(Problem).where(Problem.id == key).values(evidence=evidence, last_seen=entry.time, **again)
        )


def _resolved(rows: Rows, entry: EventEntry) -> None:
    rows.connection.execute(update(Problem).where(Problem.id == entry.data["problem"]).values(resolved=entry.time))


def _absent(rows: Rows, entry: EventEntry) -> None:
    """A successful visit found a document gone; the first one begins its absence."""
    key = entry.data["document"]
    known = rows.document(key)
    if known is None:
        return
    values = {"absences": known.absences + 1}
    if known.state == "present":
        values |= {"state": "gone", "state_since": entry.time}
    rows.connection.execute(update(Document).where(Document.id == key).values(**values))
    rows.flush()


def _concluded(rows: Rows, entry: EventEntry) -> None:
    """Repeated visits agree that a document was withdrawn, or that it moved; its absence keeps its beginning."""
    changed = update(Document).where(Document.id == entry.data["document"], Document.state == "gone")
    rows.connection.execute(changed.values(state=entry.event))


_EVENTS = {
    "crawl-begin": _crawl_begins,
    "crawl-end": _crawl_ends,
    "problem": _problem,
    "resolved": _resolved,
    "absent": _absent,
    "withdrawn": _concluded,
    "moved": _concluded,
}
