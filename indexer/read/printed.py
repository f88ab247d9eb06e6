"""What one cell of a table prints: a number, a blank, or words.  Pure; called for every field of every table row.

A blank is an empty cell, or one that holds only a dash, a slash or 无: it is never a zero.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indexer.blocks import readings_of
from indexer.report import Number

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－ー─﹣"), "-")
_SIMPLE = dict(zip(map(ord, "萬億條項個處場"), "万亿条项个处场", strict=True))
"""Units in traditional characters."""
_PLAIN: dict[int, str] = _DASHES | _SIMPLE
_INVISIBLE = dict.fromkeys(
    [
        *map(ord, "\u00ad\u061c\u180e\u2060\ufeff"),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
"""Characters without width, among them those that turn the direction of writing."""
_BLANK = re.compile(
    r"^(?:-+|/+|\\+|无|空|N/?A|\.+|·+|\*+|_+|(?:单击|点击|单击或点击)此处输入.{0,6}|clickheretoenter.{0,12})?$",
    re.IGNORECASE,
)
"""Also what a form prompts with where nobody has written anything."""
_NOTE = re.compile(
    r"(?<=[\d件条个项元])(?:[⁰¹²³⁴-⁹]+|[①-⑳㈠-㈩❶-❿]|[\[［〔][\d⁰¹²³⁴-⁹]{1,2}[\]］〕]|[(（〔［\[]?注\s?[\d一二三四五]{0,2}[)）〕］\]]?|[*＊※]{1,3})$"
)
"""The mark of a note behind a number (38①, 38[1], 38注2, 38*): no part of it."""
_RAISED = re.compile("[⁰¹²³⁴-⁹①-⑳]")
_NUMBER = re.compile(
    r"^(?P<sign>[-+]|增加|减少|增|减|↑|↓)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?"
    r"(?P<unit>万?亿?元(?:人民币)?|[十百千]?[万亿]?(?:件次|人次|场次|件|条|项|个|宗|次|份|起|人|篇|部|家|期|场|处)|万|亿)?(?:整)?$"
)
UNITS = frozenset("条件次篇个人元场期份项处家宗部天起") | {"人次", "万元", "小时", "场次", "件次", "人/次", "次/人"}
"""Units that stand in a cell of their own."""
_NEGATIVE = {"-", "减", "减少", "↓"}


@dataclass(frozen=True, slots=True)
class Printed:
    """``kind``: "number" (``number`` and perhaps ``unit`` are set), "blank", "text", or "doubt": a scanned number that
    may be any of several, or none.  ``raw`` is the trimmed text.
    """

    kind: Literal["number", "blank", "text", "doubt"]
    raw: str
    number: Number | None = None
    unit: str | None = None

    @property
    def is_value(self) -> bool:
        """Whether a number stands here, be it known or not."""
        return self.kind in ("number", "doubt")

    @property
    def plain(self) -> bool:
        """Whether the text is nothing but the number as a program would write it."""
        return self.kind == "number" and self.raw == str(self.number)


@lru_cache(maxsize=20_000)
def printed(text: str, joined: bool = False) -> Printed:
    """Read one cell.  Digits that are spaced out are joined; digits on several lines only if ``joined`` (PDF wraps).

    >>> printed("１ ８３４２件").number
    18342
    """
    raw = text.strip(" \t\r\n\u3000\xa0")
    if raw.isascii() and raw.isdigit():
        return Printed("number", raw, int(raw)) if len(raw) < 16 else Printed("text", raw)
    if (readings := readings_of(raw)) is not None:
        return Printed("doubt", "|".join(readings))
    if len(raw) > 40:
        return Printed("text", raw)
    shown = _NOTE.sub("", raw.translate(_INVISIBLE).rstrip())
    if _RAISED.search(shown):
        return Printed("text", raw)  # what is raised elsewhere is no digit of the number (10²)
    folded = unicodedata.normalize("NFKC", shown).translate(_PLAIN)
    if not joined and len(_digit_lines(folded)) > 1:
        return Printed("text", raw)
    squeezed = "".join(folded.split())
    if _BLANK.match(squeezed):
        return Printed("blank", raw)
    if squeezed in {"零", "〇"}:
        return Printed("number", raw, 0)
    found = _NUMBER.match(squeezed)
    if not found or len(found["digits"]) > 18:
        return Printed("text", raw)
    return Printed("number", raw, _number(found), found["unit"])


def _number(found: re.Match[str]) -> Number:
    digits = found["digits"].replace(",", "")
    number: Number = float(digits + found["fraction"]) if found["fraction"] else int(digits)
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    return -number if found["sign"] in _NEGATIVE else number


def _digit_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if any(c.isdigit() for c in line)]
