"""XLS, XLSX, ET and ODS originals → blocks, by calamine.  Called by ``extract``.

A sheet is cut at its empty rows; rows of a single cell that are headings or text become paragraphs, the rest tables.
Each cell's place is its address, as in ``年报!B7``.
"""

import datetime
import io
import re
from collections import Counter
from typing import Any

import python_calamine
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from indexer.blocks import Block, Blocks, Cell, Paragraph, Place, Table
from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_CELLS, MAX_SPAN
from indexer.extract.sheet_bounds import cells_in_rows
from indexer.extract.sheet_runs import plain_runs

_HEADING = re.compile(
    r"[一二三四五六七八九]、.{0,30}(?:情况|事项|问题.{0,4}改进.{0,4})$|.{0,60}(?:年度报告|年报|统计表)$"
)
_SENTENCE = 12
_MOST_SHEETS = 60


def read(data: bytes) -> Blocks:
    """Read a workbook.  Raises ExtractError: encrypted, damaged, too_large, empty."""
    rows = cells_in_rows(data)
    blocks = Blocks("xlsx" if data[:2] == b"PK" else "xls")
    data = plain_runs(data) if data[:2] == b"PK" else data
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError as error:
        raise ExtractError("encrypted", "the workbook needs a password") from error
    except python_calamine.CalamineError as error:
        raise ExtractError("damaged", f"the workbook cannot be opened ({error})"[:300]) from error
    tables = 0
    hidden = _hidden(book)
    for number, name in enumerate(book.sheet_names[:_MOST_SHEETS]):
        if name in hidden:
            blocks.notes.append(f"the sheet {name} is hidden and was not read")
            continue
        there = rows[number] if len(rows) == len(book.sheet_names) else Counter()
        try:
            found = _sheet(book.get_sheet_by_name(name), name, tables, there)
        except (python_calamine.CalamineError, ValueError) as error:
            blocks.notes.append(f"the sheet {name} cannot be read ({error})"[:300])
            continue
        tables += sum(isinstance(item, Table) for item in found)
        blocks.items.extend(found)
    if not blocks.items:
        raise ExtractError("empty", "; ".join(blocks.notes) or "no cell of the workbook has content")
    return blocks


def _hidden(book: CalamineWorkbook) -> set[str]:
    """Return the sheets that are not shown; none where that would leave nothing."""
    hidden = {about.name for about in book.sheets_metadata if about.visible != SheetVisibleEnum.Visible}
    return hidden if len(hidden) < len(book.sheet_names) else set()


def _sheet(sheet: Any, name: str, tables: int, there: Counter[int]) -> list[Block]:
    """Return the blocks of a sheet; ``there`` tells how many cells each row has, empty ones included."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    texts = [[_printed(value) for value in row[:MAX_SPAN]] for row in rows]
    texts += [[] for _ in range(len(texts), min(max(there, default=-1) + 1, len(texts) + 2))]
    if sum(map(len, texts)) > 20 * MAX_CELLS:
        raise ExtractError("too_large", f"the sheet {name} has {len(texts):,} rows")
    merged = {
        (r0, c0): (r1 - r0 + 1, c1 - c0 + 1)
        for (r0, c0), (r1, c1) in (sheet.merged_cell_ranges or [])
        if r1 >= r0 and c1 >= c0 and c0 < MAX_SPAN
    }
    covered = {
        row: True
        for (r0, _), (height, _) in merged.items()
        if height > 1
        for row in range(r0 + 1, min(r0 + height, len(texts)))
    }
    out: list[Block] = []
    block: list[int] = []
    for r in range(len(texts) + 1):
        filled = [c for c, text in enumerate(texts[r]) if text] if r < len(texts) else []
        is_text = len(filled) == 1 and _is_caption(texts[r][filled[0]])
        if block and not filled and r < len(texts) and r not in covered and there[r] >= max(4, there[block[-1]] // 2):
            block.append(r)  # the last row of a table, left empty
        if (filled and not is_text) or (r in covered and block and r < len(texts)):
            block.append(r)
            continue
        out.extend(_table(texts, block, merged, name, tables + sum(isinstance(i, Table) for i in out)))
        block = []
        if is_text:
            place = Place(path=f"{name}!{address(r, filled[0])}", paragraph=len(out))
            out.append(Paragraph(texts[r][filled[0]], place, heading=bool(_HEADING.fullmatch(texts[r][filled[0]]))))
    return out


def _is_caption(text: str) -> bool:
    folded = re.sub(r"\s", "", text)
    sentence = len(folded) > _SENTENCE and folded.endswith("。")
    return sentence or len(folded) > 60 or bool(_HEADING.fullmatch(folded))


def _table(
    texts: list[list[str]], rows: list[int], merged: dict[tuple[int, int], tuple[int, int]], name: str, number: int
) -> list[Block]:
    """Return a run of rows as a table, or as paragraphs where no row has two cells."""
    if not rows:
        return []
    first, last = rows[0], rows[-1]
    if all(sum(bool(t) for t in texts[r]) <= 1 for r in rows):
        return [
            Paragraph(text, Place(path=f"{name}!{address(r, c)}"))
            for r in rows
            for c, text in enumerate(texts[r])
            if text
        ]
    width = max(
        max((c + 1 for r in rows for c, text in enumerate(texts[r]) if text), default=0),
        max((c + w for (r, c), (_, w) in merged.items() if first <= r <= last), default=0),
    )
    left = min(c for r in rows for c, text in enumerate(texts[r]) if text)
    cells: list[Cell] = []
    hidden: set[tuple[int, int]] = set()
    for r in range(first, last + 1):
        for c in range(left, min(width, MAX_SPAN)):
            if (r, c) in hidden:
                continue
            height, span = merged.get((r, c), (1, 1))
            height, span = min(height, last + 1 - r), min(span, width - c)
            hidden |= {(r + i, c + j) for i in range(height) for j in range(span)}
            text = texts[r][c] if c < len(texts[r]) else ""
            place = Place(path=f"{name}!{address(r, c)}", table=number, row=r - first, column=c - left)
            cells.append(Cell(text, r - first, c - left, height, span, place))
    return [Table(tuple(cells), Place(path=f"{name}!{address(first, left)}", table=number))]


def _printed(value: Any) -> str:
    """Return a cell's value as a sheet prints it without a format: 38.0 is 38."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return str(value)
    return str(value).replace("\r\n", "\n").strip(" ") if value is not None else ""


def address(row: int, column: int) -> str:
    """Return the address of a cell.

    >>> address(6, 27)
    'AB7'
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
