"""CSV originals → rows: cells divided by commas or semicolons, quoted where they hold one.  Called by ``text``."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.blocks import Block, Cell, Paragraph, Place, Table
from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_CELLS, MAX_ROWS, MAX_SPAN

_FEWEST = 5  # lines that make a file one of cells
_SHARE = 0.6  # of the lines that are not empty
_CELLS = 3  # delimiters of a row
_EVEN = 0.9  # of the lines that have as many as all others: then fewer delimiters will do, too
_LINES = 20
_SENTENCE = re.compile(r"[。；！？]|[：:]$")
_QUOTED = re.compile(r'"[^"]*"')
_HEADING = re.compile(r"[(（第]?[一二三四五六1-6][)）、.．部 ].{2,40}(?:情况|事项|措施|问题)|.*(?:年度报告|年报)")
_LONGEST = 60  # characters of a lone cell that is a row of a table
Row = list[str]


def delimiter_of(lines: Sequence[str]) -> str | None:
    """Return what divides the cells of a text, None where it is no CSV: sentences have no such lines."""
    whole = _QUOTED.sub("", "\n".join(lines))
    written = [line for line in whole.split("\n") if line.strip() and not _SENTENCE.search(line)]
    for mark in (",", ";"):
        rows = [line for line in written if line.count(mark) >= _CELLS]
        if len(rows) >= max(_FEWEST, _SHARE * len(written)) and not any("\t" in line for line in rows):
            return mark
        counts = Counter(line.count(mark) for line in whole.split("\n") if line.strip())
        (usual, times), *_ = counts.most_common(1) or [(0, 0)]
        if usual and times >= max(_LINES, _EVEN * counts.total()):
            return mark
    return None


def delimited(lines: Sequence[str], mark: str) -> Iterator[Block]:
    """Yield tables of the rows, and paragraphs of rows that hold one text alone.  Raises ExtractError: too_large."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=mark)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise ExtractError("damaged", f"line {reader.line_num}: {error}") from error
    block: list[tuple[int, Row]] = []
    tables = 0
    for number, (line, row) in enumerate(rows):
        filled = [text for text in row if text.strip()]
        near = bool(block) or (number + 1 < len(rows) and sum(map(bool, rows[number + 1][1])) > 1)
        if len(filled) > 1 or (near and _is_row(filled, row, bool(block))):
            block.append((line, row))
            continue
        if block:
            yield _table(block, tables)
            tables, block = tables + 1, []
        if filled:
            yield Paragraph(filled[0].strip(), Place(line=line))
    if block:
        yield _table(block, tables)


def _is_row(filled: Row, row: Row, within: bool) -> bool:
    """Whether a row of one cell or none belongs to a table beside it: it is no heading and no sentence."""
    if not filled:
        return within and len(row) > _CELLS
    text = "".join(filled[0].split())
    return len(text) <= _LONGEST and len(row) > 1 and not _SENTENCE.search(text) and not _HEADING.fullmatch(text)


def _table(rows: Sequence[tuple[int, Row]], number: int) -> Table:
    if len(rows) > MAX_ROWS or sum(len(row) for _, row in rows) > MAX_CELLS:
        raise ExtractError("too_large", f"a table of more than {MAX_CELLS:,} cells or {MAX_ROWS:,} rows")
    cells = [
        Cell(text.strip(), r, c, place=Place(line=line, table=number, row=r, column=c))
        for r, (line, row) in enumerate(rows)
        for c, text in enumerate(row[:MAX_SPAN])
    ]
    return Table(tuple(cells), Place(line=rows[0][0], table=number))
