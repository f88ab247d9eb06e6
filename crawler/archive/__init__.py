"""The archive: every response kept for good in WARC files (ISO 28500), and a catalogue of them in SQL.

The WARC files are the truth: a record is flushed to disk before the catalogue commits, and the catalogue can be made
again from the records alone.  What lives here stores and gives back captures; it fetches nothing and reads no report.

Example::

    with Archive.open(settings, write=True) as archive:
        stored = archive.store(Fetch(url="http://www.example.gov.cn/a.html", kind="page", body=b"…", status=200))
        archive.original(stored.capture_id).read()
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.archive.archive import Archive
    from crawler.archive.fetch import ArchiveError, Fetch, Known, Original, Stored

__all__ = ["Archive", "ArchiveError", "Fetch", "Known", "Original", "Stored"]


def __getattr__(name: str) -> object:
    """Import what is asked for; the readers need the decoder of this package alone, and no catalogue."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "archive" if name == "Archive" else "fetch"
    return getattr(importlib.import_module(f"{__name__}.{module}"), name)
