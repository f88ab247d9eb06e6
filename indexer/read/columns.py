"""Where the columns of a table stand, told from its header and from what its rows have in common.

Called by ``indexer.read.tables`` for every row; the result says which columns can be trusted for that row.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

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


def columns_of(match: Match, columns: Sequence[Column], lines: Sequence[Line], near: Sequence[Match]) -> Columns:
    """Return what is known of the columns of a row; ``near`` are all recognised rows of its table."""
    own = [m for m in near if m.printout.block == match.printout.block and len(m.row.columns) == len(match.row.columns)]
    same = [m for m in own if m.printout.size == match.printout.size]
    regular = match.printout.loose or len(own) < _FEWEST or _is_regular(match, own, same, len(columns))
    usual = Counter(len(m.values) for m in own).most_common(1)[0][0]
    gaps = match.printout.loose and len(columns) > 1 and any(len(m.values) < len(columns) for m in own)
    header, unit = _header(match, columns, lines, {id(f) for m in near for f in _label(m)})
    above = {id(f) for line in lines[: match.printout.first] if line.block == match.printout.block for f in line.fields}
    own_header = all(f is not None and id(f) in above for f in header)
    shift = 0 if own_header or not match.printout.exact else _shift(match, header, lines)
    heads = [f.column + shift for f in header if f and (match.printout.exact or f.of == match.printout.size)]
    slots = _slots(match, len(columns), same, heads, own_header)
    others = _others(slots, header, lines[: match.printout.first], shift) if tuple(heads) == slots else frozenset()
    place = match.printout.fields[0].place if match.printout.loose else None
    surplus = 0
    if not match.printout.exact and usual > len(columns) and len(own) > _FEWEST:
        surplus = sorted(map(_trailing, own))[1]  # one row may print a value too many
    return Columns(Shape(slots, others, regular, match.printout.exact, gaps, place), unit, surplus, header)


def _trailing(match: Match) -> int:
    """How many empty fields a row ends with."""
    filled = [n for n, f in enumerate(match.values, 1) if f.printed.raw]
    return len(match.values) - max(filled, default=0)


def _is_regular(match: Match, own: Sequence[Match], same: Sequence[Match], count: int) -> bool:
    """Whether a row has as many fields as others: in all where merged cells are padded, behind its label otherwise."""
    if match.printout.exact and len(match.values) == count:
        return True
    padded = Counter(m.printout.size for m in own).most_common(1)[0]
    behind = Counter(len(m.values) for m in own).most_common(1)[0]
    if behind[1] > padded[1]:
        return len(match.values) == behind[0]
    return len(same) >= _FEWEST


def _slots(match: Match, count: int, same: Sequence[Match], heads: list[int], own_header: bool) -> tuple[int, ...]:
    """The grid columns of the values; a header that stands over another table (before a page break) proves less."""
    exact = match.printout.exact
    if match.printout.loose or not (exact or len(same) >= _FEWEST):
        return ()
    counted = Counter(f.column for m in same for f in m.values if f.printed.kind != "blank" and f.span == 1)
    used = sorted(column for column, times in counted.items() if times > 1)
    last = list(range(match.printout.size - count, match.printout.size))
    at_the_end = last if len(same) >= _FEWEST and used and used[-1] == last[-1] and used[0] >= last[0] else []
    ways = (heads, used, at_the_end) if exact and own_header else (used, heads, at_the_end)
    return next((tuple(way) for way in ways if len(set(way)) == count), ())


def _shift(match: Match, header: Sequence[Field | None], lines: Sequence[Line]) -> int:
    """How much further right a row's columns are than those of a header in a table of its own: both end alike."""
    heads = {id(f) for f in header if f is not None}
    blocks = {line.block for line in lines[: match.printout.first] if any(id(f) in heads for f in line.fields)}
    fields = [f for line in lines[: match.printout.first] if line.block in blocks for f in line.fields]
    return match.printout.size - max((f.column + f.span for f in fields), default=match.printout.size)


def _others(slots: Sequence[int], header: Sequence[Field | None], above: Sequence[Line], shift: int) -> frozenset[int]:
    """The grid columns among the form's that the header gives another name."""
    heads = {id(f) for f in header}
    return frozenset(
        f.column + shift
        for line in above
        if any(id(f) in heads for f in line.fields)
        for f in line.fields
        if f.is_label and f.span == 1 and slots and slots[0] < f.column + shift < slots[-1]
        if f.column + shift not in slots
    )


def _label(match: Match) -> list[Field]:
    return match.printout.fields[match.start - 1 : match.start]


def _header(
    match: Match, columns: Sequence[Column], lines: Sequence[Line], labels: set[int]
) -> tuple[list[Field | None], str | None]:
    """Return the field that heads each column, the nearest above, and the unit printed there."""
    wanted = [{plain(label) for label in (c.label, *c.variants)} for c in columns]
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
                    break
        if all(found):
            break
    return found, unit
