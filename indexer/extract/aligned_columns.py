"""Columns of a table without ruling lines.  Called by ``aligned``.

Under headings that are known each number has its column by the headings beside which it cannot stand; elsewhere numbers
and headings that stand under each other are a column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.extract.aligned_labels import Label, side_by_side
from indexer.extract.glyphs import TextLine


@dataclass(slots=True)
class Columns:
    """Columns right of the labels: the middle of each, from where to where they reach, which piece stands in which,
    and whether each has a heading right above it (then they are certain).

    ``ats`` are the places where the pieces of each column stand under each other: at their left edge for a ``share``
    of 0, in their middle for 0.5, at their right edge for 1.  ``heads`` are the known headings; ``empty`` says that no
    number stands under them yet, ``doubtful`` that the numbers do not show which they stand under.
    """

    start: float
    end: float
    middles: list[float]
    of: dict[int, tuple[TextLine, int]]
    certain: bool
    share: float
    ats: list[float]
    heads: Sequence[Label] = ()
    empty: bool = False
    doubtful: bool = False

    @property
    def edges(self) -> list[float]:
        """The places between columns."""
        return [(a + b) / 2 for a, b in pairwise(self.middles)]

    def put(self, piece: TextLine, column: int) -> None:
        """Give a piece its column; it is kept, so that its id stays its own."""
        self.of[id(piece)] = (piece, column)

    def nearest(self, piece: TextLine) -> int:
        """Return the column in which a piece stands."""
        known = self.of.get(id(piece))
        return known[1] if known is not None else self._nearest_place(piece)

    def _nearest_place(self, piece: TextLine) -> int:
        at = self.at(piece)
        return min(range(len(self.ats)), key=lambda n: abs(self.ats[n] - at))

    def at(self, piece: TextLine) -> float:
        """Return where a piece is flush with others of its column."""
        return piece.x0 + self.share * (piece.x1 - piece.x0)

    def fits(self, values: Sequence[TextLine], size: float) -> bool:
        """Say whether numbers stand in these columns, as where a table goes on."""
        return all(abs(self.ats[self._nearest_place(piece)] - self.at(piece)) <= size for piece in values)

    def again(self, values: Sequence[TextLine]) -> "Columns":
        """Return these columns for other numbers."""
        return replace(self, of={id(piece): (piece, self._nearest_place(piece)) for piece in values}, empty=False)


@dataclass(slots=True)
class Item:
    """A number or the heading of a column, by where it is flush with others: its middle, right or left."""

    at: float
    x0: float
    x1: float
    row: float
    is_head: bool
    piece: TextLine


def columns_of(values: list[TextLine], leaves: Sequence[Label], size: float) -> Columns:
    """Return the columns: pieces that are centred under each other are one; else flush right, else flush left."""
    sure = standing_alone(values)
    clusters, share = best_clusters(sure, leaves, size)
    paired = _paired(best_clusters(sure, [], size), best_clusters([], leaves, size)[0], size)
    if paired is not None and len(paired[0]) < len(clusters):
        clusters, share = paired
    clusters.sort(key=place_of)
    of = {id(item.piece): (item.piece, number) for number, cluster in enumerate(clusters) for item in cluster}
    certain = len(clusters) >= 5 and all(any(item.is_head for item in cluster) for cluster in clusters)
    items = [item for cluster in clusters for item in cluster]
    start = min([*(p.x0 for p in values), *(item.x0 for item in items)])
    end = max([*(p.x1 for p in values), *(item.x1 for item in items)])
    ats = [place_of(cluster) for cluster in clusters]
    return Columns(start - 1, end + 1, [middle_of(cluster) for cluster in clusters], of, certain, share, ats)


def best_clusters(values: list[TextLine], leaves: Sequence[Label], size: float) -> tuple[list[list[Item]], float]:
    """Return the fewest columns that pieces form, in order, and the share of their width at which they do."""
    ways = [(_clusters(_items(values, leaves, share), size), share) for share in (0.5, 1.0, 0.0)]
    clusters, share = min(ways, key=lambda way: len(way[0]))
    return sorted(clusters, key=place_of), share


def _paired(
    values: tuple[list[list[Item]], float], heads: list[list[Item]], size: float
) -> tuple[list[list[Item]], float] | None:
    """Return columns of numbers with their headings where those are set otherwise in their cells: as many, in order.

    Each column of numbers must stand between the headings before and after its own.
    """
    columns, share = values
    if len(columns) != len(heads) or len(heads) < 2:
        return None
    for n, column in enumerate(columns):
        left = max(item.x1 for item in heads[n - 1]) if n else -1e9
        right = min(item.x0 for item in heads[n + 1]) if n + 1 < len(heads) else 1e9
        if any(item.x0 < left - 0.5 * size or item.x1 > right + 0.5 * size for item in column):
            return None
    return [[*column, *head] for column, head in zip(columns, heads, strict=True)], share


def place_of(cluster: list[Item]) -> float:
    """Return where a column's numbers stand under each other; its headings, where it has none."""
    places = sorted(item.at for item in cluster if not item.is_head) or sorted(item.at for item in cluster)
    return places[len(places) // 2]


def standing_alone(values: list[TextLine]) -> list[TextLine]:
    """Return the numbers that stand alone: two close together may be two columns' or one number spaced out."""
    close: set[int] = set()
    for left, right in pairwise(side_by_side(values)):
        if (
            abs(left.middle - right.middle) < 0.3 * left.size
            and -0.2 * left.size < right.x0 - left.x1 < 0.9 * left.size
        ):
            close |= {id(left), id(right)}
    sure = [piece for piece in values if id(piece) not in close]
    return sure if 3 * len(sure) >= len(values) else values


def _items(values: list[TextLine], leaves: Sequence[Label], share: float) -> list[Item]:
    items = [Item(p.x0 + share * (p.x1 - p.x0), p.x0, p.x1, p.middle, False, p) for p in values]
    for leaf in leaves:
        items.append(Item(leaf.x0 + share * (leaf.x1 - leaf.x0), leaf.x0, leaf.x1, -1.0, True, leaf.lines[0]))
    return sorted(items, key=lambda item: item.at)


def _clusters(items: list[Item], size: float) -> list[list[Item]]:
    """Group items that stand under each other; two of one row, or headings beside each other, never are one column."""
    clusters: list[list[Item]] = []
    for item in items:
        home = clusters[-1] if clusters and item.at - clusters[-1][-1].at < 0.8 * size else None
        if home is not None and item.at - home[0].at < 1.6 * size and not any(_are_two(item, o, size) for o in home):
            home.append(item)
        else:
            clusters.append([item])
    return clusters


def _are_two(item: Item, other: Item, size: float) -> bool:
    if item.is_head and other.is_head:
        return item.x0 >= other.x1 or other.x0 >= item.x1
    return not item.is_head and not other.is_head and abs(item.row - other.row) < 0.4 * size


def middle_of(cluster: list[Item]) -> float:
    """Return the middle of a column's numbers; of its headings, where it has none."""
    numbers = [item for item in cluster if not item.is_head] or cluster
    middles = sorted((item.x0 + item.x1) / 2 for item in numbers)
    return middles[len(middles) // 2]
