"""What a text and its address say about place: cited divisions, telephone, postcode, host and e-mail, portal.

Called by indexer.read.place, which weighs the hints.  Texts are plain (see indexer.read.plain).
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import config
from indexer.jurisdictions import Division, Register
from indexer.read.context import Context

_ENDING = re.compile("[省市区县旗州盟]")
_LONGEST_NAME = 16
_BEHIND_BODY = re.compile(r"^(?:人民)?(?:政府|委员会|行政公署|公署|委办|人大|政协|县委|市委|区委|省委)")
_COMMON_WORDS = {"城区", "郊区", "矿区", "新区", "东区", "西区", "南区", "北区", "新城区", "市区", "市中区", "和县"}
"""Divisions whose names are also ordinary words: their mention alone says nothing."""
_BEFORE_TWO = set("省市州区盟在于与向至到对由经按据是自从及")
_VISITED = re.compile(
    "(?:赴|前往|借鉴|学习|参观|对标)[^。,;]{0,24}(?:学习|考察|经验|做法|先进|参观|调研|交流)[^。,;]{0,40}"
)
"""Clauses on places that were visited or learnt from: they say nothing of where a body is."""
_TELEPHONE = re.compile(r"(0(?<![\d-]0)\d{2,3})[)\-—－ ]{0,2}(?=[2-8]\d{6,7}(?!\d))")
_POSTCODE = re.compile(r"(?:邮编|邮政编码|邮\s*编)[^\d]{0,4}(\d{6})(?!\d)")
_PROVINCE_SIGNS = dict(
    zip(
        "京津冀蒙辽黑沪苏浙皖闽赣鲁豫鄂粤桂琼渝川黔滇藏陕甘",
        re.findall("..", "11121315212331323334353637414244454650515253546162"),
        strict=True,
    )
)
"""Signs in numbers of provincial documents (闽政办〔2020〕26号); those that cities use too (新, 宁) are left out."""
_NUMBERED = re.compile(rf"([{''.join(_PROVINCE_SIGNS)}])(?<![\u4e00-\u9fff].)(?:政|府)办?\w{{0,2}}[〔\[(]20\d\d")
_EMAIL = re.compile(r"[\w.+-]{1,64}@([\w-]+(?:\.[\w-]+)+)", re.ASCII)
_URL = re.compile(r"(?:https?://|www\.)([\w-]+(?:\.[\w-]+)+)", re.ASCII | re.IGNORECASE)
_HOME = re.compile(r"(?:^|\.)([a-z]+)\.gov\.cn$")
_PLAIN_LABELS = {
    "www", "gov", "cn", "com", "net", "org", "edu", "xxgk", "zwgk", "zfxxgk", "wap", "m", "big5", "mail", "app", "info",
    "163", "126", "qq", "sina", "sohu", "139", "189", "hotmail", "foxmail", "yeah", "aliyun", "gmail", "localhost",
}  # fmt: skip
_MOST_TEXT = 20_000


@dataclass(slots=True)
class Hints:
    """Everything that speaks for a place.

    ``cited`` counts full names of county level and above; ``bodies`` are those followed by 人民政府 and the like;
    ``areas`` and ``postcodes`` map what is printed to division codes; ``numbered`` maps numbers of provincial
    documents to provinces; ``labels`` are parts of host names with their source ("host" or "text"); ``portal`` is the
    code of the portal's jurisdiction; ``home`` is the registered part of a government address (yanggu of
    www.yanggu.gov.cn).
    """

    text: str = ""
    cited: Counter[str] = field(default_factory=Counter)
    bodies: set[str] = field(default_factory=set)
    areas: dict[str, list[str]] = field(default_factory=dict)
    postcodes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    numbered: dict[str, str] = field(default_factory=dict)
    portal: str = ""
    home: str = ""


def find_hints(text: str, context: Context, register: Register) -> Hints:
    """Collect the hints of a plain text (its first 20,000 characters) and of where the original came from."""
    text = _VISITED.sub("", text[:_MOST_TEXT])
    hints = Hints(text=text, portal=register.code(context.jurisdiction))
    _cite(hints, register)
    for match in _TELEPHONE.finditer(text):
        if codes := area_codes().get(match[1]):
            hints.areas[match[1]] = codes.split()
    for match in _POSTCODE.finditer(text):
        if province := postcodes().get(match[1][:2]):
            hints.postcodes[match[1]] = province
    for match in _NUMBERED.finditer(text):
        hints.numbered[match[0]] = _PROVINCE_SIGNS[match[1]]
    for host in [*(_EMAIL.findall(text) if "@" in text else ()), *(_URL.findall(text) if "." in text else ())]:
        for label in labels(host):
            hints.labels.setdefault(label, "text")
    address = urlsplit(context.url).hostname or ""
    if home := _HOME.search(address):
        hints.home = home[1]
    for label in labels(address):
        hints.labels[label] = "host"
    return hints


def _cite(hints: Hints, register: Register) -> None:
    text = hints.text
    for match in _ENDING.finditer(text):
        end = match.end()
        for size in range(min(register.upper_ends.get(text[end - 2 : end], 0), _LONGEST_NAME, end), 1, -1):
            name = text[end - size : end]
            if name in register.upper:
                if name not in _COMMON_WORDS and (size > 2 or _two_stand(text, end)):
                    hints.cited[name] += 1
                    if _BEHIND_BODY.match(text[end : end + 8]):
                        hints.bodies.add(name)
                break


def _two_stand(text: str, end: int) -> bool:
    """Tell whether two characters are a county (沙县) and not part of words (公开县, 相应县级)."""
    before, behind = text[max(0, end - 3) : end - 2], text[end : end + 1]
    return behind not in ("级", "区", "直", "城", "域") and (
        not "\u4e00" <= before <= "\u9fff" or before in _BEFORE_TWO
    )


def labels(host: str) -> list[str]:
    """Return the parts of a host name that may stand for a place: lc and shandong of lc.shandong.cn."""
    parts = re.split(r"[.-]", host.lower())
    return [p for p in parts if p not in _PLAIN_LABELS and p.isascii() and p.isalpha() and len(p) > 1]


@cache
def _table(path: Path) -> Mapping[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return {row[0]: row[1] for row in rows}


def area_codes() -> Mapping[str, str]:
    """Return telephone area code → division codes, divided by blanks (config/area_codes.csv)."""
    return _table(config.find("area_codes.csv"))


def postcodes() -> Mapping[str, str]:
    """Return the first two digits of a postcode → province code (config/postcodes.csv)."""
    return _table(config.find("postcodes.csv"))


@dataclass(frozen=True, slots=True)
class Spelling:
    """How host names write a division: its stem and full name in letters, and their initials."""

    stem: str
    full: str
    initials: str
    full_initials: str


@cache
def spelling(division: Division) -> Spelling | None:
    """Return a division's spellings, None for townships (their names are not in the list in letters)."""
    if not division.pinyin:
        return None
    syllables = division.pinyin.split()
    short = syllables[: len(division.stem)]
    return Spelling("".join(short), "".join(syllables), _first(short), _first(syllables))


def _first(syllables: list[str]) -> str:
    return "".join(s[0] for s in syllables)
