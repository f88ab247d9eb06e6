"""Small things that let file writers stream: a file whose bytes are taken out as they come, and rows in batches."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

TOLD = 500
"""Reports between two remarks on how far an export has come."""


class Drain(io.RawIOBase):
    """A file that is only written to; :meth:`take` returns what came since the last time."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, data: object) -> int:
        """Keep bytes until they are taken."""
        piece = bytes(data)  # type: ignore[call-overload]
        self._parts.append(piece)
        self._at += len(piece)
        return len(piece)

    def tell(self) -> int:
        """Return how many bytes were written in all."""
        return self._at

    def take(self) -> bytes:
        """Return what was written since the last time."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def batches(rows: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """Yield rows in lists of up to ``size``."""
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch


@dataclass(slots=True)
class Counted:
    """How far an export has come: ``told`` hears now and then how many reports it had, ``rows`` counts the rows."""

    told: Callable[[int], None] = lambda reports: None
    rows: int = field(default=0, init=False)

    def reports(self, records: Iterable[T]) -> Iterator[T]:
        """Pass reports on and tell how many there were."""
        number = 0
        for number, record in enumerate(records, 1):
            yield record
            if not number % TOLD:
                self.told(number)
        self.told(number)

    def written(self, rows: Iterable[T]) -> Iterator[T]:
        """Pass rows on and count them."""
        for row in rows:
            self.rows += 1
            yield row
