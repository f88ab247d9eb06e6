"""Values that a filter may have: refused where a facet's vocabulary is fixed, found by name where the index knows it.

A filter that no report can pass is a slip of the pen, and an answer of 0 would read as a fact.
"""

import re
from collections.abc import Iterable, Mapping
from functools import partial

from rapidfuzz import process

from indexer.index.schema import FIELDS
from indexer.search import vocabulary
from indexer.search.model import FACETS, PLACES, SECTION, Backend, SearchRequest
from indexer.search.notes import blamed_on, refusal

OPEN = (*PLACES, "portal")
"""Facets whose values only the index knows."""

_EVERY = 1_000_000
_YEARS = re.compile(r"([0-9]{4})(?:\.\.|[-~]|至|到)([0-9]{4})")
_MOST_YEARS = 60


def facet_named(name: str) -> str:
    """Return the key of a facet by its key or its name in a query.  Raises QueryError."""
    if name in (*FACETS, SECTION):
        return name
    found = SECTION if name in vocabulary.SECTION_NAMES else vocabulary.facet_of(name)
    if found is None:
        raise refusal("no_facet", name=name, known=", ".join((*FACETS, SECTION)))
    return found


def check(filters: Mapping[str, Iterable[str]]) -> None:
    """Refuse stored values that no report can have.  Raises QueryError."""
    for facet, values in filters.items():
        with blamed_on(facet):
            known = _fixed(facet_named(facet))
            for value in values:
                if facet == "year" and not re.fullmatch(r"(?:[0-9]{4})?", value):
                    raise refusal("not_a_year", text=value)
                if known is not None and value not in known:
                    raise refusal("not_a_value", name=value, known=_listed(facet, known))


def stored(facet: str, name: str) -> tuple[str, ...]:
    """Return the stored values that a person's word for them means, as in a query line; the word where none is fixed.

    >>> stored("level", "县级")
    ('county', 'county_department')
    """
    if facet == "year" and (between := years(name)):
        return between
    known = _fixed(facet)
    if known is not None and name in known:
        return (name,)
    if vocabulary.is_unknown(name.lower()):
        return ("",)
    if facet == SECTION:
        field = vocabulary.field_of(name)
        return (field,) if field else (name,)
    return vocabulary.values_of(facet, name) or (name,)


def years(text: str) -> tuple[str, ...]:
    """Return the years of a range (``2019..2021``), none where that is no range or one beyond reason."""
    if (ends := _YEARS.fullmatch(text)) is None:
        return ()
    low, high = sorted((int(ends[1]), int(ends[2])))
    return tuple(str(year) for year in range(low, high + 1)) if high - low < _MOST_YEARS else ()


def settled(request: SearchRequest, backend: Backend) -> SearchRequest:
    """Return the request with places and portals found in the index, by path or by name.  Raises QueryError."""
    filters = {
        facet: _found(backend, facet, values) if facet in OPEN else values for facet, values in request.filters.items()
    }
    return SearchRequest(**{name: getattr(request, name) for name in request.__slots__} | {"filters": filters})


def _found(backend: Backend, facet: str, values: Iterable[str]) -> tuple[str, ...]:
    every = backend.search(SearchRequest(facets=(facet,), facet_size=_EVERY, size=0)).facets[facet]
    paths = [value.value for value in every]
    out: list[str] = []
    for value in values:
        here = [path for path in paths if value in (path, path.rpartition("/")[2])]
        if value and not here:
            names = list(dict.fromkeys(path.rpartition("/")[2] for path in paths if path))
            near = tuple(match for match, _, _ in process.extract(value, names, limit=5, score_cutoff=45))
            raise refusal("not_in_index", None, near, name=value, facet=_names(facet))
        out += here or [value]
    return tuple(dict.fromkeys(out))


def _fixed(facet: str) -> tuple[str, ...] | None:
    """Return the values of a facet whose vocabulary is fixed, "" (unknown) included; None for another one."""
    if facet == SECTION:
        return FIELDS
    if facet == "form":
        return ("", *vocabulary.known_forms())
    known = vocabulary.FIXED.get(facet)
    return None if known is None else ("", *known)


def _listed(facet: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the values of a facet as a message lists them, in Chinese and English."""
    label = vocabulary.section_label if facet == SECTION else partial(vocabulary.label_of, facet)
    pairs = [[f"{v}（{label(v, 'zh')}）", f"{v} ({label(v, 'en')})"] for v in known if v]
    if facet == "form":
        pairs = [[value, value] for value in known if value]
    return "、".join(zh for zh, _ in pairs), ", ".join(en for _, en in pairs)


def _names(facet: str) -> tuple[str, str]:
    return vocabulary.facet_name(facet), vocabulary.facet_name(facet, "en")
