"""Rebuild: the catalogue made again from the WARC files.  Called through ``indexer.maintenance``."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from config.settings import Settings
from crawler.archive import database
from crawler.archive.apply import apply, note_length
from crawler.archive.catalogue import Capture, Crawl, Document, Portal, Problem, WarcFile
from crawler.archive.entries import CaptureEntry
from crawler.archive.fetch import ArchiveError
from crawler.archive.lock import hold
from crawler.archive.merging import Tail, merged
from crawler.archive.rows import Rows
from crawler.archive.warcwriter import Written


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild took in, and the damage it met (one line each; `nianbao verify` names what that means)."""

    files: int = 0
    captures: int = 0
    events: int = 0
    damage: list[str] = field(default_factory=list)


def rebuild(settings: Settings, progress: Callable[[int, int], None] = lambda done, of: None) -> Rebuilt:
    """Fill the catalogue from the WARC files, which are only read; readers see the old one until it is done.

    A failure leaves the old catalogue as it was.  Raises LockHeld while another process writes to the archive, and
    ArchiveError where the catalogue is of another archive than the one in ``data_dir``.
    """
    folder = settings.data_dir / "warc"
    tails = [Tail(path) for path in sorted(folder.glob("*.warc.gz"))]
    of, done = sum(tail.path.stat().st_size for tail in tails), 0
    rebuilt = Rebuilt(files=len(tails))
    with hold(settings.data_dir / "archive.lock", "the archive"), ExitStack() as stack:
        try:
            engine = database.connect(settings.catalogue, anew=bool(tails))
            stack.callback(engine.dispose)
            with engine.begin() as connection:
                _belong_together(connection, settings, {tail.path.name for tail in tails})
                for table in (Problem, Capture, Document, Crawl, Portal, WarcFile):
                    connection.execute(delete(table))
                rows = Rows(connection)
                for tail, group in merged(tails):
                    if group.entry is not None:
                        apply(rows, group.entry, Written(tail.path.name, group.offset, group.length, group.end))
                        rebuilt.captures += isinstance(group.entry, CaptureEntry)
                        rebuilt.events += not isinstance(group.entry, CaptureEntry)
                    done += group.end - group.offset
                    progress(done, of)
                rows.flush()
                for tail in tails:
                    note_length(connection, tail.path.name, tail.whole)
        except DatabaseError as error:
            raise ArchiveError(
                f"{settings.catalogue}: {error.orig}; delete a damaged nianbao.db and rebuild again"
            ) from error
    rebuilt.damage = [str(tail.damage) for tail in tails if tail.damage is not None]
    return rebuilt


def _belong_together(connection: Connection, settings: Settings, present: set[str]) -> None:
    """Refuse to empty a catalogue whose WARC files are all elsewhere: likelier a wrong ``data_dir`` than their loss."""
    if connection.execute(select(Capture.id).limit(1)).first() is None:
        return
    known = set(connection.execute(select(WarcFile.name)).scalars())
    if not present or (known and not known & present):
        there = f"{len(present)} WARC files of another archive" if present else "no WARC file"
        catalogue = make_url(settings.catalogue).render_as_string()
        raise ArchiveError(
            f"{settings.data_dir / 'warc'} holds {there}, but the catalogue {catalogue} knows captures;"
            " correct the setting data_dir or catalogue_url, or give an empty database to begin anew"
        )
