"""Rows of a table without upright lines: a number broken over two lines is one.  Called by ``aligned``."""

from collections.abc import Sequence
from dataclasses import replace

from indexer.extract.aligned_grid import OPEN, Columns, Row
from indexer.extract.glyphs import Rule, TextLine

_SPACED, _CENTRED = 0.9, 0.5
"""Sizes: between the digits of a number that is spaced out at most; from a column's place to a number in it."""


def ruled(above: TextLine, below: TextLine, levels: Sequence[Rule]) -> bool:
    """Say whether a horizontal line runs between two lines of text."""
    x0, x1 = max(above.x0, below.x0), min(above.x1, below.x1)
    return any(above.middle < y < below.middle and a < x1 and b > x0 for y, a, b in levels)


def respaced(row: Row, columns: Columns, size: float) -> None:
    """Put spaced out digits together, unless each stands in a column of its own."""
    chains: list[list[TextLine]] = []
    for piece in sorted(row.values, key=lambda p: p.x0):
        if chains and piece.x0 - chains[-1][-1].x1 < _SPACED * size:
            chains[-1].append(piece)
        else:
            chains.append([piece])
    row.values = [piece for chain in chains for piece in _one_or_many(chain, columns, size)]
    row.open = any(OPEN in piece.text for piece in row.values)


def _one_or_many(chain: list[TextLine], columns: Columns, size: float) -> list[TextLine]:
    homes = [columns.nearest(piece) for piece in chain]
    off = [abs(columns.ats[n] - (p.x0 + columns.share * (p.x1 - p.x0))) for n, p in zip(homes, chain, strict=True)]
    spaced = len(set(homes)) == 1 or all(len(p.text.strip()) == 1 for p in chain)
    if len(chain) == 1 or not spaced or (len(set(homes)) == len(homes) and max(off) < _CENTRED * size):
        return chain
    first, last = chain[0], chain[-1]
    whole = replace(first, text=" ".join(p.text for p in chain), x1=last.x1)
    if len(set(homes)) == 1:
        columns.of[id(whole)] = homes[0]
    else:  # one number spaced out, or numbers of columns that are others than those above
        whole.text += OPEN
    return [whole]


def whole_rows(rows: list[Row], columns: Columns, size: float, levels: Sequence[Rule]) -> list[Row]:
    """Return the rows with the second lines of numbers put to their first.

    A line of a few numbers that stands close to a fuller one and has no label holds the halves of numbers; one
    beside a label that reaches over the fuller row (a group's) may do so.
    """
    rows = sorted(rows, key=lambda row: row.middle)
    full = max((len(row.values) for row in rows), default=0)
    out: list[Row] = []
    grouped = [row for row in rows if _is_under_group(row, rows, size)]
    halves = [row for row in rows if row.values and (not row.labels or row in grouped) and 2 * len(row.values) < full]
    whole = [row for row in rows if row.values and row not in halves]
    for row in halves:
        near = sorted((abs(other.middle - row.middle), n) for n, other in enumerate(whole))[:2]
        near = [(far, n) for far, n in near if far < 1.6 * size and not _between(row, whole[n], levels)]
        if not near:
            out.append(row)
            continue
        sure = row not in grouped and (len(near) == 1 or near[1][0] - near[0][0] > 0.15 * size)
        for _, n in near[:1] if sure else near:
            _add(whole[n], row, columns, sure=sure)
        whole[near[0][1]].labels += row.labels
    return _labelled([*out, *whole, *(row for row in rows if not row.values)], size, levels)


def _is_under_group(row: Row, rows: list[Row], size: float) -> bool:
    """Say whether all labels of a row reach over a fuller row close by, which has a label of its own."""
    return bool(row.labels) and any(
        other.labels
        and len(other.values) > 2 * len(row.values) > 0
        and abs(other.middle - row.middle) < 1.6 * size
        and all(group[0].top < other.middle < group[-1].bottom for group in row.labels)
        for other in rows
    )


def _labelled(rows: list[Row], size: float, levels: Sequence[Rule]) -> list[Row]:
    """Bring numbers that stand a little above or below their label into one row with it; in doubt, mark the label's."""
    rows = sorted(rows, key=lambda row: row.middle)
    gone: list[Row] = []
    for number, row in enumerate(rows):
        if not row.values or row.labels:
            continue
        beside = [other for other in rows[max(number - 1, 0) : number + 2] if other.labels and not other.values]
        near = sorted((abs(o.middle - row.middle), n) for n, o in enumerate(beside) if not _between(row, o, levels))
        near = [(far, n) for far, n in near if far < 1.6 * size]
        if len(near) == 1 or (len(near) == 2 and near[1][0] - near[0][0] > 0.3 * size):
            home = beside[near[0][1]]
            home.values, home.middle = row.values, row.middle
            gone.append(row)
        elif near:
            piece = row.values[0]
            for _, n in near:
                beside[n].values.append(replace(piece, text=OPEN, top=beside[n].middle, bottom=beside[n].middle))
    return [row for row in rows if row not in gone]


def _between(row: Row, other: Row, levels: Sequence[Rule]) -> bool:
    upper, lower = sorted((row.middle, other.middle))
    x0, x1 = min(p.x0 for p in row.values), max(p.x1 for p in row.values)
    return any(upper < y < lower and a < x1 and b > x0 for y, a, b in levels)


def _add(whole: Row, half: Row, columns: Columns, *, sure: bool) -> None:
    """Put the pieces of a half line to the row's own in the same columns."""
    for piece in half.values:
        column = columns.nearest(piece)
        mate = next((p for p in whole.values if columns.nearest(p) == column), None)
        if mate is None:
            whole.values.append(piece)
            continue
        first, second = sorted((mate, piece), key=lambda p: p.middle)
        mark = "\n" if sure else f"\n{OPEN}"
        both = TextLine(
            f"{first.text}{mark}{second.text}", min(first.x0, second.x0), first.top, max(first.x1, second.x1),
            second.bottom, first.size, first.page,
        )  # fmt: skip
        whole.values[whole.values.index(mate)] = both
        columns.of[id(both)] = column
