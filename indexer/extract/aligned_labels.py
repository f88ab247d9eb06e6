"""Labels of a table without ruling lines: which lines are one field.  Called by ``aligned``.

Known labels come from ``phrases``; here the lines of all others are put together, by how close they stand and by the
rows of numbers beside them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from indexer.extract.glyphs import Rule, TextLine

_BEGINS = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．](?!\d)|第.{1,4}条|行政(?:许可|处罚|强制|事业|规范)|规章|规范性|政府集中"
    r"|信息内容|其他对外"
)
_PAIRED = 500
"""Pieces that are compared with all others in one step."""


@dataclass(slots=True)
class Label:
    """A field of words with its lines from top to bottom; ``kinds`` is 0 where the forms do not know it.

    ``damaged`` says that letters of a known label are wrong: it may be part of another.
    """

    lines: list[TextLine]
    kinds: int = 0
    damaged: bool = False

    @property
    def x0(self) -> float:
        """Left edge."""
        return min(line.x0 for line in self.lines)

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(line.x1 for line in self.lines)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(line.top for line in self.lines)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(line.bottom for line in self.lines)

    @property
    def middle(self) -> float:
        """Height of the middle."""
        return (self.top + self.bottom) / 2

    @property
    def is_upright(self) -> bool:
        """Whether it is written from top to bottom."""
        return any(map(_upright, self.lines, self.lines[1:]))

    @property
    def as_piece(self) -> TextLine:
        """All lines as one piece."""
        first = self.lines[0]
        text = "\n".join(line.text for line in self.lines)
        return TextLine(text, self.x0, self.top, self.x1, self.bottom, first.size, first.page)


@dataclass(slots=True)
class Row:
    """A line of numbers or of headings of columns, and the labels left of it.

    ``open`` says that the numbers do not stand in the columns of the table: nothing shows which is which.
    """

    middle: float
    values: list[TextLine]
    labels: list[Label] = field(default_factory=list)
    open: bool = False


def ruled(above: TextLine, below: TextLine, levels: Sequence[Rule]) -> bool:
    """Say whether a horizontal line runs between two lines of text."""
    x0, x1 = max(above.x0, below.x0), min(above.x1, below.x1)
    return any(above.middle < y < below.middle and a < x1 and b > x0 for y, a, b in levels)


def label_groups(pieces: list[TextLine], rows: list[Row], near: float, levels: Sequence[Rule]) -> list[Label]:
    """Return fields, each with its lines; see `_groups`."""
    return [Label(lines) for lines in _groups(pieces, rows, near, levels)]


def has_below(label: Label, heads: Sequence[Label], values: Sequence[TextLine]) -> bool:
    """Say whether the next thing below a heading is another heading: then it is one for several columns."""
    bottom = label.bottom - 1
    below = [p.top for h in heads if h is not label for p in h.lines if p.x0 < label.x1 and p.x1 > label.x0]
    head = min((top for top in below if top >= bottom), default=1e9)
    return head < min((p.top for p in values if p.top >= bottom), default=1e9)


def lines_of(pieces: Sequence[TextLine]) -> list[list[TextLine]]:
    """Group pieces into printed lines."""
    lines: list[list[TextLine]] = []
    for piece in sorted(pieces, key=lambda s: s.middle):
        if lines and abs(piece.middle - lines[-1][0].middle) < 0.3 * max(piece.size, 1.0):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def side_by_side(pieces: Sequence[TextLine]) -> Iterator[TextLine]:
    """Yield pieces line by line, each line from left to right."""
    return (piece for line in lines_of(pieces) for piece in sorted(line, key=lambda p: p.x0))


def unspaced(labels: list[TextLine], blank: float = 0.8, *, single: bool = False) -> list[TextLine]:
    """Return labels with those pieces joined that only a blank divides; ``single``: only single characters (总　计)."""
    out: list[TextLine] = []
    for piece in side_by_side(labels):
        last = out[-1] if out else None
        if (
            last is not None
            and abs(last.middle - piece.middle) < 0.3 * piece.size
            and 0 <= piece.x0 - last.x1 < (1.2 if single else blank) * piece.size
            and (not single or len(last.text.strip()) == len(piece.text.strip()) == 1)
            and not _BEGINS.match(piece.text.strip())
        ):
            out[-1] = TextLine(
                last.text + piece.text, last.x0, min(last.top, piece.top), piece.x1, max(last.bottom, piece.bottom),
                last.size, last.page,
            )  # fmt: skip
        else:
            out.append(piece)
    return out


def line_gap(region: list[TextLine], size: float) -> float:
    """Return the largest gap that is taken for one between two lines of the same field."""
    gaps = _gaps_below(region)
    usual = float(np.sort(gaps)[len(gaps) // 8]) if len(gaps) else 0.0  # one stray piece must not decide
    return min(max(usual + 0.2 * size, 0.0), 0.8 * size)


def _gaps_below(region: list[TextLine]) -> np.ndarray:
    """Return the gap from each piece to the nearest one below it, of those that have one; all pairs at once."""
    x0, x1, top, bottom = np.array([(p.x0, p.x1, p.top, p.bottom) for p in region]).T
    middle = (top + bottom) / 2
    nearest = np.full(len(region), np.inf)
    for first in range(0, len(region), _PAIRED):
        mine = slice(first, first + _PAIRED)
        shared = np.minimum(x1, x1[mine, None]) - np.maximum(x0, x0[mine, None])
        below = (middle > middle[mine, None]) & (shared > 0.3 * (x1 - x0)[mine, None])
        nearest[mine] = np.where(below, top - bottom[mine, None], np.inf).min(axis=1)
    return nearest[nearest < np.inf]


def _groups(pieces: list[TextLine], rows: list[Row], near: float, levels: Sequence[Rule]) -> list[list[TextLine]]:
    """Return fields, each with its lines: a line just under another in the same place goes on with it.

    Two lines that each stand on a row of numbers of their own are two fields; lines between them go with the nearer.
    """
    groups: list[list[TextLine]] = []
    for piece in sorted(pieces, key=lambda s: s.middle):
        for group in reversed(groups):
            last = group[-1]
            close = -0.4 * piece.size < piece.top - last.bottom <= near
            shared = min(last.x1, piece.x1) - max(last.x0, piece.x0)
            beside = shared > 0.5 * min(last.x1 - last.x0, piece.x1 - piece.x0)
            two = close and beside and _two_rows(group, piece, rows)
            apart = _BEGINS.match(piece.text.strip()) or two or ruled(last, piece, levels)
            if two and (own := _nearer(group, piece, rows)):
                del group[-len(own) :]
                groups.append([*own, piece])
                break
            if (close and beside and not apart and not _spans(last, piece, pieces)) or _upright(last, piece):
                group.append(piece)
                break
        else:
            groups.append([piece])
    return groups


def _spans(above: TextLine, below: TextLine, pieces: list[TextLine]) -> bool:
    """Say whether a heading stands over several others that stand beside each other."""
    beside = [p for p in pieces if abs(p.middle - below.middle) < 0.8 * p.size and p.x0 < above.x1 and p.x1 > above.x0]
    return len(beside) > 1


def _upright(last: TextLine, piece: TextLine) -> bool:
    """Say whether two characters stand under each other in a label that is written from top to bottom."""
    single = len(last.text.strip()) == len(piece.text.strip()) == 1
    return single and abs(last.x0 - piece.x0) < 0.4 * piece.size and 0 < piece.middle - last.middle < 1.6 * piece.size


def _two_rows(group: list[TextLine], piece: TextLine, rows: list[Row]) -> bool:
    own = _row_of(piece, rows)
    return own is not None and any((other := _row_of(line, rows)) is not None and other is not own for line in group)


def _row_of(line: TextLine, rows: list[Row]) -> Row | None:
    return next((row for row in rows if abs(row.middle - line.middle) < 0.25 * line.size), None)


def _nearer(group: list[TextLine], piece: TextLine, rows: list[Row]) -> list[TextLine]:
    """Return the last lines of a field that stand nearer to the line below, which is on another row of numbers."""
    on_row = max(n for n, line in enumerate(group) if _row_of(line, rows) is not None)
    lines = [*group[on_row:], piece]
    gaps = [below.top - above.bottom for above, below in pairwise(lines)]
    widest = gaps.index(max(gaps))
    return lines[widest + 1 : -1]
