"""Empty cells that may be lost numbers: in flattened text and scans a converter drops digits.

Called by ``indexer.read.tables`` for rows whose columns are not certain.
"""

from collections.abc import Sequence

from indexer.report import Cell

_NOTE = "the field is empty while the row prints zeros and the column is filled elsewhere: a digit may have been lost"
_SHIFTED = "one value fewer than the row has cells and none at its end: which one is lost cannot be told"
_FEWEST = 4  # rows that show a habit


def doubt(rows: Sequence[Sequence[Cell]], doubtful: Sequence[bool]) -> None:
    """Turn empty cells of doubtful rows into ambiguous ones, unless leaving cells empty is the report's habit.

    A row that prints a 0 leaves no cell empty on purpose, except in columns that are empty throughout.  Where only the
    last cell is left without a value, any value may have been lost and those behind it may have moved up.
    """
    width = max(map(len, rows), default=0)
    same = [row for row in rows if len(row) == width]
    habit = [
        len(same) >= _FEWEST and 2 * sum(row[n].state == "blank" for row in same) >= len(same) for n in range(width)
    ]
    for row, open_ in zip(rows, doubtful, strict=True):
        if not open_ or not any(cell.value == 0 for cell in row):
            continue
        for number, cell in enumerate(row):
            if cell.state == "blank" and cell.raw is None and not (len(row) == width and habit[number]):
                cell.state, cell.raw, cell.note = "ambiguous", "", _NOTE
        if row[-1].state == "ambiguous" and all(c.state == "value" for c in row[:-1]) and any(c.value for c in row):
            for cell in row[:-1]:
                cell.raw, cell.value, cell.state, cell.note = cell.raw or str(cell.value), None, "ambiguous", _SHIFTED
