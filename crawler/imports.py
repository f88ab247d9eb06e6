"""What `nianbao import` shows: progress and a line for each failure on stderr, a table or JSON at the end."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.importing import Imported, import_paths

COLUMNS = ("new", "changed", "unchanged", "failed")


@dataclass(slots=True)
class ImportSummary:
    """Counts of one import; ``stored`` is the number of bytes that were new to the archive."""

    counts: Counter[str] = field(default_factory=Counter)
    stored: int = 0
    failures: list[Imported] = field(default_factory=list)

    def add(self, result: Imported) -> None:
        """Count one file."""
        self.counts[result.outcome] += 1
        self.stored += result.length if result.outcome in ("new", "changed") else 0
        if result.outcome == "failed":
            self.failures.append(result)

    def table(self) -> Iterator[str]:
        """Yield the lines of the closing table."""
        head = ["files", *COLUMNS, "bytes stored"]
        row = [str(self.counts.total()), *(str(self.counts[c]) for c in COLUMNS), str(self.stored)]
        widths = [max(len(a), len(b)) for a, b in zip(head, row, strict=True)]
        for cells in (head, row):
            yield "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))

    def to_json(self) -> dict[str, Any]:
        """Return plain data for --json."""
        counts = {name: self.counts[name] for name in COLUMNS}
        failures = [{"path": str(f.path), "reason": f.reason} for f in self.failures]
        return {"files": self.counts.total(), **counts, "bytes_stored": self.stored, "failures": failures}


def run_import(settings: Settings, paths: Iterable[Path], say: Callable[[str], None]) -> ImportSummary:
    """Import files and folders; ``say`` gets the lines for stderr.  Raises ArchiveError where the archive refuses."""
    summary = ImportSummary()
    terminal = sys.stderr.isatty()
    told = 0

    def progress(done: int, of: int) -> None:
        nonlocal told
        if terminal or done == of or 10 * done // of > told:
            told = 10 * done // of
            say(
                f"\r\x1b[Kimporting {done}/{of}" + ("\n" if done == of else "")
                if terminal
                else f"importing {done}/{of}\n"
            )

    with Archive.open(settings, write=True) as archive:
        for line in archive.recovered:
            say(f"{line}\n")
        for result in import_paths(archive, paths, progress):
            summary.add(result)
            if result.outcome == "failed":
                say(f"{result.path}: {result.reason}\n")
    return summary
