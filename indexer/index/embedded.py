"""The embedded backend: segments in a folder, one list of them that is replaced with each commit.

Any number of processes and threads may read while one writes; a second writer is told who holds the lock.  A crash
at any moment leaves the last commit; what it left half written is removed by the next update.
"""

import json
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from crawler.archive.lock import hold
from indexer.index.files import Cache, settle, write_json
from indexer.index.merge import merge
from indexer.index.schema import fingerprint
from indexer.index.segment import Segment, write
from indexer.index.snapshot import Snapshot, load
from indexer.index.workers import built
from indexer.search.aggregate import series
from indexer.search.answer import controls, search
from indexer.search.model import IndexMismatch, Record, SearchRequest, SearchResult, Series
from indexer.search.records import records

CACHE_BYTES = 128 * 1024 * 1024
BATCH = 2_000
"""Entries that are built at a time; more make a batch larger in memory, not faster."""

TIER = 8
"""Segments are put together until each is so many times larger than all smaller ones: few at any time, cheap to add."""


class EmbeddedIndex:
    """An index of reports in a folder; see :class:`indexer.search.model.Backend`."""

    def __init__(self, folder: Path, *, anew: bool = False, cache_bytes: int = CACHE_BYTES) -> None:
        self.folder = folder
        self._list = folder / "index.json"
        self._anew = anew
        self._cache = Cache(cache_bytes)
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._snapshot = Snapshot(0, (), self._cache)
        self.snapshot()

    # -- reading -------------------------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search on the last commit.  Raises QueryError."""
        return search(self.snapshot(), request)

    def records(
        self, request: SearchRequest, cells: Iterable[str] = (), text: bool = False, details: bool = False
    ) -> Iterator[Record]:
        """Yield every report that a request matches, all from one commit.  Raises QueryError."""
        return records(self.snapshot(), request, tuple(cells), text, details)

    def series(self, lines: Mapping[str, SearchRequest], numbers: Sequence[str], by: str = "year") -> Series:
        """Aggregate numbers by a facet, for each of the requests.  Raises QueryError."""
        return series(self.snapshot(), lines, numbers, by)

    def controls(self, request: SearchRequest) -> SearchRequest:
        """Return the same search with what its line says moved into filters, ranges and order.  Raises QueryError."""
        return controls(self.snapshot(), request)

    def is_made(self) -> bool:
        """Whether there was a commit: an index that was never written has nothing to say."""
        return self._stamp() is not None

    def version(self) -> str:
        """Name the commit: its number, its time and what it was made with."""
        snapshot = self.snapshot()
        return f"{snapshot.generation} of {snapshot.time} ({fingerprint()})"

    def ids(self) -> dict[str, str]:
        """Return the report ids in the index, each with the digest of the entry it was built from."""
        found: dict[str, str] = {}
        for part in self.snapshot().parts:
            pairs = zip(part.segment.ids, part.segment.digests, strict=True)
            found |= {i: d for n, (i, d) in enumerate(pairs) if part.alive is None or part.alive[n]}
        return found

    def snapshot(self) -> Snapshot:
        """Return the last commit; opened again only after it changed."""
        with self._lock:
            while (seen := self._stamp()) != self._seen:
                listed = self._read_list()
                known = {part.segment.name: part.segment for part in self._snapshot.parts}
                try:
                    self._snapshot = load(self.folder, listed, self._cache, known)
                except FileNotFoundError:
                    if self._stamp() != seen:
                        continue  # another commit came between the list and its segments
                    raise
                self._seen = seen
            return self._snapshot

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._list.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino

    def _read_list(self) -> dict[str, Any]:
        if self._stamp() is None:
            return {"fingerprint": fingerprint(), "generation": 0, "segments": []}
        listed: dict[str, Any] = json.loads(self._list.read_text("utf-8"))
        if self._anew:
            return {"fingerprint": fingerprint(), "generation": listed["generation"], "segments": []}
        if listed["fingerprint"] != fingerprint():
            raise IndexMismatch(
                f"the index in {self.folder} was made with {listed['fingerprint']}, this program uses "
                f"{fingerprint()}: run `nianbao index --rebuild`"
            )
        return listed

    def forget(self) -> None:
        """Empty the cache (for measuring)."""
        self._cache.forget(lambda key: True)

    # -- writing -------------------------------------------------------------------------------------------------

    def update(self, entries: Iterable[dict[str, Any]], deleted: Iterable[str] = ()) -> int:
        """Add or replace entries and remove ``deleted`` ids in one commit; return how many were written.

        A report as ``entry`` takes it is as good as an entry.  Raises LockHeld, naming the
        holder, while another process writes.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with hold(self.folder / "write.lock", "writing the index"):
            listed = self._read_list()
            if not self._anew:
                self._sweep(listed)
            names = self._new_names(listed)
            made = [self._write(next(names), arrays) for arrays in built(_batches(entries), BATCH)]
            gone = set(deleted)
            written: dict[str, str] = {}
            for segment in made:
                written |= dict.fromkeys(segment.ids, segment.name)
            if not written and not self._anew and not gone & self.ids().keys():
                return 0
            kept = self._delete(listed, gone | written.keys(), names)
            fresh = [self._listed(segment, _superseded(segment, written), names) for segment in made if segment.size]
            listed["segments"] = self._merged([*kept, *fresh], names)
            listed["generation"] += 1
            listed["time"] = datetime.now(UTC).isoformat(timespec="seconds")
            write_json(self._list, listed)
            self._anew = False
            self._sweep(listed)
        return len(written)

    def _write(self, name: str, arrays: Any) -> Segment:
        write(self.folder / name, arrays)
        return Segment(self.folder / name, Cache(0))

    def _delete(self, listed: dict[str, Any], gone: set[str], names: Iterator[str]) -> list[dict[str, Any]]:
        """Return the listed segments with the documents of ``gone`` marked deleted."""
        kept = []
        for item in listed["segments"]:
            segment = Segment(self.folder / item["name"], Cache(0))
            marked = np.array([n for n, i in enumerate(segment.ids) if i in gone], np.uint32)
            before = np.fromfile(self.folder / item["deleted"], "<u4") if item["deleted"] else marked[:0]
            dead = np.union1d(before, marked)
            if len(dead) == segment.size:
                continue
            kept.append(item if len(dead) == len(before) else self._listed(segment, dead, names))
        return kept

    def _listed(self, segment: Segment, dead: np.ndarray, names: Iterator[str]) -> dict[str, Any]:
        mark = ""
        if len(dead):
            mark = f"{next(names)}.deleted"
            with (self.folder / mark).open("wb") as file:
                dead.astype("<u4").tofile(file)
                settle(file)
        return {"name": segment.name, "size": segment.size, "dead": len(dead), "deleted": mark}

    def _merged(self, items: list[dict[str, Any]], names: Iterator[str]) -> list[dict[str, Any]]:
        """Put segments together where there are too many, or where one is mostly deleted."""
        due = due_for_merge(items)
        if not due:
            return items
        snapshot = load(self.folder, {"generation": 0, "segments": due}, Cache(0), {})
        name = next(names)
        merge(self.folder / name, snapshot.parts)
        segment = Segment(self.folder / name, Cache(0))
        kept = [item for item in items if item not in due]
        return [*kept, self._listed(segment, np.zeros(0, np.uint32), names)]

    def _new_names(self, listed: dict[str, Any]) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            yield f"{listed['generation'] + 1:06}-{number:04}"

    def _sweep(self, listed: dict[str, Any]) -> None:
        """Remove what no commit refers to: what a crash left, and what a commit replaced."""
        used = {"index.json", "write.lock"}
        used |= {item[key] for item in listed["segments"] for key in ("name", "deleted")}
        for path in self.folder.iterdir():
            if path.name not in used:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def due_for_merge(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Choose what to merge, so that each segment is TIER times larger than all after it and none a third dead."""
    due: list[dict[str, Any]] = []
    for item in sorted(items, key=lambda item: int(item["size"])):
        if not due or item["size"] < TIER * sum(other["size"] for other in due):
            due.append(item)
    if len(due) == 1:
        due = []
    return due + [item for item in items if item["dead"] * 3 > item["size"] and item not in due]


def _superseded(segment: Segment, written: dict[str, str]) -> np.ndarray:
    """Return the documents whose id was given again later in the same update."""
    last = {i: n for n, i in enumerate(segment.ids)}
    stale = [n for n, i in enumerate(segment.ids) if written[i] != segment.name or last[i] != n]
    return np.array(stale, np.uint32)


def _batches(entries: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for item in entries:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
