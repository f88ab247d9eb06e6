"""The rows and columns of a table without ruling lines → its grid.  Called by ``aligned``."""

from itertools import pairwise

from indexer.extract.aligned_columns import Columns
from indexer.extract.aligned_labels import Row
from indexer.extract.glyphs import TextLine
from indexer.extract.overprint import OPEN
from indexer.extract.ruling import Grid, GridCell


def laid_out(rows: list[Row], columns: Columns, page: int) -> Grid:
    """Lay the rows out: as many label columns as the fullest row has labels, then the columns of numbers."""
    before = max((len(row.labels) for row in rows), default=0)
    pieces = [p for row in rows for p in [*row.values, *(q for label in row.labels for q in label.lines)]]
    start = min([columns.start, *(p.x0 - 1 for p in pieces)])
    xs = [start + (columns.start - start) * i / before for i in range(before)]
    xs += [columns.start, *columns.edges, columns.end]
    tops = [min(p.top for p in [*row.values, *(q for label in row.labels for q in label.lines)]) for row in rows]
    grid = Grid(xs, [*tops, max(p.bottom for p in pieces)], page=page, last_page=page)
    grid.exact, grid.columns = columns.certain, columns
    for r, row in enumerate(rows):
        fields: dict[int, list[TextLine]] = {}
        labels = sorted(row.labels, key=lambda label: label.x0)
        for column, label in enumerate(labels, before - len(labels)):
            fields[column] = label.lines
        for piece in sorted(row.values, key=lambda p: p.x0):
            column = columns.nearest(piece)
            grid.exact = grid.exact and (before + column not in fields or not _has_digits(piece))
            fields.setdefault(before + column, []).append(piece)
        crowded = any(_side_by_side(a, b) for pieces in fields.values() for a, b in pairwise(pieces))
        for column in range(len(xs) - 1):
            cell = _cell(r, column, fields.get(column, []), grid)
            if column >= before and (row.open or crowded):
                cell.text += OPEN
            grid.cells.append(cell)
    return grid


def _cell(row: int, column: int, pieces: list[TextLine], grid: Grid) -> GridCell:
    if not pieces:
        box = (grid.xs[column], grid.ys[row], grid.xs[column + 1], max(grid.ys[row + 1], grid.ys[row]))
    else:
        box = (
            min(p.x0 for p in pieces), min(p.top for p in pieces),
            max(p.x1 for p in pieces), max(p.bottom for p in pieces),
        )  # fmt: skip
    text = (
        "".join(("\n" if _is_below(a, b) else "") + b.text for a, b in pairwise([pieces[0], *pieces])) if pieces else ""
    )
    return GridCell(row, column, 1, 1, *box, text, grid.page)


def _is_below(above: TextLine, below: TextLine) -> bool:
    return below is not above and (abs(above.middle - below.middle) >= 0.3 * above.size or _side_by_side(above, below))


def _side_by_side(left: TextLine, right: TextLine) -> bool:
    """Say whether two pieces with digits stand on one line: they are numbers of two columns."""
    return _has_digits(left) and _has_digits(right) and abs(left.middle - right.middle) < 0.3 * left.size


def _has_digits(piece: TextLine) -> bool:
    return any(map(str.isdigit, piece.text))
