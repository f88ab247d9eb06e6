"""Lines → logical rows: a label and the values after it, however a tool has broken them.

Called by ``indexer.read.tables``, ``rows`` and ``litigation``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from indexer.forms import Row, forms
from indexer.lazy import lazy
from indexer.read.labels import bare, han
from indexer.read.lines import Field, Line

SPACED = re.compile(r"[1-9]\d*(?: \d+)+")
"""A line of digits that may be one number spaced out."""
_BROKEN = 6  # lines over which a label may be broken


@dataclass
class Printout:
    """A logical row: its fields, the lines it came from, and whether its columns can be trusted.

    ``label_end`` is set where a label was put together from several rows: the ordinal of the field after it; then
    ``broken`` is the one of them that holds the values.  What is told of the fields is told once: they stay as they are
    when `printouts` has put them together.
    """

    fields: list[Field]
    first: int
    last: int
    block: int
    exact: bool
    loose: bool = False
    label_end: int | None = None
    broken: "Printout | None" = None

    @property
    def size(self) -> int:
        """The width of the row's grid, or the number of its fields where there is no grid."""
        if self.broken:
            return self.broken.size
        last = self.fields[-1]
        return last.column + last.span if self.exact else len(self.fields)

    @property
    def is_text(self) -> bool:
        """Whether this is flattened text; on a page the places of numbers tell more."""
        return not self.exact and self.fields[0].place.line is not None

    @lazy
    def labelled(self) -> int:
        """The ordinal of the first field after the last words."""
        if self.label_end is not None:
            return self.label_end
        for n in range(len(self.fields), 0, -1):
            if self.fields[n - 1].printed.kind == "text":
                return n
        return 0

    @lazy
    def prints(self) -> bool:
        """Whether it prints any number."""
        return any(f.printed.is_value for f in self.fields)

    @lazy
    def states(self) -> bool:
        """Whether it prints a number or a mark for none behind its words."""
        return self.prints or any(f.printed.raw for f in self.fields[self.labelled :])

    @lazy
    def count(self) -> int:
        """How many numbers stand after the last words."""
        return sum(f.printed.is_value for f in self.fields[self.labelled :])

    @lazy
    def labels(self) -> list[str]:
        """The wordings that may be the row's label: each field of words before the numbers, and joined.

        Where every cell has a line of its own only the last words belong to the numbers that follow.
        """
        words = [f.text for f in self.fields[: self.values_from] if f.is_label]
        if self.label_end is not None:
            return ["".join(words)]
        if self.last > self.first:
            return ["".join(words[-count:]) for count in range(1, min(len(words), _BROKEN) + 1)]
        pairs = [a + b for a, b in pairwise(words)]
        return [*words, *pairs, "".join(words)] if len(words) > 2 else [*words, *pairs]

    @lazy
    def values_from(self) -> int:
        """The ordinal of the first field after the last Chinese words before the first number."""
        if self.label_end is not None:
            return self.label_end
        after = 0
        for ordinal, field in enumerate(self.fields):
            if field.printed.is_value and after:
                break
            if field.printed.kind == "text" and (han(field.text) or not after):
                after = ordinal + 1
        return after


def printouts(lines: Sequence[Line]) -> list[Printout]:
    """Group lines into logical rows: a grid row is one; in flattened text labels and the values after them are one."""
    out: list[Printout] = []
    words = False  # whether the row so far is words alone
    for number, line in enumerate(lines):
        if not line.is_row:
            continue
        current = out[-1] if out else None
        joins = (
            current is not None
            and not line.exact
            and not current.exact
            and current.block == line.block
            and _continues(current, line, words)
        )
        if joins and current is not None:
            if not line.loose:
                for field in line.fields:
                    field.column += len(current.fields)
            current.fields += line.fields
            current.last = number
            words = words and line.fields[0].is_label
        else:
            out.append(Printout(list(line.fields), number, number, line.block, line.exact, line.loose))
            words = all(field.is_label for field in line.fields)
    return out


def _continues(current: Printout, line: Line, words: bool) -> bool:
    """Whether a flattened line goes on with the row before: one cell a line, or all values below a label."""
    if len(line.fields) > 1:
        spaced = current.last > current.first and SPACED.fullmatch(line.text.strip())
        return line.loose and (words or bool(spaced)) and not any(f.is_label for f in line.fields)
    if line.fields[0].is_label:
        return words
    return len(current.fields) == 1 or current.last > current.first


def _matrix_rows() -> Iterator[Row]:
    return (row for form in forms().values() for t in form.tables if t.layout == "matrix" for row in t.rows)


@cache
def _groups() -> frozenset[str]:
    """Labels that stand left of several rows; in torn text one of them may stand on a line with a row's values."""
    return frozenset(bare(g) for row in _matrix_rows() for g in row.groups)


def merged(broken: Sequence[Printout]) -> Printout | None:
    """Join rows over which one label is broken; None where more than one of them prints values."""
    printing = [p for p in broken if p.prints]
    if len(printing) > 1 or (printing and any(p.states for p in broken if p is not printing[0])):
        return None
    words = [p.fields[p.labelled - 1] for p in broken if p.labelled]
    words = [w for w in words if bare(w.text) not in _groups()] or words
    if not words:
        return None
    source = printing[0] if printing else max(broken, key=lambda p: len(p.fields) - p.labelled)
    return Printout(
        words + source.fields[source.labelled :],
        broken[0].first,
        broken[-1].last,
        source.block,
        source.exact,
        source.loose,
        label_end=len(words),
        broken=source,
    )
