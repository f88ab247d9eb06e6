"""Reader processes: what happens to one original never happens to another."""

import os
import signal
import time

import pytest

from config.settings import Settings
from indexer.extract.workers import Readers

KEPT: list[bytearray] = []


def behave(item: str) -> str:
    if item == "hang":
        time.sleep(60)
    if item == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    if item == "eat":
        return str(len(bytearray(3 * 2**30)))
    if item == "keep":
        KEPT.append(bytearray(os.urandom(2**20) * 420))
    if item == "who":
        return str(os.getpid())
    if item == "raise":
        raise ValueError("a page of 3 sides")
    return item.upper()


@pytest.fixture
def readers():
    settings = Settings(reader_seconds=1.5, reader_memory_bytes=512 * 2**20, workers=2)
    with Readers(behave, settings) as readers:
        yield readers


def test_results_come_in_order_and_a_bad_original_only_fails_itself(readers):
    items = ["a", "hang", "b", "die", "eat", "c", "raise", "d"]
    seen: list[int] = []
    outcomes = list(readers.map(items, progress=seen.append))
    assert [o.result for o in outcomes] == ["A", None, "B", None, None, "C", None, "D"]
    assert [o.reason for o in outcomes if o.reason] == ["timed_out", "reader_failed", "out_of_memory", "reader_failed"]
    assert "a page of 3 sides" in (outcomes[6].detail or "")
    assert "SIGSEGV" in (outcomes[3].detail or "")
    assert seen == list(range(1, 9))


def test_a_pool_is_used_again_after_a_map(readers):
    assert [o.result for o in readers.map(["x"])] == ["X"]
    assert [o.result for o in readers.map(iter(["y", "z"]))] == ["Y", "Z"]
    assert list(readers.map([])) == []


def test_a_reader_that_keeps_the_memory_of_an_original_is_replaced():
    with Readers(behave, Settings(reader_seconds=20, reader_memory_bytes=2**30, workers=1)) as readers:
        first, second, _, third = (o.result for o in readers.map(["who", "who", "keep", "who"]))
    assert first == second != third
