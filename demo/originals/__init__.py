"""Originals that need an office suite or a scanner to be made: kept as files, for the demonstration's own seed.

``scripts/make_office_originals.py`` makes them; a test compares each with the truth of today's generator.
"""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
KEPT_FOR_SEED = 2024


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in FOLDER.iterdir() if path.suffix in (".doc", ".xls", ".pdf"))


def kept(name: str, seed: int, edition: int) -> bool:
    """Say whether a file is kept: only of a first edition, as made with the demonstration's seed."""
    return seed == KEPT_FOR_SEED and edition == 0 and name in _names()


def read(name: str) -> bytes:
    """Return a kept file.  Raises FileNotFoundError where there is none."""
    return (FOLDER / name).read_bytes()
