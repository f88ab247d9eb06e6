"""The register of divisions (行政区): names, codes and the years in which they were valid.

``indexer.read`` resolves places with it; the app shows full names with it.  The list is config/jurisdictions.csv
(derived by scripts/derive_jurisdictions.py); a jurisdictions_extra.csv of the same columns is joined to it.

>>> [d.code for d in load().lookup("沙县", 2020)], load().as_of(load().lookup("沙县", 2020)[0], 2022).name
(['350427'], '沙县区')
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import config
from config.errors import ConfigurationError

LEVELS = ("province", "city", "county", "township")
_COLUMNS = ["code", "name", "level", "parent", "valid_from", "valid_to", "pinyin"]
_PEOPLES = (
    "蒙古族|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|"
    "拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|塔吉克族?|怒族|"
    "普米族|鄂温克族|裕固族|保安族|独龙族|鄂伦春族?|门巴族|珞巴族|基诺族|各族|达斡尔|鄂温克|蒙古|俄罗斯族"
)
_ENDINGS = {
    "province": re.compile(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$"),
    "city": re.compile(r"(?:市|地区|盟)$"),
    "county": re.compile(r"(?:市|县|(?<=..)(?:新区|林区|特区)|区)$"),
}
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES})*自治[州县]$")
_FIRST_YEAR, _LAST_YEAR = 0, 9999


class DivisionsError(ConfigurationError):
    """A list of divisions is wrong; the message names file, line and reason."""


class Division(NamedTuple):
    """One division under one name and code; ``valid_from``/``valid_to`` are years, None where no list bounds them.

    ``parent`` is "" for a province.  ``pinyin`` has one syllable a word, "" for townships.  The lists hold 57,000 of
    them, which each reader process makes when it starts: a tuple is made four times as fast as a frozen dataclass.
    """

    code: str
    name: str
    level: str
    parent: str
    valid_from: int | None
    valid_to: int | None
    pinyin: str = ""

    def distance(self, year: int | None) -> int:
        """Return how many years ``year`` lies outside the validity; 0 inside or where the year is unknown."""
        if year is None:
            return 0
        return max((self.valid_from or _FIRST_YEAR) - year, year - (self.valid_to or _LAST_YEAR), 0)

    def within(self, code: str) -> bool:
        """Tell whether this division is ``code`` or lies in it."""
        return self.code.startswith(code)

    @property
    def stem(self) -> str:
        """The name without its ending; 沙县 keeps its own, as a single character would remain."""
        return stem(self.name, self.level)


@cache
def stem(name: str, level: str) -> str:
    """Return ``name`` without the ending of its level; the name itself where one character would remain."""
    autonomous = name.endswith("自治州") if level == "city" else level == "county" and name.endswith("自治县")
    ending = _AUTONOMOUS if autonomous else _ENDINGS.get(level)
    short = ending.sub("", name) if ending else name
    return short if len(short) > 1 else name


class Register:
    """All divisions, found by name, code and year."""

    def __init__(self, divisions: list[Division]) -> None:
        self.by_code: dict[str, list[Division]] = defaultdict(list)
        self.by_name: dict[str, list[Division]] = defaultdict(list)
        self.by_alias: dict[str, list[Division]] = defaultdict(list)
        self._spellings: dict[str, list[Division]] = defaultdict(list)
        self.below: dict[str, list[Division]] = defaultdict(list)
        for division in divisions:
            self.by_code[division.code].append(division)
            self.by_name[division.name].append(division)
            if division.level != "township":
                self.below[division.parent].append(division)
                for alias in _aliases(division):
                    self.by_alias[alias].append(division)
        self.upper = {d.name for d in divisions if d.level != "township"}
        self.upper_ends: dict[str, int] = {}  # the last two characters of such a name → the longest that ends so
        for name in self.upper:
            self.upper_ends[name[-2:]] = max(len(name), self.upper_ends.get(name[-2:], 0))
        self.beginnings = {d.name[:2] for d in divisions}
        self.longest = max((len(d.name) for d in divisions), default=0)

    def lookup(self, name: str, year: int | None = None, slack: int = 0) -> list[Division]:
        """Return the divisions called ``name`` in ``year`` (± ``slack`` years); each place once, nearest year first."""
        return nearest(self.by_name.get(name, ()), year, slack)

    def get(self, code: str, year: int | None = None) -> Division | None:
        """Return the division of that code, as it was called in ``year`` or nearest to it; None for unknown codes."""
        rows = self.by_code.get(code)
        if not rows:
            return None
        return min(rows, key=lambda d: (d.distance(year), -(d.valid_to or _LAST_YEAR)))

    def code(self, printed: str) -> str:
        """Return a division's code as the list writes it (370000 → 37, 110100 → 11), "" where no division has it."""
        code = printed.removesuffix("000") if len(printed) in (9, 12) else printed
        code = code[:9].removesuffix("000") if len(code) == 9 else code
        while len(code) > 2 and len(code) <= 6 and (code.endswith("00") or code not in self.by_code):
            code = code[:-2]
        return code if code in self.by_code else ""

    def spelled(self, label: str) -> Division | None:
        """Return the only division whose name is ``label`` in letters (yanggu, yangguxian); None for none or several.

        Short labels say nothing: five letters are the least.
        """
        if len(label) < 5:
            return None
        if not self._spellings:
            for division in (d for rows in self.by_code.values() for d in rows if d.pinyin):
                syllables = division.pinyin.split()
                for key in {"".join(syllables), "".join(syllables[: len(division.stem)])}:
                    self._spellings[key].append(division)
        found = self._spellings.get(label, [])
        if not found or any(self.as_of(d, None).code != found[0].code and not _akin(d, found[0]) for d in found):
            return None
        return min(found, key=lambda d: d.valid_to is not None)

    def ancestors(self, division: Division, year: int | None = None) -> list[Division]:
        """Return the divisions above, province first, under their names in ``year``."""
        chain: list[Division] = []
        code = division.parent
        while code and (above := self.get(code, year)):
            chain.append(above)
            code = above.parent
        return chain[::-1]

    def as_of(self, division: Division, year: int | None) -> Division:
        """Return the same place under the name and code of ``year``; itself where no list tells of another.

        A successor has the same code and part of the name (襄樊市 → 襄阳市; codes of counties are given anew), or the
        same stem in the same parent (沙县 → 沙县区) or in the parent that succeeded it.
        """
        if not self._distance(division, year):
            return division
        parents = {d.code for d in self._same(self.get(division.parent, year))} if division.parent else {""}
        parents.add(division.parent)
        rows = self.below_of(parents) if division.level != "township" else self.by_name.get(division.name, [])
        same = [d for d in rows if d.parent in parents and d.level == division.level and _akin(d, division)]
        same += self._moved(division)
        same += [d for d in self.by_code[division.code] if division.level == "city" or set(d.stem) & set(division.stem)]
        return min([*same, division], key=lambda d: (self._distance(d, year), d is not division))

    def _distance(self, division: Division, year: int | None) -> int:
        """Return how far ``year`` lies outside; the lists bound few townships, so their county's bounds count, too."""
        above = self.get(division.parent, year) if division.level == "township" else None
        return division.distance(year) + (above.distance(year) if above else 0)

    def below_of(self, parents: set[str]) -> list[Division]:
        """Return the divisions above township level whose parent is one of ``parents``."""
        return [d for code in parents for d in self.below.get(code, ())]

    def _same(self, division: Division | None) -> Iterator[Division]:
        if division is not None:
            yield division
            yield from (d for d in self.below.get(division.parent, ()) if _akin(d, division))
            yield from self._moved(division)
            yield from self.raised(division)

    def raised(self, division: Division) -> list[Division]:
        """Return the divisions of the same name and province at another level (儋州市: county, then city)."""
        rows = (d for d in self.by_name[division.name] if d.level not in (division.level, "township"))
        return [d for d in rows if d.code[:2] == division.code[:2]]

    def _moved(self, division: Division) -> list[Division]:
        """Return a division of the same name and level that ends where this one begins, or begins where it ends.

        A county that came under another city is given a new code (简阳市: 资阳 until 2015, 成都 from 2016).
        """
        if division.level == "township":
            return []
        rows = (d for d in self.by_name[division.name] if d.level == division.level and d.code[:2] == division.code[:2])
        return [d for d in rows if _adjacent(d, division) or _adjacent(division, d)]

    def full_name(self, division: Division, year: int | None = None) -> str:
        """Return the names from the province down, e.g. 山东省聊城市阳谷县西湖镇."""
        return "".join(d.name for d in [*self.ancestors(division, year), division])


def nearest(rows: "list[Division] | tuple[()]", year: int | None, slack: int) -> list[Division]:
    """Return the rows valid within ``slack`` years of ``year``, nearest first, each code once."""
    found = sorted((d for d in rows if d.distance(year) <= slack), key=lambda d: d.distance(year))
    return list({d.code: d for d in reversed(found)}.values())[::-1]


def _adjacent(earlier: Division, later: Division) -> bool:
    return earlier.valid_to is not None and later.valid_from == earlier.valid_to + 1


def _akin(one: Division, other: Division) -> bool:
    """Tell whether two names are of one place: equal stems, or one is the other with an ending added (沙县区)."""
    return one.level == other.level and (
        one.stem == other.stem or one.stem == other.name or other.stem == one.name or one.name == other.name
    )


def _aliases(division: Division) -> set[str]:
    """Return the short names by which offices call a division: 辽宁, 恩施, 恩施州, 科右中旗; never of one character."""
    short = division.stem
    names = {short}
    if division.name.endswith("自治州"):
        names |= {f"{short}州", f"{short}自治州"}
    elif division.name.endswith("自治县"):
        names.add(f"{short}县")
    elif banner := re.match("^(.).*([左右])翼(.旗)$", division.name):
        names.add("".join(banner.groups()))
    return {n for n in names if len(n) > 1 and n != division.name}


def load() -> Register:
    """Return the register; read once for the files that are in force."""
    try:
        extra: Path | None = config.find("jurisdictions_extra.csv")
    except FileNotFoundError:
        extra = None
    changed = extra.stat().st_mtime_ns if extra else 0
    return _load(config.find("jurisdictions.csv"), extra, config.find("short_names.csv"), changed)


@cache
def _load(path: Path, extra: Path | None, short_names: Path, _changed: int) -> Register:
    divisions = list(read_divisions(path))
    if extra:
        divisions += read_divisions(extra)
    register = Register(divisions)
    with short_names.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            register.by_alias[row["short"]] += register.by_name.get(row["name"], [])
    return register


def read_divisions(path: Path) -> Iterator[Division]:
    """Yield the rows of a list of divisions.  Raises DivisionsError."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if next(reader, None) != _COLUMNS:
            raise DivisionsError(f"{path}: line 1: the columns must be {','.join(_COLUMNS)}")
        for row in reader:
            try:
                code, name, level, parent, since, until, pinyin = row
                yield Division(
                    code, name, level, parent, int(since) if since else None, int(until) if until else None, pinyin
                )
            except ValueError as error:
                raise DivisionsError(f"{path}: line {reader.line_num}: {error}") from error
