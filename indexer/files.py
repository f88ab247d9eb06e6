"""Files on disk → readings, for `nianbao read`, `check` and `evaluate`: nothing is archived or indexed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.settings import Settings
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
    """Read files and folders in order; an archive gives a reading for each member."""
    files = every_file(paths)
    for number, path in enumerate(files, 1):
        for reading in _read(path, settings):
            yield _named(path, reading)
        if progress and len(files) > 1:
            progress(number, len(files))


def _read(path: Path, settings: Settings) -> list[Reading]:
    try:
        if path.stat().st_size > settings.max_original_bytes:
            return [Reading("", reason="too_large", detail=f"{path.stat().st_size:,} bytes")]
        data = path.read_bytes()
    except OSError as error:
        return [Reading("", reason="reader_failed", detail=f"{type(error).__name__}: {error.strerror}")]
    return read_original(Original(data, path.name, Context(file_name=path.name)))


def _named(path: Path, reading: Reading) -> FileReading:
    name = f"{path}!{reading.member}" if reading.member else str(path)
    return FileReading(name, reading.report, reading.reason, reading.detail)
