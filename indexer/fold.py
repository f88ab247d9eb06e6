"""Folding: one text for everything that is written the same way to a reader.

Full-width becomes half-width, traditional becomes simplified, capitals become small, blanks that only set type are
dropped (also between spaced-out digits); a line break stays, because a phrase does not run over it.  The tokenizer,
the index and the query parser all work on folded text; offsets lead back to the text as it was written.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import opencc

if TYPE_CHECKING:
    import numpy as np

_SAME_WIDTH = ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0xFE30, 0xFE70), (0xFF01, 0xFFEF), (0x41, 0x5B), (0xA0, 0x250))
_BLANKS = "\t\v\f\x1c\x1d\x1e\x1f \x85\xa0\xad\u1680\u180e\u200b\u200c\u200d\u202f\u205f\u2060\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_QUOTES = {**dict.fromkeys("“”„‟〝〞", '"'), **dict.fromkeys("‘’‚‛", "'")}
_KEPT_AS_WRITTEN = "乾"
"""Written so in simplified text too (乾县, 乾安县), where folding would make a town of another name."""

RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals that PDF fonts write for the characters, and for which Unicode has no compatibility mapping."""

_BLANK_RUN = re.compile("[ \n]+")
_SPACED_DIGITS = re.compile(r"(?<![0-9a-z.])[0-9](?: +[0-9])+(?![0-9a-z.])")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; ``offsets`` (one per character of ``text``) are places in the original, None where they are equal.

    >>> fold("依 申 請 公 開").text
    '依申请公开'
    """

    text: str
    offsets: "np.ndarray | None"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the folded characters ``start:end`` stand in the original."""
        if self.offsets is None or end <= start:
            return start, end
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1


def fold(text: str) -> Folded:
    """Fold a text.  Each character stays, becomes one other character, or is dropped."""
    plain = flat(text)
    if " " not in plain and "\n" not in plain:
        return Folded(plain, None)
    dropped = [span for match in _BLANK_RUN.finditer(plain) for span in _dropped(plain, *match.span())]
    for match in _SPACED_DIGITS.finditer(plain):
        dropped += [(at, at + 1) for at in range(*match.span()) if plain[at] == " "]
    if not dropped:
        return Folded(plain, None)
    import numpy as np  # the readers fold labels alone, with ``flat``, and start without it

    kept = np.ones(len(plain), bool)
    for start, end in dropped:
        kept[start:end] = False
    offsets = np.flatnonzero(kept).astype(np.int32)
    letters = np.frombuffer(plain.encode("utf-32-le"), "<u4")
    return Folded(letters[offsets].tobytes().decode("utf-32-le"), offsets)


def folded(text: str) -> str:
    """Return the folded text alone."""
    return fold(text).text


def flat(text: str) -> str:
    """Fold each character by itself: the text keeps its length and its blanks (for reading a query)."""
    return text.translate(_table())


def _dropped(plain: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return what to drop of a run of blanks: all but one line break, or all but one blank between Latin words."""
    if start == 0 or end == len(plain):
        return ((start, end),)
    kept = plain.find("\n", start, end)
    if kept < 0:
        if not (_is_latin(plain[start - 1]) and _is_latin(plain[end])):
            return ((start, end),)
        kept = start
    return tuple(span for span in ((start, kept), (kept + 1, end)) if span[0] < span[1])


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@cache
def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for first, last in _SAME_WIDTH:
        for code in range(first, last):
            plain = unicodedata.normalize("NFKC", chr(code)).lower()
            if len(plain) == 1 and plain != chr(code):
                table[code] = plain
    table |= {ord(c): " " for c in _BLANKS} | {ord(c): "\n" for c in "\r\u2028\u2029"}
    table |= {ord(c): plain for c, plain in _QUOTES.items()}
    table |= {ord(c): plain for c, plain in RADICALS.items()}
    table |= _simplified()
    return table


def _simplified() -> dict[int, str]:
    """Return traditional → simplified, character for character, so that folding never depends on the neighbours."""
    characters = [chr(code) for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(first, last)]
    simple = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, simple, strict=True)
    return {ord(c): s for c, s in pairs if c != s and len(s) == 1 and c not in _KEPT_AS_WRITTEN}
