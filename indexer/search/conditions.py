"""Conditions of a query line: facets, states, and numbers that compare.

    级别:county,township   年:2019..2024   年:(2019 2021)   有:新收   新收:空白
    新收>100   新收:10至20   100<新收<=200   不予处理/总计>30%   新收 不少于 1万

Called by ``indexer.search.language`` where a piece of the line may be one; each reads from the cursor or leaves it.
"""

import re

from whoosh import query

from indexer.search import numbers, vocabulary
from indexer.search.cursor import NEXT, Cursor
from indexer.search.leaves import Among, Compare, InState, Known
from indexer.search.measures import canonical, difference, is_compound, listed, measured, ratios_of
from indexer.search.model import SECTION, QueryError

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9](?: +[0-9])+(?![0-9])|[0-9]+)"
"""A number; blanks stand inside it where they divide thousands (1 000) or every digit (1 0 0 0)."""
_AMOUNT = rf"-?{_DIGITS}(?:\.[0-9]+)?(?: *(?:%|[千万亿]元?|[件份条次项个宗人篇元年]))?"
_SIGN = r"[<>]=|=[<>]|<>|[<>≥≤≧≦≠]|!=|==?"
_TO = r"\s*(?:\.{2,}|[~–—]+|至今?|到)\s*|-|\s+-\s+"
_END = r"(?=[\s()\"]|[,;、](?![0-9])|$)"
_NAME = r'[^\s"「『:<>=!≥≤≧≦≠+/÷]+'
_SIGNS = {"=<": "<=", "=>": ">=", "<>": "!=", "≠": "!=", "≥": ">=", "≤": "<=", "≧": ">=", "≦": "<=", "==": "="}
_WORDS = {
    **dict.fromkeys(("大于等于", "不少于", "不低于", "不小于"), ">="),
    **dict.fromkeys(("小于等于", "不超过", "不多于", "不高于"), "<="),
    **dict.fromkeys(("大于", "超过", "多于", "高于"), ">"),
    **dict.fromkeys(("小于", "少于", "低于"), "<"),
    "等于": "=",
}
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SCALES = {"%": 0.01, "千": 1e3, "万": 1e4, "亿": 1e8}

_SINGLE = re.compile(rf"(?P<sign>{_SIGN})?\s*(?P<value>{_AMOUNT}){_END}")
_RANGE = re.compile(rf"(?P<low>{_AMOUNT})?(?:{_TO})(?P<high>{_AMOUNT})?{_END}")
_ONWARDS = re.compile(rf"(?P<value>{_AMOUNT})(?P<way>以来|以后|以上|起|以下|以内){_END}")
_MEASURED = re.compile(rf"(?P<measure>{_NAME}(?:\s*[+/÷]\s*{_NAME})*)\s*(?P<sign>{_SIGN})\s*")
_SUM = r'(?:\([^\s"():<>=]+\)|[^\s"():<>=/÷+]+)'
_BRACKETED = re.compile(rf"(?P<measure>(?=[^:]*\()(?=[^:]*[+/÷-]){_SUM}(?:[/÷]{_SUM})?)\s*:")
_AGAINST = re.compile(rf"\s*(?P<sign>{_SIGN}|{'|'.join(_WORDS)})\s*(?P<other>{_SUM}(?:\+{_SUM})*){_END}")
_SPOKEN_OF = re.compile(rf"(?P<measure>{_NAME}?)(?=\s*(?:{'|'.join(_WORDS)}))")
_SPOKEN = re.compile(rf"(?P<measure>{_NAME}?)\s*(?P<word>{'|'.join(_WORDS)})\s*(?P<value>{_AMOUNT}){_END}")
_BEFORE = re.compile(rf"(?P<value>{_AMOUNT})\s*(?P<sign>[<>]=?)\s*(?=[^\s0-9<>=])")
_VALUE = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<plain>(?:(?!NEXT)[^\s"();])+)'.replace("NEXT", NEXT))
_OTHER = re.compile(NEXT)
_AFTER_NAME = re.compile(r'[^\s"()]*')
_YEAR = re.compile(r"([0-9]{4})年?度?")


_BOOKISH = re.compile(
    rf"(?<![^\s(,;!-])(?P<measure>[^\s\"「『:<>=!≥≤≧≦≠《〈]+?)\s*(?P<sign>[《》〈〉])(?=\s*=?\s*{_AMOUNT}{_END})"
)
"""What a Chinese keyboard writes for < and >."""

# -- comparisons ---------------------------------------------------------------------------------------------------


def with_signs(line: str) -> str:
    """Return a line with < and > where a Chinese keyboard wrote 《 and 》 between a number's name and an amount.

    >>> with_signs("《条例》 新收》100")
    '《条例》 新收>100'
    """

    def sign(match: re.Match[str]) -> str:
        name = match["measure"].lstrip("-!")
        name = name if name.count("(") == name.count(")") else name.lstrip("(")
        if not (_is_year(name) or numbers.measure(name) is not None or is_compound(name)):
            return match.group()
        return match.group()[:-1] + ("<" if match["sign"] in "《〈" else ">")

    return _BOOKISH.sub(sign, line)


def comparison(cursor: Cursor) -> query.Query | None:
    """Read ``新收>100``, ``不予处理/总计>=30%``, ``100<新收<200`` or ``新收 超过 100`` where one stands here."""
    start = cursor.at
    if (before := cursor.take(_BEFORE)) is not None:
        return _flipped(cursor, before, start)
    if (match := _SPOKEN.match(cursor.line, cursor.at)) and numbers.measure(match["measure"]) is not None:
        cursor.at = match.end()
        return _compare(cursor, match["measure"], _WORDS[match["word"]], match["value"], start)
    spoken = _SPOKEN_OF.match(cursor.line, cursor.at)
    if spoken and (found := _against(cursor, spoken["measure"], spoken.end())) is not None:
        return found
    if (match := _BRACKETED.match(cursor.line, cursor.at)) and is_compound(match["measure"]):
        cursor.at = match.end()
        return _number(cursor, match["measure"], start)
    match = _MEASURED.match(cursor.line, cursor.at)
    if match is None or match["measure"][0] == "-" or match["measure"].count("(") != match["measure"].count(")"):
        return None
    name = match["measure"]
    if (found := _against(cursor, name, match.start("sign"))) is not None:
        return found
    if match["sign"] in ("=", "=="):
        cursor.at = match.end()
        if (found := named(cursor, name, start)) is not None:
            return found
        cursor.at = start
        if vocabulary.field_of(name) is not None:
            return None
    _check(name, start)
    cursor.at = match.start("sign")
    found = _bounds(cursor, name)
    if found is None:
        _not_a_number(cursor, name)
    return found


def _against(cursor: Cursor, name: str, at: int) -> query.Query | None:
    """Read the comparison with another number (``新收>结转下年``): what is left of one without the other."""
    match = _AGAINST.match(cursor.line, at)
    left = None if match is None or match["other"][0].isdigit() else difference(name, match["other"])
    if match is None or left is None:
        return None
    cursor.at = match.end()
    sign = _WORDS.get(match["sign"]) or _SIGNS.get(match["sign"], match["sign"])
    return cursor.leaf(Compare(measured(left), sign, 0.0, left))


def _flipped(cursor: Cursor, before: re.Match[str], start: int) -> query.Query | None:
    """Read on after ``100<``: a name, and perhaps another bound."""
    named = re.compile(rf"(?P<measure>{_NAME}(?:\s*[+/÷]\s*{_NAME})*)").match(cursor.line, cursor.at)
    if named is None or named["measure"].count("(") != named["measure"].count(")"):
        cursor.at = start
        return None
    name = named["measure"]
    _check(name, cursor.at)
    cursor.at = named.end()
    found = _compare(cursor, name, _FLIPPED[before["sign"]], before["value"], start)
    cursor.skip()
    if cursor.next() and cursor.next() in "<>" and (other := _bounds(cursor, name)) is not None:
        return query.And([found, other])
    return found


def _check(name: str, start: int) -> None:
    if not _is_year(name):
        measured(name, start)


def _is_year(name: str) -> bool:
    return vocabulary.facet_of(name) == "year"


def _bounds(cursor: Cursor, name: str) -> query.Query | None:
    """Read ``>100``, ``100``, ``10..20`` or ``10以上`` here; None where no number stands."""
    start = cursor.at
    between = _RANGE.match(cursor.line, cursor.at)
    if between is not None and between["low"] and between["high"]:
        return _between(cursor, name, between)
    if match := cursor.take(_SINGLE):
        sign = match["sign"] or "="
        return _compare(cursor, name, _SIGNS.get(sign, sign), match["value"], start)
    if match := cursor.take(_ONWARDS):
        return _compare(cursor, name, "<=" if match["way"] in ("以下", "以内") else ">=", match["value"], start)
    if between is None or not (between["low"] or between["high"]):
        return None
    return _between(cursor, name, between)


def _between(cursor: Cursor, name: str, match: re.Match[str]) -> query.Query:
    """Make the comparisons of a range; one whose bounds are the wrong way round is turned."""
    start, cursor.at = cursor.at, match.end()
    bounds = [(sign, match[side]) for sign, side in ((">=", "low"), ("<=", "high")) if match[side]]
    found = [_compare(cursor, name, sign, value, start) for sign, value in bounds]
    if len(found) == 2 and found[0].value > found[1].value:
        cursor.note("swapped", match.group())
        ends = ((">=", match["high"]), ("<=", match["low"]))
        found = [_compare(cursor, name, sign, value, start) for sign, value in ends]
    return query.And(found) if len(found) > 1 else found[0]


def _compare(cursor: Cursor, name: str, sign: str, amount: str, start: int) -> Compare:
    measure = numbers.Measure(("year",)) if _is_year(name) else measured(name, start)
    shown = "year" if _is_year(name) else canonical(name)
    value = _amount(amount, "" if _is_year(name) else numbers.unit(name))
    if "%" in amount and not measure.under:
        cursor.fail(
            "percent_of_count", cursor.line.find("%", start), name=name, ratios=listed(ratios_of(name, measure))
        )
    if measure.under and value > 1 and re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", amount):
        cursor.note("over_one", f"{sign}{amount}")
    if not _is_year(name) and re.search("[0-9] +[0-9]", amount):
        cursor.note("one_number", amount)
    found = Compare(measure, sign, value, shown)
    cursor.leaf(found)
    return found


def _amount(text: str, unit: str) -> float:
    """Read a number; %, 千, 万, 亿 and a measure word behind it are understood, and 元 where the form prints 万元."""
    digits = re.match(r"-?[0-9., ]+", text)
    assert digits is not None
    value = float(re.sub("[, ]", "", digits.group()))
    scale = next((_SCALES[c] for c in text[digits.end() :] if c in _SCALES), None)
    if unit == "万元" and (scale is not None or text.endswith("元")):
        return value * (scale or 1.0) / 1e4
    return value / 100 if scale == 0.01 else value * (scale or 1.0)


def _not_a_number(cursor: Cursor, name: str) -> None:
    found = _AFTER_NAME.match(cursor.line, cursor.at)
    text = cursor.written[cursor.at : found.end()] if found else ""
    if not text.strip("<>=!≥≤≧≦≠"):
        cursor.fail("no_value", cursor.at, name=name)
    cursor.fail("not_a_number", cursor.at, name=name, text=text)


# -- what has a name and a colon -----------------------------------------------------------------------------------


def named(cursor: Cursor, name: str, start: int) -> query.Query | None:
    """Read what follows ``name:`` where that is a facet, a state or a number; None for any other name."""
    facet = vocabulary.facet_of(name)
    if facet == "year":
        return _year(cursor)
    if facet is not None:
        return _facet(cursor, facet, start)
    if name in vocabulary.PLACE:
        return cursor.leaf(Among("place", tuple(value for value, _ in _values(cursor, name))))
    if name in vocabulary.SECTION_NAMES:
        return _sections(cursor, name)
    if name in vocabulary.HAS or name in vocabulary.LACKS:
        return _having(cursor, name)
    if numbers.measure(name) is not None or is_compound(name):
        return _number(cursor, name, start)
    return None


def _facet(cursor: Cursor, facet: str, start: int) -> query.Query:
    """Read values of a facet; a fixed vocabulary knows no others."""
    found: list[str] = []
    for value, at in _values(cursor, vocabulary.facet_name(facet)):
        meant = vocabulary.values_of(facet, value)
        if not meant:
            cursor.fail("not_a_value", at, name=value, known=vocabulary.known_values(facet))
        found += meant
    return cursor.leaf(Among(facet, tuple(dict.fromkeys(found))))


def _year(cursor: Cursor) -> query.Query:
    """Read years: single ones, a range, or a comparison."""
    cursor.skip()
    start = cursor.at
    if (found := _bounds(cursor, "year")) is not None and not isinstance(found, Compare):
        return found
    read = cursor.line[start : cursor.at]
    if isinstance(found, Compare) and (spaced := re.fullmatch(r"([0-9](?: +[0-9]){3})年?", read)):
        return cursor.leaf(Among("year", (spaced[1].replace(" ", ""),)))
    if isinstance(found, Compare) and read.strip("0123456789年"):
        return found
    cursor.at = start
    years: list[str] = []
    ranges: list[query.Query] = []
    for text, at in _values(cursor, vocabulary.facet_name("year")):
        inner = Cursor(text, text)
        if match := _YEAR.fullmatch(text):
            years.append(match[1])
        elif vocabulary.is_unknown(text):
            years.append("")
        elif (found := _bounds(inner, "year")) is not None and inner.ended():
            ranges.append(found)
        else:
            cursor.fail("not_a_year", at, text=text)
    if years:
        ranges.append(cursor.leaf(Among("year", tuple(dict.fromkeys(years)))))
    return query.Or(ranges) if len(ranges) > 1 else ranges[0]


def _sections(cursor: Cursor, name: str) -> query.Query:
    """Read sections in which a word of the query is to stand (bound to its words by the parser)."""
    found = []
    for value, at in _values(cursor, name):
        field = vocabulary.field_of(value)
        if field is None:
            cursor.fail("not_a_value", at, name=value, known=vocabulary.known_values(SECTION))
        found.append(field)
    return cursor.leaf(Among(SECTION, tuple(dict.fromkeys(found))))


def _having(cursor: Cursor, name: str) -> query.Query:
    """Read 有: and 无: with a number (it is known) or a state (some cell is in it)."""
    found: list[query.Query] = []
    for value, at in _values(cursor, name):
        if (state := vocabulary.state_of(value)) is not None:
            found.append(cursor.leaf(InState((), state)))
            continue
        try:
            found.append(cursor.leaf(_known(value, at)))
        except QueryError:
            cursor.fail("no_state", at, numbers.similar(value), name=value)
    tree = query.Or(found) if len(found) > 1 else found[0]
    return query.Not(tree) if name in vocabulary.LACKS else tree


def _known(name: str, start: int) -> Known:
    return Known(measured(name, start), canonical(name))


def _number(cursor: Cursor, name: str, start: int) -> query.Query:
    """Read the value of a number: a comparison, a range, or a state."""
    wanted = measured(name, start)
    cursor.skip()
    if (found := _bounds(cursor, name)) is not None:
        return found
    match = _VALUE.match(cursor.line, cursor.at)
    state = vocabulary.state_of(match["quoted"] or match["plain"] or "") if match else None
    if match is None or state is None:
        _not_a_number(cursor, name)
    assert match is not None
    cursor.at = match.end()
    if state == "value":
        return cursor.leaf(_known(name, start))
    return cursor.leaf(InState(wanted.cells, state or "", numbers.key_of(name) or name))


def _values(cursor: Cursor, name: str) -> list[tuple[str, int]]:
    """Read values divided by commas, or in brackets by blanks or OR; each with its place."""
    cursor.skip()
    is_group = cursor.next() == "("
    cursor.at += is_group
    found: list[tuple[str, int]] = []
    while True:
        if is_group:
            cursor.skip()
        match = cursor.take(_VALUE)
        if match is None:
            break
        found += _divided(cursor, match, is_group)
        if _OTHER.match(cursor.line, cursor.at):
            break
        goes_on = cursor.line[cursor.at - 1] in ",、" or cursor.next() in (",", "、")
        cursor.at += cursor.next() in (",", "、")
        if not (goes_on or is_group):
            break
    if is_group:
        cursor.at += cursor.next() == ")"
    if not found:
        cursor.fail("no_value", cursor.at, name=name)
    return list({value: (value, at) for value, at in reversed(found)}.values())[::-1]


def _divided(cursor: Cursor, match: re.Match[str], is_group: bool) -> list[tuple[str, int]]:
    if match["quoted"] is not None:
        start, end = match.span("quoted")
        return [(cursor.written[start:end], start)]
    if is_group and match["plain"] in ("or", "或", "或者", "|", "||"):
        return []
    places = re.finditer(r"[^,、]+", match["plain"])
    return [(place.group(), match.start() + place.start()) for place in places]
