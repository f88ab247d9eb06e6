"""Text that other tools flattened, and Markdown → blocks.  Called by ``extract``.

Three ways of printing a table are known: cells divided by tabs, Markdown's pipes, and one cell per line (a tab before
the cell, an empty line after the row).  Their columns are a guess, so these tables are not ``exact``.
"""

import re
from collections.abc import Iterator

from crawler.archive.encoding import decode
from indexer.blocks import Block, Blocks, Cell, Paragraph, Place, Table
from indexer.extract.dashed import dashed_end, dashed_table
from indexer.extract.delimited import delimited, delimiter_of
from indexer.extract.drawn import drawn_end, drawn_table
from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_CELLS, MAX_ROWS, MAX_SPAN
from indexer.extract.wiki import wiki_end, wiki_table, without_marks

_DASHES = r"(?:-{2,}|:-+:?|-+:)\s*"
_RULE = re.compile(rf"(?:\|\s*)?{_DASHES}(?:\|\s*{_DASHES})*\|?")
"""The line below the head of a Markdown table; to be matched without white space around it."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufeff]")
_ESCAPED = re.compile(r"\\([|.()\[\]*_#+\-!>~`\"'])")
"""Marks that Markdown writes with a backslash so that they mean themselves."""
_FRAGMENT = re.compile(r" {4,}[\d.,，件条个项份元]{1,5}\s*")
"""The end of a cell of such columns that a tool broke over two lines."""
_TAG = re.compile(r"</?(?:div|span|p|font|section|article|center|a|img|u|strong|b|em|i)\b[^<>\n]*>", re.I)
"""Tags that Markdown took over from a page."""
_LINE = re.compile(r"\s*(?:-{3,}|={3,}|\*{3,}|_{3,})\s*")
"""A line across the page, or the underlining of a heading."""
_WORDS = re.compile("[\u3400-\u9fff]")
_PIPES = re.compile(r"\s*\|(?:[\s|]|:?-{3,}:?)*")
_SENTENCE = 30
"""Characters that no cell of a table has which ends a sentence."""
_LONGEST_ROW = 20_000
Line = tuple[int, str]


def read(data: bytes) -> Blocks:
    """Read a text.  Raises ExtractError("empty")."""
    text, encoding = decode(data)
    blocks = Blocks("txt")
    if encoding.endswith("?"):
        blocks.notes.append(f"bytes that are not {encoding[:-1]} were replaced")
    lines = _CONTROL.sub("", _TAG.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")).split(
        "\n"
    )
    mark = delimiter_of(lines)
    blocks.items = list(delimited(lines, mark) if mark else blocks_of_lines([without_marks(line) for line in lines]))
    if not any(isinstance(i, Table) or i.text.strip() for i in blocks.items):
        raise ExtractError("empty")
    return blocks


def blocks_of_lines(lines: list[str]) -> Iterator[Block]:
    """Yield the paragraphs and tables of lines of text.  Raises ExtractError: too_large."""
    number = 0
    tables = 0
    while number < len(lines):
        found = _found(lines, number, tables)
        if found:
            table, number = found
            yield table
            tables += 1
            continue
        if _is_page_in_one_line(lines[number]):
            yield from (_paragraph(text, number + 1) for text in lines[number].split("\t") if text.strip())
        elif lines[number].strip() and not _LINE.fullmatch(lines[number]):
            yield _paragraph(lines[number], number + 1)
        number += 1


def _found(lines: list[str], start: int, number: int) -> tuple[Table, int] | None:
    """Return the table that begins at a line and the line after it, in whatever way it is printed."""
    for end_of, make in (
        (wiki_end, wiki_table),
        (drawn_end, drawn_table),
        (dashed_end, dashed_table),
        (_table_end, _table),
    ):
        end = end_of(lines, start)
        if end - start > 2 * MAX_ROWS:
            raise ExtractError("too_large", f"a table of more than {MAX_ROWS:,} rows at line {start + 1:,}")
        if end > start and (table := make([(i + 1, lines[i]) for i in range(start, end)], number)) is not None:
            return table, end
    return None


def _is_nested(line: str) -> bool:
    """Say whether tables within tables stand in one line, with their rules: a page without ends of cells gives such."""
    return "| --- |" in line and bool(_WORDS.search(line))


def _paragraph(line: str, number: int) -> Paragraph:
    if _is_nested(line):
        line = _PIPES.sub("  ", line)
    marked = re.match(r"\s{0,3}#{1,6}\s+(?=\S)", line)
    text = line[marked.end() :].rstrip().rstrip("#") if marked else line
    stripped = text.strip()
    bold = len(stripped) > 4 and stripped[:2] == stripped[-2:] and stripped[:2] in {"**", "__"}
    if bold:
        text = stripped[2:-2].replace("****", "")
    text = _ESCAPED.sub(r"\1", text)
    laid_out = "   " in text.strip() or _FRAGMENT.fullmatch(
        text
    )  # columns made of spaces: where they stand is told from the line's beginning
    return Paragraph(
        text.rstrip() if laid_out else text.strip(" \t"), Place(line=number), bold=bold, heading=bool(marked)
    )


def _is_page_in_one_line(line: str) -> bool:
    """Say whether a line holds sentences between its tabs: then they divide whatever a tool took from a page."""
    return line.count("\t") > 1 and any(len(cell) > _SENTENCE and "。" in cell for cell in line.split("\t"))


def _is_row(line: str) -> bool:
    if (
        _is_nested(line)
        or _is_page_in_one_line(line)
        or len(line) >= _LONGEST_ROW
        or max(line.count("\t"), line.count("|")) >= MAX_SPAN
    ):
        return False  # a whole table in one line is no row
    return "\t" in line.strip("\n ") or line.count("|") >= 2


def _table_end(lines: list[str], start: int) -> int:
    """Return the line after the last row of the table that begins at ``start`` (``start`` itself: no table)."""
    if not _is_row(lines[start]):
        return start
    cell_lines = _one_cell_per_line(lines, start)
    if cell_lines:
        return cell_lines
    end = start
    blank = 0
    for i in range(start, len(lines)):
        if _is_row(lines[i]):
            end, blank = i + 1, 0
        elif lines[i].strip() or blank:
            break
        else:
            blank += 1
    return end


def _one_cell_per_line(lines: list[str], start: int) -> int:
    """Return where a run of ``\\tcell`` lines ends, 0 where there is none: rows of such lines, empty lines between."""
    end = start
    cells = 0
    i = start
    while i < len(lines):
        line = lines[i]
        if line.startswith("\t") and "\t" not in line[1:]:
            cells += 1
            end = i + 1
        elif not line.strip():
            if i + 1 < len(lines) and not lines[i + 1].startswith("\t"):
                break
        elif not (lines[i - 1].strip() and len(line) <= 40 and _continues(lines, i)):
            break
        i += 1
    rows = sum(1 for j in range(start, end) if not lines[j].strip() and lines[j] == "")
    return end if cells >= 4 and rows >= 1 else 0


def _continues(lines: list[str], i: int) -> bool:
    """Say whether a line without a tab is the second line of a cell: another cell or the row's end follows."""
    for j in range(i + 1, min(i + 6, len(lines))):
        if lines[j].startswith("\t") or not lines[j]:
            return j - i < 6
    return False


def _table(chunk: list[Line], number: int) -> Table | None:
    if _is_cell_list(chunk):
        rows = _rows_of_cell_lines(chunk)
    else:
        rows = [
            _without_indent(_split(line))
            for line in chunk
            if (line[1].strip() or "\t\t" in line[1]) and not _RULE.fullmatch(line[1].strip())
        ]
    cells: list[Cell] = []
    for r, row in enumerate(rows):
        if len(cells) > MAX_CELLS or r > MAX_ROWS:
            raise ExtractError("too_large", f"a table of more than {MAX_CELLS:,} cells or {MAX_ROWS:,} rows")
        for c, (line, text) in enumerate(row):
            cells.append(Cell(text, r, c, place=Place(line=line, table=number, row=r, column=c)))
    if not any(len(row) > 1 for row in rows):
        return None
    return Table(tuple(cells), Place(line=chunk[0][0], table=number), exact=False)


def _without_indent(row: list[Line]) -> list[Line]:
    """Return a row whose only text stands behind tabs, or between two, as that one cell: a page's source has such."""
    filled = [cell for cell in row if cell[1]]
    wrapped = len(row) == 3 or bool(row[-1][1])
    return filled if len(filled) == 1 and not row[0][1] and wrapped else row


def _is_cell_list(chunk: list[Line]) -> bool:
    starting = [line for _, line in chunk if line.startswith("\t")]
    return bool(starting) and len(starting) > len(chunk) // 3 and all("\t" not in line[1:] for _, line in chunk)


def _rows_of_cell_lines(chunk: list[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = [[]]
    for number, line in chunk:
        if line.startswith("\t"):
            rows[-1].append((number, line[1:].strip(" ")))
        elif line:
            if rows[-1]:
                first, text = rows[-1][-1]
                rows[-1][-1] = (first, f"{text}\n{line.strip(' ')}")
        elif rows[-1]:
            rows.append([])
    return [row for row in rows if row]


def _split(line: Line) -> list[Line]:
    number, text = line
    if "\t" in text:
        return [(number, cell.strip(" ")) for cell in text.rstrip("\n").split("\t")]
    inner = text.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") else inner
    cells = re.split(r"(?<!\\)\|", inner)
    return [(number, _ESCAPED.sub(r"\1", re.sub(r"<br\s*/?>", "\n", cell.strip())).strip("*")) for cell in cells]
