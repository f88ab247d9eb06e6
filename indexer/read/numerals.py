"""Whole numbers written in Chinese (十二, 一百零三, 三万五千).  Called by indexer.read.numbers.

Only the usual way of writing is understood: 三四件 (three or four), 一百二 and 二三五 are no numbers here.
"""

import re

NUMERAL = "[零〇○一二两三四五六七八九十百千万亿]+"
"""What a number in Chinese is made of."""

_DIGITS = "零一二三四五六七八九"
_SAME = str.maketrans("〇○两", "零零二")
_STEPS = (("千", 1000), ("百", 100), ("十", 10), ("", 1))
_PARTS = re.compile(r"(?:([一二三四五六七八九]?)(千|百|十)|([一二三四五六七八九]))")


def whole_number(text: str) -> int | None:
    """Return the number, None where the characters are none or not written in the usual way.

    >>> whole_number("一百零三"), whole_number("两件"), whole_number("三四")
    (103, None, None)
    """
    plain = text.translate(_SAME)
    value = 0
    for myriad, factor in (("亿", 100_000_000), ("万", 10_000), ("", 1)):
        head, found, plain = plain.rpartition(myriad) if myriad else (plain, True, "")
        if found:
            value += _below_myriad(head) * factor
    return value if text.translate(_SAME) in _written(value) else None


def _below_myriad(text: str) -> int:
    return sum(
        _DIGITS.index(digit or "一") * dict(_STEPS)[step] if step else _DIGITS.index(ones)
        for digit, step, ones in _PARTS.findall(text)
    )


def _written(value: int) -> set[str]:
    """Return how a number is written: in full, and with 十 for 一十 at its beginning."""
    if value == 0:
        return {"零"}
    out = ""
    for myriad, factor in (("亿", 100_000_000), ("万", 10_000), ("", 1)):
        part, value = divmod(value, factor)
        if part:
            gap = out and (part < 1000)
            out += ("零" if gap else "") + _four(part) + myriad
    return {out, out.removeprefix("一") if out.startswith("一十") else out}


def _four(value: int) -> str:
    out, gap = "", False
    for step, factor in _STEPS:
        digit, value = divmod(value, factor)
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + step
        gap = not digit
    return out
