"""Tables without ruling lines: rows and columns from where labels and numbers stand.  Called by ``pages``.

What can be relied on: the numbers of a column, and the heading above them, stand under each other; the numbers of a row
stand beside its label, which may have several lines.  So columns are known even where they are blank, and so are rows.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.extract.aligned_grid import Columns, Row, columns_of, laid_out
from indexer.extract.aligned_rows import respaced, ruled, whole_rows
from indexer.extract.glyphs import Glyph, Rule, TextLine, glyph_rows, line_of
from indexer.extract.ruling import Grid

_VALUE = re.compile(r"[\-－−+]?[\d０-９][\d０-９.,，．\s]*(?:%|[万亿]?元|件|个|条|次|项|宗)?|[—–\-/／]{1,2}|无")
_HEADING = re.compile(r"[一二三四五六]、.{2,40}(?:情况|事项|问题)$")
_STATUTORY = re.compile(r"第二十条第|信息内容|行政处罚|行政许可|行政事业性收费|政府集中采购|本年新收|结果维持|结果纠正")
_BEGINS = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．](?!\d)|第.{1,4}条|行政(?:许可|处罚|强制|事业|规范)|规章|规范性|政府集中"
    r"|信息内容|其他对外"
)
_MOST_PIECES = 6_000
_PAIRED = 500
"""Pieces that are compared with all others in one step."""
_BESIDE = 0.3
"""Sizes by which a number may stand above or below the words beside it."""
_SENTENCE = 12
"""Characters in a row that no heading of a column has."""
_WORDS_APART = 0.6
"""Sizes between the pieces of running text; the columns of a table are wider apart somewhere."""
_FAR, _FAR_ROW = 3.2, 6.0
"""Sizes between two lines of which the second is in another table: usually, and if both are rows of numbers."""


def aligned_tables(
    glyphs: Sequence[Glyph], page: int, height: float, before: Columns | None = None, levels: Sequence[Rule] = ()
) -> tuple[list[Grid], list[Glyph]]:
    """Return the tables that stand in the glyphs, and the glyphs outside them.

    ``levels`` are horizontal lines between rows, where a table has those alone.  ``before`` are the columns
    of the table at the end of the page before: the first table here may go on with it.
    """
    pieces = _pieces(glyphs, page)
    if len(pieces) > _MOST_PIECES or sum(map(_is_value, pieces)) < (2 if before else 3):
        return [], list(glyphs)
    grids: list[Grid] = []
    rest = list(glyphs)
    for region in _regions(pieces, height, before):
        grid = _grid(region, page, before, levels)
        if grid is None:
            continue
        before = None
        grids.append(grid)
        top, bottom = min(s.top for s in region), max(s.bottom for s in region)
        rest = [g for g in rest if not top - 0.5 <= (g[1] + g[3]) / 2 <= bottom + 0.5]
    return grids, rest


def _pieces(glyphs: Sequence[Glyph], page: int) -> list[TextLine]:
    """Return the printed lines, cut where a gap is wider than those between letters (or between spaced digits)."""
    out: list[TextLine] = []
    for row in glyph_rows(glyphs):
        row.sort(key=lambda g: g[0])
        start = 0
        for i in range(1, len(row) + 1):
            if i == len(row) or row[i][0] - row[i - 1][2] > _widest_gap(row[i - 1][4], row[i][4]) * row[i][5]:
                out.append(line_of(row[start:i], page))
                start = i
    return out


def _widest_gap(before: str, after: str) -> float:
    """Return the widest gap within a piece, in sizes; spaced out digits are put together when columns are known."""
    if before.isdigit() and after.isdigit():
        return 0.3
    return 0.9 if before.isascii() and after.isascii() else 0.2


def _is_value(piece: TextLine) -> bool:
    return bool(_VALUE.fullmatch(piece.text.strip()))


def _lines(pieces: Sequence[TextLine]) -> list[list[TextLine]]:
    """Group pieces into printed lines."""
    lines: list[list[TextLine]] = []
    for piece in sorted(pieces, key=lambda s: s.middle):
        if lines and abs(piece.middle - lines[-1][0].middle) < 0.3 * max(piece.size, 1.0):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _regions(pieces: Sequence[TextLine], height: float, before: Columns | None) -> list[list[TextLine]]:
    """Return the pieces of each run of lines that has rows of numbers and no line of running text.

    The first run on a page needs fewer where its numbers stand in the columns of the table before the page.
    """
    left, right = min(s.x0 for s in pieces), max(s.x1 for s in pieces)
    regions: list[list[list[TextLine]]] = [[]]
    for line in _lines(pieces):
        gap = line[0].top - max(p.bottom for p in regions[-1][-1]) if regions[-1] else 0.0
        at_edge = len(line) == 1 and not 0.06 * height < line[0].middle < 0.94 * height and gap > line[0].size
        far = gap > (_FAR_ROW if _is_row(line) and regions[-1] and _is_row(regions[-1][-1]) else _FAR) * line[0].size
        if _is_text(line, left, right) or at_edge:
            regions.append([])
        elif far:
            regions.append([line])
        else:
            regions[-1].append(line)
    first = next((lines for lines in regions if lines), [])
    tables = [lines for lines in regions if _is_table(lines) or (lines is first and _goes_on(lines, before))]
    return [[piece for line in lines for piece in line] for lines in tables]


def _goes_on(lines: list[list[TextLine]], before: Columns | None) -> bool:
    values = [piece for line in lines if len(line) > 1 for piece in line if _is_value(piece)]
    return before is not None and len(values) > 1 and before.again(values, values[0].size) is not None


def _is_row(line: list[TextLine]) -> bool:
    return len(line) > 2 and sum(map(_is_value, line)) > 1


def _is_text(line: list[TextLine], left: float, right: float) -> bool:
    line = sorted(line, key=lambda piece: piece.x0)
    wide = line[-1].x1 - line[0].x0 > 0.62 * (right - left)
    if len(line) > 1:  # typesetting puts a little space around the numbers of a sentence
        size = max(piece.size for piece in line)
        sentence = any(len(piece.text) >= _SENTENCE or re.search("[，。；]", piece.text) for piece in line)
        return sentence and wide and all(after.x0 - before.x1 < _WORDS_APART * size for before, after in pairwise(line))
    text = re.sub(r"\s", "", line[0].text)
    return bool(_HEADING.fullmatch(text)) or wide or text.endswith(("。", "：", "；"))


def _is_table(lines: list[list[TextLine]]) -> bool:
    many = sum(1 for line in lines if sum(map(_is_value, line)) >= 2)
    some = sum(1 for line in lines if any(map(_is_value, line)) and len(line) >= 2)
    widest = max((len(line) for line in lines), default=0)
    known = any(_STATUTORY.search(piece.text) for line in lines for piece in line)
    return many >= 2 or (many >= 1 and widest >= 6) or some >= 4 or (known and some >= 1)


def _grid(region: list[TextLine], page: int, before: Columns | None, levels: Sequence[Rule]) -> Grid | None:
    lines = _lines(region)
    values = [p for line in lines for p in line if _is_value(p) and (len(line) > 1 or _is_beside(p, region))]
    if not values:
        return None
    first = min((p.x0 for p in values if p.text.strip() != "无"), default=0.0) - values[0].size / 2
    values = [p for line in lines for p in line if _is_value(p) and p.x0 >= first]
    size = sorted(p.size for p in values)[len(values) // 2]
    left = _label_end(lines, values, size)
    heads = _unspaced([p for p in region if not _is_value(p) and (p.x0 + p.x1) / 2 > left], single=True)
    labels = _unspaced([p for p in region if not _is_value(p) and (p.x0 + p.x1) / 2 <= left])
    near = _line_gap(region, size)
    numbers = {id(piece) for piece in values}
    rows = [Row(line[0].middle, found) for line in lines if (found := [p for p in line if id(p) in numbers])]
    groups = sorted(_groups(labels, rows, near, levels), key=lambda group: -max(p.x1 for p in group))
    for group in groups:
        _place(group, rows)
    head_groups = _groups(heads, [], near, levels)
    columns = before.again(values, size) if before is not None and not heads else None
    if columns is None:
        columns = columns_of(values, head_groups, size)
    for row in rows:
        respaced(row, columns, size)
    rows = whole_rows(rows, columns, size, levels)
    beside = [row.middle for row in rows if row.values]
    for group in head_groups:
        label = any(group[0].top - size < middle < group[-1].bottom + size for middle in beside)
        upright = any(map(_upright, group, group[1:]))
        for piece in group if label or upright else [_whole(group, columns)]:
            _head(piece, rows)
    rows.sort(key=lambda row: row.middle)
    return laid_out(rows, columns, page)


def _is_beside(value: TextLine, region: list[TextLine]) -> bool:
    """Say whether words stand left of a number, be it between their lines."""
    slack = _BESIDE * value.size
    return any(
        p.x1 <= value.x0 and p.top - slack < value.middle < p.bottom + slack and not _is_value(p) for p in region
    )


def _label_end(lines: list[list[TextLine]], values: list[TextLine], size: float) -> float:
    """Return how far the labels reach; a table of headings and numbers (no label beside a number) has none."""
    numbers = {id(piece) for piece in values}
    first = min(piece.x0 for piece in values)
    left = [p for line in lines for p in line if id(p) not in numbers and p.x1 <= first]
    heights = sorted({round(piece.middle, 1) for piece in values})
    slack = _BESIDE * size
    beside = [p.x1 for p in left if any(p.top - slack < middle < p.bottom + slack for middle in heights)]
    if beside:
        return first - 0.5 * size
    return min(piece.x0 for line in lines for piece in line) - size


def _unspaced(labels: list[TextLine], *, single: bool = False) -> list[TextLine]:
    """Return labels with those pieces joined that only a blank divides; ``single``: only single characters (总　计)."""
    out: list[TextLine] = []
    for piece in sorted(labels, key=lambda p: (round(p.middle), p.x0)):
        last = out[-1] if out else None
        if (
            last is not None
            and abs(last.middle - piece.middle) < 0.3 * piece.size
            and 0 <= piece.x0 - last.x1 < (1.2 if single else 0.8) * piece.size
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


def _line_gap(region: list[TextLine], size: float) -> float:
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


def _place(group: list[TextLine], rows: list[Row]) -> None:
    """Give a label to the row beside it (the nearest, where it is one for many); a label without numbers is a row."""
    top, bottom, size = group[0].top, group[-1].bottom, group[0].size
    beside = [row for row in rows if top - 0.2 * size <= row.middle <= bottom + 0.2 * size]
    middle = (top + bottom) / 2
    if not beside:
        rows.append(Row(middle, [], [group]))
        return
    unlabelled = sorted((row for row in beside if row.values and not row.labels), key=lambda row: row.middle)
    if 2 <= len(unlabelled) <= min(len(group), 4):
        for row, part in zip(unlabelled, _cut(group, unlabelled), strict=True):
            row.labels.append(part)
        return
    min(beside, key=lambda row: abs(row.middle - middle)).labels.append(group)


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


def _whole(group: list[TextLine], columns: Columns) -> TextLine:
    """Return a heading of several lines as one piece, in the column of the first."""
    if len(group) == 1:
        return group[0]
    first, last = group[0], group[-1]
    x0, x1 = min(p.x0 for p in group), max(p.x1 for p in group)
    whole = TextLine("\n".join(p.text for p in group), x0, first.top, x1, last.bottom, first.size, first.page)
    if id(first) in columns.of:
        columns.of[id(whole)] = columns.of[id(first)]
    return whole


def _head(piece: TextLine, rows: list[Row]) -> None:
    nearest = min(rows, key=lambda row: abs(row.middle - piece.middle), default=None)
    if nearest is not None and abs(nearest.middle - piece.middle) < 0.3 * piece.size:
        nearest.values.append(piece)
    else:
        rows.append(Row(piece.middle, [piece]))
