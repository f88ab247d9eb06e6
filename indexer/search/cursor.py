"""The place in a query line where the parser stands, with what it counted and remarked so far.

``indexer.search.language`` reads branches and text with it, ``indexer.search.conditions`` fields and numbers.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from indexer.search.leaves import Leaf
from indexer.search.notes import refusal

MOST_LEAVES = 300
_BLANK = re.compile(r"[\s,;、。]*")
NEXT = r"[,;、](?=[^\s,;、:<>=\"]{1,20}[:<>=])"
"""Punctuation before another condition (``省:浙江省,年:2021``): it divides where it would else belong to a text."""


@dataclass(slots=True)
class Cursor:
    """``line`` is folded character for character, ``written`` the same as it was typed; ``at`` counts in both.

    ``sort`` and ``synonyms`` are what the line says of these (``directives``), None where it says nothing.
    """

    line: str
    written: str
    at: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)
    sort: str | None = None
    synonyms: bool | None = None
    _count: int = 0

    def skip(self) -> int:
        """Pass over blanks and what divides like them; return where the line goes on."""
        match = _BLANK.match(self.line, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.line)

    def next(self) -> str:
        """Return the character at the place, "" at the end."""
        return self.line[self.at : self.at + 1]

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Pass over what a pattern fits here and return it."""
        match = pattern.match(self.line, self.at)
        if match is not None:
            self.at = match.end()
        return match

    def leaf(self, found: Leaf) -> Leaf:
        """Count a leaf."""
        self._count += 1
        if self._count > MOST_LEAVES:
            self.fail("too_many", self.at, most=MOST_LEAVES)
        return found

    def note(self, key: str, about: str) -> None:
        """Remember something that was mended or added (``notes.TEXTS``)."""
        self.notes.append((key, about))

    def fail(self, key: str, position: int, near: tuple[str, ...] = (), **values: object) -> NoReturn:
        """Give up, pointing at a place in the line (``notes.REFUSALS``)."""
        raise refusal(key, min(position, len(self.written)), near, **values)
