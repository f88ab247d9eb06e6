"""Options of the command line → request; result → text for a terminal.  `nianbao search` and `export` use it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from indexer.search import choices, vocabulary
from indexer.search.controls import numbers_in
from indexer.search.language import parse
from indexer.search.measures import is_ratio
from indexer.search.model import Histogram, Hit, QueryError, SearchRequest, SearchResult
from indexer.search.notes import RESULT, refusal, said
from indexer.search.numbers import key_of, label
from indexer.terminal import left, right, width

_LIMIT = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_LONGEST_BAR = 30


def request_of(
    line: str,
    language: str,
    *,
    filters: tuple[str, ...] = (),
    ranges: tuple[str, ...] = (),
    histograms: tuple[str, ...] = (),
    sort: str = "relevance",
    page: int = 1,
    size: int = 10,
    no_synonyms: bool = False,
) -> SearchRequest:
    """Build a request from options such as ``level=county`` and ``new_requests=10..``.  Raises QueryError."""
    chosen: dict[str, tuple[str, ...]] = {}
    for item in filters:
        name, value = _divided(item, "FACET=VALUE")
        facet = choices.facet_named(name)
        chosen[facet] = tuple(dict.fromkeys((*chosen.get(facet, ()), *choices.stored(facet, value))))
    choices.check(chosen)
    limits = {}
    for item in ranges:
        name, value = _divided(item, "NUMBER=LOW..HIGH")
        limits[key_of(name) or name] = _limits(value, item)
    return SearchRequest(
        line, chosen, limits, sort, page, size, language=language, histograms=histograms, synonyms=not no_synonyms
    )


def _divided(item: str, shape: str) -> tuple[str, str]:
    name, sign, value = item.partition("=")
    if not sign or not name.strip():
        raise refusal("shape", item=item, shape=shape)
    return name.strip(), value.strip()


def _limits(value: str, item: str) -> tuple[float | None, float | None]:
    low, dots, high = (part.strip() for part in value.partition(".."))
    for text in (low, high):
        if text and not _LIMIT.fullmatch(text):
            raise refusal("not_a_number", name=item, text=text)
    limits = float(low) if low else None, float(high if dots else low) if (high or not dots) and value else None
    if limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
        raise refusal("range_order", item=item)
    return limits


@contextmanager
def pointing(line: str, language: str) -> Iterator[None]:
    """Say in a language what is wrong with a query, and show where under the query itself."""
    try:
        yield
    except QueryError as error:
        if error.position is None or error.parameter != "q" or not line:
            raise QueryError(error.text(language)) from error
        below = " " * width(line[: error.position])
        raise QueryError(f"{error.text(language)}\n  {line}\n  {below}^", error.position) from error


def as_text(found: SearchResult, request: SearchRequest) -> str:
    """Return a result as lines: how many, then each report with its sentences, then the facets and histograms."""
    language = request.language
    lines = [said(RESULT, "reports", language, count=found.total)]
    if found.understood:
        lines[0] += f"    {found.understood}"
    lines += [f"  ({note})" for note in found.notes]
    lines += [f"  {said(RESULT, 'try', language)}: {suggestion}" for suggestion in found.suggestions]
    asked = numbers_in(found.controls, parse(found.controls.q).tree) if found.controls else ()
    for hit in found.hits:
        lines += ["", *_hit(hit, language), *_numbers(hit, asked, language)]
    if request.size and found.total > request.size:
        pages = -(-found.total // request.size)
        lines += ["", said(RESULT, "page", language, page=request.page, pages=pages)]
    listed = [(name, values) for name, values in found.facets.items() if values]
    lines += [""] * bool(listed)
    for name, values in listed:
        shown = ", ".join(f"{value.label} {value.count}" for value in values[:8])
        lines.append(f"{vocabulary.facet_name(name, language)}: {shown}")
    for histogram in found.histograms.values():
        lines += ["", *_histogram(histogram, language)]
    return "\n".join([*lines, f"{found.seconds * 1000:.1f} ms"])


def _hit(hit: Hit, language: str) -> Iterator[str]:
    stored = hit.stored
    yield click.style(f"{stored['title'] or stored['agency'] or hit.id}", bold=True) + f"  {hit.id}"
    place = (stored["place"] or "").replace("/", " ")
    yield "  " + " · ".join(str(x) for x in (stored["year"], place, *stored["formats"]) if x)
    for snippet in hit.snippets:
        text = "".join(click.style(t, fg="red", bold=True) if is_hit else t for t, is_hit in snippet.runs)
        gloss = f" ({snippet.label})" if snippet.label != snippet.section_title and language == "en" else ""
        yield f"  {snippet.section_title}{gloss}: {text}"


def _numbers(hit: Hit, asked: Iterable[str], language: str) -> Iterator[str]:
    """Yield one line with the numbers that the search is about; a dash where the report does not tell one."""
    known = hit.stored.get("numbers") or {}
    shown = [f"{label(key, language)} {_value(key, known.get(key))}" for key in asked]
    if shown:
        yield "  " + " · ".join(shown)


def _value(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if is_ratio(key) else f"{value:,.2f}".removesuffix(".00")


def _histogram(found: Histogram, language: str) -> Iterator[str]:
    """Yield how many reports have the number and how many have it not, then a line for each bar."""
    yield said(RESULT, "known", language, label=found.label, known=found.known, unknown=found.unknown)
    if not found.bins:
        return
    yield f"  {said(RESULT, 'bars', language)}"
    most = max(b.count for b in found.bins)
    for b in found.bins:
        edges = [f"{edge:.1%}" if is_ratio(found.key) else f"{edge:,g}" for edge in (b.low, b.high)]
        bar = "▇" * -(-b.count * _LONGEST_BAR // most)
        yield f"  {right(edges[0], 12)} – {left(edges[1], 12)}{right(f'{b.count:,}', 8)} {bar}"
