"""Columns of a table without ruling lines.  Called by ``aligned``.

Under headings that are known each number has its column by the headings beside which it cannot stand; elsewhere numbers
and headings that stand under each other are a column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.extract.aligned_labels import Label, side_by_side
from indexer.extract.glyphs import TextLine

_SPACED = 0.9
"""Sizes between the digits of a number that is spaced out, at most."""

_LEANS = 0.3
"""Sizes beyond which numbers are not centred under their heading."""


@dataclass(slots=True)
class Columns:
    """Columns right of the labels: the middle of each, from where to where they reach, which piece stands in which,
    and whether each has a heading right above it (then they are certain).

    ``ats`` are the places where the pieces of each column stand under each other: at their left edge for a ``share``
    of 0, in their middle for 0.5, at their right edge for 1.
    """

    start: float
    end: float
    middles: list[float]
    of: dict[int, int]
    certain: bool
    share: float
    ats: list[float]
    heads: Sequence[Label] = ()

    @property
    def edges(self) -> list[float]:
        """The places between columns."""
        return [(a + b) / 2 for a, b in pairwise(self.middles)]

    def nearest(self, piece: TextLine) -> int:
        """Return the column in which a piece stands."""
        known = self.of.get(id(piece))
        if known is not None:
            return known
        at = piece.x0 + self.share * (piece.x1 - piece.x0)
        return min(range(len(self.ats)), key=lambda n: abs(self.ats[n] - at))

    def again(self, values: list[TextLine], size: float) -> "Columns | None":
        """Return these columns for the numbers of a page on which the table goes on; None if those stand elsewhere."""
        of: dict[int, int] = {}
        for piece in values:
            at = piece.x0 + self.share * (piece.x1 - piece.x0)
            nearest = min(range(len(self.ats)), key=lambda n: abs(self.ats[n] - at))
            if abs(self.ats[nearest] - at) > size:
                return columns_under(values, self.heads, size) if self.heads else None
            of[id(piece)] = nearest
        return replace(self, of=of)


@dataclass(slots=True)
class _Item:
    """A number or the heading of a column, by where it is flush with others: its middle, right or left."""

    at: float
    x0: float
    x1: float
    row: float
    is_head: bool
    piece: TextLine


def columns_under(values: list[TextLine], heads: Sequence[Label], size: float) -> Columns | None:
    """Return a column for each heading; None if the numbers do not show which stands under which.

    A number stands in its column between the headings of the columns beside it.
    """
    found = _under(values, heads, size)
    if found is None:  # numbers may be spaced out
        chains = _chains(values, size)
        found = _under([_one(chain) for chain in chains], heads, size)
        if found is not None:
            homes = {id(p): found.nearest(_one(chain)) for chain in chains for p in chain}
            found.of |= homes
    return found


def _chains(values: list[TextLine], size: float) -> list[list[TextLine]]:
    """Return numbers, those together that stand close beside each other."""
    chains: list[list[TextLine]] = []
    for piece in side_by_side(values):
        last = chains[-1][-1] if chains else None
        if last and abs(last.middle - piece.middle) < 0.3 * size and -size < piece.x0 - last.x1 < _SPACED * size:
            chains[-1].append(piece)
        else:
            chains.append([piece])
    return chains


def _one(chain: list[TextLine]) -> TextLine:
    return replace(chain[0], x1=chain[-1].x1)


def _under(values: list[TextLine], heads: Sequence[Label], size: float) -> Columns | None:
    heads = sorted(heads, key=lambda head: head.x0 + head.x1)
    clusters, share = _best(_apart(values), [], size)
    homes = _homes(clusters, heads, size)
    mine: list[list[_Item]] = [[] for _ in heads]
    for home, cluster in zip(homes or [], clusters, strict=False):
        mine[home] += cluster
    if homes is None or any(map(_shares_row, mine)):
        return None
    of = {id(item.piece): n for n, items in enumerate(mine) for item in items}
    middles = [(h.x0 + h.x1) / 2 for h in heads]
    ats = [_at(items) if items else middle for items, middle in zip(mine, middles, strict=True)]
    middles = [_middle(items) if items else middle for items, middle in zip(mine, middles, strict=True)]
    if any(b <= a for a, b in pairwise(ats)) or any(b <= a for a, b in pairwise(middles)):
        return None
    for n, head in enumerate(heads):
        of[id(head.lines[0])] = n
    start = min([*(p.x0 for p in values), *(h.x0 for h in heads)])
    end = max([*(p.x1 for p in values), *(h.x1 for h in heads)])
    return Columns(start - 1, end + 1, middles, of, all(h.kinds for h in heads), share, ats, heads)


def _shares_row(items: list[_Item]) -> bool:
    """Say whether two numbers of a column would stand in one row."""
    heights = sorted((item.row, item.piece.size) for item in items)
    return any(below - above < 0.4 * size for (above, size), (below, _) in pairwise(heights))


def _homes(clusters: list[list[_Item]], heads: Sequence[Label], size: float) -> list[int] | None:
    """Return the heading that each column of numbers stands under; None where that is not certain."""
    slack = 0.3 * size
    may = [
        [
            n
            for n in range(len(heads))
            if (n == 0 or min(i.x0 for i in cluster) >= heads[n - 1].x1 - slack)
            and (n + 1 == len(heads) or max(i.x1 for i in cluster) <= heads[n + 1].x0 + slack)
        ]
        for cluster in clusters
    ]
    if any(not choices for choices in may):
        return None
    if len(clusters) == len(heads):
        return list(range(len(heads))) if all(n in choices for n, choices in enumerate(may)) else None
    off = sorted(_middle(c) - _head_middle(heads[m[0]]) for c, m in zip(clusters, may, strict=True) if len(m) == 1)
    lean = off[len(off) // 2] if off else None
    homes = [_leaning(cluster, heads, choices, lean, size) for cluster, choices in zip(clusters, may, strict=True)]
    found = [home for home in homes if home is not None]
    if len(found) < len(homes) or sorted(found) != found:
        return None
    return found


def _leaning(
    cluster: list[_Item], heads: Sequence[Label], choices: list[int], lean: float | None, size: float
) -> int | None:
    """Return which of two headings numbers between them belong to: as those that overlap theirs lean."""
    if len(choices) == 1:
        return choices[0]
    if lean is not None and abs(lean) > _LEANS * size:
        return choices[0] if lean > 0 else choices[-1]
    off = sorted((abs(_middle(cluster) - _head_middle(heads[n])), n) for n in choices)
    sure = off[0][0] < 0.5 * size if lean is None else off[1][0] - off[0][0] > size
    return off[0][1] if sure else None


def _head_middle(head: Label) -> float:
    return (head.x0 + head.x1) / 2


def columns_of(values: list[TextLine], leaves: Sequence[Label], size: float) -> Columns:
    """Return the columns: pieces that are centred under each other are one; else flush right, else flush left."""
    sure = _apart(values)
    clusters, share = _best(sure, leaves, size)
    paired = _paired(_best(sure, [], size), _best([], leaves, size)[0], size)
    if paired is not None and len(paired[0]) < len(clusters):
        clusters, share = paired
    clusters.sort(key=_at)
    of = {id(item.piece): number for number, cluster in enumerate(clusters) for item in cluster}
    certain = len(clusters) >= 5 and all(any(item.is_head for item in cluster) for cluster in clusters)
    items = [item for cluster in clusters for item in cluster]
    start = min([*(p.x0 for p in values), *(item.x0 for item in items)])
    end = max([*(p.x1 for p in values), *(item.x1 for item in items)])
    ats = [_at(cluster) for cluster in clusters]
    return Columns(start - 1, end + 1, [_middle(cluster) for cluster in clusters], of, certain, share, ats)


def _best(values: list[TextLine], leaves: Sequence[Label], size: float) -> tuple[list[list[_Item]], float]:
    """Return the fewest columns that pieces form, in order, and the share of their width at which they do."""
    ways = [(_clusters(_items(values, leaves, share), size), share) for share in (0.5, 1.0, 0.0)]
    clusters, share = min(ways, key=lambda way: len(way[0]))
    return sorted(clusters, key=_at), share


def _paired(
    values: tuple[list[list[_Item]], float], heads: list[list[_Item]], size: float
) -> tuple[list[list[_Item]], float] | None:
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


def _at(cluster: list[_Item]) -> float:
    """Return where a column's numbers stand under each other; its headings, where it has none."""
    places = sorted(item.at for item in cluster if not item.is_head) or sorted(item.at for item in cluster)
    return places[len(places) // 2]


def _apart(values: list[TextLine]) -> list[TextLine]:
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


def _items(values: list[TextLine], leaves: Sequence[Label], share: float) -> list[_Item]:
    items = [_Item(p.x0 + share * (p.x1 - p.x0), p.x0, p.x1, p.middle, False, p) for p in values]
    for leaf in leaves:
        items.append(_Item(leaf.x0 + share * (leaf.x1 - leaf.x0), leaf.x0, leaf.x1, -1.0, True, leaf.lines[0]))
    return sorted(items, key=lambda item: item.at)


def _clusters(items: list[_Item], size: float) -> list[list[_Item]]:
    """Group items that stand under each other; two of one row, or headings beside each other, never are one column."""
    clusters: list[list[_Item]] = []
    for item in items:
        home = clusters[-1] if clusters and item.at - clusters[-1][-1].at < 0.8 * size else None
        if home is not None and item.at - home[0].at < 1.6 * size and not any(_are_two(item, o, size) for o in home):
            home.append(item)
        else:
            clusters.append([item])
    return clusters


def _are_two(item: _Item, other: _Item, size: float) -> bool:
    if item.is_head and other.is_head:
        return item.x0 >= other.x1 or other.x0 >= item.x1
    return not item.is_head and not other.is_head and abs(item.row - other.row) < 0.4 * size


def _middle(cluster: list[_Item]) -> float:
    """Return the middle of a column's numbers; of its headings, where it has none."""
    numbers = [item for item in cluster if not item.is_head] or cluster
    middles = sorted((item.x0 + item.x1) / 2 for item in numbers)
    return middles[len(middles) // 2]
