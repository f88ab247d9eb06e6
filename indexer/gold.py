"""Gold files: what a perfect reader finds, and which originals they speak of.  Called by ``indexer.evaluate``.

A gold file is a JSON object with ``tables`` (cells as in docs/data.md), or JSON Lines of such objects or of titles
(``title``, ``url``, ``publisher``, ``body_level``, ``province`` …).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLACES = ("province", "city", "county", "township")


class GoldError(ValueError):
    """A gold file cannot be used; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One entry: ``content`` as written, and its originals (none for an entry that is only a title)."""

    name: str
    content: dict[str, Any]
    originals: tuple[Path, ...] = ()

    @property
    def is_title(self) -> bool:
        """Whether this entry is about a title alone."""
        return "tables" not in self.content


def load(paths: Sequence[Path], originals: Sequence[Path]) -> Iterator[Gold]:
    """Yield the entries of gold files.  ``originals`` are folders to look for the originals in, besides the usual ones.

    Raises GoldError.
    """
    for path in paths:
        text = path.read_text("utf-8")
        lines = text.splitlines() if path.suffix == ".jsonl" else [text]
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                content = json.loads(line)
            except json.JSONDecodeError as error:
                raise GoldError(f"{path}:{number}: {error.msg}") from error
            if not isinstance(content, dict):
                raise GoldError(f"{path}:{number}: not an object")
            name = f"{path.name}:{number}" if len(lines) > 1 else path.name
            found = _originals(path, content, originals) if "tables" in content else ()
            yield Gold(name, content, found)


def _originals(gold: Path, content: dict[str, Any], folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return the file named by ``source`` or ``file``, else all files beside the gold that begin with ``report``."""
    near = [*folders, gold.parent, *sorted(p for p in gold.parent.parent.iterdir() if p.is_dir())]
    named = content.get("source") or content.get("file")
    if isinstance(named, str):
        return tuple(folder / named for folder in near if (folder / named).is_file())[:1]
    stem = content.get("report") or gold.name.split(".")[0]
    for folder in near:
        found = sorted(p for p in folder.glob(f"{stem}*") if p.is_file() and p.suffix not in {".json", ".jsonl"})
        if found:
            return tuple(found)
    return ()


def facts(content: dict[str, Any]) -> dict[str, Any]:
    """Return what an entry says: ``year``, ``agency``, ``level``, ``place`` (as far as it says it)."""
    out: dict[str, Any] = {}
    if "report_year" in content:
        out["year"] = content["report_year"]
    if "publisher" in content:
        publisher = content["publisher"]
        out["agency"] = publisher.get("name") if isinstance(publisher, dict) else publisher
    region = content.get("region") or content
    level = region.get("level") or content.get("body_level")
    if level:
        out["level"] = level
    if any(key in region for key in PLACES):
        out["place"] = tuple(region.get(key) for key in PLACES)
    return out
