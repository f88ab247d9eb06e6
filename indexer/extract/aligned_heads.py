"""The headings of a table without ruling lines, and the columns that they tell.  Called by ``aligned``."""

from dataclasses import replace

from indexer.extract.aligned_columns import Columns, columns_of
from indexer.extract.aligned_labels import Label, Row, lines_of, unspaced
from indexer.extract.aligned_under import columns_under
from indexer.extract.glyphs import TextLine

_TOUCHING = 0.1
"""Sizes between two headings printed as one (行政诉讼—复议后起诉)."""


def columns_for(values: list[TextLine], leaves: list[Label], before: Columns | None, size: float) -> Columns:
    """Return the columns of numbers: those of the page before, those under known headings, or what the numbers show.

    ``leaves`` are headings right above columns; some of them may stand on the page ``before``.
    """
    if before is not None and not leaves:
        if not before.empty and before.fits(values, size):
            return before.again(values)
        under = columns_under(values, before.heads, size) if before.heads else None
        if under is not None:
            return under
    first = min(p.middle for p in values)
    heads = in_line([leaf for leaf in leaves if leaf.top < first])
    found = columns_under(values, heads, size) if heads else None
    if found is None:
        found = columns_of(values, leaves, size)
        found.doubtful = bool(heads)
        alone = heads and len(found.ats) != len(heads) and len(lines_of(values)) == 1
        if alone and all(head.kinds for head in heads):
            under = columns_under([], heads, size)  # one row tells less than the headings how many columns there are
            found = replace(under, empty=False, doubtful=True) if under is not None else found
    return found


def in_line(leaves: list[Label]) -> list[Label]:
    """Return the headings right above columns: the known ones, and what stands in line with them."""
    known = [h for h in leaves if h.kinds]
    if not known:
        return []
    known = [h for h in known if not any(_stands_over(h, other) for other in known)]
    top, bottom = min(h.top for h in known), max(h.bottom for h in known)
    out = list(known)
    for head in (h for h in leaves if not h.kinds and top < h.middle < bottom):
        same = next((o for o in out if min(o.x1, head.x1) - max(o.x0, head.x0) > 0.5 * (head.x1 - head.x0)), None)
        if same is None:
            out.append(Label(list(head.lines)))
        elif not same.kinds:
            same.lines += head.lines
    return out


def _stands_over(head: Label, other: Label) -> bool:
    """Say whether a heading is printed again below, as in cells that were merged once."""
    shared = min(head.x1, other.x1) - max(head.x0, other.x0)
    return other.top >= head.bottom - 1 and shared > 0.5 * (head.x1 - head.x0)


def add_heads(rows: list[Row], heads: list[Label], leaves: list[Label], columns: Columns, size: float) -> None:
    """Add the headings: those right above columns in one row, the others above it or beside numbers."""
    beside = [row.middle for row in rows if row.values]
    known = [h for h in leaves if h.kinds]
    if known:
        rows.append(Row(max(h.bottom for h in known) - size / 2, [_whole(h, columns) for h in known]))
    names = unspaced([_whole(h, columns) for h in heads if h.kinds and h not in known], _TOUCHING)
    if len(names) == 1 and not any(row.labels for row in rows):
        columns.put(names[0], 0)  # the name of all columns
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
        columns.put(whole, columns.nearest(head.lines[0]))
    return whole
