"""Labels as they can be compared: without white space, punctuation, number and the accidents of typesetting.

Called by everything in ``indexer.read`` that recognises a heading, a row or a column.
"""

import re
import unicodedata
from functools import lru_cache

from indexer.fold import flat

_KEEP = re.compile(r"[^\w〇]+|_")
_ORDINAL = re.compile(
    r"^(?:第[一二三四五六七八九十]{1,3}(?:部分|章)|[(（]?[一二三四五六七八九十]{1,3}[)）、.．,:=]|[(（]?\d{1,2}[)）、.．,:]|\d{1,2}(?=[^\d\W]))+"
)
_ROMAN = {0x2160 + n: str(n + 1) for n in range(12)} | {0x2170 + n: str(n + 1) for n in range(12)}
_HAN = re.compile("[\u3400-\u9fff]")
_NOTE = re.compile(r"[(（][^()（）]*(?:单位|勾稽|区分处理)[^()（）]*[)）]?$")


@lru_cache(maxsize=20_000)
def squeeze(text: str) -> str:
    """Return the text in compatibility form, traditional characters simplified, without any white space.

    A Roman numeral becomes its number (Ⅱ、 is 2、), which letters in its place would not show.
    """
    normal = unicodedata.normalize("NFKC", text.translate(_ROMAN))
    return "".join((normal if normal.isascii() else flat(normal)).split())


@lru_cache(maxsize=20_000)
def numbered(text: str) -> str:
    """Return the letters and digits of a label, its number included: （七） 总计 → 七总计."""
    return _KEEP.sub("", squeeze(text))


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """Return the letters and digits of a label without its number: 1. 属于国家秘密 → 属于国家秘密."""
    squeezed = squeeze(text)
    return _KEEP.sub("", _ORDINAL.sub("", squeezed)) or _KEEP.sub("", squeezed)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return the bare label without a remark in brackets: 采购总金额（单位：万元） → 采购总金额."""
    return bare(_NOTE.sub("", squeeze(text)))


@lru_cache(maxsize=20_000)
def han(text: str) -> int:
    """Return the number of Chinese characters."""
    return len(_HAN.findall(text))
