"""What flattened rows print beside the form's columns: empty lines that are no cells, and subtotals of an office's own.

Called by ``indexer.read.tables`` before the rows of a table are read.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import groupby

from indexer.read.labels import bare, plain
from indexer.read.lines import Field
from indexer.read.printed import printed
from indexer.read.printouts import SPACED, Printout
from indexer.read.rows import Match

_DEEP = 4  # lines over which the digits of one number may stand
_FEWEST = 2  # rows with more numbers than columns that make a wider table
_TELLING = 3  # rows with a subtotal that show its column where others are broken
_PARTED = 4  # numbers above 0 in such a row: two parts, subtotal and total
_SHARE = 0.2  # of the rows that print numbers
_MOST = 0.8  # of the rows that print some numbers
_NEXT_TO_NONE = 4  # one row in so many
_DIGITS = re.compile(r"[\s|]*[.,，．]?\d[\d.,，．]*\D?\s*")
"""A number or a part of one, with its unit."""
_REST = re.compile(r"(?:^|\s)[.,，．]\d+\s*$")
"""The end of a line at which no number begins."""
_SPACED = re.compile(r"\s*\d[\d.]*\s+\d[\d.\s]*")
_HEAD = 15  # lines above the first row that its head may take
_SUBTOTAL = "小计"
_SUBTOTALS = frozenset({"小计", "合计"})


def drop_surplus(
    matches: Sequence[Match], widths: Mapping[tuple[str, ...], int], found: Sequence[Printout]
) -> set[int]:
    """Take away what is no cell of the form; return the ids of rows of which it cannot be told what is too many.

    ``widths`` says how many columns the form gives each row, ``found`` are all rows printed.
    """
    flat = [m for m in matches if m.printout.is_text]
    for block in {m.printout.block for m in flat}:
        mine = [m for m in flat if m.printout.block == block]
        if any(_prints_between(m, widths[m.row.key]) for m in mine if m.printout.loose):
            for match in mine:
                _keep(match, [f for f in match.values if f.printed.raw])
    filled = {id(m): _filled(m, widths[m.row.key] + 1) for m in flat}
    wide = [m for m in flat if len(_filled(m, widths[m.row.key])) > widths[m.row.key] and not m.row.columns]
    shown = any(bare(f.text) in _SUBTOTALS for p in found if not p.exact for f in p.fields if f.is_label)
    if len(wide) < max(_FEWEST, 0 if shown else _SHARE * sum(bool(_printed(m)) for m in flat)):
        return _with_hidden_subtotal(flat, widths, found)
    width = widths[wide[0].row.key] + 1
    fitting = [filled[id(m)] for m in wide if _has_subtotal(filled[id(m)], width)]
    broken = len(fitting) < len(wide)  # rows whose numbers a tool broke: the others must show the column
    telling = [row for row in fitting if sum(bool(f.printed.number) for f in row) >= (_PARTED if broken else 1)]
    if len(telling) < (_TELLING if broken and shown else 1) or (broken and not shown):
        return {id(m) for m in flat if not _is_sum(_printed(m), widths[m.row.key])}
    doubted = set()
    for match in flat:
        values = filled[id(match)]
        if _has_subtotal(values, widths[match.row.key] + 1):
            _keep(match, [*values[:-2], values[-1]])
        else:
            doubted.add(id(match))
    return doubted


def _with_hidden_subtotal(
    flat: Sequence[Match], widths: Mapping[tuple[str, ...], int], found: Sequence[Printout]
) -> set[int]:
    """Return the rows that may print a subtotal in the place of a cell that left no trace: the head names one."""
    mine = [m for m in flat if not m.row.columns and len(_printed(m)) == widths[m.row.key]]
    first = min((m.printout.first for m in mine), default=0)
    heads = (f for p in found if first - _HEAD <= p.last and p.first <= first for f in p.fields if f.is_label)
    if not any(bare(word) == _SUBTOTAL for f in heads for word in f.text.split()):
        return set()
    return {id(m) for m in mine if any(f.printed.number for f in _printed(m))}


def _printed(match: Match) -> list[Field]:
    return [f for f in match.values if f.printed.raw]


def spaced_out(matches: Sequence[Match], widths: Mapping[tuple[str, ...], int]) -> set[int]:
    """Put digits together that stand spaced out on a line of their own, in rows of one cell a line; return the ids of
    rows with such a line and another number of lines than columns.
    """
    doubted = set()
    for match in matches:
        values = _printed(match)
        lines = [list(group) for _, group in groupby(values, key=lambda f: f.place.line)]
        single = sum(len(line) == 1 for line in lines)
        if not match.printout.loose or not 0 < single < len(lines):
            continue
        numbers = [" ".join(f.text for f in line) for line in lines]
        if len(lines) == widths[match.row.key] and all(
            SPACED.fullmatch(n) for n, line in zip(numbers, lines, strict=True) if len(line) > 1
        ):
            joined = [replace(line[0], text=n, printed=printed(n)) for n, line in zip(numbers, lines, strict=True)]
            _keep(match, joined)
        elif widths[match.row.key] != len(values) or not _adds_up(values):
            doubted.add(id(match))
    return doubted


def torn(match: Match, matched: Mapping[int, Match], found: Mapping[int, Printout], width: int, below: str) -> bool:
    """Whether digits of a row seem to stand in the line below it: it does not add up, and parts of numbers follow that
    belong to no row; ``below`` is the text of the line below.
    """
    if match.printout.is_text and _REST.search(below) and not _adds_up(_printed(match)):
        return True
    after = found.get(match.printout.last + 1)
    if not match.printout.is_text or after is None or id(after) in matched:
        return False
    left = [word for f in after.fields for word in f.text.split()]
    values = _printed(match)
    return 0 < len(left) <= _DEEP * width and all(map(_DIGITS.fullmatch, left)) and not (values and _adds_up(values))


def values_first(matches: Sequence[Match], headers: Set[str], found: Sequence[Printout]) -> set[int]:
    """Return the ids of rows of a text that prints values before their labels: numbers follow a column's label there.

    ``headers`` are the labels of the form's columns.
    """
    turned = {
        p.block
        for p in found
        if p.loose and p.last > p.first and p.count and plain(p.fields[p.labelled - 1].text) in headers
    }
    below = _below_numbers_of_none(headers, found)
    return {
        id(m)
        for m in matches
        if (m.printout.last > m.printout.first and m.printout.block in turned) or m.printout.first in below
    }


def _below_numbers_of_none(headers: Set[str], found: Sequence[Printout]) -> set[int]:
    """Return the lines from which rows begin under a column's label that numbers without a label follow."""
    out: set[int] = set()
    head = lone = False
    for printout in found:
        named = printout.is_text and not printout.prints and any(plain(f.text) in headers for f in printout.fields)
        lone = not named and (lone or (head and printout.loose and printout.prints and not printout.labelled))
        head = named
        if lone:
            out.add(printout.first)
    return out


def crowded(matches: Sequence[Match]) -> set[int]:
    """Return the ids of rows of a text with cells that hold the numbers of two columns (``1 3``): such a grid says
    nothing of columns, and only rows that print all their values and add up are sure.
    """
    flat = [m for m in matches if m.printout.is_text]
    blocks = {m.printout.block for m in flat if any(_SPACED.fullmatch(f.text) for f in m.values) and _differs(m)}
    return {id(m) for m in flat if m.printout.block in blocks and (_differs(m) or len(_printed(m)) < len(m.values))}


def _differs(match: Match) -> bool:
    return not _adds_up(_printed(match))


def scattered(matches: Sequence[Match], widths: Mapping[tuple[str, ...], int]) -> set[int]:
    """Return the ids of rows of one cell a line where most labels have no values below, if empty lines stand for cells.

    Such a text was taken column by column, and a row that seems to fit does so by chance: where next to none does,
    those without empty lines, too.
    """
    mine = [m for m in matches if m.printout.is_text and m.printout.last > m.printout.first]
    if _row_by_row([_printed(m) for m in mine if not m.row.columns]):
        mine = [m for m in mine if not _is_sum(_printed(m), widths[m.row.key])]
    fitting = sum(len(m.values) >= widths[m.row.key] for m in matches)
    gaps = {id(m) for m in mine if any(not f.printed.raw for f in m.values)}
    if fitting * _NEXT_TO_NONE < len(widths):
        return {id(m) for m in mine}
    return gaps if fitting * 2 < len(widths) else set()


def _row_by_row(rows: Sequence[Sequence[Field]]) -> bool:
    """Whether what stands below most labels ends with the sum of the rest, as no text taken column by column does."""
    telling = [row for row in rows if sum(bool(f.printed.number) for f in row) >= _FEWEST + 1]
    return len(telling) > _FEWEST and sum(map(_adds_up, telling)) >= _MOST * len(telling)


def _adds_up(values: Sequence[Field]) -> bool:
    numbers = [f.printed.number or 0 for f in values]
    return not numbers or sum(numbers[:-1]) == numbers[-1]


def _is_sum(values: Sequence[Field], width: int, least: int = 1) -> bool:
    """Whether a row prints as many numbers as it has columns, and the last is the sum of the rest."""
    numbers = [f.printed.number or 0 for f in values]
    return len(numbers) == width > 0 and sum(numbers[:-1]) == numbers[-1] >= least


def _filled(match: Match, width: int) -> list[Field]:
    """The values up to the last that is printed, without what a label's merged cell leaves before them."""
    values = match.values
    while values and not values[-1].printed.raw:
        values = values[:-1]
    while len(values) > width and not values[0].printed.raw:
        values = values[1:]
    return values


def _keep(match: Match, values: list[Field]) -> None:
    match.printout = replace(match.printout, fields=[*match.printout.fields[: match.start], *values])


def _prints_between(match: Match, width: int) -> bool:
    """Whether a row prints all its values and empty lines between them: then those are no cells."""
    return len(_filled(match, width)) > width == len(_printed(match))


def _has_subtotal(row: Sequence[Field], width: int) -> bool:
    """Whether the last value but one of a row is the sum of those between it and the first (法人或其他组织 小计)."""
    if len(row) != width:
        return False
    first, *parts, subtotal, total = [f.printed.number or 0 for f in row]
    return sum(parts) == subtotal and first + subtotal == total
