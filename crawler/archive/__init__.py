"""The archive: every response kept for good in WARC files (ISO 28500), and a catalogue of them in SQL.

The WARC files are the truth: a record is flushed to disk before the catalogue commits, and the catalogue can be made
again from the records alone.  What lives here stores and gives back captures; it fetches nothing and reads no report.

Example::

    with Archive.open(settings, write=True) as archive:
        stored = archive.store(Fetch(url="http://www.example.gov.cn/a.html", kind="page", body=b"…", status=200))
        archive.original(stored.capture_id).read()
"""

from crawler.archive.archive import Archive
from crawler.archive.fetch import ArchiveError, Fetch, Known, Original, Stored

__all__ = ["Archive", "ArchiveError", "Fetch", "Known", "Original", "Stored"]
