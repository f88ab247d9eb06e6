"""Columns under headings that are known.  Called by ``aligned_heads``."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.extract.aligned_columns import Columns, Item, best_clusters, middle_of, place_of, standing_alone
from indexer.extract.aligned_labels import Label, lines_of, side_by_side
from indexer.extract.glyphs import TextLine

_SPACED = 0.9
"""Sizes between the digits of a number that is spaced out, at most."""
_LEANS = 0.3
"""Sizes beyond which numbers are not centred under their heading."""
_SLACK = 0.3
"""Sizes by which a number may reach into the width of the heading beside its own."""
_SPREAD = 1.6
"""Sizes within which the numbers of a column stand under each other."""
_FEWEST = 3
"""Columns of a table whose full rows tell where they are."""
_REACH = 0.75
"""Of the way to the heading before: how far from the first or last heading its numbers may stand."""


def columns_under(values: list[TextLine], heads: Sequence[Label], size: float) -> Columns | None:
    """Return a column for each heading; None if the numbers do not show which stands under which.

    A number stands in its column between the headings of the columns beside it.
    """
    heads = sorted(heads, key=lambda head: head.x0 + head.x1)
    found = _by_full_rows(values, heads, size)
    if found is None:
        found = _by_clusters(values, heads, size)
    if found is None:
        chains = _chains(values, size)
        wholes = [_one(chain) for chain in chains]
        found = _by_clusters(wholes, heads, size)
        if found is not None:
            for chain, whole in zip(chains, wholes, strict=True):
                for piece in chain:
                    found.put(piece, found.nearest(whole))
    return found


def _by_full_rows(values: list[TextLine], heads: Sequence[Label], size: float) -> Columns | None:
    """Return the columns that the rows tell which print a number for each heading, if most do and they agree."""
    rows = [sorted(line, key=lambda p: p.x0) for line in lines_of(values)]
    full = [row for row in rows if len(row) == len(heads)]
    if not full or len(heads) < _FEWEST or 2 * len(full) < sum(2 * len(row) > len(heads) for row in rows):
        return None
    for share in (0.5, 1.0, 0.0):
        clusters = [
            [Item(p.x0 + share * (p.x1 - p.x0), p.x0, p.x1, p.middle, False, p) for p in column]
            for column in zip(*full, strict=True)
        ]
        spread = max(max(i.at for i in cluster) - min(i.at for i in cluster) for cluster in clusters)
        if spread < _SPREAD * size and _homes(clusters, heads, size, size) == list(range(len(heads))):
            return _columns(clusters, heads, values, share)
    return None


def _by_clusters(values: list[TextLine], heads: Sequence[Label], size: float) -> Columns | None:
    """Return the columns of numbers that stand under each other, each between the headings beside its own."""
    clusters, share = best_clusters(standing_alone(values), [], size)
    homes = _homes(clusters, heads, size, _SLACK * size)
    mine: list[list[Item]] = [[] for _ in heads]
    for home, cluster in zip(homes or [], clusters, strict=False):
        mine[home] += cluster
    if homes is None or any(map(_shares_row, mine)):
        return None
    return _columns(mine, heads, values, share)


def _columns(
    mine: Sequence[list[Item]], heads: Sequence[Label], values: Sequence[TextLine], share: float
) -> Columns | None:
    middles = [(h.x0 + h.x1) / 2 for h in heads]
    ats = [place_of(items) if items else middle for items, middle in zip(mine, middles, strict=True)]
    middles = [middle_of(items) if items else middle for items, middle in zip(mine, middles, strict=True)]
    if any(b <= a for places in (ats, middles) for a, b in pairwise(places)):
        return None
    start = min([*(p.x0 for p in values), *(h.x0 for h in heads)])
    end = max([*(p.x1 for p in values), *(h.x1 for h in heads)])
    certain = all(h.kinds for h in heads)
    found = Columns(start - 1, end + 1, middles, {}, certain, share, ats, heads, empty=not values)
    for n, (head, items) in enumerate(zip(heads, mine, strict=True)):
        for piece in [head.lines[0], *(item.piece for item in items)]:
            found.put(piece, n)
    return found


def _chains(values: list[TextLine], size: float) -> list[list[TextLine]]:
    """Return numbers, those together that stand close beside each other: digits that are spaced out."""
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


def _shares_row(items: list[Item]) -> bool:
    """Say whether two numbers of a column would stand in one row."""
    heights = sorted((item.row, item.piece.size) for item in items)
    return any(below - above < 0.4 * size for (above, size), (below, _) in pairwise(heights))


def _homes(clusters: list[list[Item]], heads: Sequence[Label], size: float, slack: float) -> list[int] | None:
    """Return the heading that each column of numbers stands under; None where that is not certain."""
    may = [
        [
            n
            for n in range(len(heads))
            if (n == 0 or min(i.x0 for i in cluster) >= heads[n - 1].x1 - slack)
            and (n + 1 == len(heads) or max(i.x1 for i in cluster) <= heads[n + 1].x0 + slack)
            and not _is_beyond(cluster, heads, n)
        ]
        for cluster in clusters
    ]
    if any(not choices for choices in may):
        return None
    if len(clusters) == len(heads):
        return list(range(len(heads))) if all(n in choices for n, choices in enumerate(may)) else None
    off = sorted(middle_of(c) - _head_middle(heads[m[0]]) for c, m in zip(clusters, may, strict=True) if len(m) == 1)
    lean = off[len(off) // 2] if off else None
    homes = [_leaning(cluster, heads, choices, lean, size) for cluster, choices in zip(clusters, may, strict=True)]
    found = [home for home in homes if home is not None]
    if len(found) < len(homes) or sorted(found) != found:
        return None
    return found


def _is_beyond(cluster: list[Item], heads: Sequence[Label], n: int) -> bool:
    """Say whether numbers stand so far outside of the first or last heading that theirs must be one not seen."""
    if len(heads) < _FEWEST or 0 < n < len(heads) - 1:
        return False
    pitch = abs(_head_middle(heads[n]) - _head_middle(heads[n - 1 if n else 1]))
    off = middle_of(cluster) - _head_middle(heads[n])
    return (off if n else -off) > _REACH * pitch


def _leaning(
    cluster: list[Item], heads: Sequence[Label], choices: list[int], lean: float | None, size: float
) -> int | None:
    """Return which of two headings numbers between them belong to: as those that overlap theirs lean."""
    if len(choices) == 1:
        return choices[0]
    if lean is not None and abs(lean) > _LEANS * size:
        return choices[0] if lean > 0 else choices[-1]
    off = sorted((abs(middle_of(cluster) - _head_middle(heads[n])), n) for n in choices)
    sure = off[0][0] < 0.5 * size if lean is None else off[1][0] - off[0][0] > size
    return off[0][1] if sure else None


def _head_middle(head: Label) -> float:
    return (head.x0 + head.x1) / 2
