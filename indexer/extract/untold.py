"""Whether the text of a page is what is seen there.  Called by ``pdf``.

Fonts may tell nothing of the characters they draw (no ToUnicode map), or tell wrong ones (a map that is shifted, or in
a private area).  Then the page is looked at like a picture; single characters of that kind stay as ``UNKNOWN``.
"""

from collections import Counter
from collections.abc import Sequence

from indexer.extract.glyphs import Glyph, Sheet
from indexer.extract.pdf_fonts import UNKNOWN
from indexer.fold import flat

_FEWEST = 15
"""Characters that are not told from which on a page must be looked at, if they are more than its digits."""
_ENOUGH = 60
"""Characters from which on a page shows of what kind they are."""
_NOISE, _RARE = 0.5, 0.4
"""Shares of a page's characters that are not told, and of those beyond ASCII that hardly ever stand in a report."""
_SIGNS = 3
"""Kinds of characters of a private area up to which they are bullets and ticks."""


def is_garbled(glyphs: Sequence[Glyph]) -> bool:
    """Say whether a page's text, or that of its numbers, is not what is seen, so that it must be looked at."""
    chars = Counter(glyph[4] for glyph in glyphs)
    private = {char: times for char, times in chars.items() if "\ue000" <= char <= "\uf8ff" or char < " "}
    foreign = sum(n for char, n in chars.items() if "\x80" <= char < "\u2e80" and not _is_usual(char))
    untold = chars[UNKNOWN] + foreign + (sum(private.values()) if len(private) > _SIGNS else 0)
    if untold >= _FEWEST and untold > sum(times for char, times in chars.items() if char.isdigit()):
        return True
    if len(glyphs) < _ENOUGH:
        return False
    if chars[UNKNOWN] + sum(private.values()) > _NOISE * len(glyphs):
        return True
    beyond = {char: times for char, times in chars.items() if not char.isascii()}
    count = sum(beyond.values())
    return count >= _ENOUGH and sum(n for char, n in beyond.items() if not _is_usual(char)) > _RARE * count


def noted(sheets: Sequence[Sheet]) -> list[str]:
    """Return what is to be noted of pages with characters that are not told."""
    counts = ((sheet.number, sum(g[4] == UNKNOWN for g in sheet.glyphs)) for sheet in sheets)
    return [f"{n} characters on page {page} are not told by their fonts" for page, n in counts if n]


def _is_usual(char: str) -> bool:
    """Say whether a character is a sign of Chinese print or one of the 3,755 common characters (GB 2312, level 1)."""
    try:
        lead = flat(char).encode("gb2312")[0]
    except (UnicodeEncodeError, IndexError):
        return not char.isalpha()
    return lead < 0x80 or 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7
