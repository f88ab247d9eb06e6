"""Reads an older version of an original again, in a reader process with bounded time and memory; results are kept.

The page of differences calls this: the store keeps the reading of the latest version only.
"""

import threading
from collections import OrderedDict
from typing import Any

from config.settings import Settings
from crawler.archive import Archive
from indexer.extract.workers import Readers
from indexer.read.context import Context
from indexer.reading import Original, Reading, read_original

KEPT = 64
PATIENCE = 150.0
"""Seconds to wait for another visitor's reading to end."""


class Busy(Exception):  # noqa: N818 - it is a state of affairs, not a fault
    """Others are being read; the visitor may try again."""


class Rereader:
    """One reader process, used by one visitor at a time, and the last results."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.model_copy(update={"workers": 1})
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Reading] = OrderedDict()

    def read(self, archive: Archive, document: dict[str, Any], capture_id: str) -> Reading:
        """Read one capture of a document (an entry of a report's ``documents``).  Raises ArchiveError and Busy."""
        key = (capture_id, document["member"])
        if key in self._kept:
            return self._kept[key]
        if not self._lock.acquire(timeout=PATIENCE):
            raise Busy
        try:
            reading = self._read(archive, document, capture_id)
        finally:
            self._lock.release()
        self._kept[key] = reading
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return reading

    def _read(self, archive: Archive, document: dict[str, Any], capture_id: str) -> Reading:
        original = archive.original(capture_id)
        context = Context(
            url=document["url"],
            link_text=document.get("title") or "",
            portal=document.get("portal") or "",
            file_name=original.file_name,
            captured=original.time.date().isoformat(),
        )
        with Readers(read_original, self._settings) as readers:
            outcome = next(readers.map([Original(original.read(), original.file_name, context)]))
        members = outcome.result or [Reading(document["member"], reason=outcome.reason, detail=outcome.detail)]
        return next((m for m in members if m.member == document["member"]), members[0])
