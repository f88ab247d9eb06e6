"""The place facet as a tree: province → city → county → township, opened along what is chosen.

In a request the places above a chosen one are chosen too; the narrowest of a line is the one that counts (model.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from indexer.search.model import PLACES, FacetValue, SearchRequest
from indexer.search.places import narrowest as narrowest_of


@dataclass(slots=True)
class Branch:
    """A place: its name, how many reports it has, whether it is chosen or on the way to what is chosen."""

    name: str
    count: int
    selected: bool
    url: str
    branches: list["Branch"] = field(default_factory=list)
    open: bool = False


def level_of(path: str) -> str:
    """Return the facet that a place's path belongs to."""
    return PLACES[min(path.count("/"), len(PLACES) - 1)]


def lines(path: str) -> list[str]:
    """Return the places above a path and itself, from the province down; steps that are unknown are left out."""
    steps = path.split("/")
    return ["/".join(steps[:end]) for end in range(1, len(steps) + 1) if steps[end - 1]]


def selected(asked: SearchRequest) -> set[str]:
    """Return the chosen places of all levels; that a level is unknown ("") is no place (:func:`unknown`)."""
    return {path for level in PLACES for path in asked.filters.get(level, ()) if path}


def unknown(asked: SearchRequest) -> list[str]:
    """Return the levels on which reports without a known place are chosen."""
    return [level for level in PLACES if "" in asked.filters.get(level, ())]


def narrowest(asked: SearchRequest) -> list[str]:
    """Return the chosen places that have no chosen place inside them: the ones that count."""
    return sorted(path for paths in narrowest_of(asked.filters).values() for path in paths if path)


def with_places(asked: SearchRequest, paths: set[str]) -> SearchRequest:
    """Return the search with these places, and those above them, and no others; on its first page.

    Levels that are chosen as unknown stay so.
    """
    whole = {step for path in paths for step in lines(path)}
    filters = {key: values for key, values in asked.filters.items() if key not in PLACES}
    for level in PLACES:
        here = sorted(path for path in whole if level_of(path) == level)
        if here := [""] * ("" in asked.filters.get(level, ())) + here:
            filters[level] = tuple(here)
    return replace(asked, filters=filters, page=1)


def completed(asked: SearchRequest) -> SearchRequest:
    """Return the same search with the places above each chosen one, on the same page."""
    return replace(with_places(asked, selected(asked)), page=asked.page) if selected(asked) else asked


def toggled(asked: SearchRequest, path: str) -> SearchRequest:
    """Return the search with a place chosen, or given up in favour of the place above it."""
    chosen = set(narrowest(asked))
    if path in selected(asked):
        inside = {other for other in chosen if other == path or other.startswith(f"{path}/")}
        above = lines(path)[-2:-1]
        return with_places(asked, (chosen - inside) | (set(above) if chosen == inside else set()))
    return with_places(asked, chosen | {path})


def without(asked: SearchRequest, path: str) -> SearchRequest:
    """Return the search without a chosen place and without those above it that were chosen for its sake."""
    return with_places(asked, set(narrowest(asked)) - {path})


def facets(asked: SearchRequest) -> tuple[str, ...]:
    """Return the place facets that the tree needs: two levels, and those below what is chosen."""
    deepest = max((PLACES.index(level) for level in PLACES if asked.filters.get(level)), default=-1)
    return PLACES[: max(2, deepest + 3)]


def tree(
    asked: SearchRequest, found: Mapping[str, tuple[FacetValue, ...]], url: Callable[[SearchRequest], str]
) -> list[Branch]:
    """Return the provinces with their places below, as far as they are open."""
    chosen = selected(asked)
    values = [value for level in PLACES for value in found.get(level, ()) if value.value and "/" in value.value]
    below: dict[str, list[FacetValue]] = {}
    for value in values:
        below.setdefault(lines(value.value)[-2], []).append(value) if len(lines(value.value)) > 1 else None
    top = [value for value in found.get("province", ()) if value.value]

    def branch(value: FacetValue, alone: bool) -> Branch:
        is_open = value.value in chosen or alone
        inside = below.get(value.value, []) if is_open else []
        return Branch(
            name=value.value.rpartition("/")[2],
            count=value.count,
            selected=value.value in chosen,
            url=url(toggled(asked, value.value)),
            branches=[branch(b, False) for b in inside],
            open=is_open,
        )

    return [branch(value, len(top) == 1) for value in top]
