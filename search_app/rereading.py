"""Reads an original again for one page: in a reader process with bounded time and memory, one visitor at a time.

Originals are hostile, so none is opened in the server's own process.  Pages of differences and of single numbers
call this; the last results are kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from config.settings import Settings
from crawler.archive import Archive
from indexer.extract.workers import Outcome, Readers
from search_app.excerpt import Excerpt, Wanted, excerpt

if TYPE_CHECKING:
    from indexer.reading import Original, Reading

KEPT = 64
PATIENCE = 8.0
"""Seconds to wait for another visitor's reading to end."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Busy(Exception):  # noqa: N818 - it is a state of affairs, not a fault
    """Others are being read; the visitor may try again."""


class Reader(Generic[Item, Result]):
    """One reader process for one function, and its last results by key."""

    def __init__(self, function: Callable[[Item], Result], settings: Settings) -> None:
        self._function = function
        self._settings = settings.model_copy(update={"workers": 1})
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Outcome[Result]] = OrderedDict()

    def read(self, key: Hashable, item: Callable[[], Item]) -> Outcome[Result]:
        """Return what the function makes of an item, which is fetched only when it is not known.  Raises Busy."""
        if (kept := self._kept.get(key)) is not None:
            return kept
        if not self._lock.acquire(timeout=PATIENCE):
            raise Busy
        try:
            if (kept := self._kept.get(key)) is not None:
                return kept
            with Readers(self._function, self._settings) as readers:
                outcome = next(readers.map([item()]))
            self._kept[key] = outcome
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        finally:
            self._lock.release()
        return outcome


class Rereader:
    """Older versions and surroundings of numbers, read from the originals of one archive."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._excerpts: Reader[Wanted, Excerpt] = Reader(excerpt, settings)

    @cached_property
    def _readings(self) -> "Reader[Original, list[Reading]]":
        from indexer.reading import read_original  # few visitors need the readers, and all wait for the start

        return Reader(read_original, self._settings)

    def version(self, archive: Archive, document: dict[str, Any], capture_id: str) -> "Reading":
        """Read one capture of a document (an entry of a report's ``documents``).  Raises ArchiveError and Busy."""
        from indexer.read.context import Context
        from indexer.reading import Original, Reading

        def item() -> Original:
            original = archive.original(capture_id)
            context = Context(
                url=document["url"],
                link_text=document.get("title") or "",
                portal=document.get("portal") or "",
                file_name=original.file_name,
                captured=original.time.date().isoformat(),
            )
            return Original(original.read(), original.file_name, context)

        outcome = self._readings.read((capture_id, document["member"]), item)
        readings = outcome.result or [Reading(document["member"], reason=outcome.reason, detail=outcome.detail)]
        return next((r for r in readings if r.member == document["member"]), readings[0])

    def excerpt(self, archive: Archive, document: dict[str, Any], place: dict[str, Any]) -> Excerpt:
        """Return the surroundings of a place in a document's original.  Raises ArchiveError and Busy."""
        capture_id = document["read_from"]

        def item() -> Wanted:
            original = archive.original(capture_id)
            return Wanted(original.read(), original.file_name, document["member"], place)

        return self._excerpts.read((capture_id, document["member"], repr(place)), item).result or Excerpt()
