"""Sums and ratios as people write them (``(予以公开+部分公开)/总计``) → Measure.

The parser, the ranges of a request and the series call it.
"""

import re

from indexer.search.notes import refusal
from indexer.search.numbers import Measure, key_numbers, key_of, label, measure, similar


def measured(text: str, start: int = 0) -> Measure:
    """Read a number's name, a cell's path, a sum or difference of them, or a ratio of two sums.

    Raises QueryError; ``start`` is where the text stands in the line, for pointing.

    >>> measured("requests.granted.total/总计").under
    ('requests.results_total.total',)
    """
    if (found := measure(text)) is not None:
        return found
    if bracketed := re.fullmatch(r"\s*\(([^()]*)\)\s*", text):
        return measured(bracketed[1], start + bracketed.start(1))
    over, slash, under = text.replace("÷", "/").partition("/")
    if not slash:
        return _signed(text, start) if _is_difference(text) else Measure(_sum(over, start))
    return Measure(_sum(over, start), _sum(under, start + len(over) + 1))


_TERM = re.compile(r"\s*(?P<sign>[+-]?)\s*(?P<sum>\([^()]*\)|[^+()-]+)")


def _is_difference(text: str) -> bool:
    """Whether a text is known numbers with a minus between some of them; a hyphen may also belong to a name."""
    names = [name.strip() for name in re.split(r"[+()-]", text.strip()) if name.strip()]
    is_whole = text.count("(") == text.count(")") and "-" in text.strip()[1:]
    return is_whole and len(names) > 1 and all(measure(name) is not None for name in names)


def _signed(text: str, start: int) -> Measure:
    cells: dict[str, tuple[str, ...]] = {"": (), "+": (), "-": ()}
    for term in _TERM.finditer(text):
        cells[term["sign"]] += _sum(term["sum"], start + term.start("sum"))
    if not (cells[""] or cells["+"]):
        raise refusal("number_missing", start)
    return Measure((*cells[""], *cells["+"]), less=cells["-"])


def difference(one: str, other: str) -> str | None:
    """Return the name of what is left of one sum without another; None where these are not two sums of numbers."""
    named = f"{_closed(one)}-{_bracketed(_closed(other))}"
    is_plain = not re.search(r"[/÷]", one + other) and "-" not in other
    return named if is_plain and _is_difference(named) and not _of_ratios(named) else None


def _closed(name: str) -> str:
    return re.sub(r"\s", "", name)


def _of_ratios(text: str) -> bool:
    found = [measure(name.strip()) for name in re.split(r"[+()-]", text) if name.strip()]
    return any(one is not None and one.under for one in found)


def is_compound(name: str) -> bool:
    """Whether a name is that of a sum, difference or ratio."""
    return re.search(r"[/÷+]", name) is not None or _is_difference(name)


def _sum(text: str, start: int) -> tuple[str, ...]:
    inside = text.strip()
    start += len(text) - len(text.lstrip())
    while inside.startswith("(") and inside.endswith(")"):
        inside, start = inside[1:-1], start + 1
    cells: list[str] = []
    for match in re.finditer(r"[^+]*", inside):
        name = match.group().strip()
        if not name:
            continue
        found = measure(name)
        if found is None:
            raise refusal("no_number", start + match.start(), similar(name), name=name)
        if found.under:
            raise refusal("of_ratio", start + match.start(), name=name)
        cells += found.over
    if not cells:
        raise refusal("number_missing", start)
    return tuple(cells)


def canonical(name: str) -> str:
    """Return a name as it is kept and shown: a key, or sums and ratios with the brackets that they are read with.

    >>> canonical("予以公开 + 部分公开 ÷ 总计")
    '(予以公开+部分公开)/总计'
    """
    if (key := key_of(name)) is not None:
        return key
    over, slash, under = _closed(name).replace("÷", "/").partition("/")
    return f"{_bracketed(over)}/{_bracketed(under)}" if slash else over


def _bracketed(part: str) -> str:
    return f"({part})" if "+" in part and not part.startswith("(") else part


def ratios_of(name: str, count: Measure) -> tuple[str, ...]:
    """Return the ratios that say of how much a count is a part; where none has a name, how one is written."""
    found = tuple(key for key, number in key_numbers().items() if number.over == count.over and number.under)
    is_request = all(cell.startswith("requests.") for cell in count.over)
    return found or (f"{canonical(name)}/总计" if is_request else f"{canonical(name)}/…",)


def listed(names: tuple[str, ...]) -> tuple[str, str]:
    """Return numbers as a message names them, in Chinese and English."""
    return "、".join(label(name) for name in names), ", ".join(label(name, "en") for name in names)


def is_ratio(name: str) -> bool:
    """Whether a number of that name is a share, to be shown in per cent."""
    key = key_of(name)
    return key_numbers()[key].kind == "ratio" if key else "/" in name
