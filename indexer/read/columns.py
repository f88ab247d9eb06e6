"""Where the columns of a table stand, told from its header and from what its rows have in common.

Called by ``indexer.read.tables`` for every row; the result says which columns can be trusted for that row.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from indexer.forms import Column
from indexer.read.cells import Shape, unit_in
from indexer.read.labels import plain
from indexer.read.lines import Field, Line
from indexer.read.rows import Match

_LONGEST = 40  # characters of a label that may name the unit
_ABOVE = 60  # lines above a row in which its header is looked for
_USUAL = Shape()
_FEWEST = 3  # rows of equal length that make flattened text a grid


@dataclass(slots=True)
class Columns:
    """The shape of a row, the labels above its columns (None where not found), and the unit printed there.

    ``surplus`` is how many empty fields stand behind the last column in all rows.
    """

    shape: Shape = _USUAL
    unit: str | None = None
    surplus: int = 0
    header: list[Field | None] = field(default_factory=list)


class _Alike:
    """Rows of one table in one block with as many columns, and what they have in common."""

    def __init__(self, rows: Sequence[Match]) -> None:
        self.count = len(rows)
        self.lengths = Counter(len(m.values) for m in rows)
        self.sizes = Counter(m.printout.size for m in rows)
        self._rows = rows
        self._used: dict[int, list[int]] = {}

    @cached_property
    def surplus(self) -> int:
        """How many empty fields all rows end with; one row may print a value too many."""
        return sorted(map(_trailing, self._rows))[1]

    def used(self, size: int) -> list[int]:
        """Return the grid columns in which several rows of a width print values."""
        if size not in self._used:
            values = (f for m in self._rows if m.printout.size == size for f in m.values)
            counted = Counter(f.column for f in values if f.printed.kind != "blank" and f.span == 1)
            self._used[size] = sorted(column for column, times in counted.items() if times > 1)
        return self._used[size]

    def labelled(self, size: int) -> int:
        """Return the last grid column in which a row of a width prints words."""
        words = (f for m in self._rows if m.printout.size == size for f in m.printout.fields[: m.start] if f.is_label)
        return max((f.column for f in words), default=-1)


class Near:
    """All recognised rows of a table; what groups of them have in common is told once for all rows."""

    def __init__(self, matches: Sequence[Match]) -> None:
        self.matches = matches
        self.labels = {id(f) for m in matches for f in m.printout.fields[m.start - 1 : m.start]}
        groups: dict[tuple[int, int], list[Match]] = {}
        for match in matches:
            groups.setdefault((match.printout.block, len(match.row.columns)), []).append(match)
        self._alike = {key: _Alike(rows) for key, rows in groups.items()}

    def alike(self, match: Match) -> _Alike:
        """Return the rows in the same block with as many columns."""
        return self._alike[match.printout.block, len(match.row.columns)]


def columns_of(match: Match, columns: Sequence[Column], lines: Sequence[Line], near: Near) -> Columns:
    """Return what is known of the columns of a row; ``near`` are the rows of its table."""
    own = near.alike(match)
    regular = match.printout.loose or own.count < _FEWEST or _is_regular(match, own, len(columns))
    usual = own.lengths.most_common(1)[0][0]
    gaps = match.printout.loose and len(columns) > 1 and min(own.lengths) < len(columns)
    header, unit, at = _header(match, columns, lines, near.labels)
    own_header = all(n is not None and lines[n].block == match.printout.block for n in at)
    shift = 0 if own_header or not match.printout.exact else _shift(match, at, lines)
    heads = [f.column + shift for f in header if f and (match.printout.exact or f.of == match.printout.size)]
    slots = _slots(match, len(columns), own, heads, own_header)
    others = _others(slots, at, lines, shift) if tuple(heads) == slots else frozenset()
    place = match.printout.fields[0].place if match.printout.loose else None
    surplus = own.surplus if not match.printout.exact and usual > len(columns) and own.count > _FEWEST else 0
    return Columns(Shape(slots, others, regular, match.printout.exact, gaps, place), unit, surplus, header)


def _trailing(match: Match) -> int:
    """How many empty fields a row ends with."""
    filled = [n for n, f in enumerate(match.values, 1) if f.printed.raw]
    return len(match.values) - max(filled, default=0)


def _is_regular(match: Match, own: _Alike, count: int) -> bool:
    """Whether a row has as many fields as others: in all where merged cells are padded, behind its label otherwise."""
    if match.printout.exact and len(match.values) == count:
        return True
    padded, behind = own.sizes.most_common(1)[0], own.lengths.most_common(1)[0]
    if behind[1] > padded[1]:
        return len(match.values) == behind[0]
    return own.sizes[match.printout.size] >= _FEWEST


def _slots(match: Match, count: int, own: _Alike, heads: list[int], own_header: bool) -> tuple[int, ...]:
    """The grid columns of the values; a header that stands over another table (before a page break) proves less."""
    exact, size = match.printout.exact, match.printout.size
    several = own.sizes[size] >= _FEWEST
    if match.printout.loose or not (exact or several):
        return ()
    used = own.used(size)
    last = list(range(size - count, size))
    ends = several and bool(used) and used[-1] == last[-1] and used[0] >= last[0]
    at_the_end = last if ends and own.labelled(size) < last[0] else []
    ways = (heads, used, at_the_end) if exact and own_header else (used, heads, at_the_end)
    return next((tuple(way) for way in ways if len(set(way)) == count), ())


def _shift(match: Match, at: Sequence[int | None], lines: Sequence[Line]) -> int:
    """How much further right a row's columns are than those of a header in a table of its own: both end alike."""
    blocks = {lines[n].block for n in at if n is not None}
    fields = [f for line in lines[: match.printout.first] if line.block in blocks for f in line.fields]
    return match.printout.size - max((f.column + f.span for f in fields), default=match.printout.size)


def _others(slots: Sequence[int], at: Sequence[int | None], lines: Sequence[Line], shift: int) -> frozenset[int]:
    """The grid columns among the form's that the header gives another name."""
    return frozenset(
        f.column + shift
        for n in {n for n in at if n is not None}
        for f in lines[n].fields
        if f.is_label and f.span == 1 and slots and slots[0] < f.column + shift < slots[-1]
        if f.column + shift not in slots
    )


@lru_cache(maxsize=200)
def _wordings(columns: tuple[Column, ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(plain(label) for label in (c.label, *c.variants)) for c in columns)


def _header(
    match: Match, columns: Sequence[Column], lines: Sequence[Line], labels: set[int]
) -> tuple[list[Field | None], str | None, list[int | None]]:
    """Return the field that heads each column, the nearest above, the unit printed there, and the lines of the heads
    (None where there is none, or where it stands in the row itself).
    """
    wanted = _wordings(tuple(columns))
    at: list[int | None] = [None] * len(columns)
    found: list[Field | None] = [None] * len(columns)
    unit: str | None = None
    money = columns[-1].unit is not None
    above = range(match.printout.first - 1, max(match.printout.first - _ABOVE, -1), -1)
    for number, fields in ((None, match.printout.fields[: match.start]), *((n, lines[n].fields) for n in above)):
        if unit is None and money and number is not None and lines[number].loose:
            unit = unit_in(lines[number].text)
        for f in fields:
            if not f.is_label or not f.begins or id(f) in labels:
                continue
            text = plain(f.text)
            if unit is None and money and len(f.text) < _LONGEST:
                unit = unit_in(f.text)
            for ordinal, wordings in enumerate(wanted):
                if text in wordings and found[ordinal] is None:
                    found[ordinal] = f
                    at[ordinal] = number
                    break
        if all(found):
            break
    return found, unit, at
