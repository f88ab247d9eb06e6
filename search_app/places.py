"""The place facet as a tree: province → city → county → township, opened along what is chosen."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from indexer.search.model import FacetValue, SearchRequest

LEVELS = ("province", "city", "county", "township")


@dataclass(slots=True)
class Branch:
    """A place: its name, how many reports it has, whether it is chosen or on the way to what is chosen."""

    name: str
    count: int
    selected: bool
    url: str
    branches: list["Branch"] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether the places below are shown."""
        return self.selected or any(b.selected or b.open for b in self.branches)


def tree(
    asked: SearchRequest, facets: dict[str, tuple[FacetValue, ...]], url: Callable[[SearchRequest], str]
) -> list[Branch]:
    """Return the provinces with their places below; places without a report are left out."""
    top: list[Branch] = []
    by_path: dict[str, Branch] = {}
    for level in LEVELS:
        for value in facets.get(level, ()):
            if not value.value:
                continue
            branch = Branch(
                name=value.value.rpartition("/")[2],
                count=value.count,
                selected=value.selected,
                url=url(chosen(asked, level, value.value)),
            )
            by_path[value.value] = branch
            above = _above(value.value, by_path)
            (above.branches if above else top).append(branch)
    return top


def chosen(asked: SearchRequest, level: str, path: str) -> SearchRequest:
    """Return the search with a place chosen in the stead of the places above and below it, or given up."""
    if path in asked.filters.get(level, ()):
        parent = path.rpartition("/")[0]
        kept = tuple(v for v in asked.filters[level] if v != path)
        filters = {k: v for k, v in asked.filters.items() if k != level} | ({level: kept} if kept else {})
        above = LEVELS[LEVELS.index(level) - 1] if level != "province" else ""
        if parent and above and not kept:
            filters[above] = (*filters.get(above, ()), parent)
        return replace(asked, filters=filters, page=1)
    filters = {}
    for key, values in asked.filters.items():
        kept = tuple(v for v in values if key not in LEVELS or not _same_line(v, path))
        if kept:
            filters[key] = kept
    filters[level] = (*filters.get(level, ()), path)
    return replace(asked, filters=filters, page=1)


def _same_line(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _above(path: str, known: dict[str, Branch]) -> Branch | None:
    while path := path.rpartition("/")[0]:
        if path in known:
            return known[path]
    return None
