"""Verify and rebuild: that archive, catalogue, reports and index agree, and how to make the later from the earlier."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.catalogue import Capture, Document
from crawler.archive.rebuild import rebuild
from crawler.archive.verify import verify
from indexer.ingest import READABLE
from indexer.search.model import IndexMismatch
from indexer.store import ReadingRow, Store
from indexer.update import Updated, compare, update_index

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree: in which layer, what, and how."""

    layer: str
    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.layer}: {self.name}: {self.message}"

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def differences(settings: Settings, progress: Progress = lambda done, of: None) -> Iterator[Difference]:
    """Yield what differs between archive, catalogue, readings and index.

    An index that was never built is no difference; one that lags behind the readings is.
    """
    with Archive.open(settings) as archive:
        for found in verify(archive, progress=progress):
            yield Difference("archive", found.where, found.message)
        store = Store(archive.engine)
        with Session(archive.engine) as session:
            yield from _orphans(session)
        if not (settings.data_dir / "index").exists():
            return
        try:
            for report, message in compare(settings, store):
                yield Difference("index", report, f"{message}; mend it with `nianbao index`")
        except IndexMismatch as error:
            yield Difference("index", str(settings.data_dir / "index"), str(error))


def _orphans(session: Session) -> Iterator[Difference]:
    """Yield readings whose document or capture the catalogue does not know."""
    query = (
        select(ReadingRow.document_id, ReadingRow.capture_id)
        .outerjoin(Document, Document.id == ReadingRow.document_id)
        .outerjoin(Capture, Capture.id == ReadingRow.capture_id)
        .where(Document.id.is_(None) | Capture.id.is_(None) | Document.kind.not_in(READABLE))
    )
    for document, capture in session.execute(query):
        yield Difference("readings", document, f"was read from capture {capture}, which the catalogue does not know")


def rebuild_all(settings: Settings, progress: Progress = lambda done, of: None) -> Updated:
    """Make the catalogue from the WARC files, then reports and index from the catalogue.

    The WARC files are only read.  Raises LockHeld while another process writes.
    """
    rebuild(settings)
    return update_index(settings, anew=True, progress=progress)
