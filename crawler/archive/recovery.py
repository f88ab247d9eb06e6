"""After a kill: cut torn ends, roll forward records that are whole on disk but unknown to the catalogue.

Called when the archive is opened for writing.  Only files that no live process holds are looked at, and of these only
what lies behind the bytes that the catalogue knows; with nothing to do it costs one query and a stat for each file.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from io import FileIO
from pathlib import Path

from sqlalchemy import Engine, select

from crawler.archive.apply import apply, note_length
from crawler.archive.catalogue import WarcFile
from crawler.archive.merging import Tail, merged
from crawler.archive.rows import Rows
from crawler.archive.warcreader import Damaged
from crawler.archive.warcwriter import Written, lock_file

BATCH = 500


def recover(engine: Engine, folder: Path) -> Iterator[str]:
    """Mend the files of ``folder``; yield one line for each thing that was done or found."""
    with engine.connect() as connection:
        known = {row.name: row.length for row in connection.execute(select(WarcFile.name, WarcFile.length))}
    for name in sorted(set(known) - {path.name for path in folder.glob("*.warc.gz")}):
        yield f"{folder / name} is missing; `nianbao verify` names what was in it"
    with ExitStack() as stack:
        tails = []
        for path in sorted(folder.glob("*.warc.gz")):
            length, size = known.get(path.name, 0), path.stat().st_size
            if size < length:
                yield f"{path} has {size} bytes where the catalogue knows {length}; restore it from a copy"
            elif size > length and (file := _held(stack, path)) is not None:
                # The writer may have committed between the query and the lock: then there is nothing left to do.
                length = _known_length(engine, path.name)
                if file.seek(0, os.SEEK_END) > length:
                    tails.append(Tail(path, length))
        yield from _roll_forward(engine, tails)


def _held(stack: ExitStack, path: Path) -> FileIO | None:
    file = stack.enter_context(FileIO(path, "r+"))
    return file if lock_file(file) else None


def _known_length(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        return connection.execute(select(WarcFile.length).where(WarcFile.name == name)).scalar() or 0


def _roll_forward(engine: Engine, tails: list[Tail]) -> Iterator[str]:
    """Apply whole records in the order in which they were stored, then cut what is torn."""
    rolled = take_in(engine, tails)
    for tail in tails:
        if rolled.get(tail.path.name):
            yield f"{tail.path}: {rolled[tail.path.name]} records that the catalogue did not know were taken in"
        if tail.damage is not None:
            yield _mend(tail, tail.damage)
        with engine.begin() as connection:
            note_length(connection, tail.path.name, tail.whole)


def take_in(engine: Engine, tails: list[Tail]) -> dict[str, int]:
    """Apply the entries behind each tail's start, oldest first; return how many there were in each file."""
    counts: dict[str, int] = {}
    pending = merged(tails)
    while True:
        with engine.begin() as connection:
            rows, done = Rows(connection), 0
            for tail, group in pending:
                if group.entry is not None:
                    apply(rows, group.entry, Written(tail.path.name, group.offset, group.length, group.end))
                    counts[tail.path.name] = counts.get(tail.path.name, 0) + 1
                done += 1
                if done >= BATCH:
                    break
            rows.flush()
        if done < BATCH:
            return counts


def _mend(tail: Tail, damage: Damaged) -> str:
    size = tail.path.stat().st_size
    if not (damage.torn or _only_zeros(tail.path, tail.whole)):
        return f"{damage}; left as it is, restore the file from a copy (`nianbao verify` names what differs)"
    with tail.path.open("r+b") as file:
        file.truncate(tail.whole)
    return f"{tail.path}: a torn end of {size - tail.whole} bytes at byte {tail.whole} was cut off"


def _only_zeros(path: Path, start: int) -> bool:
    """A power cut can leave a file longer than what was written to it."""
    with path.open("rb") as file:
        file.seek(start)
        while data := file.read(1 << 16):
            if data.strip(b"\0"):
                return False
    return True
