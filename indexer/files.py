"""Files on disk → readings, for `nianbao read`, `check` and `evaluate`: nothing is archived or indexed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.settings import Settings
from indexer.check import years
from indexer.extract.workers import Outcome, Readers
from indexer.forms import forms
from indexer.read.context import Context
from indexer.reading import Original, Reading, read_original
from indexer.summary import summary


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file, or one member of an archive, gave: a report, or the reason why there is none."""

    file: str
    report: dict[str, Any] | None
    reason: str | None = None
    detail: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the report with its ``file``, or ``{file, error}``."""
        if self.report is None:
            return {"file": self.file, "error": {"reason": self.reason, "detail": self.detail}}
        return {"file": self.file} | self.report

    def summary(self) -> str:
        """Return a readable summary."""
        if self.report is None:
            return f"{self.file}: {self.reason}: {self.detail}"
        return "\n".join((f"{self.file}:", *(f"  {line}" for line in summary(self.report))))


def every_file(paths: Sequence[Path]) -> list[Path]:
    """Return the files in the order given, folders replaced by the files below them."""
    out: list[Path] = []
    for path in paths:
        out += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    return out


def read_files(
    paths: Sequence[Path], settings: Settings, progress: Callable[[int, int], None] | None = None
) -> Iterator[FileReading]:
    """Read files and folders in order, in reader processes; an archive gives a reading for each member.

    Raises FormError: what is wrong with a form is the operator's to mend, not a fault of every file.
    """
    forms()
    files = every_file(paths)

    def count(done: int) -> None:
        if progress and len(files) > 1:
            progress(done, len(files))

    items = ((str(path), settings.max_original_bytes) for path in files)
    with Readers(read_path, settings) as readers:
        for path, outcome in zip(files, readers.map(items, count), strict=True):
            for reading in _readings(outcome):
                name = f"{path}!{reading.member}" if reading.member else str(path)
                name = name.encode("utf-8", "replace").decode("utf-8")  # a name need not be valid text
                yield FileReading(name, reading.report, reading.reason, reading.detail)


def compare_years(results: Sequence[FileReading]) -> None:
    """Add to each report what does not fit that of the year before, where both are of one body and among the files.

    A body whose place is open is told by its name, if the files hold no two reports of that name for one year.
    """
    from indexer.assemble import lineage_of  # brings the store along, which one file has no use for

    known: dict[tuple[str, Any, int], list[dict[str, Any]]] = {}
    for report in (result.report for result in results if result.report):
        body, year = report["publisher"], report["report_year"]
        for name in {lineage_of(report), body["name"]} - {None}:
            if year:
                known.setdefault((str(name), body["scope"], year), []).append(report)
    compared: set[int] = set()
    for (name, scope, year), reports in known.items():
        before = known.get((name, scope, year - 1), [])
        same_body = all(lineage_of(report) == name for report in (*reports, *before))
        if not before or (not same_body and len(reports) + len(before) > 2):
            continue
        for report in reports:
            if id(report) not in compared:
                compared.add(id(report))
                report["findings"] += [finding.to_json() for finding in years.compare(before[0], report)]


def read_path(item: tuple[str, int]) -> list[Reading]:
    """Read the file of a path if it has at most so many bytes; runs in a reader process."""
    path, most = Path(item[0]), item[1]
    try:
        if path.stat().st_size > most:
            return [Reading("", reason="too_large", detail=f"{path.stat().st_size:,} bytes, {most:,} are allowed")]
        data = path.read_bytes()
    except OSError as error:
        return [Reading("", reason="reader_failed", detail=f"the file cannot be opened: {error.strerror}")]
    return read_original(Original(data, path.name, Context(file_name=path.name)))


def _readings(outcome: Outcome[list[Reading]]) -> list[Reading]:
    if outcome.result is not None:
        return outcome.result
    return [Reading("", reason=outcome.reason, detail=outcome.detail)]
