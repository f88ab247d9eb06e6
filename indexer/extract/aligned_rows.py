"""Rows of a table without upright lines: which label stands beside which numbers.  Called by ``aligned``."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.extract.aligned_columns import Columns
from indexer.extract.aligned_labels import Label, Row
from indexer.extract.glyphs import Rule, TextLine
from indexer.extract.known_labels import GROUP, ROW
from indexer.extract.overprint import OPEN

_SPACED, _CENTRED = 0.9, 0.5
"""Sizes: between the digits of a number that is spaced out at most; from a column's place to a number in it."""
_REACH = 3.5
"""Sizes by which the numbers of a row may stand above or below the place in a label that others stand beside."""
_USUAL = 0.2
"""Sizes beyond which numbers do not stand at that place of their label."""
_CLOSE = 2.0
"""Sizes from a label to numbers that may be its own."""
_WITHIN = 0.3
"""What it costs that numbers stand elsewhere beside a label than others do."""
_NO_NUMBERS, _NO_NUMBERS_UNKNOWN = 1.0, 0.6
"""What it costs that a label of the forms, or another, has no numbers beside it."""
_NO_LABEL, _EACH = 0.4, 0.4
"""What it costs that numbers have no label: a line, and each number on it up to the fifth."""


def placed(labels: Sequence[Label], rows: list[Row], levels: Sequence[Rule], size: float) -> None:
    """Give each row of numbers its label; labels without numbers become rows.

    Labels and rows are paired in order.  Numbers stand at the top, the middle or the bottom of their fields, in one
    table all alike: of the three that pairing is taken in which they stand nearest to that place of their label.
    """
    groups = [label for label in labels if _is_group(label, labels)]
    of_rows = [part for label in labels if label not in groups for part in _parted(label, labels, rows)]
    pairs = _best_pairs(of_rows, rows, levels, size)
    for label, row in pairs:
        row.labels.append(label)
    taken = {id(label) for label, _ in pairs}
    left = [label for label in of_rows if id(label) not in taken]
    for label in [*(o for o in left if not o.kinds), *groups]:
        _attach(label, rows)
    rows += [Row(label.middle, _doubt(label, rows, size), [label]) for label in left if label.kinds]


def _doubt(label: Label, rows: Sequence[Row], size: float) -> list[TextLine]:
    """Return a mark for a label without numbers, if they may be those beside unknown words, or on another page."""
    near = [row for row in rows if row.values and row.labels and abs(row.middle - label.middle) < _CLOSE * size]
    if label.damaged:
        near = [row for row in rows if row.values][:1]
    elif label.kinds == GROUP or all(any(other.kinds & ROW for other in row.labels) for row in near):
        near = []
    if not near:
        return []
    return [replace(near[0].values[0], text=OPEN, top=label.middle, bottom=label.middle)]


def _is_group(label: Label, labels: Sequence[Label]) -> bool:
    """Say whether a label is one for several rows, by the forms or because the label of a row stands behind it."""
    if label.kinds == GROUP:
        return True
    behind = (o for o in labels if o.kinds & ROW and not o.damaged and o.x0 >= label.x1 - 1)
    reach = label.bottom if label.kinds & GROUP else label.lines[0].bottom
    return any(o.top - 1 < reach and o.bottom + 1 > label.top for o in behind)


def _best_pairs(
    labels: Sequence[Label], rows: Sequence[Row], levels: Sequence[Rule], size: float
) -> list[tuple[Label, Row]]:
    """Return the cheapest pairing; then once more with the usual distance of numbers from their place."""
    best: tuple[float, list[tuple[Label, Row]]] | None = None
    for at in (0, 1, 2):
        way = _paired(labels, rows, levels, size, at, 0.0)
        off = sorted(row.middle - _place(label, at) for label, row in way[1])
        if off and abs(off[len(off) // 2]) > _USUAL * size:
            way = min(way, _paired(labels, rows, levels, size, at, off[len(off) // 2]), key=lambda w: w[0])
        if best is None or way[0] < best[0]:
            best = way
    return best[1] if best is not None else []


def _parted(label: Label, labels: Sequence[Label], rows: Sequence[Row]) -> list[Label]:
    """Divide lines that were taken for one label and stand beside several rows that have no other."""
    inside = [row for row in rows if label.top < row.middle < label.bottom]
    if label.kinds or not 2 <= len(inside) <= min(len(label.lines), 4):
        return [label]
    others = [o for o in labels if o is not label]
    if any(o.top < row.middle < o.bottom for o in others for row in inside):
        return [label]
    return [Label(lines) for lines in _cut(label.lines, inside)]


def _cut(group: list[TextLine], rows: list[Row]) -> list[list[TextLine]]:
    """Cut lines that are labels of several rows where the gaps are wide and each part is centred on its row."""
    if len(rows) == 1:
        return [group]
    best: tuple[float, list[list[TextLine]]] | None = None
    for i in range(1, len(group) - len(rows) + 2):
        parts = [group[:i], *_cut(group[i:], rows[1:])]
        off = sum(abs((p[0].top + p[-1].bottom) / 2 - row.middle) for p, row in zip(parts, rows, strict=True))
        off -= 2 * sum(below[0].top - above[-1].bottom for above, below in pairwise(parts))
        if best is None or off < best[0]:
            best = (off, parts)
    return best[1] if best is not None else [group]


def _attach(label: Label, rows: list[Row]) -> None:
    """Put a label that is one for several rows to the nearest of them; one without any is a row."""
    slack = 0.2 * label.lines[0].size
    beside = [row for row in rows if label.top - slack <= row.middle <= label.bottom + slack]
    if beside:
        min(beside, key=lambda row: abs(row.middle - label.middle)).labels.append(label)
    else:
        rows.append(Row(label.middle, [], [label]))


def _paired(
    labels: Sequence[Label], rows: Sequence[Row], levels: Sequence[Rule], size: float, at: int, usual: float
) -> tuple[float, list[tuple[Label, Row]]]:
    """Return the cheapest pairing in order, and its cost.

    ``at`` is 0 for the top of labels, 1 middle, 2 bottom; numbers usually stand ``usual`` below that.
    """
    places = sorted(((_place(label, at), n) for n, label in enumerate(labels)))
    mine = [labels[n] for _, n in places]
    reaches = [(label.top, label.bottom) for label in mine]
    numbered = sorted((row for row in rows if row.values), key=lambda row: row.middle)
    steps: list[list[tuple[int, int]]] = [[] for _ in range(len(mine) + len(numbered) + 1)]
    steps[0] = [(0, 0)]
    best: dict[tuple[int, int], tuple[float, tuple[int, int], bool]] = {(0, 0): (0.0, (0, 0), False)}

    def reach(here: tuple[int, int], to: tuple[int, int], cost: float, *, pair: bool) -> None:
        cost += best[here][0]
        if to not in best:
            steps[sum(to)].append(to)
        if to not in best or cost < best[to][0]:
            best[to] = (cost, here, pair)

    for step in steps[:-1]:
        for here in step:
            i, j = here
            label = mine[i] if i < len(mine) else None
            row = numbered[j] if j < len(numbered) else None
            top, bottom = reaches[i] if label else (0.0, 0.0)
            off = _off(row, levels, size, places[i][0] + usual, (top, bottom)) if label and row else None
            if off is not None:
                reach(here, (i + 1, j + 1), off, pair=True)
            if label and (row is None or top < row.middle + _REACH * size):
                reach(
                    here,
                    (i + 1, j),
                    _NO_NUMBERS if label.kinds & ROW and not label.kinds & GROUP else _NO_NUMBERS_UNKNOWN,
                    pair=False,
                )
            if row and (label is None or row.middle < bottom + _REACH * size):
                reach(here, (i, j + 1), _NO_LABEL + _EACH * min(len(row.values), 5), pair=False)
    end = (len(mine), len(numbered))
    cost, pairs = best[end][0], []
    while end != (0, 0):
        _, before, pair = best[end]
        if pair:
            pairs.append((mine[before[0]], numbered[before[1]]))
        end = before
    return cost, pairs


def _place(label: Label, at: int) -> float:
    return (label.lines[0].middle, label.middle, label.lines[-1].middle)[at]


def _off(row: Row, levels: Sequence[Rule], size: float, place: float, reach: tuple[float, float]) -> float | None:
    """Return what it costs to pair a label, which reaches from top to bottom, and a row; None if that cannot be."""
    top, bottom = reach
    if _between(row, (top + bottom) / 2, levels):
        return None
    beside = max(top - row.middle, row.middle - bottom, 0.0) / size
    off = min(abs(place - row.middle) / size, _WITHIN + beside)
    return off if off <= _REACH else None


def respaced(row: Row, columns: Columns, size: float) -> None:
    """Put spaced out digits together, unless each stands in a column of its own."""
    chains: list[list[TextLine]] = []
    for piece in sorted(row.values, key=lambda p: p.x0):
        if chains and piece.x0 - chains[-1][-1].x1 < _SPACED * size:
            chains[-1].append(piece)
        else:
            chains.append([piece])
    row.values = [piece for chain in chains for piece in _one_or_many(chain, columns, size)]
    row.open = any(OPEN in piece.text or _covers_two(piece, columns) for piece in row.values)


def _covers_two(piece: TextLine, columns: Columns) -> bool:
    """Say whether a number reaches over the places of two columns: then it is two numbers that touch."""
    return sum(piece.x0 < at < piece.x1 for at in columns.ats) > 1


def _one_or_many(chain: list[TextLine], columns: Columns, size: float) -> list[TextLine]:
    """Return the numbers that digits close to each other make up: those of one column are one number."""
    homes = [columns.nearest(piece) for piece in chain]
    if len(chain) == 1 or sorted(homes) != homes:
        return chain
    numbers = [_joined([p for p, n in zip(chain, homes, strict=True) if n == home]) for home in sorted(set(homes))]
    off = [abs(columns.ats[n] - columns.at(p)) for n, p in zip(sorted(set(homes)), numbers, strict=True)]
    for n, number in zip(sorted(set(homes)), numbers, strict=True):
        columns.put(number, n)
    if len(numbers) == 1 or max(off) < _CENTRED * size or (len(numbers) == len(chain) and _are_long(chain)):
        return numbers
    whole = _joined(chain)  # one number spaced out, or numbers of columns that are others than those above
    whole.text += OPEN
    return [whole]


def _are_long(chain: list[TextLine]) -> bool:
    """Say whether some piece is more than a digit: then they are not the digits of one number."""
    return any(len(piece.text.strip()) > 1 for piece in chain)


def _joined(pieces: list[TextLine]) -> TextLine:
    text = " ".join(piece.text for piece in pieces)
    return pieces[0] if len(pieces) == 1 else replace(pieces[0], text=text, x1=pieces[-1].x1)


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
    widest = _widest(rows, columns)
    for row in halves:
        near = sorted((abs(other.middle - row.middle), n) for n, other in enumerate(whole))[:2]
        near = [(far, n) for far, n in near if far < 1.6 * size and not _between(row, whole[n].middle, levels)]
        if not near:
            out.append(row)
            continue
        sure = row not in grouped and (len(near) == 1 or near[1][0] - near[0][0] > 0.15 * size)
        for _, n in near[:1] if sure else near:
            _add(whole[n], row, columns, widest, sure=sure)
        whole[near[0][1]].labels += row.labels
    return _labelled([*out, *whole, *(row for row in rows if not row.values)], size, levels)


def _is_under_group(row: Row, rows: list[Row], size: float) -> bool:
    """Say whether all labels of a row reach over a fuller row close by, which has a label of its own."""
    return bool(row.labels) and any(
        other.labels
        and len(other.values) > 2 * len(row.values) > 0
        and abs(other.middle - row.middle) < 1.6 * size
        and all(label.top < other.middle < label.bottom for label in row.labels)
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
        near = sorted(
            (abs(o.middle - row.middle), n) for n, o in enumerate(beside) if not _between(row, o.middle, levels)
        )
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


def _between(row: Row, middle: float, levels: Sequence[Rule]) -> bool:
    """Say whether a line runs between the numbers of a row and a height."""
    if not levels:
        return False
    upper, lower = sorted((row.middle, middle))
    x0, x1 = min(p.x0 for p in row.values), max(p.x1 for p in row.values)
    return any(upper < y < lower and a < x1 and b > x0 for y, a, b in levels)


def _widest(rows: Sequence[Row], columns: Columns) -> dict[int, float]:
    """Return how wide the widest number of each column is: only one as wide is broken over two lines."""
    widest: dict[int, float] = {}
    for piece in (piece for row in rows for piece in row.values):
        column = columns.nearest(piece)
        widest[column] = max(widest.get(column, 0.0), piece.x1 - piece.x0)
    return widest


def _add(whole: Row, half: Row, columns: Columns, widest: dict[int, float], *, sure: bool) -> None:
    """Put the pieces of a half line to the row's own in the same columns."""
    for piece in half.values:
        column = columns.nearest(piece)
        mate = next((p for p in whole.values if columns.nearest(p) == column), None)
        if mate is None:
            whole.values.append(piece)
            continue
        first, second = sorted((mate, piece), key=lambda p: p.middle)
        mark = "\n" if sure and first.x1 - first.x0 >= widest.get(column, 0.0) - 1 else f"\n{OPEN}"
        both = TextLine(
            f"{first.text}{mark}{second.text}", min(first.x0, second.x0), first.top, max(first.x1, second.x1),
            second.bottom, first.size, first.page,
        )  # fmt: skip
        whole.values[whole.values.index(mate)] = both
        columns.put(both, column)
