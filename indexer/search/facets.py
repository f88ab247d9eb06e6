"""Filters, facet counts and histograms of a search, on columns.

A facet's own selection does not narrow its own counts, so that several values can be chosen.  The four place facets
are one tree: the counts of a level heed the selections above it.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from indexer.index.snapshot import Snapshot
from indexer.search import numbers as names
from indexer.search import vocabulary
from indexer.search.execute import facet_mask, numbers
from indexer.search.measures import measured
from indexer.search.model import PLACES, SECTION, Bin, FacetValue, Histogram, SearchRequest

BINS = 20

Filters = dict[str, np.ndarray]
"""Masks by what they filter: a facet, "place" for the four place facets together, or "range:" and a number."""


def filters(snapshot: Snapshot, request: SearchRequest) -> Filters:
    """Return the masks of a request's filters and ranges."""
    found: Filters = {}
    for name, values in request.filters.items():
        if values and name not in (*PLACES, SECTION):
            found[name] = _kept(snapshot, name, values)
    if (places := place_mask(snapshot, request.filters, len(PLACES))) is not None:
        found["place"] = places
    for name, (low, high) in request.ranges.items():
        value = numbers(snapshot, measured(name))
        mask = ~np.isnan(value)
        if low is not None:
            mask &= value >= low
        if high is not None:
            mask &= value <= high
        found[f"range:{name}"] = mask
    return found


def place_mask(snapshot: Snapshot, chosen: Mapping[str, Sequence[str]], levels: int) -> np.ndarray | None:
    """Return the mask of the places chosen on the first ``levels`` levels; None where none is chosen there."""
    paths = [(level, path) for level in PLACES[:levels] for path in chosen.get(level, ())]
    narrowest = [(level, path) for level, path in paths if not any(other.startswith(path + "/") for _, other in paths)]
    if not narrowest:
        return None
    mask = np.zeros(snapshot.size, bool)
    for level in PLACES[:levels]:
        if values := tuple(path for at, path in narrowest if at == level):
            mask |= _kept(snapshot, level, values)
    return mask


def _kept(snapshot: Snapshot, name: str, values: Sequence[str]) -> np.ndarray:
    wanted = tuple(sorted(values))
    return snapshot.remember(("filter", name, wanted), lambda: facet_mask(snapshot, name, wanted))


def together(base: np.ndarray, masks: Filters, without: str | None = None) -> np.ndarray:
    """Return the documents that pass all filters but one."""
    out = base
    for name, mask in masks.items():
        if name != without:
            out = out & mask
    return out


def count(
    snapshot: Snapshot, facet: str, ids: np.ndarray, base: np.ndarray | None, masks: Filters, request: SearchRequest
) -> tuple[FacetValue, ...]:
    """Count the values of a facet under the other filters; chosen values are listed even where none is left.

    ``ids`` are the documents of the result, counted as they are where the facet itself does not narrow it; ``base``
    is what the line alone finds (None where nothing else narrows).
    """
    group = "place" if facet in PLACES else facet
    if group in masks and base is not None:
        within = together(base, masks, group)
        if facet in PLACES and (above := place_mask(snapshot, request.filters, PLACES.index(facet))) is not None:
            within = within & above
        ids = np.flatnonzero(within)
    values, codes = snapshot.facet(facet)
    if snapshot.is_many(facet):
        inside = np.zeros(snapshot.size, np.intp)
        inside[ids] = 1
        both = np.bincount(codes * 2 + inside[snapshot.owners(facet)], minlength=2 * len(values))
        counts = both.reshape(-1, 2)[:, 1]
    else:
        counts = np.bincount(codes[ids], minlength=len(values))
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
    value = numbers(snapshot, measured(name))[within]
    known = value[~np.isnan(value)]
    label = names.label(name, language)
    if not len(known):
        return Histogram(name, label, 0, len(value), None, None, ())
    low, high = float(known.min()), float(known.max())
    edges = _edges(known, low, high)
    counts, _ = np.histogram(known, edges)
    bins = tuple(Bin(float(a), float(b), int(c)) for a, b, c in zip(edges[:-1], edges[1:], counts, strict=True))
    return Histogram(name, label, len(known), len(value) - len(known), low, high, bins, _presets(known))


def _edges(known: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return the bounds of the bars: even, or growing by powers where a few large numbers would hide the rest."""
    if low == high:
        return np.array([low, high + 1])
    if low >= 0 and high > 100 and np.quantile(known, 0.9) * 10 < high:
        steps = np.unique(np.floor(np.geomspace(1, high + 1, BINS)))
        return np.concatenate([[0.0], steps])
    if np.all(known == np.floor(known)):
        step = max(1.0, np.ceil((high - low + 1) / BINS))
        return np.arange(low, high + step + 1, step)
    return np.linspace(low, high, BINS + 1)


def _presets(known: np.ndarray) -> tuple[tuple[float | None, float | None], ...]:
    """Return ranges worth offering: none, any, the upper half, tenth and hundredth."""
    if np.all((known >= 0) & (known <= 1)):
        offered = [(0.0, 0.0), (0.1, None), (0.3, None), (0.5, None)]
    else:
        upper = sorted({float(np.ceil(np.quantile(known, q))) for q in (0.5, 0.9, 0.99)} - {0.0, 1.0})
        offered = [(0.0, 0.0), (1.0, None), *((value, None) for value in upper)]
    return tuple((a, b) for a, b in offered if ((known >= a) & (known <= (np.inf if b is None else b))).any())
