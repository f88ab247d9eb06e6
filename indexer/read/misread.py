"""Numbers of a scan that sums contradict and that were not read with certainty.  Called by ``indexer.read.report``.

A recognised number may have rivals (``blocks.Cell.also``).  Where a sum fails that one of them would mend, the reading
is in doubt and not the office's sum: the cell becomes ambiguous with its candidates, before anything is checked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from indexer.blocks import Blocks, Place
from indexer.check.identities import Equation, equations, holds_with, outcome
from indexer.forms import Form
from indexer.read.printed import printed
from indexer.report import Cell, CellPath, Number

_WITHOUT_LINES = "a table of a picture whose ruling lines were not found: numbers are not told from it for certain"
_MERGED = "one empty field of a picture lies over several columns"
_MOST_WAYS = 2_000
"""Pairs of rivals that are tried in one sum."""


def doubt_misread(form: Form, cells: Mapping[CellPath, Cell], blocks: Blocks) -> bool:
    """Make ambiguous what was recognised without certainty and, read otherwise, would mend a sum that fails.

    Return whether the sums may settle what is open: not where whole rows were recognised without their columns.
    """
    _doubt_merged(cells, blocks)
    if _doubt_lines(cells, blocks):
        return False
    if not _take_rivals(cells, blocks):
        return True
    all_equations = equations(form)
    while doubted := [
        change for e in all_equations if outcome(e, cells) == "fails" for change in _mended(e, cells, all_equations)
    ]:
        for path in {path for change in doubted for path in change}:
            ways = dict.fromkeys(change[path] for change in doubted if path in change)
            cell = cells[path]
            cell.raw = "|".join(map(str, (cell.value, *ways)))
            cell.note = f"recognised as {cell.value} without certainty; the sums ask for {' or '.join(map(str, ways))}"
            cell.value, cell.state = None, "ambiguous"
    return True


def _doubt_lines(cells: Mapping[CellPath, Cell], blocks: Blocks) -> bool:
    """Leave open what was recognised outside the fields of a table: by one look at a line, where a digit that is faint
    is lost and its neighbour moves up.  Return whether there is any.
    """
    any_ = False
    for cell in cells.values():
        if cell.place and cell.place.page in blocks.recognised and cell.place.table is None:
            if cell.state == "value":
                cell.raw = cell.raw or str(cell.value)
            if cell.state in ("value", "blank"):
                cell.value, cell.state, cell.note = None, "ambiguous", _WITHOUT_LINES
            any_ = True
    return any_


def _doubt_merged(cells: Mapping[CellPath, Cell], blocks: Blocks) -> None:
    """Leave open the blanks of an empty field over several columns: a bent line may have cut it off its numbers."""
    places = Counter(cell.place for cell in cells.values() if cell.place and cell.place.page in blocks.recognised)
    for cell in cells.values():
        if cell.state == "blank" and cell.place and places[cell.place] > 1:
            cell.state, cell.note = "ambiguous", _MERGED


def _take_rivals(cells: Mapping[CellPath, Cell], blocks: Blocks) -> bool:
    """Give the cells of the form the rivals of the fields that they were read from; say whether there are any."""
    known: dict[Place, tuple[str, ...]] = {c.place: c.also for t in blocks.tables() for c in t.cells if c.also}
    for cell in cells.values() if known else ():
        if cell.state == "value" and cell.place in known:
            cell.also = tuple(n for way in known[cell.place] if (n := printed(way).number) is not None)
    return bool(known)


def _mended(
    equation: Equation, cells: Mapping[CellPath, Cell], around: Sequence[Equation]
) -> list[dict[CellPath, Number]]:
    """Return the readings of one number or two with which a failing sum holds and no other is broken."""
    weak = [path for path in equation.cells if cells[path].also]
    for size in (1, 2):
        found = [
            c for c in _changes(weak, cells, size) if holds_with(equation, cells, c) and not _breaks(c, cells, around)
        ]
        if found:
            return found
    return []


def _changes(weak: Sequence[CellPath], cells: Mapping[CellPath, Cell], size: int) -> Iterator[dict[CellPath, Number]]:
    tried = 0
    for paths in combinations(weak, size):
        for values in product(*(cells[path].also for path in paths)):
            tried += 1
            if tried > _MOST_WAYS:
                return
            yield dict(zip(paths, values, strict=True))


def _breaks(change: Mapping[CellPath, Number], cells: Mapping[CellPath, Cell], around: Sequence[Equation]) -> bool:
    touched = [e for e in around if not set(e.cells).isdisjoint(change)]
    return any(outcome(e, cells).startswith("holds") and not holds_with(e, cells, change) for e in touched)
