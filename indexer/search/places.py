"""Places as a line names them (浙江省, 浙江, 浙江省/杭州市) → paths of the place facets, as the index has them."""

from collections.abc import Iterable, Mapping, Sequence

from indexer.index.snapshot import Snapshot
from indexer.search.leaves import Among
from indexer.search.model import PLACES

Paths = dict[str, tuple[str, ...]]
"""Paths by the level that they are on."""


def meant(snapshot: Snapshot, leaf: Among) -> Paths:
    """Return the places of a condition: by path, by name, or by how a name begins where there is no other."""
    return snapshot.remember(("places", leaf), lambda: _meant(snapshot, leaf))


def _meant(snapshot: Snapshot, leaf: Among) -> Paths:
    levels = PLACES if leaf.facet == "place" else (leaf.facet,)
    paths = [(level, path, path.rpartition("/")[2]) for level in levels for path in snapshot.facet(level)[0] if path]
    chosen: dict[tuple[str, str], None] = {}
    for wanted in leaf.values:
        found = [(level, path) for level, path, name in paths if wanted in (path, name)]
        found = found or [(level, path) for level, path, name in paths if wanted and name.startswith(wanted)]
        chosen |= dict.fromkeys(found)
    grouped = {level: tuple(path for at, path in chosen if at == level) for level in levels}
    if "" in leaf.values:
        grouped[levels[0]] += ("",)
    return {level: here for level, here in grouped.items() if here}


def with_upper(chosen: Paths) -> Paths | None:
    """Return places with those above them, as the controls choose them; None where one lies inside another.

    In the controls a place with a chosen one inside it stands for that one alone, which a line does not mean.
    """
    every = [path for paths in chosen.values() for path in paths]
    if any(_inside(one, other) for one in every for other in every):
        return None
    whole: dict[str, dict[str, None]] = {level: {} for level in PLACES}
    for path in every:
        steps = path.split("/")
        for end in range(1, len(steps) + 1):
            if steps[end - 1]:
                whole[PLACES[end - 1]]["/".join(steps[:end])] = None
    for level, paths in chosen.items():
        whole[level] |= dict.fromkeys(path for path in paths if not path)
    return {level: tuple(paths) for level, paths in whole.items() if paths}


def narrowest(chosen: Mapping[str, Sequence[str]]) -> Paths:
    """Return the places that count among those chosen on any level: the ones with no chosen place inside them."""
    every = [path for level in PLACES for path in chosen.get(level, ())]
    found = {
        level: tuple(path for path in chosen.get(level, ()) if not any(_inside(other, path) for other in every))
        for level in PLACES
    }
    return {level: paths for level, paths in found.items() if paths}


def _inside(path: str, other: str) -> bool:
    """Whether a place lies inside another; an unknown one ("") holds nothing."""
    return other != "" and path.startswith(f"{other}/")


def union(found: Iterable[Paths]) -> Paths:
    """Return the places of several conditions together."""
    out: Paths = {}
    for paths in found:
        for level, here in paths.items():
            out[level] = tuple(dict.fromkeys((*out.get(level, ()), *here)))
    return out
