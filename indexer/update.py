"""Archive → reports → index in one call: what `nianbao index`, the demonstration and the schedule run after a crawl."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.lock import hold
from indexer import index
from indexer.ingest import ingest
from indexer.store import Failure, Store

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Updated:
    """What an update did: originals read anew, index entries written and removed, and all failures that stand."""

    read: int
    written: int
    removed: int
    reports: int
    failures: list[Failure] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the counts and one object for each failure."""
        counts = {"read": self.read, "written": self.written, "removed": self.removed, "reports": self.reports}
        return counts | {"failures": [failure.to_json() for failure in self.failures]}

    def summary(self) -> str:
        """Return what a person wants to see: a line for each failure, then the counts."""
        lines = [f"cannot read {failure}" for failure in self.failures]
        lines.append(
            f"{self.read} originals read, {self.written} reports written to the index, {self.removed} removed; "
            f"{self.reports} reports, {len(self.failures)} originals that cannot be read"
        )
        return "\n".join(lines)


def update_index(
    settings: Settings, *, reread: bool = False, anew: bool = False, progress: Progress = lambda done, of: None
) -> Updated:
    """Read what is new or changed in the archive and bring the index up to date.

    Raises LockHeld where another process is doing the same, and IndexMismatch (see ``indexer.index``) where the index
    was built with another schema or dictionary and ``anew`` is not asked for.
    """
    with hold(settings.data_dir / "index.lock", "nianbao index"), Archive.open(settings) as archive:
        store = Store(archive.engine)
        if not anew:
            index.open(settings)  # refused now, and not after hours of reading
        done = ingest(settings, archive, store, again=reread, progress=progress)
        written, removed, reports = sync(settings, store, anew=anew)
        return Updated(done.read, written, removed, reports, store.failures())


def sync(settings: Settings, store: Store, *, anew: bool = False) -> tuple[int, int, int]:
    """Write to the index what differs from the store; return (written, removed, reports in all)."""
    backend = index.open(settings, anew=anew)
    wanted, present = store.digests(), backend.ids()
    stale = [i for i, digest in wanted.items() if present.get(i) != digest]
    gone = [i for i in present if i not in wanted]
    written = backend.update(store.entries(stale), gone) if stale or gone or anew else 0
    return written, len(gone), len(wanted)


def compare(settings: Settings, store: Store) -> Iterator[tuple[str, str]]:
    """Yield (report id, what differs) between the store and the index."""
    present, wanted = index.open(settings).ids(), store.digests()
    for i in sorted(wanted.keys() | present.keys()):
        if i not in present:
            yield i, "report is not in the index"
        elif i not in wanted:
            yield i, "index holds a report that the catalogue does not know"
        elif present[i] != wanted[i]:
            yield i, "index holds another version of the report"
