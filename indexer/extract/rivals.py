"""What a recognised number may say as well: its digits one by one, with what came next to them.  Called by ``ocr``.

The recogniser walks along a line in steps and gives each the chance of every character and of none (a gap); it is sure
of most, and where it is not, the second best is what the sums may ask for.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NUMBER = re.compile(r"[-—–一]?[\dOoQ〇○IlL|,.]{1,14}")
_CHANCE = 0.004
"""From this chance on a digit, or none, is a rival of what was read."""
Steps = NDArray[Any]


def is_plain(text: str) -> bool:
    """Say whether a text looks like a number, so that its rivals matter."""
    return bool(_NUMBER.fullmatch(text))


def rivals_of(text: str, digits: Steps, gap: Steps, best: Steps) -> Iterator[str]:
    """Yield the texts that differ in one digit and are not out of the question.

    ``digits`` are the chances of 0 to 9 in each step, ``gap`` those of none, ``best`` the likeliest character, 0 a gap.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[-1], best, [-1]])))
    place = 0  # characters of the text in front
    for start, end in pairwise(edges):
        seen = [str(d) for d in np.flatnonzero(digits[start:end].max(axis=0) >= _CHANCE)]
        before, after = text[:place], text[place + 1 :]
        if best[start] == 0:
            yield from (before + digit + text[place:] for digit in seen)
            continue
        yield from (before + digit + after for digit in seen if digit != text[place])
        if gap[start:end].min() >= _CHANCE:
            yield before + after
        if end - start > 2 and gap[start + 1 : end - 1].max() >= _CHANCE:
            yield before + text[place] + text[place:]
        place += 1
