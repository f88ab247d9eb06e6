"""The words of a line of text with their places, and which are its values.  Called by ``wrapped``, ``gathered``."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.read.printed import UNITS, printed

_WORD = re.compile(r"\S+")
_UNFINISHED = re.compile(r"[\d０-９]{1,3}(?:[,，][\d０-９]{3})*[,，][\d０-９]{0,2}")
"""A number that breaks off behind its last comma: 1,2 above 81."""

Ends = tuple[tuple[int, int], tuple[int, int]]
"""From where to where words reach, by characters and by their width on a screen."""


@dataclass(slots=True)
class Token:
    """A word of a line, and where it stands by characters and by their width on a screen."""

    text: str
    start: int
    screen: int

    @property
    def ends(self) -> Ends:
        """From where to where it reaches, by either measure."""
        return (self.start, self.start + len(self.text)), (self.screen, self.screen + len(self.text))


@lru_cache(maxsize=1_000)
def tokens_of(text: str) -> list[Token]:
    """Return the words of a text."""
    out: list[Token] = []
    screen = at = 0
    for found in _WORD.finditer(text):
        screen += sum(_width(c) for c in text[at : found.start()])
        out.append(Token(found.group(), found.start(), screen))
        at = found.start()
    return out


def _width(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def is_value(text: str) -> bool:
    """Whether a word is a number, or what is printed for none."""
    return printed(text.removesuffix(".")).kind != "text"  # 27. above 00


def begins_value(text: str) -> bool:
    """Whether a word is a value, or a number that breaks off."""
    return is_value(text) or _UNFINISHED.fullmatch(text) is not None


def first_value(tokens: Sequence[Token]) -> int:
    """Return the ordinal of the first of the values that a line ends with."""
    first = len(tokens)
    while first and (begins_value(tokens[first - 1].text) or _is_unit(tokens, first - 1)):
        first -= 1
    return first


def _is_unit(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at].text in UNITS and printed(tokens[at - 1].text).kind == "number"
