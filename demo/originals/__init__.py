"""Originals that need an office suite or a scanner to be made: kept as files, for the demonstration's own seed.

``scripts/make_office_originals.py`` makes them; a test compares each with the truth of today's generator.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo.compose import Assignment

FOLDER = Path(__file__).parent
KEPT_FOR_SEED = 2024


@cache
def _names() -> dict[str, Path]:
    return {path.stem: path for path in sorted(FOLDER.iterdir()) if path.suffix not in (".py", ".pyc", "")}


def kept(document_id: str, assignment: "Assignment") -> bool:
    """Say whether the report's file is kept: only the first edition, as made with the demonstration's seed."""
    return assignment.seed == KEPT_FOR_SEED and assignment.edition == 0 and document_id in _names()


def read(document_id: str) -> bytes:
    """Return the kept file of a report.  Raises KeyError where there is none."""
    return _names()[document_id].read_bytes()
