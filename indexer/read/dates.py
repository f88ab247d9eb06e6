"""Years and dates as Chinese offices write them, damaged digits included.  Called by indexer.read.identity.

Everything here takes text that went through :func:`indexer.read.plain.plain` (half-width, no white space).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 2003
"""The first local rules on disclosure (Guangzhou) are of 2003; no report is older."""
LAST_YEAR = 2099

_ZERO = "零〇○OoΟ0０"
_DIGITS = {**dict.fromkeys(_ZERO, "0"), **dict(zip("一二三四五六七八九", "123456789", strict=True))}
# What these begin with stands first and what must not stand before it is asked behind it: so a search goes from one
# 2 or 二 to the next, and not through every character.
_YEAR = re.compile(
    rf"[二2](?<!\d.)(?:0\d\d(?<=20\d\d)|[{_ZERO}][{_ZERO}一二12][{_ZERO}一二三四五六七八九\d](?<!\d{{4}}))(?!\d)"
)
_YEAR_RUN = re.compile(r"(20\d\d)(?<!\d....)(?=\d{1,2}(?:月|\d?日))")

_DATE = re.compile(
    r"(20\d\d)(?<!\d....)(?:"
    r"(?:年|[-/.])?(0?[1-9]|1[0-2])(?:月|[-/.])(0?[1-9]|[12]\d|3[01])(?:日|号|(?!\d))"
    r"|年(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])日"
    r"|年?(1[0-2]|0[1-9])([0-2]\d|3[01])日)"
)
_CHINESE_DATE = re.compile(
    rf"([二2][{_ZERO}][{_ZERO}一二][{_ZERO}一二三四五六七八九])年([一二三四五六七八九十元]{{1,2}})月([一二三四五六七八九十]{{1,3}}|[廿卅][一二三四五六七八九]?)日"
)
_TO = "(?:至|到|—|-|~|－|―|–|一)+"
_PERIODS = (
    re.compile(rf"(?<!\d)(20\d\d)年?(?:0?1?|元)月?0?1?日?[^。；\d]{{0,6}}?(?:起)?{_TO}(?:(20\d\d)年?)?12月?31日?"),
    re.compile(rf"(?<!\d)(20\d\d)([./-])0?1\2(?:0?1)?{_TO}(?:(20\d\d)\2)?12\2(?:31)?(?!\d)"),
    re.compile(rf"(?<!\d)(20\d\d)年(?:0?1|元)月份?(?:起)?{_TO}(?:(20\d\d)年)?12月份?(?!\d)"),
    re.compile(r"统计(?:期限|时限|时间|周期|期间)[为是:]*(20\d\d)年?(?:度|全年)?(?=[,。;、(]|$)"),
)
"""The ways to write a reporting period; groups: its first year and, where it is repeated, its last."""
_PERIOD_WORDS = re.compile("统计(?:时|期|数据|周)|时间段|报告期|期限|时限|起止|所列数据|数据的?统计|数据时间|自20|从20")


@dataclass(frozen=True, slots=True)
class Found:
    """A year or date with the text that shows it."""

    value: str
    quote: str
    start: int
    end: int


def years(text: str) -> Iterator[Found]:
    """Yield the years named in ``text``: 2020, 二〇二〇, and 2023 of the run-together 20231月."""
    for match in _YEAR.finditer(text):
        value = "".join(_DIGITS.get(c, c) for c in match[0])
        if FIRST_YEAR <= int(value) <= LAST_YEAR:
            yield Found(value, match[0], match.start(), match.end())
    for match in _YEAR_RUN.finditer(text):
        if FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            yield Found(match[1], match[0], match.start(), match.end())


def dates(text: str) -> Iterator[Found]:
    """Yield the days named in ``text`` as ISO dates; 20231月1日 and 20201231日 are understood, 202111日 is open."""
    for match in _DATE.finditer(text):
        parts = [g for g in match.groups() if g]
        if iso := _iso(*parts):
            yield Found(iso, match[0], match.start(), match.end())
    for match in _CHINESE_DATE.finditer(text):
        year = "".join(_DIGITS.get(c, c) for c in match[1])
        if iso := _iso(year, _number(match[2]), _number(match[3])):
            yield Found(iso, match[0], match.start(), match.end())


def period(text: str, *, anywhere: bool = False) -> Found | None:
    """Return the year of a stated statistics period (统计期限 2020年1月1日至2020年12月31日), or None.

    ``anywhere`` takes a whole year also where no word calls it a statistics period: enough in a first paragraph.
    A period over two years (the first report under a new form may have one) names no year and gives None.
    """
    for match in _periods(text):
        first, last = match[1], match[match.re.groups] or match[1]
        around = text[max(0, match.start() - 40) : match.end() + 10]
        if not (anywhere or _PERIOD_WORDS.search(around)) or last != first:
            continue
        if FIRST_YEAR <= int(first) <= LAST_YEAR:
            return Found(first, match[0], match.start(), match.end())
    return None


def _periods(text: str) -> Iterator[re.Match[str]]:
    for pattern in _PERIODS:
        yield from pattern.finditer(text)
    if (arabic := _CHINESE_DATE.sub(_in_digits, text)) != text:
        yield from _PERIODS[0].finditer(arabic)


def _in_digits(match: re.Match[str]) -> str:
    """Return a Chinese date in digits, as the patterns of a period want it."""
    year = "".join(_DIGITS.get(c, c) for c in match[1])
    return f"{year}年{_number(match[2])}月{_number(match[3])}日"


def _number(text: str) -> str:
    """Return 1-31 written in Chinese as digits; "" where it is no number."""
    text = text.replace("元", "一").replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.get(text, "")
    return str(10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0")))


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
