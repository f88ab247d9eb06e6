"""Local files and folders → archive, as resource records with where they came from.  Called by `nianbao import`."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from sqlalchemy import select

from crawler.archive.archive import Archive
from crawler.archive.catalogue import Document, document_id
from crawler.archive.fetch import Fetch, Outcome, Stored

BATCH = 64
BATCH_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: the archive's outcome, or "failed" with the reason."""

    path: Path
    outcome: Outcome | str
    reason: str = ""
    length: int = 0
    capture_id: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    folder: str
    reason: str = ""


def import_paths(
    archive: Archive, paths: Iterable[Path], progress: Callable[[int, int], None] = lambda done, of: None
) -> Iterator[Imported]:
    """Archive files, and folders with all that is in them, in the order of their names; yield what became of each.

    The bytes and the name are kept exactly.  A file that was imported from the same path with the same bytes writes
    nothing; with other bytes it is a new capture of the same document.  In folders, hidden files are left out, and
    symbolic links are followed to files inside the folder only.
    """
    found = [file for path in paths for file in _walk(path)]
    batch: list[Fetch] = []
    waiting: list[Imported] = []
    for done, file in enumerate(found, 1):
        result, fetch = _look(archive, file)
        waiting.append(result)
        if fetch is not None:
            batch.append(fetch)
        if len(waiting) >= BATCH or sum(len(f.body) for f in batch) >= BATCH_BYTES or done == len(found):
            yield from _settled(waiting, archive.store_many(batch) if batch else [])
            batch, waiting = [], []
            progress(done, len(found))


def _settled(waiting: list[Imported], stored: list[Stored]) -> Iterator[Imported]:
    outcomes = iter(stored)
    for result in waiting:
        if result.outcome:
            yield result
        else:
            done = next(outcomes)
            yield Imported(result.path, done.outcome, "", result.length, done.capture_id)


def _look(archive: Archive, file: _Found) -> tuple[Imported, Fetch | None]:
    """Read one file; return its result, whose outcome is open ("") where there is something to store."""
    if file.reason:
        return Imported(file.path, "failed", file.reason), None
    try:
        data = _read(file.path, archive.settings.max_original_bytes)
    except OSError as error:
        return Imported(file.path, "failed", (error.strerror or str(error)).lower()), None
    except ValueError as error:
        return Imported(file.path, "failed", str(error)), None
    url = file.path.as_uri()
    if _is_known(archive, url, data):
        return Imported(file.path, "unchanged", "", len(data)), None
    return Imported(file.path, "", "", len(data)), Fetch(
        url=url,
        kind="file",
        title=_printable(file.path.name),
        column=file.folder,
        body=data,
        source=_printable(str(file.path)),
    )


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        facts = os.fstat(file.fileno())
        if not S_ISREG(facts.st_mode):
            raise ValueError("not a regular file")
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"larger than {most} bytes (setting max_original_bytes)")
    return data


def _is_known(archive: Archive, url: str, data: bytes) -> bool:
    query = select(Document.wire_digest).where(Document.id == document_id(url), Document.state == "present")
    with archive.engine.connect() as connection:
        return connection.execute(query).scalar() == hashlib.sha256(data).hexdigest()


def _walk(path: Path) -> Iterator[_Found]:
    """Yield a file, or the files of a folder in the order of their names."""
    root = path.absolute()
    try:
        root = root.resolve(strict=True)
    except OSError as error:
        yield _Found(root, "", (error.strerror or str(error)).lower())
        return
    if not root.is_dir():
        yield _leaf(root, root.parent, "")
        return
    closed: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=closed.append):
        folders[:] = sorted((f for f in folders if not f.startswith(".")), key=os.fsencode)
        inside = _printable(str(Path(root.name) / Path(folder).relative_to(root)))
        for name in sorted((n for n in names if not n.startswith(".")), key=os.fsencode):
            yield _leaf(Path(folder) / name, root, inside)
    for refusal in closed:
        yield _Found(Path(os.fsdecode(refusal.filename or root)), "", (refusal.strerror or str(refusal)).lower())


def _leaf(path: Path, root: Path, folder: str) -> _Found:
    if not path.is_symlink():
        # A pipe or device would block the read; it is told from a file before it is opened.
        return _Found(path, folder, "" if path.is_file() else "not a regular file")
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return _Found(path, folder, "a symbolic link to nothing")
    if not target.is_relative_to(root) or not target.is_file():
        return _Found(path, folder, "a symbolic link out of the folder")
    return _Found(path, folder)


def _printable(text: str) -> str:
    """A name that is not UTF-8 is shown with replacement characters; its bytes stay in the file URI."""
    return os.fsencode(text).decode("utf-8", "replace")
