"""Arrays in files: written once, then only read, by position and through one bounded cache.

Reading by position (``os.pread``) instead of mapping keeps the memory of a server at the cache's size, and needs no
lock between threads.  Used by ``indexer.index.segment``.
"""

import json
import mmap
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from config.errors import OperatorError

T = TypeVar("T")
Table = dict[str, tuple[str, int, int]]
LOOKED = 20_000
"""Elements that are looked up in a mapped file before its pages are given back."""

SHORT = 4_096
"""Bytes that are copied out of the mapped file; more are read past it, or the process would keep their pages."""

ALIGNED = 64
"""Each array begins at a multiple of so many bytes, as vector instructions like it."""


class Cache:
    """Keeps what was computed or read last, up to ``limit`` bytes of arrays; threads share it."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._size = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under ``key``, else make and keep it (two threads may both make it)."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return cast(T, found[0])
        made = make()
        size = _bytes(made)
        with self._lock:
            if key not in self._kept and size <= self.limit // 4:
                self._kept[key] = (made, size)
                self._size += size
            while self._size > self.limit:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._size -= dropped
        return made

    def forget(self, wanted: Callable[[Hashable], bool]) -> None:
        """Drop what is kept under keys that are ``wanted`` gone."""
        with self._lock:
            for key in [key for key in self._kept if wanted(key)]:
                self._size -= self._kept.pop(key)[1]


def _bytes(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.nbytes + 100
    if isinstance(value, tuple):
        return sum(map(_bytes, value))
    return 4_000 if isinstance(value, dict) else 200


class Packed:
    """Many arrays in one file, open for reading at any place.

    ``table`` maps an array's name to its type, where it begins (bytes) and how many elements it has.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self._table = {name: (np.dtype(kind), start, count) for name, (kind, start, count) in table.items()}
        self._descriptor = os.open(path, os.O_RDONLY)
        with path.open("rb") as file:
            self._mmap = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._mmap.madvise(mmap.MADV_RANDOM)  # single elements are looked at: do not read their neighbours too
        self._map = np.frombuffer(self._mmap, np.uint8)
        self._looked = 0

    def read(self, name: str, start: int = 0, end: int | None = None) -> np.ndarray:
        """Return elements ``start:end`` of an array; it cannot be written to."""
        return np.frombuffer(self.bytes(name, start, end), self._table[name][0])

    def bytes(self, name: str, start: int = 0, end: int | None = None) -> bytes:
        """Return elements ``start:end`` of an array as bytes."""
        kind, first, count = self._table[name]
        wanted = ((count if end is None else end) - start) * kind.itemsize
        at = first + start * kind.itemsize
        found = self._mmap[at : at + wanted] if wanted <= SHORT else os.pread(self._descriptor, wanted, at)
        while len(found) < wanted:  # one pread gives at most 2 GB
            more = os.pread(self._descriptor, wanted - len(found), at + len(found))
            if not more:
                raise OperatorError("an index file is shorter than its table says: run `nianbao index --rebuild`")
            found += more
        return found

    def mapped(self, name: str) -> np.ndarray:
        """Return an array as part of the mapped file: only what is looked at is read, and the system may drop it."""
        kind, first, count = self._table[name]
        return self._map[first : first + count * kind.itemsize].view(kind)

    def contains(self, name: str, start: int, end: int, needles: np.ndarray) -> np.ndarray:
        """Mark the needles (ascending) that are among the ascending elements ``start:end``, without reading these."""
        hay = self.mapped(name)[start:end]
        if not len(hay):
            return np.zeros(len(needles), bool)
        at = np.searchsorted(hay, needles)
        at[at == len(hay)] = 0
        found = np.asarray(hay[at] == needles)
        self._looked += len(needles)
        if self._looked > LOOKED:
            self._looked = 0
            kind, first, count = self._table[name]
            begin = first - first % mmap.PAGESIZE
            rest = first + count * kind.itemsize - begin
            self._mmap.madvise(mmap.MADV_DONTNEED, begin, rest)  # the pages stay with the system, not with this process
        return found

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)


class Packer:
    """Writes arrays one after the other into one file; ``table`` is what :class:`Packed` needs to find them."""

    def __init__(self, path: Path) -> None:
        self.table: Table = {}
        self._path = path
        self._file = path.open("w+b")
        self._at = 0

    def add(self, name: str, array: np.ndarray | bytes) -> None:
        """Write an array (little-endian) or a string of bytes."""
        data = np.frombuffer(array, np.uint8) if isinstance(array, bytes) else np.ascontiguousarray(array)
        kind = data.dtype.newbyteorder("<")
        self._enter(name, kind, data.size)
        data.astype(kind, copy=False).tofile(self._file)
        self._file.flush()

    def room(self, name: str, kind: str, count: int) -> np.ndarray:
        """Make room for an array that is filled in pieces; return it, mapped for writing."""
        at = self._enter(name, np.dtype(kind), count)
        self._file.truncate(self._at)
        self._file.seek(self._at)
        return np.memmap(self._path, kind, "r+", at, (count,)) if count else np.zeros(0, kind)

    def _enter(self, name: str, kind: np.dtype[Any], count: int) -> int:
        start = -(-self._at // ALIGNED) * ALIGNED
        self._file.seek(start)
        self.table[name] = (kind.str, start, count)
        self._at = start + count * kind.itemsize
        return start

    def close(self) -> None:
        """Wait until all is on disk."""
        settle(self._file)
        self._file.close()


def write_json(path: Path, data: Any) -> None:
    """Write JSON so that a reader finds either the old file or the new one, whatever happens."""
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False)
        settle(file)
    draft.replace(path)
    settle_folder(path.parent)


def settle(file: Any) -> None:
    """Wait until a file is on disk."""
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Wait until a folder's list of files is on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
