"""Text made comparable: half-width, simplified, without white space.  Called by everything in this folder that
compares names, years and titles; what is shown to people stays as printed.
"""

import re
from functools import cache

from opencc import OpenCC

_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff\u00ad\xa0]+")
_MARKUP = re.compile(r"\*\*|\[bookmark: ?\w+\]|^#+")
_HALF = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_DIGITS_AND_LETTERS = {wide: half for wide, half in _HALF.items() if half.isalnum()}
_TRADITIONAL = re.compile(
    "[區縣鎮鄉廳開報務發國電這個來與關為眾陽陝廣東灣臺門雲貴寧蘇滬漢長衛檢認證訊產業經濟財稅農員會辦處]"
)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def tidy(text: str) -> str:
    """Return ``text`` as printed, without white space and markup, with digits and letters half-width."""
    return _replaced(_visible(text), _DIGITS_AND_LETTERS)


def _visible(text: str) -> str:
    return _UNSEEN.sub("", _MARKUP.sub("", text))


def _replaced(text: str, table: dict[str, str]) -> str:
    """Replace single characters; ten times faster than ``str.translate`` on Chinese text, where few of them occur."""
    for char in table.keys() & set(text):
        text = text.replace(char, table[char])
    return text


def plain(text: str) -> str:
    """Return ``text`` tidied, all half-width and simplified, for comparing; as long as ``tidy(text)``.

    >>> plain("西藏自治區人民政府 ２００９年")
    '西藏自治区人民政府2009年'
    """
    half = _replaced(_visible(text), _HALF)
    folded = simplified(half)
    return folded if len(folded) == len(half) else half


def simplified(text: str) -> str:
    """Return ``text`` in simplified characters; untouched where it holds no traditional ones."""
    if _TRADITIONAL.search(text):
        converted: str = _converter().convert(text)
        return converted
    return text
