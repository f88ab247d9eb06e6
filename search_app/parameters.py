"""Address ⇄ search: reads the bounded parameters of an address into a SearchRequest and writes them back.

The page, its links, the API and the export share this, so that one address means one search everywhere.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from indexer.fold import flat
from indexer.search.choices import years
from indexer.search.measures import is_ratio
from indexer.search.model import FACETS, SECTION, SearchRequest

KEYS = (*FACETS, SECTION)
"""Everything that filters by value."""

UNKNOWN = "-"
"""How an address spells the empty value of a facet (level unknown, no form …)."""

MAX_QUERY = 2_000
MAX_VALUES = 100
MAX_VALUE = 200
MAX_RANGES = 12
MAX_HISTOGRAMS = 6
MAX_PAGE = 10_000
MAX_SIZE = 100
SIZE = 20

_FORM = ("number", "min", "max")
_NUMBER_KEY = re.compile(r"[\w./+\-()]{1,200}")
_SORT = re.compile(r"-?[\w./+\-()]{1,200}")
_MESSAGES = {
    "whole": ("须为 {low} 到 {high} 之间的整数", "must be a whole number from {low} to {high}"),
    "number": ("须为数字", "must be a number"),
    "long": ("过长（最多 {high}）", "is too long (at most {high})"),
    "many": ("过多（最多 {high} 个）", "appears too often (at most {high} times)"),
    "form": ("写法不对，应为 {form}", "is malformed; expected {form}"),
    "percent": (
        "：{name} 是数量，不能用百分比；请选比率",
        "is a percentage, but {name} is an amount; choose a ratio",
    ),
    "unknown": ("不存在{near}；可用：{known}", "does not exist{near}; there are {known}"),
    "order": ("最小值大于最大值", "has a minimum above its maximum"),
}


class ParameterError(ValueError):
    """A parameter of an address is wrong; ``message`` says which and why in either language."""

    def __init__(self, parameter: str, reason: str, **values: object) -> None:
        self.parameter = parameter
        self.value = ""
        """What was asked for, where a range is wrong."""
        self._texts = {
            language: f"{word} {parameter} {_MESSAGES[reason][at].format(**_of(values, at))}"
            for at, (language, word) in enumerate((("zh", "参数"), ("en", "Parameter")))
        }
        super().__init__(self._texts["en"])

    def text(self, language: str) -> str:
        """Return the message in "zh" or "en"."""
        return self._texts[language]


def _of(values: Mapping[str, object], at: int) -> dict[str, object]:
    """Return the values of a message in one language; what differs between the languages is a pair."""
    return {name: value[at] if isinstance(value, tuple) else value for name, value in values.items()}


def parse(args: MultiDict[str, str], language: str = "zh") -> SearchRequest:
    """Read the parameters of an address.  Raises ParameterError; parameters that are not ours are ignored."""
    q = args.get("q", "").strip()
    if len(q) > MAX_QUERY:
        raise ParameterError("q", "long", high=MAX_QUERY)
    sort = args.get("sort") or "relevance"
    if not _SORT.fullmatch(sort):
        raise ParameterError("sort", "form", form="relevance, year, -year, new_requests …")
    return SearchRequest(
        q=q,
        filters=_filters(args),
        ranges=_ranges(args),
        sort=sort,
        page=whole(args, "page", 1, 1, MAX_PAGE),
        size=whole(args, "size", SIZE, 1, MAX_SIZE),
        language=language,
        synonyms=args.get("synonyms", "1") != "0",
        histograms=_histograms(args),
    )


def without_fault(args: MultiDict[str, str], language: str = "zh") -> tuple[SearchRequest, ParameterError | None]:
    """Read an address as far as it can be read: the search without what is wrong, and the first error (None: none)."""
    left, first = MultiDict(args), None
    while True:
        try:
            return parse(left, language), first
        except ParameterError as error:
            first = first or error
            left = without(left, error.parameter, error.value)


def without(args: MultiDict[str, str], name: str, value: str = "") -> MultiDict[str, str]:
    """Return an address without one value of a parameter, or without all; the form of ranges is one parameter."""
    names = _FORM if name in _FORM else (name,)
    return MultiDict((k, v) for k, v in args.items(multi=True) if k not in names or (value and v != value))


def pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the parameters of a search in one fixed order; defaults are left out."""
    found = [("q", request.q)] if request.q else []
    found += [(key, value or UNKNOWN) for key in KEYS for value in request.filters.get(key, ())]
    found += [("range", f"{key}:{_edge(low)}..{_edge(high)}") for key, (low, high) in request.ranges.items()]
    found += [("histogram", key) for key in request.histograms]
    if not request.synonyms:
        found.append(("synonyms", "0"))
    if request.sort != "relevance":
        found.append(("sort", request.sort))
    if request.size != SIZE:
        found.append(("size", str(request.size)))
    if request.page != 1:
        found.append(("page", str(request.page)))
    return found


def query_string(request: SearchRequest) -> str:
    """Return the parameters of a search as a query string with its "?", "" where there are none."""
    return "?" + encoded(pairs(request)) if pairs(request) else ""


def encoded(found: list[tuple[str, str]]) -> str:
    """Return parameters as they stand in an address."""
    return urlencode(found)


def toggled(request: SearchRequest, key: str, value: str) -> SearchRequest:
    """Return the search with one value of a facet chosen or given up, on its first page."""
    chosen = request.filters.get(key, ())
    kept = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
    filters = {k: v for k, v in request.filters.items() if k != key} | ({key: kept} if kept else {})
    return replace(request, filters=filters, page=1)


def without_range(request: SearchRequest, key: str) -> SearchRequest:
    """Return the search without the range of one number, on its first page."""
    return replace(request, ranges={k: v for k, v in request.ranges.items() if k != key}, page=1)


def keys(
    args: MultiDict[str, str], name: str, default: tuple[str, ...], known: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Read a list of keys divided by commas; each is one of ``known``, where that is given.  Raises ParameterError."""
    if name not in args:
        return default
    found = tuple(dict.fromkeys(key for key in args.get(name, "").split(",") if key))
    if len(found) > MAX_RANGES:
        raise ParameterError(name, "many", high=MAX_RANGES)
    if any((key not in known) if known else not _NUMBER_KEY.fullmatch(key) for key in found):
        raise ParameterError(name, "form", form=",".join(known) or "new_requests,granted")
    return found


def whole(args: MultiDict[str, str], name: str, default: int, low: int, high: int) -> int:
    """Read a whole number between two bounds.  Raises ParameterError."""
    text = args.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise ParameterError(name, "whole", low=low, high=high)
    return int(text)


def _filters(args: MultiDict[str, str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for key in KEYS:
        given = ["" if v == UNKNOWN else v for v in args.getlist(key) if v]
        if key == "year":
            given = [year for v in given for year in years(v) or (v,)]
        values = tuple(dict.fromkeys(given))
        if len(values) > MAX_VALUES:
            raise ParameterError(key, "many", high=MAX_VALUES)
        if any(len(v) > MAX_VALUE for v in values):
            raise ParameterError(key, "long", high=MAX_VALUE)
        if values:
            found[key] = values
    return found


def _ranges(args: MultiDict[str, str]) -> dict[str, tuple[float | None, float | None]]:
    found: dict[str, tuple[float | None, float | None]] = {}
    for text in args.getlist("range"):
        try:
            key, limits = _range(text)
        except ParameterError as error:
            error.value = text
            raise
        found[key] = limits
    if (name := _chosen(args)) and (args.get("min", "").strip() or args.get("max", "").strip()):
        low, high = (_number(edge, args.get(edge, ""), name) for edge in ("min", "max"))
        if low is not None and high is not None and low > high:
            raise ParameterError("min", "order")
        found[name] = (low, high)
    if len(found) > MAX_RANGES:
        raise ParameterError("range", "many", high=MAX_RANGES)
    return found


def _range(text: str) -> tuple[str, tuple[float | None, float | None]]:
    key, colon, span = text.rpartition(":")
    low, dots, high = span.partition("..")
    if not (colon and dots and _NUMBER_KEY.fullmatch(key)):
        raise ParameterError("range", "form", form="new_requests:10..200")
    edges = _number("range", low, key), _number("range", high, key)
    if edges[0] is not None and edges[1] is not None and edges[0] > edges[1]:
        raise ParameterError("range", "order")
    return key, edges


def _histograms(args: MultiDict[str, str]) -> tuple[str, ...]:
    """Read the numbers whose distribution is shown: those named, and one chosen in the form without bounds."""
    chosen = _chosen(args) if not (args.get("min", "").strip() or args.get("max", "").strip()) else ""
    found = tuple(dict.fromkeys(key for key in (chosen, *args.getlist("histogram")) if key))
    if len(found) > MAX_HISTOGRAMS:
        raise ParameterError("histogram", "many", high=MAX_HISTOGRAMS)
    if any(not _NUMBER_KEY.fullmatch(key) for key in found):
        raise ParameterError("histogram", "form", form="new_requests")
    return found


def _chosen(args: MultiDict[str, str]) -> str:
    """Return the number that was chosen in the form of ranges."""
    name = args.get("number", "")
    if name and not _NUMBER_KEY.fullmatch(name):
        raise ParameterError("number", "form", form="new_requests")
    return name


def _number(name: str, text: str, of: str) -> float | None:
    text = flat(text).strip()
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?%?", text):
        raise ParameterError(name, "number")
    if text.endswith("%") and not is_ratio(of):
        raise ParameterError(name, "percent", name=of)
    return round(float(text[:-1]) / 100, 9) if text.endswith("%") else float(text)


def _edge(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() else f"{value:.9f}".rstrip("0")
