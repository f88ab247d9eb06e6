"""Numbers in the wrong place: two interchanged, or two rows, a row one column too far, totals that nobody added up.

Called by ``findings`` where no single cell explains the broken identities.  A move is only named if it is the only one
that mends all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from indexer.check.identities import Equation, holds_with, total
from indexer.check.words import cell_name, row_name, shown
from indexer.forms import Form, Row, Table
from indexer.report import Cell, CellPath, Number

Change = dict[CellPath, Number]
_FEWEST_EXCHANGED = 2
_FEWEST_TOTALS, _MOST_TOTALS = 3, 8
"""Broken totals that show a habit, and so many that a message spells out."""


@dataclass(frozen=True, slots=True)
class Move:
    """Cells with the values that they would have, and what that is called in Chinese and English."""

    change: Change
    zh: str
    en: str


def only_move(form: Form, table: Table, equations: Sequence[Equation], cells: Mapping[CellPath, Cell]) -> Move | None:
    """Return the one move that would mend all ``equations``, None where there is none or several."""
    broken = {path for e in equations if not holds_with(e, cells, {}) for path in e.cells}
    for moves in (_moves(form, table, cells), _totals(form, equations, cells)):
        found: list[Move] = []
        for move in moves:
            if broken.intersection(move.change) and all(holds_with(e, cells, move.change) for e in equations):
                found.append(move)
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _moves(form: Form, table: Table, cells: Mapping[CellPath, Cell]) -> Iterator[Move]:
    rows = [[(table.key, *row.key, column.key) for column in table.columns_of(row)] for row in table.rows]
    for row, paths in zip(table.rows, rows, strict=True):
        for first, second in pairwise(paths):
            yield from _swap(form, first, second, cells)
        yield from _shifts(row, paths, cells)
    for upper, lower in pairwise(rows):
        for first, second in zip(upper, lower, strict=False):
            yield from _swap(form, first, second, cells)
    for (upper_row, upper), (lower_row, lower) in combinations(zip(table.rows, rows, strict=True), 2):
        yield from _swapped_rows(upper_row, upper, lower_row, lower, cells)


def _totals(form: Form, equations: Sequence[Equation], cells: Mapping[CellPath, Cell]) -> Iterator[Move]:
    """Yield, for each kind of total, the broken ones added up anew; a few are wrong cells like any other."""
    for check in dict.fromkeys(e.check for e in equations if len(e.left) == 1):
        broken = [e for e in equations if e.check == check and not holds_with(e, cells, {})]
        if len(broken) < _FEWEST_TOTALS:
            continue
        change = {e.left[0]: total(e.right, cells) for e in broken}
        few = list(change.items())[:_MOST_TOTALS]
        zh = "、".join(f"“{cell_name(form, p)}”{shown(v)}" for p, v in few)
        en = ", ".join(f"{cell_name(form, p, english=True)} {shown(v)}" for p, v in few)
        more, more_en = ("", "") if len(few) == len(change) else (f" 等 {len(change)} 格", f" and {len(change)} in all")
        yield Move(
            change,
            f"总计可能没有填写或没有重算，相加应为：{zh}{more}",
            f"these totals may not have been added up: {en}{more_en}",
        )


def _swap(form: Form, first: CellPath, second: CellPath, cells: Mapping[CellPath, Cell]) -> Iterator[Move]:
    one, other = cells[first].value or 0, cells[second].value or 0
    if one == other or not {cells[first].state, cells[second].state} <= {"value", "blank"}:
        return
    names = (
        f"“{cell_name(form, first)}”的 {shown(cells[first].value)} 与“{cell_name(form, second)}”的 "
        f"{shown(cells[second].value)} 可能填反了",
        f"“{cell_name(form, first, english=True)}” ({shown(cells[first].value, english=True)}) and "
        f"“{cell_name(form, second, english=True)}” ({shown(cells[second].value, english=True)}) may be interchanged",
    )
    yield Move({first: other, second: one}, *names)


def _swapped_rows(
    upper: Row, first: Sequence[CellPath], lower: Row, second: Sequence[CellPath], cells: Mapping[CellPath, Cell]
) -> Iterator[Move]:
    """Yield two whole rows of equal columns exchanged; where one pair of cells differs, `_swap` says so."""
    if len(first) != len(second) or any(cells[p].state not in ("value", "blank") for p in (*first, *second)):
        return
    pairs = [(cells[p].value or 0, cells[q].value or 0) for p, q in zip(first, second, strict=True)]
    change = {p: there for p, (here, there) in zip(first, pairs, strict=True) if here != there}
    change |= {q: here for q, (here, there) in zip(second, pairs, strict=True) if here != there}
    if len(change) > _FEWEST_EXCHANGED:
        yield Move(
            change,
            f"“{row_name(upper)}”与“{row_name(lower)}”两行的数可能整行填反了",
            f"the rows “{row_name(upper, english=True)}” and “{row_name(lower, english=True)}” may be interchanged",
        )


def _shifts(row: Row, paths: Sequence[CellPath], cells: Mapping[CellPath, Cell]) -> Iterator[Move]:
    """Yield the row moved back by one column; what was pushed out is what its total, at the end, leaves over."""
    if any(cells[p].state not in ("value", "blank") for p in paths):
        return
    *parts, sum_of_row = (cells[p].value or 0 for p in paths)
    for right, kept in ((True, parts[1:]), (False, parts[:-1])):
        lost = sum_of_row - sum(kept)
        values = [*kept, lost] if right else [lost, *kept]
        if lost < 0 or values == parts or not any(kept):
            continue
        change = {p: v for p, v, old in zip(paths, values, parts, strict=False) if v != old}
        if len(change) < 2:
            continue
        listed = "、".join(map(shown, values))
        yield Move(
            change,
            f"“{row_name(row)}”一行的数可能整体{'右' if right else '左'}错了一列，各列应依次为 {listed}",
            f"the numbers of the row “{row_name(row, english=True)}” may stand one column too far to the "
            f"{'right' if right else 'left'}; they would be {', '.join(map(shown, values))}",
        )
