"""Annexes of before 2019 on pages without ruling lines: a list of indicators, each with its unit and number beside it.

Called by ``aligned``.  The headings of such a list are in no form, its labels are: where they stand on a page, its
columns are what white space divides from top to bottom, and a label belongs to the numbers whose height is its
middle.  Where more than one label may be meant, or a part of one, the numbers of the row are left open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.extract.aligned_labels import lines_of, unspaced
from indexer.extract.aligned_regions import Prints, is_value
from indexer.extract.glyphs import TextLine
from indexer.extract.known_labels import INDICATOR, letters_of, units
from indexer.extract.overprint import OPEN
from indexer.extract.phrases import Phrase
from indexer.extract.ruling import Grid, GridCell

_RIVER = 0.25
"""Sizes of white space that divide two columns."""
_CROSSING = 0.06
"""Of the lines, how many may cross what divides two columns: captions and headings."""
_TWO = 0.04
"""What a number counts for: two in one place divide, one (a telephone number below the table) does not."""
_SAME = 0.35
"""Sizes within which heights are the same, and within which a label's middle is that of its row."""
_CLOSE = 1.25
"""Of the smallest distance of two lines: how far apart the lines of one label stand."""
_LOST = 0.8
"""Sizes between words that are no row's and a label that they may be part of."""
_ORDINAL = re.compile(r"\d{1,2}[.．]\d{1,2}")
_HEADS = re.compile(
    r"(?:统计|指标)?(?:指标|项目)(?:名称)?|(?:计量)?单位|序号|(?:指标)?代码|統計指標|單位|統計數|序號|(?:指標)?代碼|统计数|数值|备注"
)


@dataclass(slots=True)
class _Field:
    """Words in a column of labels: their lines, and whether they are a known indicator."""

    lines: list[TextLine]
    known: bool = False
    torn: bool = False

    @property
    def middle(self) -> float:
        """Height of the middle."""
        return (self.lines[0].middle + self.lines[-1].middle) / 2

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.lines[-1].bottom

    def gap(self, other: "_Field") -> float:
        """Return how far apart two fields are printed below one another."""
        return max(self.top - other.bottom, other.top - self.bottom)

    @property
    def is_whole(self) -> bool:
        """Whether nothing shows that it is a part: brackets close, and nothing else stands between its lines."""
        text = "".join(line.text for line in self.lines)
        return not self.torn and sum(map(text.count, "(（")) == sum(map(text.count, ")）"))


@dataclass(slots=True)
class _Row:
    """What stands on one height: column → pieces; columns whose numbers are not surely of the label before them."""

    middle: float
    fields: dict[int, list[TextLine]] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)

    @property
    def pieces(self) -> list[TextLine]:
        return [piece for pieces in self.fields.values() for piece in pieces]


def lists_indicators(known: Sequence[Phrase]) -> bool:
    """Whether labels of annexes stand on pages, and more of them than of the forms with tables."""
    kinds = [phrase.kinds for phrase in known]
    return kinds.count(INDICATOR) > len(kinds) / 2


def is_annex(block: Sequence[TextLine], prints: Prints) -> bool:
    """Whether indicators stand left of numbers."""
    known = [p for p in prints.phrases_in(block) if p.kinds == INDICATOR]
    values = [p for p in block if is_value(p)]
    beside = sum(
        any(v.x0 > p.lines[0].x0 and p.lines[0].top - v.size < v.middle < p.lines[-1].bottom + v.size for v in values)
        for p in known
    )
    return beside > 0


def opened(grid: Grid) -> Grid:
    """Return a table with its numbers left open: labels that stand above numbers may be broken anywhere."""
    for cell in grid.cells:
        if cell.text and not any(map(str.isalpha, cell.text)):
            cell.text += OPEN
    return grid


def annex_grids(block: Sequence[TextLine], prints: Prints) -> list[Grid]:
    """Return a table for each list of indicators in a block; a head of columns begins one."""
    parts: list[list[list[TextLine]]] = [[]]
    for line in lines_of(block):
        if _is_head(line, prints) and any(map(_has_value, parts[-1])):
            parts.append([])
        parts[-1].append(line)
    for above, below in pairwise(parts):
        while above and not _has_value(above[-1]) and _is_caption(above[-1], above, prints):
            below.insert(0, above.pop())
    return [grid for part in parts if part and (grid := _grid(part, prints))]


def _has_value(line: Sequence[TextLine]) -> bool:
    return any(map(is_value, line))


def _is_head(line: Sequence[TextLine], prints: Prints) -> bool:
    words = unspaced([p for p in line if not is_value(p) and not prints.phrase(p)], single=True)
    return sum(bool(_HEADS.fullmatch("".join(p.text.split()))) for p in words) > 1


def _is_caption(line: Sequence[TextLine], above: Sequence[Sequence[TextLine]], prints: Prints) -> bool:
    """Whether a line stands apart from what is above it: a table's name."""
    if len(line) > 1 or prints.phrase(line[0]) or len(above) < 2:
        return False
    return line[0].top - max(p.bottom for p in above[-2]) > line[0].size


def _grid(lines: Sequence[list[TextLine]], prints: Prints) -> Grid | None:
    pieces = [piece for line in lines for piece in line]
    size = sorted(p.size for p in pieces)[len(pieces) // 2]
    edges = _edges(lines, prints, size)
    named = [p for line in lines if _is_head(line, prints) for p in line]
    edges = _with_headings(edges, named, [p for p in pieces if p not in named])
    columns = list(pairwise(edges))
    home = {id(p): _column(p, columns) for p in pieces}
    numeric = {n for n in range(len(columns)) if _is_numeric([p for p in pieces if home[id(p)] == n])}
    first = _below_heads([p for p in pieces if home[id(p)] in numeric], size)
    rows = _rows([p for p in pieces if home[id(p)] in numeric and p.middle >= first], home, size)
    if not rows or len(numeric) == len(columns):
        return None
    loose: list[TextLine] = [p for p in pieces if home[id(p)] in numeric and p.middle < first]
    for n in sorted(set(range(len(columns))) - numeric):
        end = next((m for m in range(n + 1, len(columns)) if m not in numeric and m - 1 in numeric), len(columns))
        mine = [c for c in range(n + 1, end) if c in numeric]
        words = [p for p in pieces if home[id(p)] == n]
        words.sort(key=lambda p: p.middle)
        above = sum(p.middle < first for p in words)  # headings, of which the last may be the first line of a label
        mine_rows = [row for row in rows if any(c in row.fields for c in mine)]
        fields = list(_fields(words[above:], mine_rows, prints, size))
        fields = [*(_Field([p], torn=True) for p in words[:above]), *fields]
        loose += _place(n, fields, mine_rows, size)
    labels = [n for n in range(len(columns)) if n not in numeric]
    astray = [
        p.middle for p in pieces if is_value(p) and _is_stray(p) and home[id(p)] not in numeric and p.middle >= first
    ]
    for row in rows:
        _doubt(row, labels, numeric, len(columns))
        if any(abs(middle - row.middle) < size for middle in astray):
            row.open |= numeric
    heads = [_Row(line[0].middle) for line in lines_of(loose)]
    for row, line in zip(heads, lines_of(loose), strict=True):
        for piece in line:
            row.fields.setdefault(home[id(piece)], []).append(piece)
    return _laid_out(sorted([*rows, *heads], key=lambda row: row.middle), edges)


def _below_heads(pieces: Sequence[TextLine], size: float) -> float:
    """Return the height below which the first row begins: words above the first number are headings."""
    first = min((p.middle for p in pieces if is_value(p)), default=0.0)
    heads = [p.bottom for p in pieces if p.middle < first - _SAME * size and not is_value(p) and not _is_unit(p)]
    return max(heads, default=min(p.top for p in pieces) - size if pieces else 0.0)


def _edges(lines: Sequence[list[TextLine]], prints: Prints, size: float) -> list[float]:
    """Return the edges of columns: the middles of what white space divides.

    Numbers, units and headings lie within one column; captions may lie across some, as the ends of long lines do.
    """
    pieces = [p for line in lines for p in line]
    start, end = int(min(p.x0 for p in pieces)), int(max(p.x1 for p in pieces)) + 1
    crossed = [0.0] * (end - start + 1)
    begun = next((n for n, line in enumerate(lines) if _is_head(line, prints) or _has_value(line)), 0)
    for line in lines[begun:]:
        head = _is_head(line, prints)
        for p in unspaced(line, single=True):  # spaced letters of a heading, spaced digits of a number
            weight = float(len(lines)) if head or _is_unit(p) else _TWO * len(lines) if is_value(p) else 1.0
            for x in range(int(p.x0) - start, int(p.x1) + 1 - start):
                crossed[x] += weight
    most = _CROSSING * len(lines)
    edges, gap = [start - 1.0], 0
    for x, count in enumerate(crossed):
        if count <= most:
            gap += 1
            continue
        if gap >= _RIVER * size and gap < x:
            edges.append(start + x - gap / 2)
        gap = 0
    return [*edges, end + 1.0]


def _with_headings(edges: list[float], heads: Sequence[TextLine], body: Sequence[TextLine]) -> list[float]:
    """Return the edges without those between a heading and the numbers below it that stand a little beside it."""
    columns = list(pairwise(edges))
    headed = {_column(p, columns) for p in heads}
    filled = {_column(p, columns) for p in body}
    out = edges[:1]
    for n, (_, end) in enumerate(columns):
        apart = n + 1 == len(columns) or not (
            (n in headed - filled and n + 1 in filled - headed) or (n in filled - headed and n + 1 in headed - filled)
        )
        out += [end] * apart
    return out


def _column(piece: TextLine, columns: Sequence[tuple[float, float]]) -> int:
    shared = [min(piece.x1, b) - max(piece.x0, a) for a, b in columns]
    return shared.index(max(shared))


def _is_unit(piece: TextLine) -> bool:
    return "".join(piece.text.split()) in units()


def _is_numeric(pieces: Sequence[TextLine]) -> bool:
    """Whether a column holds numbers or units, but for a heading."""
    shown = sum(is_value(p) or _is_unit(p) for p in pieces)
    return 2 * shown > len(pieces)


def _rows(pieces: Sequence[TextLine], home: dict[int, int], size: float) -> list[_Row]:
    """Return the rows of numbers and units; lines that stand too close are halves of numbers, and open."""
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        near = rows[-1] if rows and piece.middle - rows[-1].middle < 0.9 * size else None
        if near is None:
            near = _Row(piece.middle)
            rows.append(near)
        near.fields.setdefault(home[id(piece)], []).append(piece)
        if abs(piece.middle - near.middle) > _SAME * size:
            near.open |= set(home.values())
    for above, below in pairwise(rows):
        if below.middle - above.middle < 1.05 * size or _are_halves(above, below, size):
            above.open |= set(home.values())
            below.open |= set(home.values())
    return rows


def _are_halves(above: _Row, below: _Row, size: float) -> bool:
    """Whether two rows so close may be one whose number goes on below, beside a unit or code in neither's line."""
    return below.middle - above.middle < 1.5 * size and set(above.fields) != set(below.fields)


def _place(column: int, fields: Sequence[_Field], rows: Sequence[_Row], size: float) -> list[TextLine]:
    """Give each row its label of one column; return the words that are no row's."""
    inside = [[r for r in rows if f.top - 1 < r.middle < f.bottom + 1] for f in fields]
    own = [[r for r in near if abs(r.middle - f.middle) < _SAME * size] for f, near in zip(fields, inside, strict=True)]
    lost = [not on and not f.known for f, on in zip(fields, own, strict=True)]
    loose: list[TextLine] = []
    for n, found in enumerate(fields):
        beside = [m for m in (n - 1, n + 1) if 0 <= m < len(fields) and lost[m] and found.gap(fields[m]) < _LOST * size]
        whole = not beside and (found.known or (len(inside[n]) == 1 and found.is_whole))
        if len(own[n]) == 1 and whole and column not in own[n][0].fields:
            own[n][0].fields[column] = found.lines
            continue
        for row in inside[n]:
            row.open.add(column)
        loose += found.lines
    return loose


def _fields(words: Sequence[TextLine], rows: Sequence[_Row], prints: Prints, size: float) -> Iterator[_Field]:
    """Yield the words of a column, those together that are one label: known ones, and lines that stand close."""
    named = [phrase for p in words if (phrase := prints.phrase(p)) and phrase.kinds == INDICATOR and not phrase.damaged]
    known = {id(line): phrase for phrase in named for line in phrase.lines}
    lines = sorted(words, key=lambda p: (p.middle, p.x0))
    steps = [b.middle - a.middle for a, b in pairwise(lines) if b.middle - a.middle > 0.9 * size]
    near = min(_CLOSE * min(steps, default=0.0), 1.8 * size)
    current: _Field | None = None
    for line in lines:
        last = current.lines[-1] if current else None
        phrase = known.get(id(line))
        same = last is not None and phrase is not None and known.get(id(last)) is phrase
        apart = last is None or ((phrase or known.get(id(last))) is not None and not same)
        beside = last is not None and line.middle - last.middle < 0.5 * size
        if current and last and not letters_of(line.text) and line.middle - last.middle <= near and not is_value(line):
            current.lines.append(line)  # a bracket that closes
            continue
        if current and not (apart and not beside) and (same or beside or _joins(current, line, rows, near, size)):
            current.lines.append(line)
            current.known = current.known and same
            current.torn = current.torn or _is_torn(last, line, size)
            continue
        if current:
            yield current
        torn = _is_torn(last, line, size)
        current = _Field([line], phrase is not None, torn)
    if current:
        yield current


def _is_stray(piece: TextLine) -> bool:
    """Whether a piece in a column of labels is none: a unit, or a number that no label is counted by (1.1)."""
    return _is_unit(piece) or (is_value(piece) and not _ORDINAL.fullmatch(piece.text.strip()))


def _is_torn(last: TextLine | None, line: TextLine, size: float) -> bool:
    """Whether a line stands between lines of other cells, or is no words."""
    staggered = last is not None and 0.3 * size < line.middle - last.middle < 0.9 * size
    return staggered or _is_stray(line)


def _joins(current: _Field, line: TextLine, rows: Sequence[_Row], near: float, size: float) -> bool:
    """Whether a line goes on with the words above: it stands close, and not both stand on rows of their own."""
    last = current.lines[-1]
    if line.middle - last.middle > near:
        return False
    on = [next((r for r in rows if abs(r.middle - p.middle) < 0.2 * size), None) for p in (last, line)]
    return None in on


def _doubt(row: _Row, labels: Sequence[int], numeric: set[int], count: int) -> None:
    """Leave open the numbers behind a column of labels that has none for the row, or doubtful ones."""
    for n, label in enumerate(labels):
        behind = labels[n + 1] if n + 1 < len(labels) else count
        doubtful = label in row.open or label not in row.fields
        if doubtful and not (n + 1 < len(labels) and behind == label + 1):
            beside = n > 0 and labels[n - 1] == label - 1 and labels[n - 1] in row.fields and label not in row.open
            if not beside:
                row.open |= {c for c in range(label, behind) if c in numeric}


def _laid_out(rows: Sequence[_Row], xs: list[float]) -> Grid:
    page = rows[0].pieces[0].page
    grid = Grid(xs, [min(p.top for p in row.pieces) for row in rows], page=page, last_page=page)
    grid.ys.append(max(p.bottom for row in rows for p in row.pieces))
    for r, row in enumerate(rows):
        for column in range(len(xs) - 1):
            pieces = row.fields.get(column, [])
            box = (xs[column], grid.ys[r], xs[column + 1], max(grid.ys[r + 1], grid.ys[r]))
            if pieces:
                box = (
                    min(p.x0 for p in pieces), min(p.top for p in pieces),
                    max(p.x1 for p in pieces), max(p.bottom for p in pieces),
                )  # fmt: skip
            text = "\n".join(p.text for p in pieces)
            numbers = any(is_value(p) and _is_stray(p) for p in pieces)
            if numbers and (column in row.open or len(pieces) > 1):
                text += OPEN
            grid.cells.append(GridCell(r, column, 1, 1, *box, text, page))
    return grid
