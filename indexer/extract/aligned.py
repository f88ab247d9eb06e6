"""Tables without ruling lines: rows and columns from where the numbers stand.  Called by ``pages`` (OFD, some PDF).

Numbers of a table stand under each other and are centred in their rows.  A row is a line of numbers; columns are the
places where numbers stand; labels of several lines belong to the row that they are centred on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.extract.glyphs import Glyph, TextLine, text_lines
from indexer.extract.ruling import Grid, GridCell

_VALUE = re.compile(r"[\-－−+]?[\d０-９][\d０-９.,，．]*\s*(?:%|[万亿]?元|件|个|条|次|项|宗)?|[—–\-/／]{1,2}|无")
_HEADING = re.compile(r"[一二三四五六]、.{4,40}$")
_BEGINS = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]|第.{1,4}条|行政(?:许可|处罚|强制|事业)|规章|规范性|政府集中|信息内容|其他对外"
)
_FEWEST_ROWS = 2
_MOST_SEGMENTS = 6_000


@dataclass(slots=True)
class _Row:
    """A line of numbers or of headings of columns, and the labels left of it."""

    middle: float
    values: list[TextLine]
    labels: list[list[TextLine]] = field(default_factory=list)


def segments(glyphs: Sequence[Glyph], page: int) -> list[TextLine]:
    """Return lines cut where a gap is wider than a letter."""
    out: list[TextLine] = []
    for line in text_lines(glyphs, page):
        if "\t" not in line.text and "　" not in line.text:
            out.append(line)
            continue
        inside = [g for g in glyphs if line.top <= (g[1] + g[3]) / 2 <= line.bottom and line.x0 <= g[0] <= line.x1]
        inside.sort(key=lambda g: g[0])
        start = 0
        for i in range(1, len(inside) + 1):
            if i == len(inside) or inside[i][0] - inside[i - 1][2] > 1.0 * line.size:
                out.extend(text_lines(inside[start:i], page))
                start = i
    return out


def aligned_tables(glyphs: Sequence[Glyph], page: int) -> tuple[list[Grid], list[Glyph]]:
    """Return the tables that stand in the glyphs, and the glyphs outside them."""
    pieces = segments(glyphs, page)
    if len(pieces) > _MOST_SEGMENTS:
        return [], list(glyphs)
    grids: list[Grid] = []
    rest = list(glyphs)
    for region in _regions(pieces):
        grid = _grid(region, page)
        if grid is None:
            continue
        grids.append(grid)
        top, bottom = min(s.top for s in region), max(s.bottom for s in region)
        rest = [g for g in rest if not top - 0.5 <= (g[1] + g[3]) / 2 <= bottom + 0.5]
    return grids, rest


def _is_value(piece: TextLine) -> bool:
    return bool(_VALUE.fullmatch(piece.text.strip()))


def _lines(pieces: Sequence[TextLine]) -> list[list[TextLine]]:
    """Group pieces into printed lines."""
    lines: list[list[TextLine]] = []
    for piece in sorted(pieces, key=lambda s: s.middle):
        if lines and abs(piece.middle - lines[-1][0].middle) < 0.35 * max(piece.size, 1.0):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _regions(pieces: Sequence[TextLine]) -> list[list[TextLine]]:
    """Return the pieces of each run of lines that has rows of numbers and no line of running text."""
    if not pieces:
        return []
    left, right = min(s.x0 for s in pieces), max(s.x1 for s in pieces)
    regions: list[list[list[TextLine]]] = [[]]
    for line in _lines(pieces):
        if _is_text(line, left, right):
            regions.append([])
        else:
            regions[-1].append(line)
    out: list[list[TextLine]] = []
    for lines in regions:
        many = sum(1 for line in lines if sum(map(_is_value, line)) >= 2)
        some = sum(1 for line in lines if any(map(_is_value, line)) and len(line) >= 2)
        if many >= _FEWEST_ROWS or (many >= 1 and max((len(line) for line in lines), default=0) >= 6) or some >= 4:
            out.append([piece for line in lines for piece in line])
    return out


def _is_text(line: list[TextLine], left: float, right: float) -> bool:
    if len(line) > 1:
        return False
    piece = line[0]
    text = re.sub(r"\s", "", piece.text)
    return (
        bool(_HEADING.fullmatch(text)) or (piece.x1 - piece.x0 > 0.62 * (right - left)) or text.endswith(("。", "："))
    )


def _grid(region: list[TextLine], page: int) -> Grid | None:
    lines = _lines(region)
    values = [piece for line in lines if len(line) > 1 for piece in line if _is_value(piece)]
    if len(values) < 3:
        return None
    left = min(piece.x0 for piece in values)
    left -= max(piece.size for piece in values)
    rows: list[_Row] = []
    labels: list[TextLine] = []
    for line in lines:
        right = [piece for piece in line if (piece.x0 + piece.x1) / 2 > left and (len(line) > 1 or piece.x0 > left)]
        if right:
            rows.append(_Row(right[0].middle, right))
        labels.extend(piece for piece in line if piece not in right)
    for group in _groups(labels):
        _place(group, rows)
    rows.sort(key=lambda row: row.middle)
    return _built(rows, values, page)


def _groups(labels: list[TextLine]) -> list[list[TextLine]]:
    """Return the labels, each with its lines: a line just under another in the same place goes on with it."""
    groups: list[list[TextLine]] = []
    for piece in sorted(labels, key=lambda s: s.middle):
        for group in reversed(groups):
            last = group[-1]
            near = -0.3 * piece.size < piece.top - last.bottom < 0.8 * piece.size
            beside = min(last.x1, piece.x1) - max(last.x0, piece.x0) > 0.5 * min(last.x1 - last.x0, piece.x1 - piece.x0)
            if near and beside and not _BEGINS.match(piece.text.strip()):
                group.append(piece)
                break
        else:
            groups.append([piece])
    return groups


def _place(group: list[TextLine], rows: list[_Row]) -> None:
    """Give a label to the row whose numbers stand within its height; else (it is one for many rows) line by line."""
    top, bottom, size = group[0].top, group[-1].bottom, group[0].size
    beside = [row for row in rows if row.values and top - 0.2 * size <= row.middle <= bottom + 0.2 * size]
    if len(beside) == 1:
        beside[0].labels.append(group)
        return
    for piece in group:
        nearest = min(rows, key=lambda row: abs(row.middle - piece.middle), default=None)
        if nearest is not None and abs(nearest.middle - piece.middle) < 0.6 * size:
            nearest.labels.append([piece])
        else:
            rows.append(_Row(piece.middle, [], [[piece]]))


def _columns(values: list[TextLine]) -> list[tuple[float, float]]:
    """Return from where to where each column of numbers reaches: numbers under each other are one column."""
    spans: list[tuple[float, float]] = []
    for piece in sorted(values, key=lambda s: s.x0):
        if spans and piece.x0 < spans[-1][1] - 0.1 * piece.size:
            spans[-1] = (spans[-1][0], max(spans[-1][1], piece.x1))
        else:
            spans.append((piece.x0, piece.x1))
    return spans


def _built(rows: list[_Row], values: list[TextLine], page: int) -> Grid:
    """Lay the rows out: as many label columns as the fullest row has labels, then the columns of numbers."""
    spans = _columns(values)
    before = max((len(row.labels) for row in rows), default=0) or 1
    start = min([spans[0][0], *(p.x0 for row in rows for group in row.labels for p in group)])
    edges = [(a[1] + b[0]) / 2 for a, b in pairwise(spans)]
    first = spans[0][0] - 1
    xs = [start - 1 + (first - start + 1) * i / before for i in range(before)] + [first, *edges, spans[-1][1] + 1]
    tops = [min([p.top for p in row.values] + [p.top for g in row.labels for p in g]) for row in rows]
    bottom = max(p.bottom for row in rows for p in [*row.values, *(q for g in row.labels for q in g)])
    grid = Grid(xs, [*tops, max(bottom, tops[-1] + 1)], page=page, last_page=page, exact=False)
    for r, row in enumerate(rows):
        fields: dict[int, list[TextLine]] = {}
        groups = sorted(row.labels, key=lambda group: group[0].x0)
        for column, group in enumerate(groups, before - len(groups)):
            fields[column] = group
        for piece in row.values:
            column = before + sum((piece.x0 + piece.x1) / 2 > edge for edge in edges)
            fields.setdefault(column, []).append(piece)
        for column in range(len(xs) - 1):
            grid.cells.append(_cell(r, column, fields.get(column, []), grid))
    return grid


def _cell(row: int, column: int, pieces: list[TextLine], grid: Grid) -> GridCell:
    if not pieces:
        box = (grid.xs[column], grid.ys[row], grid.xs[column + 1], grid.ys[row + 1])
    else:
        box = (
            min(p.x0 for p in pieces), min(p.top for p in pieces),
            max(p.x1 for p in pieces), max(p.bottom for p in pieces),
        )  # fmt: skip
    return GridCell(row, column, 1, 1, *box, "\n".join(p.text for p in pieces), grid.page)
