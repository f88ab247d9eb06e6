"""What goes into a search and what comes out: the one interface that every backend implements.

The embedded Whoosh index implements :class:`Backend` today; a distributed index would implement the same and pass the
same tests.  The page, the API, the command line and the export all speak these types.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from config.errors import ConfigurationError, OperatorError

PLACES = ("province", "city", "county", "township")
FACETS = (*PLACES, "level", "year", "form", "format", "check", "portal")
"""Facet and filter keys.  Place values are paths: "示例省", "示例省/甲市", "示例省/甲市/乙县", "…/丙镇"."""

SECTION = "section"
"""A further facet, counted where it is asked for: the fields that a word of the query occurs in (s1 … s6 …)."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search.

    ``filters`` maps a key of FACETS to the accepted values (any of them).  ``ranges`` maps a number's key (a name of
    config/numbers.toml such as "new_requests", or a dotted cell path such as "requests.granted.total") to
    (lowest, highest), both inclusive, None for open; a report without the number is outside every range.
    ``sort`` is "relevance", "year" or a number's key, with "-" before it for descending.  ``page`` counts from 1.
    The places selected in several facets are one selection: a place with a narrower one selected inside it stands for
    that one alone.  ``histograms`` names numbers whose distribution is wanted, ``snippets`` how many sentences a hit
    has, ``facet_size`` how many values of a facet are listed (the most frequent; all chosen ones are), ``suggest``
    whether other queries are wanted where this one finds nothing.
    """

    q: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    size: int = 20
    facets: tuple[str, ...] = FACETS
    language: str = "zh"
    histograms: tuple[str, ...] = ()
    synonyms: bool = True
    snippets: int = 3
    facet_size: int = 200
    suggest: bool = True


@dataclass(frozen=True, slots=True)
class Snippet:
    """A sentence with a hit: (text, is_hit) runs that join to the text as it stands in the section.

    ``section_title`` is the heading as printed, ``label`` what the section is called in the language of the request,
    ``field`` the text field that it is (s1 … s6, preamble, tail, other).
    """

    section: int
    section_title: str
    runs: tuple[tuple[str, bool], ...]
    label: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One report that was found.  ``stored`` holds what the index keeps for lists (agency, year, place, numbers …)."""

    id: str
    score: float
    stored: dict[str, Any]
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with its exact count under the other filters."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of a histogram: how many reports have the number in [low, high) (the last bar includes ``high``)."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """How a number is distributed over the result, without the number's own range.

    ``known`` and ``unknown`` count reports with and without the number, ``blank`` those of the latter in which a cell
    of it is blank.  ``presets`` are ranges worth offering; ``whole``: all values are whole numbers.
    """

    key: str
    label: str
    known: int
    unknown: int
    low: float | None
    high: float | None
    bins: tuple[Bin, ...]
    presets: tuple[tuple[float | None, float | None], ...] = ()
    blank: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer.  ``total`` and all counts are exact.  ``understood`` is the query as it was read, for display.

    ``query`` is the whole request, filters and ranges included, as one line of the query language; ``controls`` is
    the same search the other way round, with what the line says moved into filters and ranges where these can.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    understood: str
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    seconds: float = 0.0
    query: str = ""
    controls: SearchRequest | None = None
    histograms: dict[str, Histogram] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of `GET /api/v1/search` and `nianbao search --json` (docs/api.md)."""
        return {
            "total": self.total,
            "seconds": round(self.seconds, 6),
            "understood": self.understood,
            "query": self.query,
            "controls": _controls(self.controls),
            "notes": list(self.notes),
            "suggestions": list(self.suggestions),
            "hits": [_hit(hit) for hit in self.hits],
            "facets": {name: [asdict(value) for value in values] for name, values in self.facets.items()},
            "histograms": {name: _histogram(histogram) for name, histogram in self.histograms.items()},
        }


def _controls(request: SearchRequest | None) -> dict[str, Any]:
    if request is None:
        return {}
    return {
        "q": request.q,
        "filters": {name: list(values) for name, values in request.filters.items()},
        "ranges": {name: list(limits) for name, limits in request.ranges.items()},
        "sort": request.sort,
        "synonyms": request.synonyms,
    }


def _histogram(histogram: Histogram) -> dict[str, Any]:
    shown = asdict(histogram)
    return shown | {"bins": list(shown["bins"]), "presets": [list(preset) for preset in histogram.presets]}


def _hit(hit: Hit) -> dict[str, Any]:
    snippets = [
        {
            "section": s.section,
            "section_title": s.section_title,
            "section_label": s.label,
            "field": s.field,
            "runs": [{"text": t, "hit": h} for t, h in s.runs],
        }
        for s in hit.snippets
    ]
    return {**hit.stored, "id": hit.id, "score": round(hit.score, 4), "snippets": snippets}


@dataclass(frozen=True, slots=True)
class Record:
    """A matching report for taking away: what lists show, its cells (path → state, value), its text if wanted.

    ``text`` is (field, section number, section title, text) in the order of the report; ``details`` what cells have
    beside value and state: ``raw`` as printed, ``unit``, ``inferred`` and ``inferred_by``, ``note``.
    """

    stored: dict[str, Any]
    cells: dict[str, tuple[str, float | None]]
    text: tuple[tuple[str, int, str, str], ...] = ()
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number over some reports of the forms named.

    ``reports`` = ``known`` + ``blank`` + ``unclear`` (missing, ambiguous, n/0, or
    the report's form is unknown) + ``absent`` (not in the form).
    ``total``, ``median``, ``mean`` are over the known (None: there is none); of a ratio ``total`` is that of the sums.
    ``share`` is the part that ``total`` is of the line's sum over all groups; None for a ratio.
    """

    forms: tuple[str, ...]
    reports: int
    known: int
    blank: int
    unclear: int
    absent: int
    total: float | None
    median: float | None
    mean: float | None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One group (a year, a level, a place): for each number a figure, or one for each form that does not compare."""

    value: str
    label: str
    reports: int
    figures: dict[str, tuple[Figure, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """The points of one result set; several lines stand side by side."""

    label: str
    reports: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers aggregated by a facet.  ``breaks`` names numbers that do not compare between forms, with the reason."""

    by: str
    numbers: dict[str, str]
    lines: tuple[Line, ...]
    breaks: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return the shape of `GET /api/v1/series` and `nianbao series --json`."""
        return asdict(self)


class QueryError(ConfigurationError):
    """A query cannot be understood; ``position`` is where in the text (from 0; None: in no place), for pointing at it.

    ``texts`` says it in "zh" and "en" (see ``notes.refusal``); where it is absent, the message is all there is.
    ``parameter`` is what the fault lies in: the line ("q"), or what stands beside it (see ``notes.blamed_on``).
    """

    parameter = "q"

    def __init__(self, message: str, position: int | None = None, texts: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.position = position
        self._texts = texts or {}

    def text(self, language: str) -> str:
        """Return the message in "zh" or "en"."""
        return self._texts.get(language, str(self))


class IndexMismatch(OperatorError):  # noqa: N818 - it is a state of affairs, not a fault of the program
    """The index was made with another schema, tokenizer or dictionary; the message names the command that mends it."""


class Backend(Protocol):
    """An index of reports: keyed by report id, updated in batches, readable while it is written."""

    def update(self, entries: Iterable[dict[str, Any]], deleted: Iterable[str] = ()) -> int:
        """Add or replace ``entries`` and remove ``deleted`` ids in one commit; return how many were written."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search.  Raises QueryError."""

    def controls(self, request: SearchRequest) -> SearchRequest:
        """Return the same search with what its line says moved into filters, ranges and order.  Raises QueryError."""

    def ids(self) -> dict[str, str]:
        """Return the report ids in the index, each with the digest of the entry it was built from."""

    def records(
        self, request: SearchRequest, cells: Iterable[str] = (), text: bool = False, details: bool = False
    ) -> Iterator[Record]:
        """Yield every report that a request matches, in its order (page and size aside).  Raises QueryError."""

    def series(self, lines: Mapping[str, SearchRequest], numbers: Sequence[str], by: str = "year") -> Series:
        """Aggregate numbers by a facet, for each of the requests (by label).  Raises QueryError."""

    def is_made(self) -> bool:
        """Whether anything was ever written into the index, be it no report."""

    def version(self) -> str:
        """Name the state of the data: it changes with every update and is written into what is taken away."""
