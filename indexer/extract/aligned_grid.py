"""Columns of a table without ruling lines, and its grid.  Called by ``aligned``."""

from dataclasses import dataclass, field
from itertools import pairwise

from indexer.extract.glyphs import TextLine
from indexer.extract.ruling import Grid, GridCell

OPEN = "¦"
"""Stands between two pieces of which nothing shows that they are one number: no reader takes that for a number."""


@dataclass(slots=True)
class Row:
    """A line of numbers or of headings of columns, and the labels left of it, each with its lines.

    ``open`` says that the numbers do not stand in the columns of the table: nothing shows which is which.
    """

    middle: float
    values: list[TextLine]
    labels: list[list[TextLine]] = field(default_factory=list)
    open: bool = False


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
            middle = (piece.x0 + piece.x1) / 2
            nearest = min(range(len(self.middles)), key=lambda n: abs(self.middles[n] - middle))
            if abs(self.middles[nearest] - middle) > size:
                return None
            of[id(piece)] = nearest
        return Columns(self.start, self.end, self.middles, of, self.certain, self.share, self.ats)


@dataclass(slots=True)
class _Item:
    """A number or the heading of a column, by where it is flush with others: its middle, right or left."""

    at: float
    x0: float
    x1: float
    row: float
    is_head: bool
    piece: TextLine


def columns_of(values: list[TextLine], heads: list[list[TextLine]], size: float) -> Columns:
    """Return the columns: pieces that are centred under each other are one; else flush right, else flush left."""
    leaves = [group for group in heads if not _has_below(group, heads, values)]
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


def _best(values: list[TextLine], leaves: list[list[TextLine]], size: float) -> tuple[list[list[_Item]], float]:
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
    for left, right in pairwise(sorted(values, key=lambda p: (round(p.middle), p.x0))):
        if (
            abs(left.middle - right.middle) < 0.3 * left.size
            and -0.2 * left.size < right.x0 - left.x1 < 0.9 * left.size
        ):
            close |= {id(left), id(right)}
    sure = [piece for piece in values if id(piece) not in close]
    return sure if 3 * len(sure) >= len(values) else values


def _items(values: list[TextLine], leaves: list[list[TextLine]], share: float) -> list[_Item]:
    items = [_Item(p.x0 + share * (p.x1 - p.x0), p.x0, p.x1, p.middle, False, p) for p in values]
    for group in leaves:
        x0, x1 = min(p.x0 for p in group), max(p.x1 for p in group)
        items.append(_Item((x0 + x1) / 2 if share == 0.5 else x0 + share * (x1 - x0), x0, x1, -1.0, True, group[0]))
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


def _has_below(group: list[TextLine], heads: list[list[TextLine]], values: list[TextLine]) -> bool:
    """Say whether the next thing below a heading is another heading: then it is one for several columns."""
    x0, x1, bottom = min(p.x0 for p in group), max(p.x1 for p in group), max(p.bottom for p in group)
    below = [p.top for other in heads if other is not group for p in other if p.x0 < x1 and p.x1 > x0]
    head = min((top for top in below if top >= bottom - 1), default=1e9)
    return head < min((p.top for p in values if p.top >= bottom - 1), default=1e9)


def laid_out(rows: list[Row], columns: Columns, page: int) -> Grid:
    """Lay the rows out: as many label columns as the fullest row has labels, then the columns of numbers."""
    before = max((len(row.labels) for row in rows), default=0)
    pieces = [p for row in rows for p in [*row.values, *(q for group in row.labels for q in group)]]
    start = min([columns.start, *(p.x0 - 1 for p in pieces)])
    xs = [start + (columns.start - start) * i / before for i in range(before)]
    xs += [columns.start, *columns.edges, columns.end]
    tops = [min(p.top for p in [*row.values, *(q for group in row.labels for q in group)]) for row in rows]
    grid = Grid(xs, [*tops, max(p.bottom for p in pieces)], page=page, last_page=page)
    grid.exact, grid.columns = columns.certain, columns
    for r, row in enumerate(rows):
        fields: dict[int, list[TextLine]] = {}
        groups = sorted(row.labels, key=lambda group: group[0].x0)
        for column, group in enumerate(groups, before - len(groups)):
            fields[column] = group
        for piece in sorted(row.values, key=lambda p: p.x0):
            column = columns.nearest(piece)
            grid.exact = grid.exact and before + column not in fields
            fields.setdefault(before + column, []).append(piece)
        crowded = any(_side_by_side(a, b) for pieces in fields.values() for a, b in pairwise(pieces))
        for column in range(len(xs) - 1):
            cell = _cell(r, column, fields.get(column, []), grid)
            if column >= before and (row.open or crowded):
                cell.text += OPEN
            grid.cells.append(cell)
    return grid


def _cell(row: int, column: int, pieces: list[TextLine], grid: Grid) -> GridCell:
    if not pieces:
        box = (grid.xs[column], grid.ys[row], grid.xs[column + 1], max(grid.ys[row + 1], grid.ys[row]))
    else:
        box = (
            min(p.x0 for p in pieces), min(p.top for p in pieces),
            max(p.x1 for p in pieces), max(p.bottom for p in pieces),
        )  # fmt: skip
    return GridCell(row, column, 1, 1, *box, "\n".join(p.text for p in pieces), grid.page)


def _side_by_side(left: TextLine, right: TextLine) -> bool:
    """Say whether two pieces with digits stand on one line: they are numbers of two columns."""
    digits = any(map(str.isdigit, left.text)) and any(map(str.isdigit, right.text))
    return digits and abs(left.middle - right.middle) < 0.3 * left.size
