"""The WARC file that a writer process appends to: taken or begun when needed, locked while held, rotated by size."""

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import FileIO
from pathlib import Path

from config.settings import Settings
from crawler.archive import records
from crawler.archive.fetch import ArchiveError


@dataclass(frozen=True, slots=True)
class Written:
    """Where a group of records lies: file name, offset, length of the first record, and offset after the last."""

    file: str
    offset: int
    length: int
    end: int


def lock_file(file: FileIO) -> bool:
    """Take the kernel's lock on an open WARC file; False where a live writer holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def user_agent(settings: Settings) -> str:
    """Return how the crawler names itself to portals, with the operator's contact."""
    contact = settings.contact or "annual reports on information disclosure; no contact set"
    return f"Nianbao/{version('nianbao')} (+{contact})"


class WarcWriter:
    """Appends groups of records, each with one write; nothing counts before :meth:`flush` has put it on the disk.

    ``is_clean`` tells of a file name and its size whether the catalogue knows all of its bytes; only such a file is
    continued, so that nothing is ever written behind a torn end.
    """

    def __init__(self, folder: Path, settings: Settings, is_clean: Callable[[str, int], bool]) -> None:
        self._folder = folder
        self._settings = settings
        self._is_clean = is_clean
        self._file: FileIO | None = None
        self._name = ""
        self._size = 0
        self._flushed = 0

    def append(self, members: list[bytes]) -> Written:
        """Write one group.  Raises ArchiveError where the disk refuses; then :meth:`rollback`."""
        file = self._ready()
        place = Written(self._name, self._size, len(members[0]), self._size + sum(map(len, members)))
        try:
            _write_all(file, b"".join(members))
        except OSError as error:
            raise ArchiveError(f"{self._folder / self._name}: cannot be written: {error.strerror}") from error
        self._size = place.end
        return place

    def flush(self) -> tuple[str, int] | None:
        """Put what was appended on the disk; return the file's name and size, None where nothing was appended."""
        if self._file is None or self._size == self._flushed:
            return None
        os.fdatasync(self._file.fileno())
        self._flushed = self._size
        return self._name, self._size

    def rollback(self, size: int | None = None) -> None:
        """Take back what was appended since ``size``, or since the last flush."""
        if self._file is not None:
            self._size = self._flushed = self._flushed if size is None else size
            self._file.truncate(self._size)
            self._file.seek(self._size)

    @property
    def size(self) -> int | None:
        """Size of the file in hand; None where none is open."""
        return None if self._file is None else self._size

    def rotate(self) -> None:
        """Let go of a full file; called between two commits."""
        if self._file is not None and self._size >= self._settings.warc_max_bytes:
            self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _ready(self) -> FileIO:
        if self._file is None:
            self._file = self._continued() or self._begun()
            self._introduce(self._file)
        return self._file

    def _continued(self) -> FileIO | None:
        """Take over the newest file that is not full, not held and has no end that the catalogue does not know."""
        for path in sorted(self._folder.glob("*.warc.gz"), reverse=True)[:16]:
            if path.stat().st_size >= self._settings.warc_max_bytes:
                continue
            file = FileIO(path, "r+")
            size = file.seek(0, os.SEEK_END) if lock_file(file) else -1
            if size >= 0 and self._is_clean(path.name, size):
                self._name, self._size, self._flushed = path.name, size, size
                return file
            file.close()
        return None

    def _begun(self) -> FileIO:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        for serial in range(100_000):
            path = self._folder / f"nianbao-{stamp}-{serial:05d}-{os.getpid()}.warc.gz"
            try:
                file = FileIO(path, "x")
            except FileExistsError:
                continue
            if lock_file(file):
                self._name, self._size, self._flushed = path.name, 0, 0
                return file
            file.close()
        raise ArchiveError(f"{self._folder}: no free name for a new WARC file")

    def _introduce(self, file: FileIO) -> None:
        fields = {
            "software": f"Nianbao/{version('nianbao')}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "http-header-user-agent": user_agent(self._settings),
            "robots": "obey",
            "operator": self._settings.contact,
        }
        info = records.warcinfo(self._name, fields)
        _write_all(file, info)
        self._size += len(info)


def _write_all(file: FileIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) or 0 :]
