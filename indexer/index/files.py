"""Arrays in files: written once, then only read, by position and through one bounded cache.

Reading by position (``os.pread``) instead of mapping keeps the memory of a server at the cache's size, and needs no
lock between threads.  Used by ``indexer.index.segment``.
"""

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

T = TypeVar("T")


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
    return 200


class File:
    """A file of numbers of one kind, or of bytes, open for reading at any place."""

    def __init__(self, path: Path, dtype: str) -> None:
        self.dtype = np.dtype(dtype)
        self._descriptor = os.open(path, os.O_RDONLY)
        self.size = os.fstat(self._descriptor).st_size // self.dtype.itemsize

    def read(self, start: int = 0, end: int | None = None) -> np.ndarray:
        """Return elements ``start:end`` as an array that cannot be written to."""
        return np.frombuffer(self.bytes(start, end), self.dtype)

    def bytes(self, start: int = 0, end: int | None = None) -> bytes:
        """Return elements ``start:end`` as bytes."""
        width = self.dtype.itemsize
        wanted = ((self.size if end is None else end) - start) * width
        found = os.pread(self._descriptor, wanted, start * width)
        while len(found) < wanted:  # one pread gives at most 2 GB
            more = os.pread(self._descriptor, wanted - len(found), start * width + len(found))
            if not more:
                raise EOFError(f"index file is {wanted - len(found)} bytes short: run nianbao index --rebuild")
            found += more
        return found

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)


def write_array(folder: Path, name: str, array: np.ndarray) -> str:
    """Write an array as it is in memory, little-endian; return its type for the list of files."""
    array = np.ascontiguousarray(array)
    kind = array.dtype.newbyteorder("<")
    with (folder / name).open("wb") as file:
        array.astype(kind, copy=False).tofile(file)
        settle(file)
    return kind.str


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
