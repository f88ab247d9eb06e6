"""A table cut by a page's end, put together again.  Called by ``pages``.

What a page break does: the header is printed again, the row in which it falls is cut (a label in two halves, the
numbers in either), and cells merged over rows begin anew as empty ones.
"""

import re
from collections.abc import Sequence

from indexer.extract.ruling import Grid, GridCell

_SAME = 6.0
"""Points within which the edges of two columns are the same edge."""
_LABEL = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d)|第.{1,6}[条项]|信息内容|规章|行政|政府|其他|规范性|结果|总计|合计|申请"
)
_VALUE = re.compile(r"[\s\d.,，+\-—–－/%件元万个条次]*")


def join(above: Grid, below: Grid) -> Grid | None:
    """Return both as one table, None if their columns do not agree."""
    if abs(above.xs[0] - below.xs[0]) > 3 * _SAME or abs(above.xs[-1] - below.xs[-1]) > 3 * _SAME:
        return None
    xs = _edges(above.xs, below.xs)
    if len(xs) > max(len(above.xs), len(below.xs)) + 2 and not _shares(above.xs, below.xs):
        return None
    merged = Grid(xs, [*above.ys, *(above.ys[-1] + y - below.ys[0] for y in below.ys[1:])], page=above.page)
    merged.last_page, merged.exact = below.last_page, above.exact and below.exact
    upper = [_moved(cell, above.xs, xs, 0) for cell in above.cells]
    skip = _repeated_rows(above, below)
    rows = len(above.ys) - 1
    lower = [_moved(cell, below.xs, xs, rows - skip) for cell in below.cells if cell.row >= skip]
    if skip:
        merged.ys = merged.ys[: rows + 1] + merged.ys[rows + 1 + skip :]
    removed = _mend_row(upper, lower, rows)
    if removed:
        for cell in lower:
            cell.row -= 1
        del merged.ys[rows + 1]
    _mend_merged(upper, lower, rows)
    merged.cells = upper + lower
    # The lower edge stays that of the last page: what follows on it is compared with it.
    shift = below.ys[-1] - merged.ys[-1]
    merged.ys = [y + shift for y in merged.ys]
    return merged


def _edges(first: list[float], second: list[float]) -> list[float]:
    edges = list(first)
    for x in second:
        if all(abs(x - known) > _SAME for known in edges):
            edges.append(x)
    return sorted(edges)


def _shares(first: list[float], second: list[float]) -> bool:
    fewer, more = sorted((first, second), key=len)
    common = sum(any(abs(x - known) <= _SAME for known in more) for x in fewer)
    return common >= 0.7 * len(fewer)


def _index(xs: list[float], x: float) -> int:
    return min(range(len(xs)), key=lambda i: abs(xs[i] - x))


def _moved(cell: GridCell, own: list[float], xs: list[float], down: int) -> GridCell:
    left, right = _index(xs, own[cell.column]), _index(xs, own[cell.column + cell.colspan])
    return GridCell(
        cell.row + down, left, cell.rowspan, max(1, right - left),
        cell.x0, cell.top, cell.x1, cell.bottom, cell.text, cell.page, cell.also,
    )  # fmt: skip


def _text(cell: GridCell | None) -> str:
    return re.sub(r"\s", "", cell.text) if cell is not None else ""


def _is_number(cell: GridCell | None) -> bool:
    return bool(_text(cell)) and bool(_VALUE.fullmatch(_text(cell)))


def _is_label(cell: GridCell | None) -> bool:
    return bool(_text(cell)) and not _is_number(cell)


def _repeated_rows(above: Grid, below: Grid) -> int:
    """Return how many rows at the top of ``below`` repeat those at the top of ``above`` (Word's header rows)."""
    count = 0
    while count < min(4, len(below.ys) - 2, len(above.ys) - 1):
        upper = [_text(c) for c in sorted(above.cells, key=lambda c: c.column) if c.row == count]
        lower = [_text(c) for c in sorted(below.cells, key=lambda c: c.column) if c.row == count]
        if upper != lower or not any(upper) or all(_VALUE.fullmatch(t) for t in upper):
            break
        count += 1
    # A header whose cells reach below the repeated rows is repeated only in part; that is no repetition.
    return count if all(c.row + c.rowspan <= count for c in below.cells if c.row < count) else 0


def _mend_row(upper: list[GridCell], lower: list[GridCell], rows: int) -> bool:
    """If the first row of the page goes on with the last of the page before, put its text there and drop it."""
    first = [c for c in lower if c.row == rows and c.rowspan == 1]
    last = {c.column: c for c in upper if c.row + c.rowspan == rows}
    partner = {c.column: last.get(c.column) for c in first}
    if not first or any(p is None or p.colspan != c.colspan for c, p in ((c, partner[c.column]) for c in first)):
        return False
    if any(c.row == rows and c.rowspan > 1 and _text(c) and _LABEL.match(_text(c)) for c in lower):
        return False
    labels = [c for c in first if _is_label(c)]
    unlabelled = _lacks_its_label(partner, first)
    if any(_LABEL.match(_text(c)) for c in labels if not unlabelled) or not _one_row_of_numbers(
        partner, first, bool(labels)
    ):
        return False
    both = [(c, p) for c in first if _text(c) and (p := partner[c.column]) is not None and _text(p)]
    if any(_is_number(c) or _is_number(p) for c, p in both):
        return False  # a number below a heading, or a label below a number: another row
    if labels and not unlabelled and not any(c in labels for c, _ in both):
        return False
    for cell in first:
        above = partner[cell.column]
        if above is not None and cell.text:
            above.text = f"{above.text}\n{cell.text}" if above.text else cell.text
            above.also = above.also or cell.also
            if _VALUE.fullmatch(_text(cell)):
                above.x0, above.top, above.x1, above.bottom = cell.x0, cell.top, cell.x1, cell.bottom
                above.page = cell.page
    for cell in first:
        lower.remove(cell)
    for cell in lower:
        if cell.row == rows and cell.rowspan > 1:
            cell.row += 1
            cell.rowspan -= 1
    return True


def _lacks_its_label(above: dict[int, GridCell | None], below: Sequence[GridCell]) -> bool:
    """Say whether there are just numbers before a page's end and just their label after it."""
    numbers, blank = [n for n, c in above.items() if _is_number(c)], [n for n, c in above.items() if not _text(c)]
    labels = [c.column for c in below if _text(c)]
    return (
        len(numbers) > 1
        and len(numbers) + len(blank) == len(above)
        and labels == blank[: len(labels)]
        and all(map(_is_label, (c for c in below if _text(c))))
        and max(blank, default=0) < min(numbers)
    )


def _one_row_of_numbers(above: dict[int, GridCell | None], below: Sequence[GridCell], goes_on: bool) -> bool:
    """Say whether the numbers on both sides of a page's end may be those of one row: no column has two.

    Where both sides have some, the label must go on below, or each column have one number.
    """
    here, there = {c.column for c in below if _is_number(c)}, {n for n, c in above.items() if _is_number(c)}
    if not here or not there:
        return True
    return here.isdisjoint(there) and (goes_on or here | there == {c.column for c in below})


def _mend_merged(upper: list[GridCell], lower: list[GridCell], rows: int) -> None:
    """Join label cells that run over the page's end: the part on the new page is empty or goes on with the label."""
    last = {(c.column, c.colspan): c for c in upper if c.row + c.rowspan == rows}
    values = [c.column for c in lower if _text(c) and _VALUE.fullmatch(_text(c))]
    labels_end = min(values, default=0)
    numbered = {c.row for c in upper if _is_number(c)}
    goes_on = any(_is_number(c) for c in lower if c.row == rows)
    for cell in [c for c in lower if c.row == rows]:
        above = last.get((cell.column, cell.colspan))
        if above is None or cell.column >= labels_end or not _text(above) or _VALUE.fullmatch(_text(above)):
            continue
        if cell.rowspan == 1 and above.rowspan == 1:
            continue
        if goes_on and numbered.isdisjoint(range(above.row, above.row + above.rowspan)):
            continue  # a heading; below it stands an empty cell for a number
        if not _text(cell) or not _LABEL.match(_text(cell)):
            above.text = f"{above.text}\n{cell.text}" if cell.text else above.text
            above.rowspan += cell.rowspan
            lower.remove(cell)
