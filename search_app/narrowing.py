"""What narrows a search, and every way to narrow it further or less, as links: chips, facets, histograms.

The links start from the search with the conditions of its line already moved into the controls, so that what was
typed can be unticked, too.
"""

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from indexer.search import vocabulary
from indexer.search.model import PLACES, SECTION, FacetValue, Histogram, SearchRequest, SearchResult
from indexer.search.numbers import key_numbers
from search_app import drawing, numbers, parameters, places
from search_app.facets import label, place_name
from search_app.language import LANGUAGES, current, t

LEAST = 1e-9
"""The smallest difference that an address can tell."""

PLAIN_FACETS = ("year", "level", "check", "form", SECTION, "format", "portal")


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, and the address without it."""

    label: str
    text: str
    url: str


def address(asked: SearchRequest) -> str:
    """Return the address of a search."""
    return url_for("search.page") + parameters.query_string(asked)


def chips(asked: SearchRequest) -> list[Chip]:
    """Return what narrows the search, each with the address that takes it away."""
    found = [
        Chip(t(f"facet.{places.level_of(path)}"), place_name(path), address(places.without(asked, path)))
        for path in places.narrowest(asked)
    ]
    for key, values in asked.filters.items():
        for value in values if key not in PLACES else [""] * (key in places.unknown(asked)):
            without = address(parameters.toggled(asked, key, value))
            found.append(Chip(t(f"facet.{key}"), label(key, value), without))
    for key, (low, high) in asked.ranges.items():
        text = numbers.span(key, low, high)
        found.append(Chip(numbers.label(key), text, address(parameters.without_range(asked, key))))
    return found


def facets(asked: SearchRequest, result: SearchResult) -> list[dict[str, Any]]:
    """Return the facets beside the place: name, and values with label, count, state and address."""
    found: list[dict[str, Any]] = []
    for key in PLAIN_FACETS:
        values = result.facets.get(key, ())
        if len(values) > 1 or any(v.selected for v in values):
            found.append({"key": key, "values": [choice(asked, key, value) for value in values]})
    return found


def choice(asked: SearchRequest, key: str, value: FacetValue) -> dict[str, Any]:
    """Return one value of a facet as the page lists it."""
    changed = places.toggled(asked, value.value) if key in PLACES else parameters.toggled(asked, key, value.value)
    name = place_name(value.value) if key in PLACES else label(key, value.value)
    return {"label": name, "count": value.count, "selected": value.selected, "url": address(changed)}


def histogram(asked: SearchRequest, found: Histogram) -> dict[str, Any]:
    """Return a number's distribution as bars and ranges, each an address."""
    at = LANGUAGES.index(current())

    def narrowed(low: float | None, high: float | None) -> str:
        return address(replace(asked, ranges=asked.ranges | {found.key: (low, high)}, page=1))

    def told(bar: drawing.Bar) -> tuple[drawing.Bar, str, str]:
        """A bar holds what is below its upper edge; the last one what is at it, too."""
        is_open = bar.high > bar.low and (found.whole or bar.high != found.bins[-1].high)
        high = bar.high - 1 if is_open and found.whole else bar.high
        address_of = narrowed(bar.low, high if found.whole or not is_open else high - LEAST)
        return bar, numbers.span(found.key, bar.low, high), address_of

    lacks = address(_having_not(asked, found.key, f'{vocabulary.LACKS[at]}:"{{}}"'))
    return {
        "label": found.label,
        "known": found.known,
        "unknown": found.unknown,
        "with_it": narrowed(None, None),
        "without_it": lacks,
        "blank": found.blank,
        "blank_url": address(_having_not(asked, found.key, f"{{}}:{vocabulary.STATE_NAMES['blank'][at]}")),
        "ends": (numbers.text(found.key, found.low), numbers.text(found.key, found.high)),
        "bars": [told(bar) for bar in drawing.bars([(b.low, b.high, b.count) for b in found.bins])],
        "presets": [(numbers.span(found.key, low, high), narrowed(low, high)) for low, high in found.presets],
    }


def _having_not(asked: SearchRequest, key: str, condition: str) -> SearchRequest:
    """Return the search for reports that do not have a number, or have it blank, which only the line can ask for."""
    line = f"({asked.q})" if " " in asked.q else asked.q
    name = key_numbers()[key].label if key in key_numbers() and current() == "zh" else key
    return replace(parameters.without_range(asked, key), q=f"{line} {condition.format(name)}".strip())
