"""What of a query the page's controls can show: conditions of the line that are filters and ranges become these.

The other direction is ``SearchResult.query``, which writes filters and ranges as a line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from whoosh import query

from indexer.index.schema import MANY, SINGLE
from indexer.search import render
from indexer.search.leaves import Among, Compare, HitIn, Known
from indexer.search.model import PLACES, SECTION, SearchRequest
from indexer.search.numbers import key_numbers, measures

Limits = tuple[float | None, float | None]


def lifted(request: SearchRequest, tree: query.Query) -> SearchRequest:
    """Return the same search with the conditions that stand on their own in the line moved into filters and ranges.

    ``级别:county 公开`` becomes ``公开`` with the filter level=county.  What the controls cannot show stays in the
    line.  ``tree`` is the line as it was read, without synonyms.
    """
    parts = list(tree.subqueries) if isinstance(tree, query.And) else [tree]
    filters, ranges, left = dict(request.filters), dict(request.ranges), []
    for part in parts:
        if isinstance(part, Among) and _can_be_chosen(part, filters):
            filters[part.facet] = part.values
        elif isinstance(part, HitIn) and SECTION not in filters:
            filters[SECTION] = part.fields
        elif (limits := _limits(part)) is not None and (both := _both(ranges.get(limits[0]), limits[1])):
            ranges[limits[0]] = both
        else:
            left.append(part)
    if len(left) == len(parts):
        return request
    rest = query.And(left) if len(left) > 1 else (left[0] if left else query.Every())
    return replace(request, q=render.text(rest, request.language), filters=filters, ranges=ranges)


def _can_be_chosen(leaf: Among, chosen: Mapping[str, Sequence[str]]) -> bool:
    """Whether a facet's control can show the condition beside what is chosen.

    Places only by their path (a name may mean several) and only where none is chosen: the place facets are one
    selection, of which a report needs to be in any part.
    """
    if leaf.facet in PLACES:
        is_free = not any(chosen.get(name) for name in PLACES)
        return is_free and all(value.count("/") == PLACES.index(leaf.facet) for value in leaf.values)
    return leaf.facet in (*SINGLE, *MANY) and leaf.facet not in chosen


def _limits(part: query.Query) -> tuple[str, Limits] | None:
    """Return a key number and its range for ``>=``, ``<=``, ``=`` and 有:."""
    if not isinstance(part, Compare | Known):
        return None
    key = next((key for key, measure in measures().items() if measure == part.measure), None)
    if key is None or key not in key_numbers():
        return None
    if isinstance(part, Known):
        return key, (None, None)
    bounds: dict[str, Limits] = {
        ">=": (part.value, None),
        "<=": (None, part.value),
        "=": (part.value, part.value),
    }
    return (key, bounds[part.sign]) if part.sign in bounds else None


def _both(first: Limits | None, second: Limits) -> Limits | None:
    """Return the range that is inside both where each side is given at most once; else None."""
    first = first or (None, None)
    if (first[0] is not None and second[0] is not None) or (first[1] is not None and second[1] is not None):
        return None
    return (first[0] if first[0] is not None else second[0], first[1] if first[1] is not None else second[1])
