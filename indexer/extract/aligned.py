"""Tables without ruling lines: rows and columns from where labels and numbers stand.  Called by ``pages``.

What can be relied on: the words of the statutory forms are known, so where they stand a label is one field, however it
is broken; the numbers of a row stand beside its label; the numbers of a column, and the heading above them, stand under
each other.  So rows and columns are known even where they are blank.
"""

from collections.abc import Sequence

from indexer.extract.aligned_columns import Columns, columns_of, columns_under
from indexer.extract.aligned_grid import laid_out
from indexer.extract.aligned_labels import Label, Row, has_below, label_groups, line_gap, lines_of, unspaced
from indexer.extract.aligned_regions import Prints, blocks, is_value, regions
from indexer.extract.aligned_rows import placed, respaced, whole_rows
from indexer.extract.glyphs import Glyph, Rule, TextLine, glyph_rows, line_of
from indexer.extract.known_labels import GROUP, HEAD, ROW
from indexer.extract.phrases import phrases
from indexer.extract.ruling import Grid

_MOST_PIECES = 6_000
_TOUCHING = 0.1
"""Sizes between two headings printed as one (行政诉讼—复议后起诉)."""
_BESIDE = 0.3
"""Sizes by which a number may stand above or below the words beside it."""


def aligned_tables(
    glyphs: Sequence[Glyph], page: int, height: float, before: Columns | None = None, levels: Sequence[Rule] = ()
) -> tuple[list[Grid], list[Glyph]]:
    """Return the tables that stand in the glyphs, and the glyphs outside them.

    ``levels`` are horizontal lines between rows, where a table has those alone.  ``before`` are the columns
    of the table at the end of the page before: the first table here may go on with it.
    """
    runs = _runs(glyphs)
    if len(runs) > _MOST_PIECES or sum(is_value(line_of(run, page)) for run in runs) < (2 if before else 3):
        return [], list(glyphs)
    known, others = phrases(runs, page, levels)
    prints = Prints([line_of(run, page) for run in others], known)
    grids: list[Grid] = []
    rest = list(glyphs)
    for region in regions(prints, height, before):
        found = [grid for block in blocks(region, prints) if (grid := _grid(block, prints, page, before, levels))]
        if not found:
            continue
        before = found[-1].columns
        grids += found
        top, bottom = min(s.top for s in region), max(s.bottom for s in region)
        rest = [g for g in rest if not top - 0.5 <= (g[1] + g[3]) / 2 <= bottom + 0.5]
    return grids, rest


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the printed lines, cut where a gap is wider than those between letters (or between spaced digits)."""
    out: list[list[Glyph]] = []
    for row in glyph_rows(glyphs):
        row.sort(key=lambda g: g[0])
        start = 0
        for i in range(1, len(row) + 1):
            if i == len(row) or row[i][0] - row[i - 1][2] > _widest_gap(row[i - 1][4], row[i][4]) * row[i][5]:
                out.append(row[start:i])
                start = i
    return out


def _widest_gap(before: str, after: str) -> float:
    """Return the widest gap within a run, in sizes; spaced out digits are put together when columns are known."""
    if before.isdigit() and after.isdigit():
        return 0.3
    return 0.9 if before.isascii() and after.isascii() else 0.2


def _grid(
    block: list[TextLine], prints: Prints, page: int, before: Columns | None, levels: Sequence[Rule]
) -> Grid | None:
    lines = lines_of(block)
    values = _values(lines, block, prints)
    if not values:
        return _heads_alone(block, prints, page)
    size = sorted(p.size for p in values)[len(values) // 2]
    left = _label_end(block, values, prints, size)
    values = [p for p in values if p.x0 >= left - 0.5 * size]
    if not values:
        return None
    first = min(p.middle for p in values)
    numbers = {id(piece) for piece in values}
    rows = [Row(line[0].middle, found) for line in lines if (found := [p for p in line if id(p) in numbers])]
    near = line_gap(block, size)
    other = [p for p in block if id(p) not in numbers and not prints.phrase(p)]
    loose_heads = unspaced([p for p in other if (p.x0 + p.x1) / 2 > left and not is_value(p)], single=True)
    labels = label_groups(unspaced([p for p in other if (p.x0 + p.x1) / 2 <= left]), rows, near, levels)
    heads = label_groups(loose_heads, [], near, levels)
    for phrase in prints.phrases_in(block):
        label = Label(phrase.lines, phrase.kinds)
        is_head = label.kinds & (HEAD | GROUP) and (label.x0 + label.x1) / 2 > left and label.middle < first
        (heads if is_head else labels).append(label)
    leaves = [h for h in heads if h.kinds & HEAD or (not h.kinds and not has_below(h, heads, values))]
    columns = before.again(values, size) if before is not None and not leaves else None
    if columns is None and any(h.kinds for h in leaves):
        columns = columns_under(values, _in_line([h for h in leaves if h.top < first]), size)
    if columns is None:
        columns = columns_of(values, leaves, size)
    placed(labels, rows, levels, size)
    for row in rows:
        respaced(row, columns, size)
    rows = whole_rows(rows, columns, size, levels)
    _add_heads(rows, heads, leaves, columns, size)
    return laid_out(sorted(rows, key=lambda row: row.middle), columns, page)


def _heads_alone(block: list[TextLine], prints: Prints, page: int) -> Grid | None:
    """Return a table of which the page holds the headings alone: they tell the columns of the next page."""
    heads = [Label(p.lines, p.kinds) for p in prints.phrases_in(block) if p.kinds & HEAD]
    columns = columns_under([], heads, heads[0].lines[0].size) if heads else None
    if columns is None:
        return None
    rows = [Row(min(h.middle for h in heads), [_whole(h, columns) for h in heads])]
    others = [Label(p.lines, p.kinds) for p in prints.phrases_in(block) if not p.kinds & HEAD]
    rows += [Row(o.middle, [], [o]) for o in others]
    return laid_out(sorted(rows, key=lambda row: row.middle), columns, page)


def _values(lines: list[list[TextLine]], block: list[TextLine], prints: Prints) -> list[TextLine]:
    """Return the numbers; where no label is known, one that stands alone on its line is none."""
    known = any(map(prints.phrase, block))
    values = [p for line in lines for p in line if is_value(p) and (known or len(line) > 1 or _is_beside(p, block))]
    first = min((p.x0 for p in values if p.text.strip() != "无"), default=0.0) - (values[0].size / 2 if values else 0)
    return [p for p in values if p.x0 >= first]


def _is_beside(value: TextLine, block: list[TextLine]) -> bool:
    """Say whether words stand left of a number, be it between their lines."""
    slack = 1.2 * value.size
    return any(p.x1 <= value.x0 and p.top - slack < value.middle < p.bottom + slack and not is_value(p) for p in block)


def _label_end(block: list[TextLine], values: list[TextLine], prints: Prints, size: float) -> float:
    """Return how far the labels reach; a table of headings and numbers (no label beside a number) has none."""
    first = min(piece.x0 for piece in values)
    known = [Label(p.lines, p.kinds) for p in prints.phrases_in(block) if p.kinds in (ROW, ROW | GROUP)]
    known = [k for k in known if not any(v.x1 < k.x0 and k.top < v.middle < k.bottom for v in values)]
    reach = max((k.x1 for k in known), default=0.0)
    if known and all(v.x0 >= reach - size for v in values):
        return reach
    slack = _BESIDE * size
    numbers = {id(piece) for piece in values}
    left = [p for p in block if id(p) not in numbers and p.x1 <= first]
    heights = sorted({round(piece.middle, 1) for piece in values})
    if any(p.top - slack < middle < p.bottom + slack for p in left for middle in heights):
        return first - 0.5 * size
    return min(piece.x0 for piece in block) - size


def _in_line(leaves: list[Label]) -> list[Label]:
    """Return the headings right above columns: the known ones, and what stands in line with them."""
    known = [h for h in leaves if h.kinds]
    top, bottom = min(h.top for h in known), max(h.bottom for h in known)
    out = list(known)
    for head in (h for h in leaves if not h.kinds and top < h.middle < bottom):
        same = next((o for o in out if min(o.x1, head.x1) - max(o.x0, head.x0) > 0.5 * (head.x1 - head.x0)), None)
        if same is None:
            out.append(Label(list(head.lines)))
        elif not same.kinds:
            same.lines += head.lines
    return out


def _add_heads(rows: list[Row], heads: list[Label], leaves: list[Label], columns: Columns, size: float) -> None:
    """Add the headings: those right above columns in one row, the others above it or beside numbers."""
    beside = [row.middle for row in rows if row.values]
    known = [h for h in leaves if h.kinds]
    if known:
        rows.append(Row(max(h.bottom for h in known) - size / 2, [_whole(h, columns) for h in known]))
    names = unspaced([_whole(h, columns) for h in heads if h.kinds and h not in known], _TOUCHING)
    if len(names) == 1 and not any(row.labels for row in rows):
        columns.of[id(names[0])] = 0  # the name of all columns
    for head in (h for h in heads if not h.kinds):
        label = any(head.top - size < m < head.bottom + size for m in beside)
        names += head.lines if label or head.is_upright else [_whole(head, columns)]
    for piece in names:
        _put(piece, rows)


def _put(piece: TextLine, rows: list[Row]) -> None:
    nearest = min(rows, key=lambda row: abs(row.middle - piece.middle), default=None)
    if nearest is not None and abs(nearest.middle - piece.middle) < 0.3 * piece.size:
        nearest.values.append(piece)
    else:
        rows.append(Row(piece.middle, [piece]))


def _whole(head: Label, columns: Columns) -> TextLine:
    """Return a heading of several lines as one piece, in the column of the first."""
    if len(head.lines) == 1:
        return head.lines[0]
    whole = head.as_piece
    if id(head.lines[0]) in columns.of:
        columns.of[id(whole)] = columns.of[id(head.lines[0])]
    return whole
