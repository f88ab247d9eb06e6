"""Reading WARC files back, a gzip member at a time: for recovery, verify, rebuild and originals."""

import hashlib
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from crawler.archive import entries
from crawler.archive.entity import EncodingError, decoded
from crawler.archive.entries import CaptureEntry, Entry
from crawler.archive.records import capture_id

CHUNK = 1 << 16
IN_MEMORY = 1 << 23
PRIMARY = ("response", "revisit", "resource")


class Damaged(Exception):  # noqa: N818 - a name that reads as what it says
    """Bytes of a WARC file cannot be read, from ``offset`` on; ``torn`` says that the file just ends there."""

    def __init__(self, message: str, offset: int, *, torn: bool = False) -> None:
        super().__init__(message)
        self.offset = offset
        self.torn = torn


@dataclass(slots=True)
class Member:
    """One gzip member: where it lies and its unpacked bytes."""

    offset: int
    length: int
    stream: IO[bytes]


@dataclass(slots=True)
class Group:
    """The records of one fetch or event that were written together; ``end`` is the offset after the last one.

    ``entry`` is None for a warcinfo record.  ``length`` is that of the first record, which holds the payload.  Where
    digests were recomputed, ``wire_digest`` is the payload's SHA-256, ``digest`` the same with its content-encoding
    undone, and ``faults`` says which digests in the records themselves are wrong.
    """

    offset: int
    length: int
    kind: str
    capture: str | None = None
    end: int = 0
    entry: Entry | None = None
    wire_digest: str | None = None
    digest: str | None = None
    faults: tuple[str, ...] = ()


def members(file: IO[bytes], start: int = 0, end: int | None = None) -> Iterator[Member]:
    """Yield the gzip members from ``start`` on.  Raises Damaged at the first byte that is none."""
    file.seek(start)
    offset, pending = start, b""
    while True:
        decoder = zlib.decompressobj(wbits=31)
        length = 0
        with SpooledTemporaryFile(max_size=IN_MEMORY) as out:
            while not decoder.eof:
                if not pending:
                    limit = CHUNK if end is None else min(CHUNK, end - offset - length)
                    pending = file.read(limit) if limit > 0 else b""
                if not pending:
                    if length == 0:
                        return
                    raise Damaged(f"the record at byte {offset} ends too soon", offset, torn=True)
                try:
                    data = decoder.decompress(pending, IN_MEMORY)
                except zlib.error as error:
                    raise Damaged(f"no readable record at byte {offset}: {error}", offset) from error
                rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
                length += len(pending) - len(rest)
                pending = rest
                out.write(data)
            out.seek(0)
            yield Member(offset, length, out)
        offset += length


def groups(path: Path, start: int = 0, end: int | None = None, *, check: bool = False) -> Iterator[Group]:
    """Yield the whole groups of a WARC file from ``start``; ``check`` recomputes digests.

    Raises Damaged where a record is torn or damaged, its ``offset`` being the end of the last whole group.
    """
    whole = start
    group: Group | None = None
    with path.open("rb") as file:
        try:
            for member in members(file, start, end):
                group = _add(group, member, check)
                if group.entry is not None or group.kind == "warcinfo":
                    yield group
                    whole, group = group.end, None
        except Damaged as error:
            raise Damaged(f"{path.name}: {error}", whole, torn=error.torn) from error
    if group is not None:
        raise Damaged(f"{path.name}: the records from byte {group.offset} on are incomplete", whole, torn=True)


def _add(group: Group | None, member: Member, check: bool) -> Group:
    """Put the next record to the group that it belongs to, or begin a new one."""
    record = _parse(member.stream, member.offset, check)
    kind = record.rec_type
    if kind in (*PRIMARY, "warcinfo"):
        if group is not None:
            raise Damaged(f"the records from byte {group.offset} on are incomplete", group.offset)
        group = Group(member.offset, member.length, kind)
        group.capture = None if kind == "warcinfo" else main_capture(record, member.offset)
        if check:
            group.wire_digest, group.digest = _digests(record)
    elif kind == "metadata":
        group = _closed(group, record, member)
    elif group is None:
        raise Damaged(f"the {kind} record at byte {member.offset} belongs to no response", member.offset)
    group.end = member.offset + member.length
    if check:
        while record.raw_stream.read(CHUNK):
            pass
        group.faults += tuple(record.digest_checker.problems)
    return group


def _closed(group: Group | None, record: Any, member: Member) -> Group:
    try:
        entry = entries.from_json(record.raw_stream.read())
    except ValueError as error:
        raise Damaged(f"metadata at byte {member.offset}: {error}", member.offset) from error
    if isinstance(entry, CaptureEntry) and (group is None or group.capture != entry.id):
        raise Damaged(f"metadata at byte {member.offset} is not that of the record before it", member.offset)
    group = group or Group(member.offset, member.length, "metadata")
    group.entry = entry
    return group


def main_capture(record: Any, offset: int) -> str:
    """Return the capture id of a response, revisit or resource record at ``offset``.  Raises Damaged."""
    try:
        return capture_id(record.rec_headers.get_header("WARC-Record-ID") or "")
    except ValueError as error:
        raise Damaged(f"the record at byte {offset} has no readable id", offset) from error


def _parse(stream: Any, offset: int, check: bool = False) -> Any:
    try:
        loader = ArcWarcRecordLoader(arc2warc=False)
        return loader.parse_record_stream(stream, known_format="warc", check_digests=check)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError) as error:
        raise Damaged(f"no WARC record at byte {offset}: {error}", offset) from error


def _digests(record: Any) -> tuple[str, str | None]:
    """Return the SHA-256 of a record's body as it came, and with its content-encoding undone (None: it cannot be)."""
    wire = hashlib.sha256()
    entity: Any = hashlib.sha256()

    def body() -> Iterator[bytes]:
        for chunk in iter(partial(record.raw_stream.read, CHUNK), b""):
            wire.update(chunk)
            yield chunk

    stream = body()
    try:
        for piece in decoded(stream, content_encoding(record)):
            entity.update(piece)
    except EncodingError:
        entity = None
    deque(stream, 0)
    return wire.hexdigest(), entity.hexdigest() if entity else None


def content_encoding(record: Any) -> str | None:
    """Return the Content-Encoding header of an HTTP record."""
    head = record.http_headers
    return head.get_header("Content-Encoding") if head else None


def record_at(file: IO[bytes], offset: int) -> Any:
    """Return warcio's record at an offset; its ``raw_stream`` is the body as it came.  Raises Damaged, OSError."""
    file.seek(offset)
    return _parse(DecompressingBufferedReader(file, block_size=CHUNK), offset)
