"""Chance that comes back: every choice of the demonstration is made by a generator named after what it decides.

So a document does not change because another one was added before it.  All of ``demo`` uses it.
"""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice(random.Random):
    """A seeded generator with the few throws that the demonstration needs."""

    def one(self, choices: Sequence[T]) -> T:
        """Return one of ``choices``."""
        return choices[self.randrange(len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Return ``count`` different ones of ``choices`` (all, where there are fewer) in their own order."""
        kept = set(self.sample(range(len(choices)), min(count, len(choices))))
        return [choice for number, choice in enumerate(choices) if number in kept]

    def chance(self, share: float) -> bool:
        """Return True in ``share`` of the throws."""
        return self.random() < share

    def about(self, mean: float) -> int:
        """Return a whole number ≥ 0 around ``mean`` (its spread grows with the mean)."""
        return max(0, round(self.gauss(mean, 0.35 * mean + 0.4)))


def dice(*names: object) -> Dice:
    """Return the generator that belongs to ``names``; equal names give equal throws on every machine."""
    return Dice("/".join(map(str, names)))
