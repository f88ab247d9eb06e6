"""Line ⇄ controls: a search means the same whether it is written in the line or chosen on the page.

:func:`lifted` moves what stands on its own in a line into filters, ranges, order and the switch of synonyms; the
other direction is ``render.line``.  The search itself runs on what was lifted, so that a facet or histogram ignores its
own selection however that was said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from whoosh import query

from indexer.index.schema import MANY, SINGLE
from indexer.index.snapshot import Snapshot
from indexer.search import places, render
from indexer.search.language import Parsed, leaves, parse
from indexer.search.leaves import COMPARISONS, Among, Compare, HitIn, Known
from indexer.search.model import PLACES, SECTION, SearchRequest
from indexer.search.numbers import measures

MOST_PLACES = 12
MOST_VALUES = 40
"""What a control takes over of one condition; a longer one stays in the line, where it is short."""

Limits = tuple[float | None, float | None]


def understood(request: SearchRequest) -> tuple[SearchRequest, Parsed]:
    """Read the line of a request; what it says of order and synonyms stands for what the request says.

    Raises QueryError.
    """
    parsed = parse(request.q, with_synonyms=request.synonyms)
    if parsed.sort is not None:
        request = replace(request, sort=parsed.sort)
    if parsed.synonyms is not None:
        request = replace(request, synonyms=parsed.synonyms)
    return request, parsed


def lifted(snapshot: Snapshot, request: SearchRequest, parsed: Parsed) -> tuple[SearchRequest, query.Query]:
    """Return the same search with what can be chosen moved out of the line, and the tree of what is left there.

    ``级别:county 公开`` becomes ``公开`` with the filter level=county.  What the controls cannot show stays.
    Takes what :func:`understood` returns.
    """
    plain, wide = _parts(parsed.plain), _parts(parsed.tree)
    lifting = _Lifting(snapshot, request)
    left = [number for number, part in enumerate(plain) if not lifting.takes(part)]
    if len(left) == len(plain) and parsed.sort is None and parsed.synonyms is None:
        return request, parsed.tree
    moved = replace(request, filters=lifting.filters, ranges=lifting.ranges)
    rest = render.text(_joined([plain[n] for n in left]), request.language)
    return replace(moved, q=rest), _joined([wide[n] for n in left])


def numbers_in(request: SearchRequest, tree: query.Query) -> tuple[str, ...]:
    """Return the numbers that a search asks about, in its ranges, its order, its histograms and its line."""
    by = request.sort.removeprefix("-")
    said = [leaf.text for leaf in leaves(tree) if isinstance(leaf, Compare | Known) and leaf.measure.over != ("year",)]
    ordered = [by] if by not in ("relevance", "year") else []
    return tuple(dict.fromkeys((*request.ranges, *said, *ordered, *request.histograms)))


def _parts(tree: query.Query) -> list[query.Query]:
    return list(tree.subqueries) if isinstance(tree, query.And) else [tree]


def _joined(parts: list[query.Query]) -> query.Query:
    return query.And(parts) if len(parts) > 1 else (parts[0] if parts else query.Every())


class _Lifting:
    """The filters and ranges of a request, growing by the conditions of its line."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self.snapshot = snapshot
        self.filters: dict[str, tuple[str, ...]] = dict(request.filters)
        self.ranges: dict[str, Limits] = dict(request.ranges)
        self.are_years_compared = False

    def takes(self, part: query.Query) -> bool:
        """Take a condition over if a control can show it beside what is chosen."""
        if (chosen := self._places(part)) is not None:
            self.filters |= chosen
        elif isinstance(part, Among) and self._is_free(part):
            self.filters[part.facet] = part.values
        elif isinstance(part, Compare) and part.measure.over == ("year",):
            return self._narrows_years(part)
        elif isinstance(part, HitIn) and SECTION not in self.filters:
            self.filters[SECTION] = part.fields
        elif (limits := _limits(part)) is not None and (both := _both(self.ranges.get(limits[0]), limits[1])):
            self.ranges[limits[0]] = both
        else:
            return False
        return True

    def _narrows_years(self, part: Compare) -> bool:
        """Choose the years of the index for which a comparison holds, beside what other comparisons left of them."""
        if self.filters.get("year") and not self.are_years_compared:
            return False
        years = self.filters.get("year") or self.snapshot.facet("year")[0]
        kept = tuple(year for year in years if year and COMPARISONS[part.sign](int(year), part.value))
        if not 0 < len(kept) <= MOST_VALUES:
            return False
        self.filters["year"], self.are_years_compared = kept, True
        return True

    def _is_free(self, part: Among) -> bool:
        """Whether a facet beside the places can show a condition, and shows none yet."""
        is_taken = part.facet in (*PLACES, "place", *self.filters)
        return part.facet in (*SINGLE, *MANY) and not is_taken and len(part.values) <= MOST_VALUES

    def _places(self, part: query.Query) -> Mapping[str, tuple[str, ...]] | None:
        """Return the places of a condition, or of several joined by OR, where none is chosen yet.

        The place facets are one selection, of which a report needs to be in any part.
        """
        leaves: Sequence[query.Query] = part.subqueries if isinstance(part, query.Or) else [part]
        if any(self.filters.get(name) for name in PLACES):
            return None
        if not all(isinstance(leaf, Among) and leaf.facet in (*PLACES, "place") for leaf in leaves):
            return None
        found = places.union(places.meant(self.snapshot, leaf) for leaf in leaves)
        if sum(map(len, found.values())) > MOST_PLACES:
            return None
        return places.with_upper(found) or None


def _limits(part: query.Query) -> tuple[str, Limits] | None:
    """Return a number and its range for ``>=``, ``<=``, ``=`` and 有:; a sum or ratio by the name that it was given."""
    if not isinstance(part, Compare | Known) or part.measure.over == ("year",) or not part.text:
        return None
    key = next((key for key, measure in measures().items() if measure == part.measure), part.text)
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
