"""The short version of ``python -m benchmarks.fuzz.run``: mutants of every format end in a report or in a reason."""

import pytest

from benchmarks.fuzz.mutants import formats, mutant, read_mutant
from config.settings import Settings
from indexer.extract import REASONS
from indexer.extract.workers import Readers

EACH = 3
MEMORY = 700 * 2**20


@pytest.fixture(scope="module")
def readers():
    with Readers(read_mutant, Settings(reader_seconds=20, reader_memory_bytes=2 * MEMORY, workers=2)) as readers:
        yield readers


@pytest.mark.slow
def test_damaged_originals_of_every_format_neither_crash_nor_hang_nor_grow(readers):
    items = [(name, number) for number in range(EACH) for name in formats()]
    for item, outcome in zip(items, readers.map((mutant(*i), f"{i[1]}.{i[0]}") for i in items), strict=True):
        assert outcome.result is not None, (item, outcome.reason, outcome.detail)
        reasons = outcome.result.reasons
        assert outcome.result.memory < MEMORY, item
        assert all(not r or r.partition(":")[0] in REASONS for r in reasons), (item, reasons)
        assert not any(r.startswith("reader_failed") for r in reasons), (item, reasons)


def test_a_mutant_can_be_made_again():
    assert mutant("docx", 5) == mutant("docx", 5) != mutant("docx", 6)
