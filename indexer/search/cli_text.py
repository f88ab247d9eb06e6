"""Options of the command line → request; result → text for a terminal.  `nianbao search` and `export` use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import east_asian_width

import click

from indexer.search.model import QueryError, SearchRequest, SearchResult


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
        chosen[name] = (*chosen.get(name, ()), value)
    limits: dict[str, tuple[float | None, float | None]] = {}
    for item in ranges:
        name, value = _divided(item, "NUMBER=LOW..HIGH")
        low, dots, high = value.partition("..")
        limits[name] = (_number(low, item), _number(high if dots else low, item))
    return SearchRequest(
        line, chosen, limits, sort, page, size, language=language, histograms=histograms, synonyms=not no_synonyms
    )


def _divided(item: str, shape: str) -> tuple[str, str]:
    name, sign, value = item.partition("=")
    if not sign:
        raise QueryError(f"{item}: expected {shape}")
    return name.strip(), value.strip()


def _number(text: str, item: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as error:
        raise QueryError(f"{item}: {text} is not a number") from error


@contextmanager
def pointing(line: str, language: str) -> Iterator[None]:
    """Say in a language what is wrong with a query, and show where under the query itself."""
    try:
        yield
    except QueryError as error:
        if not error.position:
            raise QueryError(error.text(language)) from error
        width = sum(2 if east_asian_width(c) in "WF" else 1 for c in line[: error.position])
        raise QueryError(f"{error.text(language)}\n  {line}\n  {' ' * width}^", error.position) from error


def as_text(found: SearchResult, language: str) -> str:
    """Return a result as lines: how many, then each report with its sentences, then the facets."""
    zh = language == "zh"
    lines = [f"{found.total} 份报告" if zh else f"{found.total} reports"]
    if found.understood:
        lines[0] += f"    {found.understood}"
    lines += [f"  ({note})" for note in found.notes]
    lines += [f"  {'试试' if zh else 'try'}: {suggestion}" for suggestion in found.suggestions]
    for hit in found.hits:
        stored = hit.stored
        lines.append("")
        lines.append(click.style(f"{stored['title'] or stored['agency'] or hit.id}", bold=True) + f"  {hit.id}")
        place = (stored["place"] or "").replace("/", " ")
        lines.append("  " + " · ".join(str(x) for x in (stored["year"], place, *stored["formats"]) if x))
        for snippet in hit.snippets:
            text = "".join(click.style(t, fg="red", bold=True) if is_hit else t for t, is_hit in snippet.runs)
            lines.append(f"  {snippet.section_title}: {text}")
    for name, values in found.facets.items():
        if values:
            shown = ", ".join(f"{value.label} {value.count}" for value in values[:8])
            lines += [""] * (name == next(iter(found.facets))) + [f"{name}: {shown}"]
    for histogram in found.histograms.values():
        lines.append(f"{histogram.label}: {histogram.known} / {histogram.unknown}")
        lines += [f"  {b.low:>12g} – {b.high:<12g} {b.count}" for b in histogram.bins]
    return "\n".join(lines) + _facts(found)


def _facts(found: SearchResult) -> str:
    return f"\n{found.seconds * 1000:.1f} ms"
