"""Files on disk → readings, for `nianbao read`, `check` and `evaluate`: nothing is archived or indexed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.settings import Settings
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
