"""Tables without ruling lines: rows and columns from where labels and numbers stand.  Called by ``pages``.

What can be relied on: the words of the statutory forms are known, so where they stand a label is one field, however it
is broken; the numbers of a row stand beside its label; the numbers of a column, and the heading above them, stand under
each other.  So rows and columns are known even where they are blank.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.extract.aligned_annex import annex_grids, is_annex, lists_indicators, opened
from indexer.extract.aligned_columns import Columns
from indexer.extract.aligned_grid import laid_out
from indexer.extract.aligned_heads import add_heads, columns_for, in_line
from indexer.extract.aligned_labels import Label, Row, has_below, label_groups, line_gap, lines_of, unspaced
from indexer.extract.aligned_regions import Prints, blocks, is_value, regions
from indexer.extract.aligned_rows import placed, respaced, whole_rows
from indexer.extract.aligned_under import columns_under
from indexer.extract.glyphs import Glyph, Rule, TextLine, line_of
from indexer.extract.known_labels import GROUP, HEAD, ROW, kinds_of, letters_of
from indexer.extract.phrases import phrases
from indexer.extract.ruling import Grid

_MOST_PIECES = 6_000
_FEWEST = 3
"""Numbers and headings of columns without which there is no table."""
_DIGITS = 0.3
"""Sizes of the widest gap between two digits of a number that is not spaced out."""
_TOUCHING = 0.1
"""Sizes between two headings printed as one (行政诉讼—复议后起诉)."""
_MOST = 0.8
_TWO_LABELS = re.compile("[\u4e00-\u9fff](?:[（(][一二三四五六七八九十]+[）)]|\\d[.．])[\u4e00-\u9fff]")
"""The labels of two cells that touch: then numbers may touch labels, too."""
_ROOM = 2.0
"""Sizes below headings that an empty row takes."""
_FEW = 2
_BESIDE = 0.3
"""Sizes by which a number may stand above or below the words beside it."""


def aligned_tables(rows: Sequence[list[Glyph]], levels: Sequence[Rule] = ()) -> tuple[list[Grid], list[Glyph]]:
    """Return the tables that stand in printed lines, and the glyphs outside them.

    ``levels`` are horizontal lines between rows, where a table has those alone.
    """
    runs = _runs(rows)
    rest = [glyph for row in rows for glyph in row]
    if len(runs) > _MOST_PIECES or sum(_is_of_table(line_of(run, 0)) for run in runs) < _FEWEST:
        return [], rest
    known, others = phrases(runs, 0, levels)
    prints = Prints([line_of(run, 0) for run in others], known)
    grids: list[Grid] = []
    listed = lists_indicators(known)
    before: Columns | None = None
    for region in regions(prints):
        found: list[Grid] = []
        for block in blocks(region, prints):
            if listed and is_annex(block, prints):
                found += annex_grids(block, prints)
                continue
            grid = _grid(block, prints, 0, before, levels)
            if grid is not None:
                found.append(opened(grid) if listed else grid)
                before = grid.columns
        if not found:
            continue
        grids += found
        top, bottom = min(s.top for s in region), max(s.bottom for s in region)
        rest = [g for g in rest if not top - 0.5 <= (g[1] + g[3]) / 2 <= bottom + 0.5]
    return grids, rest


def _is_of_table(piece: TextLine) -> bool:
    return is_value(piece) or bool(kinds_of(letters_of(piece.text)) & HEAD)


def _runs(rows: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """Return printed lines, cut where a gap is wider than those between letters (or between spaced digits)."""
    digits = _between_digits(rows)
    out: list[list[Glyph]] = []
    for row in rows:
        start = 0
        for i in range(1, len(row) + 1):
            if i == len(row) or row[i][0] - row[i - 1][2] > _widest_gap(row[i - 1][4], row[i][4], digits) * row[i][5]:
                out.append(row[start:i])
                start = i
    return out


def _between_digits(rows: Sequence[list[Glyph]]) -> float:
    """Return the usual gap between the digits of a number, in sizes; leaves the glyphs of each row in order."""
    gaps: list[float] = []
    for row in rows:
        row.sort(key=lambda g: g[0])
        pairs = ((a, b) for a, b in pairwise(row) if a[4].isdigit() and b[4].isdigit())
        gaps += [gap for a, b in pairs if (gap := (b[0] - a[2]) / b[5]) < _DIGITS]
    return max(sorted(gaps)[len(gaps) // 2], 0.0) if gaps else 0.0


def _widest_gap(before: str, after: str, digits: float) -> float:
    """Return the widest gap within a run, in sizes; spaced out digits are put together when columns are known."""
    if before.isdigit() and after.isdigit():
        return min(digits + 0.1, _DIGITS)
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
        label = Label(phrase.lines, phrase.kinds, phrase.damaged)
        is_head = label.kinds & (HEAD | GROUP) and (label.x0 + label.x1) / 2 > left and label.middle < first
        (heads if is_head else labels).append(label)
    leaves = [h for h in heads if h.kinds & HEAD or (not h.kinds and not has_below(h, heads, values))]
    columns = columns_for(values, leaves, before, size)
    placed(labels, rows, levels, size)
    touching = [p for p in other if _TWO_LABELS.search(p.text)]
    for row in rows:
        respaced(row, columns, size)
        row.open = row.open or (len(touching) >= _FEW and _may_touch(row, touching, columns))
        row.open = row.open or (columns.doubtful and 0 < len(row.values) < len(columns.ats))
    rows = whole_rows(rows, columns, size, levels)
    add_heads(rows, heads, leaves, columns, size)
    return laid_out(sorted(rows, key=lambda row: row.middle), columns, page)


def _may_touch(row: Row, touching: list[TextLine], columns: Columns) -> bool:
    """Say whether numbers of a row may be lost in labels of cells that touch, or stand beside another's."""
    if not any(label.kinds & ROW and not label.damaged for label in row.labels):
        return True
    beside = [p for p in touching if abs(p.middle - row.middle) < 0.4 * p.size]
    return bool(beside) and (len(row.values) < len(columns.ats) or any(p.text[-1].isdigit() for p in beside))


def _heads_alone(block: list[TextLine], prints: Prints, page: int) -> Grid | None:
    """Return a table of which the page holds the headings alone: they tell the columns of the next page."""
    phrases_ = [Label(p.lines, p.kinds) for p in prints.phrases_in(block)]
    words = [p for p in block if not prints.phrase(p) and not is_value(p)]
    heads = in_line([p for p in phrases_ if p.kinds & HEAD] + [Label([word]) for word in words])
    columns = columns_under([], heads, block[0].size) if heads else None
    if columns is None:
        return None
    rows = [Row(label.middle, [], [label]) for label in phrases_ if not label.kinds & HEAD]
    add_heads(rows, heads, heads, columns, block[0].size)
    if _has_room(block, prints) and not any(p.kinds & ROW for p in phrases_ if not p.kinds & HEAD):
        last = max(heads, key=lambda head: head.bottom).lines[-1]
        down = 1.5 * last.size
        rows.append(Row(last.middle + down, [replace(last, text="", top=last.top + down, bottom=last.bottom + down)]))
    return laid_out(sorted(rows, key=lambda row: row.middle), columns, page)


def _has_room(block: Sequence[TextLine], prints: Prints) -> bool:
    """Say whether a row stands empty below headings: what is printed next leaves room for it."""
    bottom = max(p.bottom for p in block)
    below = min((p.top for p in prints.pieces if p.top > bottom - 1), default=bottom)
    return below - bottom >= _ROOM * block[0].size


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


def _has_number_before(label: Label, values: list[TextLine]) -> bool:
    """Say whether a number stands left of a label, beside it."""
    x0, top, bottom = label.x0, label.top, label.bottom
    return any(v.x1 < x0 and top < v.middle < bottom for v in values)


def _label_end(block: list[TextLine], values: list[TextLine], prints: Prints, size: float) -> float:
    """Return how far the labels reach; a table of headings and numbers (no label beside a number) has none."""
    first = min(piece.x0 for piece in values)
    known = [Label(p.lines, p.kinds) for p in prints.phrases_in(block) if p.kinds in (ROW, ROW | GROUP)]
    known = [k for k in known if not _has_number_before(k, values)]
    reach = max((k.x1 for k in known), default=0.0)
    if known and sum(v.x0 >= reach - size for v in values) > _MOST * len(values):  # the rest are numbers of labels
        return reach
    slack = _BESIDE * size
    numbers = {id(piece) for piece in values}
    left = [p for p in block if id(p) not in numbers and p.x1 <= first]
    heights = sorted({round(piece.middle, 1) for piece in values})
    if any(p.top - slack < middle < p.bottom + slack for p in left for middle in heights):
        return first - 0.5 * size
    return min(piece.x0 for piece in block) - size
