"""Filters, facet counts and histograms of a search, on columns.

A facet's own selection does not narrow its own counts, so that several values can be chosen.  The four place facets
are one tree: the counts of a level heed the selections above it.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from indexer.index.schema import STATES
from indexer.index.snapshot import Snapshot
from indexer.search import numbers as names
from indexer.search import places, vocabulary
from indexer.search.execute import accepted, facet_mask, numbers
from indexer.search.kinds import kinds
from indexer.search.measures import measured
from indexer.search.model import PLACES, SECTION, Bin, FacetValue, Histogram, SearchRequest
from indexer.search.notes import blamed_on
from indexer.search.numbers import Measure

BINS = 20
BLANK = STATES.index("blank")
Filters = dict[str, np.ndarray]
"""Masks by what they filter: a facet, "place" for the four place facets together, or "range:" and a number."""

Within = Callable[[frozenset[str]], np.ndarray | None]
"""Gives the documents found without some of the filters, ascending; None are all that were not deleted."""


def filters(snapshot: Snapshot, request: SearchRequest) -> Filters:
    """Return the masks of a request's filters and ranges."""
    found: Filters = {}
    for name, values in request.filters.items():
        if values and name not in (*PLACES, SECTION):
            found[name] = _kept(snapshot, name, values)
    if (inside := place_mask(snapshot, request.filters, len(PLACES))) is not None:
        found["place"] = inside
    for name, (low, high) in request.ranges.items():
        with blamed_on("range"):
            measure = measured(name)
        found[f"range:{name}"] = range_mask(snapshot, measure, low, high)
    return found


def range_mask(snapshot: Snapshot, measure: Measure, low: float | None, high: float | None) -> np.ndarray:
    """Mark the documents of which a number is known and inside a range, both ends included."""

    def made() -> np.ndarray:
        value = numbers(snapshot, measure)
        mask = ~np.isnan(value)
        if low is not None:
            mask &= value >= low
        if high is not None:
            mask &= value <= high
        return np.asarray(mask)

    return snapshot.remember(("range", measure, low, high), made)


def place_mask(snapshot: Snapshot, chosen: Mapping[str, Sequence[str]], levels: int) -> np.ndarray | None:
    """Return the mask of the places chosen on the first ``levels`` levels; None where none is chosen there."""
    narrowest = places.narrowest({level: chosen.get(level, ()) for level in PLACES[:levels]})
    if not narrowest:
        return None
    mask = np.zeros(snapshot.size, bool)
    for level, paths in narrowest.items():
        mask |= _kept(snapshot, level, paths)
    return mask


def _kept(snapshot: Snapshot, name: str, values: Sequence[str]) -> np.ndarray:
    wanted = tuple(sorted(values))
    return snapshot.remember(("filter", name, wanted), lambda: facet_mask(snapshot, name, wanted))


def together(base: np.ndarray, masks: Filters, without: frozenset[str] = frozenset()) -> np.ndarray:
    """Return the documents that pass all filters but some."""
    out = base
    for name, mask in masks.items():
        if name not in without:
            out = out & mask
    return out


def counted(
    snapshot: Snapshot, names: Sequence[str], masks: Filters, request: SearchRequest, within: Within
) -> dict[str, tuple[FacetValue, ...]]:
    """Count facets, each under the other filters; chosen values are listed even where none is left."""
    small = kinds(snapshot)
    together = [name for name in names if name in small.codes and not (name in PLACES and "place" in masks)]
    counts = _by_kind(snapshot, together, masks, request, within) if together else {}
    for name in names:
        if name not in counts:
            counts[name] = _tally(snapshot, name, _without(snapshot, name, masks, request, within))
    return {name: _listed(snapshot, name, counts[name], request) for name in names}


def _by_kind(
    snapshot: Snapshot, names: Sequence[str], masks: Filters, request: SearchRequest, within: Within
) -> dict[str, np.ndarray]:
    """Count small facets by kind of document; what is chosen in one of them narrows the kinds of the others."""
    small = kinds(snapshot)
    own = frozenset(masks.keys() & small.codes.keys())
    chosen = {name: accepted(snapshot.facet(name)[0], request.filters[name]) for name in own}
    counts = small.count(within(own))
    return {name: small.tally(counts, name, len(snapshot.facet(name)[0]), chosen) for name in names}


def _tally(snapshot: Snapshot, facet: str, ids: np.ndarray | None) -> np.ndarray:
    """Count the codes of a facet among documents; None are all that were not deleted, counted once."""
    if ids is None:
        return snapshot.keep(("tally", facet), lambda: _tally(snapshot, facet, snapshot.living_ids))
    values, codes = snapshot.facet(facet)
    if not snapshot.is_many(facet):
        return np.bincount(codes.take(ids), minlength=len(values))
    inside = np.zeros(snapshot.size, np.intp)
    inside[ids] = 1
    both = np.bincount(codes.astype(np.intp) * 2 + inside[snapshot.owners(facet)], minlength=2 * len(values))
    return np.asarray(both.reshape(-1, 2)[:, 1])


def _without(
    snapshot: Snapshot, facet: str, masks: Filters, request: SearchRequest, within: Within
) -> np.ndarray | None:
    """Return the documents that a facet counts: those found without its own selection, below the places above it."""
    ids = within(frozenset({"place" if facet in PLACES else facet}))
    if facet in PLACES and (above := place_mask(snapshot, request.filters, PLACES.index(facet))) is not None:
        below: np.ndarray = snapshot.living_ids if ids is None else ids
        return np.asarray(below[above[below]])
    return ids


def _listed(snapshot: Snapshot, facet: str, counts: np.ndarray, request: SearchRequest) -> tuple[FacetValue, ...]:
    """Return the most frequent values of a facet and the chosen ones, as they are shown."""
    values = snapshot.facet(facet)[0]
    selected = set(request.filters.get(facet, ()))
    present = np.flatnonzero(counts)
    if len(present) > request.facet_size:
        present = present[np.argsort(-counts[present], kind="stable")[: request.facet_size]]
    shown = {values[i]: int(counts[i]) for i in present if values[i] or facet not in PLACES}
    at = {value: i for i, value in enumerate(values)} if selected - shown.keys() else {}
    shown |= {value: int(counts[at[value]]) if value in at else 0 for value in selected - shown.keys()}
    label = vocabulary.label_of
    found = [FacetValue(v, label(facet, v, request.language), n, v in selected) for v, n in shown.items()]
    return tuple(sorted(found, key=lambda value: _order(facet, value)))


def _order(facet: str, value: FacetValue) -> tuple[object, ...]:
    if facet == "year":
        return (-int(value.value or 0),)
    if facet == "level":
        return (list(vocabulary.LEVELS).index(value.value) if value.value in vocabulary.LEVELS else 99,)
    return (-value.count, value.value)


def histogram(snapshot: Snapshot, name: str, within: np.ndarray, language: str) -> Histogram:
    """Return how a number is distributed over the documents of ``within``."""
    measure = measured(name)
    value = numbers(snapshot, measure)[within]
    is_known = ~np.isnan(value)
    known = value[is_known]
    states = [snapshot.cell(path)[1][within] for path in measure.cells]
    blank = int((np.any([state == BLANK for state in states], axis=0) & ~is_known).sum())
    label, unknown = names.label(name, language), len(value) - len(known)
    if not len(known):
        return Histogram(name, label, 0, unknown, None, None, (), (), blank)
    low, high = float(known.min()), float(known.max())
    edges = _edges(known, low, high)
    counts, _ = np.histogram(known, edges)
    bins = tuple(Bin(float(a), float(b), int(c)) for a, b, c in zip(edges[:-1], edges[1:], counts, strict=True))
    whole = bool(np.all(known == np.floor(known)))
    return Histogram(name, label, len(known), unknown, low, high, bins, _presets(known), blank, whole)


def _edges(known: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return the bounds of the bars: round numbers, or growing by powers where a few large ones would hide the rest."""
    if low == high:
        return np.array([low, high])
    if low >= 0 and high > 100 and np.quantile(known, 0.9) * 10 < high:
        steps = np.unique(np.floor(np.geomspace(1, high + 1, BINS)))
        return np.concatenate([[0.0], steps])
    is_whole = bool(np.all(known == np.floor(known)))
    step = _round_step((high - low) / BINS, 1.0 if is_whole else 0.0)
    first = math.floor(low / step)
    last = max(first + 1, math.floor(high / step) + 1 if is_whole else math.ceil(round(high / step, 9)))
    return np.round(np.arange(first, last + 1) * step, 9)


def _round_step(least: float, smallest: float) -> float:
    """Return the first of 1, 2, 5, 10, 20 … (or 0.1, 0.05 …) that is no less than both."""
    least = max(least, smallest)
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9))


def _presets(known: np.ndarray) -> tuple[tuple[float | None, float | None], ...]:
    """Return ranges worth offering, none, any, the upper half, tenth and hundredth: those that narrow what is shown."""
    if np.all((known >= 0) & (known <= 1)):
        offered = [(0.0, 0.0), (0.1, None), (0.3, None), (0.5, None), (0.8, None), (1.0, 1.0)]
    else:
        upper = sorted({float(np.ceil(np.quantile(known, q))) for q in (0.5, 0.9, 0.99)} - {0.0, 1.0})
        offered = [(0.0, 0.0), (1.0, None), *((value, None) for value in upper)]
    inside = [int(((known >= a) & (known <= (np.inf if b is None else b))).sum()) for a, b in offered]
    return tuple((a, b) for (a, b), count in zip(offered, inside, strict=True) if 0 < count < len(known))
