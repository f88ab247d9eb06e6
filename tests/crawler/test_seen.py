"""The compact set of addresses behaves as a set does."""

import random
import sys

from crawler.seen import HashSet


def test_a_number_is_new_once_whatever_was_added_between() -> None:
    rng = random.Random(5)
    known: set[int] = set()
    seen = HashSet(16)
    for _ in range(20_000):
        # A small range gives repeats, the shifted ones collide in their lower bits.
        number = rng.choice((rng.randrange(1, 5_000), rng.randrange(1, 500) << 32, rng.getrandbits(64) or 1))
        assert seen.add(number) is (number not in known)
        known.add(number)
    assert len(seen) == len(known)


def test_negative_numbers_and_zero_are_taken() -> None:
    seen = HashSet()
    assert seen.add(-5) and not seen.add(-5)
    assert seen.add(0) and not seen.add(0)


def test_a_hundred_thousand_addresses_take_a_few_megabytes() -> None:
    seen = HashSet()
    for number in range(100_000):
        seen.add(hash(f"http://www.x.gov.cn/nb/t20240101_{number}.html"))
    assert sys.getsizeof(seen._slots) <= 32 * 100_000
