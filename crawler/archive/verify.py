"""Verify: recompute every digest from the WARC files and compare archive and catalogue, both ways, streaming.

Called by `nianbao verify` (through ``indexer.maintenance``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, String, literal, or_, select
from sqlalchemy.orm import aliased

from crawler.archive.apply import row
from crawler.archive.archive import Archive
from crawler.archive.catalogue import Capture, Document, WarcFile
from crawler.archive.entries import CaptureEntry
from crawler.archive.warcreader import Damaged, Group, groups
from crawler.archive.warcwriter import Written, lock_file

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree: where it is (a WARC file and byte, a capture, a document), and what is wrong."""

    where: str
    message: str


def verify(archive: Archive, progress: Callable[[int, int], None] = lambda done, of: None) -> Iterator[Difference]:
    """Yield what differs between the WARC files and the catalogue; ``progress`` is called with (bytes done, of)."""
    with archive.engine.connect() as connection:
        known = {found.name: found.length for found in connection.execute(select(WarcFile.name, WarcFile.length))}
    paths = {path.name: path for path in archive.folder.glob("*.warc.gz")}
    of, done = sum(known.values()), 0
    for name in sorted(known.keys() | paths.keys()):
        if name not in paths:
            yield Difference(name, "the file is missing; restore it from a copy")
            continue
        yield from _file(archive.engine, paths[name], known.get(name, 0))
        done += known.get(name, 0)
        progress(done, of)
    yield from _lost_files(archive.engine, paths.keys() | known.keys())
    yield from _documents(archive.engine)


def _file(engine: Engine, path: Path, known: int) -> Iterator[Difference]:
    """Compare one file with the captures that the catalogue has in it, both in the order of their offsets."""
    size = path.stat().st_size
    if size < known:
        yield Difference(path.name, f"{size} bytes where the catalogue knows {known}; restore it from a copy")
    elif size > known and not _is_being_written(path):
        yield Difference(
            path.name, f"{size - known} bytes at the end are not in the catalogue; the next crawl or import mends it"
        )
    captures = _captures(engine, path.name)
    waiting = next(captures, None)
    try:
        for group in groups(path, 0, known, check=True):
            for fault in group.faults:
                yield Difference(f"{path.name} byte {group.offset}", fault)
            if not isinstance(group.entry, CaptureEntry):
                continue
            while waiting is not None and waiting.record_offset < group.offset:
                yield _without_record(path.name, waiting)
                waiting = next(captures, None)
            if waiting is None or waiting.record_offset > group.offset:
                yield Difference(
                    f"{path.name} byte {group.offset}", f"capture {group.entry.id} is not in the catalogue"
                )
                continue
            yield from _capture(path.name, group, group.entry, waiting)
            waiting = next(captures, None)
    except Damaged as damage:
        yield Difference(f"{path.name} byte {damage.offset}", f"{damage}; restore the file from a copy")
    while waiting is not None:
        yield _without_record(path.name, waiting)
        waiting = next(captures, None)


def _capture(name: str, group: Group, entry: CaptureEntry, found: Any) -> Iterator[Difference]:
    where = f"capture {found.id}"
    if entry.record != "revisit":
        if group.wire_digest != found.wire_digest:
            yield Difference(where, f"its body in {name} at byte {group.offset} has another digest than the catalogue")
        elif group.digest not in (found.digest, None):
            yield Difference(
                where, f"its original in {name} at byte {group.offset} has another digest than the catalogue"
            )
    for column, value in row(entry, Written(name, group.offset, group.length, group.end)).items():
        if getattr(found, column) != value:
            yield Difference(where, f"{column} is {getattr(found, column)!r} in the catalogue and {value!r} in {name}")


def _without_record(name: str, found: Any) -> Difference:
    return Difference(f"capture {found.id}", f"no record of it in {name} at byte {found.record_offset}")


def _captures(engine: Engine, name: str) -> Iterator[Any]:
    """Yield the captures of one file by offset, a page of rows at a time."""
    last = -1
    query = select(Capture).where(Capture.warc_file == name).order_by(Capture.record_offset).limit(PAGE)
    while True:
        with engine.connect() as connection:
            rows = connection.execute(query.where(Capture.record_offset > last)).all()
        yield from rows
        if len(rows) < PAGE:
            return
        last = rows[-1].record_offset


def _lost_files(engine: Engine, names: set[str]) -> Iterator[Difference]:
    with engine.connect() as connection:
        found = connection.execute(select(Capture.warc_file).distinct()).scalars().all()
    for name in sorted(set(found) - names):
        yield Difference(name, "the catalogue has captures in this file, which is missing; restore it from a copy")


def _documents(engine: Engine) -> Iterator[Difference]:
    """Documents whose captures the catalogue does not have."""
    for column in ("latest_capture", "payload_capture", "version_capture"):
        capture = aliased(Capture)
        reference = getattr(Document, column)
        query = (
            select(Document.id, reference.label("capture"), literal(column, String).label("name"))
            .outerjoin(capture, capture.id == reference)
            .where(reference.is_not(None), or_(capture.id.is_(None), capture.document_id != Document.id))
        )
        with engine.connect() as connection:
            for found in connection.execute(query):
                yield Difference(f"document {found.id}", f"its {found.name} {found.capture} is no capture of it")


def _is_being_written(path: Path) -> bool:
    with FileIO(path, "r") as file:
        return not lock_file(file)
