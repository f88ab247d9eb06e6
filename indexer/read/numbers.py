"""Numbers said in the narrative (收到申请 N 件 …), each with its sentence.  Called by indexer.read.report.

What a number is about is told by the rules of config/narrative.toml.  Round numbers (余, 约, 近) are no numbers here:
"nearly 500" must not be compared with a table.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import config
from config.errors import ConfigurationError
from indexer.read.numerals import NUMERAL, whole_number
from indexer.report import NarrativeNumber, Number, Section

_SENTENCE = re.compile(r"[^。；;!！\n]+[。；;!！]?")
_IN_NUMERAL = NUMERAL.removesuffix("+")
_UNIT = "人次|万元|[条件起宗次例个份封期场篇项则部元人名位户册本大]"
_QUANTITY = re.compile(
    r"(?<![\d〔\[(（第])(?<!\d[.,，])(?P<digits>\d{1,3}(?:[,，]\d{3})+|\d+(?:\.\d+)?)\s*(?P<times>万|亿)?\s*"
    rf"(?P<round>余|多)?(?P<unit>{_UNIT}|)(?:次)?"
    rf"|(?<![\d第每逐数几多近约上余整无成廿卅拾佰仟])(?<!{_IN_NUMERAL})(?P<numeral>{NUMERAL})\s*(?P<counted>{_UNIT})"
    r"(?=[，,。；;、：:（()）！!\s]|$|均|全部|已|并|其中|都|次)"
)
"""A number with its unit.  One in Chinese only at the end of its phrase: 一件事, 一次性 and 零件图纸 are words."""
_BEGINS = re.compile(rf"[{_IN_NUMERAL[1:-1]}\d]")
"""What a quantity begins with: looked for first, as most of a text is neither digit nor numeral."""
_LOOSE = re.compile(r"[\s“”\"]+")
_COMPARED = re.compile(
    r"(?:同比|环比|[比较](?:上|去)一?年度?|[比较]20\d\d年).*[增减多少升降长]|平均|(?:增加|减少|增长|下降|上升|提高|多出?|减)了?$"
)
"""Clauses that say by how many something grew or fell."""
_OTHER_YEAR = re.compile("上(?:一)?年|去年|前年|往年|上年度")
_CLAUSE_END = re.compile(r"[,，、:：(（]|其中|分别")
_ROUND = re.compile(r"(?:约|近|超过?|逾|突破|不少于|不低于|达到?近)$")
_LONGEST_CONTEXT = 160
_MOST = 200
_LONGEST_NUMBER = 18  # characters; a longer run of digits counts nothing
_TIMES = {"万": 10_000, "亿": 100_000_000}


class NarrativeError(ConfigurationError):
    """config/narrative.toml is wrong; the message names file and reason."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of config/narrative.toml: patterns that must (or must not) stand around a number."""

    key: str
    label: str
    label_en: str
    before: re.Pattern[str] | None
    without: re.Pattern[str] | None
    context: re.Pattern[str] | None
    after: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    units: frozenset[str]
    cells: tuple[tuple[str, ...], ...]

    def fits(self, clause: str, sentence: str, behind: str) -> bool:
        """Tell whether a number after ``clause`` (the end of ``sentence`` so far) and before ``behind`` is meant.

        ``before`` was asked already.
        """
        return (
            (self.without is None or not self.without.search(clause))
            and (self.context is None or bool(self.context.search(sentence)))
            and (self.unless is None or not self.unless.search(sentence))
            and (self.after is None or bool(self.after.match(behind)))
        )


_Known = Mapping[str, Sequence[tuple[Callable[[str], object] | None, Rule]]]


def rules() -> tuple[Rule, ...]:
    """Return the rules in force, in their order.  Raises NarrativeError."""
    path = config.find("narrative.toml")
    return _rules(path, path.stat().st_mtime_ns)


def _by_unit() -> _Known:
    """Return the rules in force for each unit, in their order, each behind what asks for its ``before``."""
    path = config.find("narrative.toml")
    return _of_units(path, path.stat().st_mtime_ns)


@cache
def _of_units(path: Path, changed: int) -> _Known:
    known = [(rule.before.search if rule.before else None, rule) for rule in _rules(path, changed)]
    units = frozenset[str]().union(*(rule.units for _, rule in known))
    return {unit: tuple(pair for pair in known if unit in pair[1].units) for unit in units}


@cache
def _rules(path: Path, _changed: int) -> tuple[Rule, ...]:
    try:
        return tuple(_rule(entry) for entry in tomllib.loads(path.read_text("utf-8"))["number"])
    except (KeyError, re.error, tomllib.TOMLDecodeError) as error:
        raise NarrativeError(f"{path}: {error}") from error


def _rule(entry: dict[str, str | list[str]]) -> Rule:
    patterns = {
        name: re.compile(str(entry[name])) if entry.get(name) else None
        for name in ("before", "without", "context", "after", "unless")
    }
    cells = tuple(tuple(cell.split(".")) for cell in entry.get("cells", ()))
    units = frozenset(str(entry["units"]).split("|"))
    return Rule(str(entry["key"]), str(entry["label"]), str(entry["label_en"]), **patterns, units=units, cells=cells)


def read_numbers(sections: Sequence[Section]) -> list[NarrativeNumber]:
    """Return what the sections' narratives say in numbers, in their order; at most 200."""
    out: list[NarrativeNumber] = []
    known = _by_unit()
    for section in sections:
        for sentence in _SENTENCE.findall(section.narrative):
            out += _in_sentence(sentence, section.number, known)
        if len(out) >= _MOST:
            break
    return out[:_MOST]


def numbers_in(text: str, section: int | None = None) -> Iterator[NarrativeNumber]:
    """Yield the numbers that a text says.

    >>> [(n.key, n.value) for n in numbers_in("全年收到政府信息公开申请12件，办结11件。")]
    [('applications', 12), ('applications_answered', 11)]
    """
    known = _by_unit()
    for sentence in _SENTENCE.findall(text):
        yield from _in_sentence(sentence, section, known)


def _quantities(sentence: str) -> Iterator[re.Match[str]]:
    begun = _BEGINS.search(sentence)
    while begun:
        at = begun.start()
        if match := _QUANTITY.match(sentence, at):
            yield match
            at = match.end() - 1
        begun = _BEGINS.search(sentence, at + 1)


def _in_sentence(sentence: str, section: int | None, known: _Known) -> Iterator[NarrativeNumber]:
    begin = 0
    for match in _quantities(sentence):
        unit = match["unit"] or match["counted"] or ""
        if (
            (not unit and not match["times"])
            or len(match["digits"] or "") > _LONGEST_NUMBER
            or _in_title(sentence, match.start())
        ):
            continue
        value = _value(match)
        if value is None or _is_saying(match, sentence):
            continue
        start = _clause_start(sentence, begin, match.start())
        clause = _tight(sentence[start : match.start()])
        begin = match.end()
        if match["round"] or _ROUND.search(clause) or _COMPARED.search(clause):
            continue
        so_far = _tight(sentence[max(0, match.start() - _LONGEST_CONTEXT) : match.start()])
        behind = _tight(sentence[match.end() : match.end() + 24])
        for before, rule in known.get(unit, ()):
            if (before is None or before(clause)) and rule.fits(clause, so_far, behind):
                quote = sentence[start : match.end()].strip(" 　,，、")
                if "previous" in rule.key or not _OTHER_YEAR.search(clause):
                    yield NarrativeNumber(rule.key, value, quote, sentence.strip(), section)
                break


def _is_saying(match: re.Match[str], sentence: str) -> bool:
    """Tell whether a Chinese "one" is a saying and counts nothing: 受理一件、办结一件."""
    return match["numeral"] == "一" and sentence.count(f"一{match['counted']}") > 1


def _in_title(sentence: str, at: int) -> bool:
    """Tell whether a place stands inside 《…》: the name of a document says nothing about the report."""
    return sentence.count("《", 0, at) > sentence.count("》", 0, at)


def _clause_start(sentence: str, begin: int, end: int) -> int:
    """Return where the clause before a number begins: behind the last comma or number, if words are left then."""
    starts = [begin, *(m.end() for m in _CLAUSE_END.finditer(sentence, begin, end))]
    for start in reversed(starts):
        if len(_tight(sentence[start:end])) >= 2:
            return start
    return begin


def _tight(text: str) -> str:
    return _LOOSE.sub("", text)


def _value(match: re.Match[str]) -> Number | None:
    if match["numeral"]:
        return whole_number(match["numeral"])
    digits = match["digits"].replace(",", "").replace("，", "")
    number: Number = float(digits) if "." in digits else int(digits)
    if match["times"]:
        number = round(number * _TIMES[match["times"]], 4)
    return int(number) if number == int(number) else number
