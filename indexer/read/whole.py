"""Whether the values of a printed row add up: what decides how broken numbers go together.  Called by ``wrapped``,
``gathered``.
"""

from collections.abc import Sequence

from indexer.check.identities import same
from indexer.read.printed import UNITS, printed
from indexer.read.touching import adds_up

WIDTHS = (7, 15)
"""How many values the rows of tables three and four have."""
_FEWEST = 3  # values that a sum is told from


def is_whole(texts: Sequence[str], *, gaps: bool = False) -> bool:
    """Whether a row adds up, with a subtotal before the total or without; ``gaps``: empty cells may leave no trace."""
    numbers = [printed(text).number or 0 for text in texts if text not in UNITS]
    if not any(numbers):
        return False
    if len(numbers) in WIDTHS and adds_up(numbers):
        return True
    *parts, last = numbers
    if gaps and len(numbers) >= _FEWEST and same(sum(parts), last):
        return True
    wide = len(numbers) == WIDTHS[0] + 1 or (gaps and len(numbers) > _FEWEST)
    return wide and any(same(sum(parts[n:-1]), parts[-1]) and same(sum(parts[:n]) + parts[-1], last) for n in (0, 1))


def is_broken(before: Sequence[str], joined: Sequence[str], *, gaps: bool = False) -> bool:
    """Whether a row adds up with what was joined, and not without it, or only numbers as long as the cell were broken.

    Rows that add up do so put together, too.  But no number goes on behind a 0; and where a row adds up without what
    is below, one shorter than others had room in its cell, and not every value is broken.
    """
    pairs = [(old, new) for old, new in zip(before, joined, strict=True) if old not in UNITS]
    if any(old.isdecimal() and int(old) == 0 and new[len(old) :][:1].isdigit() for old, new in pairs):
        return False
    if not is_whole(joined, gaps=gaps):
        return False
    if not is_whole(before, gaps=gaps):
        return True
    shortest = min((_length(old) for old, new in pairs if new != old), default=0)
    kept = [_length(old) for old, new in pairs if new == old]
    return bool(kept) and max(kept) <= shortest


def _length(number: str) -> int:
    return sum(c.isdigit() or c in ".," for c in number)
