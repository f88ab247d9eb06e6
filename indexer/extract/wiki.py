"""Tables and marks as wikis and light markup languages write them → grids and plain lines.  Called by ``text``.

MediaWiki gives each cell a line (``{|``, ``|-``, ``|}``); AsciiDoc fences a table with ``|===`` and may break a row
anywhere.  Both say how many rows and columns a cell covers.
"""

import html
import re
from collections.abc import Iterator, Sequence

from indexer.blocks import Cell, Place, Table
from indexer.extract.limits import MAX_CELLS, MAX_SPAN

_OPEN, _CLOSE = re.compile(r"\s*\{\|"), re.compile(r"\s*\|\}")
_FENCE = re.compile(r"\s*\|={3,}\s*")
_ATTRIBUTE = r"[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s|\"']+)"
_ATTRIBUTES = re.compile(rf"\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\|(?!\|)\s*")
_LONGEST = 2_000
"""Characters of a cell that may say how far it reaches."""
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?(\d{1,3})")
_CELL = re.compile(r"(?:^|(?<=\s))(?:(\d{1,3})?(?:\.(\d{1,3}))?\+)?(?:\d{1,3}\*)?[<^>.]{0,4}[adehlmsv]?\|")
_COLUMNS = re.compile(r"\s*\[.*\bcols\s*=\s*\"([^\"]*)\".*\]\s*")
_HEADING = re.compile(r"[ \t]{0,8}(?:h[1-6](?:\([^()]*\))?\.\s+|={1,6}\s+(?=\S))")
_DROPPED = re.compile(
    r"(?::{3,}.*|:[A-Z_]{3,}:.*|\.\. _.*:|\[(?:#|\[).*\])"  # divisions, drawers, anchors
)
_WITHIN = re.compile(r"\{anchor:[^{}]*\}|'{3,}|(?<=\|)(?:_|[\\/]\d{1,2}|[<>=^~]){1,5}\.\s")
_BRACKETED = re.compile(r"\[([^\[\]]*)\]\{[^{}]*\}")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[\da-fA-F]{2,5}|[a-zA-Z]{2,8});")
Line = tuple[int, str]


def without_marks(line: str) -> str:
    """Return a line without what markup says of it; a heading in the way of Markdown.

    >>> without_marks("h2(#zong). 一、总体情况")
    '# 一、总体情况'
    """
    if "&" in line:
        line = _ENTITY.sub(lambda found: html.unescape(found[0]), line)
    if "]{" in line:
        line = _BRACKETED.sub(r"\1", line)
    if _DROPPED.fullmatch(line.strip()):
        return ""
    if (found := _HEADING.match(line)) and line.strip("= \t"):
        line = f"# {line[found.end() :].rstrip().rstrip('=').rstrip()}"
    if "{" in line or "''" in line or "|" in line:
        line = _WITHIN.sub("", line)
    if line.endswith("}") and (at := max(line.rfind("{#"), line.rfind("{."))) > 0:
        line = line[:at].rstrip()
    return line


def wiki_end(lines: Sequence[str], start: int) -> int:
    """Return the line after such a table that begins at ``start`` (``start`` itself: none does)."""
    first = start + bool(_COLUMNS.fullmatch(lines[start]) and start + 1 < len(lines))
    closes = _CLOSE if _OPEN.match(lines[first]) else _FENCE if _FENCE.fullmatch(lines[first]) else None
    if closes is None:
        return start
    for end in range(first + 1, len(lines)):
        if closes.fullmatch(lines[end].rstrip()) or (closes is _CLOSE and closes.match(lines[end])):
            return end + 1
    return start


def wiki_table(chunk: Sequence[Line], number: int) -> Table | None:
    """Return the table that the lines write, None where it has no cells."""
    rows = _wiki_rows(chunk) if _OPEN.match(chunk[0][1]) else _fenced_rows(chunk)
    cells: list[Cell] = []
    covered: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        column = 0
        for line, text, down, across in row:
            while (r, column) in covered:
                column += 1
            if column + across > MAX_SPAN or len(cells) >= MAX_CELLS:
                return None
            down = min(down, len(rows) - r)
            place = Place(line=line, table=number, row=r, column=column)
            cells.append(Cell(text.strip(), r, column, down, across, place))
            covered |= {(r + d, column + a) for d in range(down) for a in range(across)}
            column += across
    return Table(tuple(cells), Place(line=chunk[0][0], table=number), exact=False) if cells else None


Written = tuple[int, str, int, int]
"""Line, text, rows and columns of a cell."""


def _wiki_rows(chunk: Sequence[Line]) -> list[list[Written]]:
    rows: list[list[Written]] = [[]]
    for number, line in chunk[1:-1]:
        text = line.strip()
        if text.startswith("|-"):
            rows.append([])
        elif text[:1] in "|!" and text[:2] != "|+" and text:
            for part in re.split(r"\|\||!!", text[1:]):
                rows[-1].append(_wiki_cell(number, part))
        elif text and rows[-1]:
            first, before, down, across = rows[-1][-1]
            rows[-1][-1] = (first, f"{before}\n{text}" if before else text, down, across)
    return [row for row in rows if row]


def _wiki_cell(number: int, part: str) -> Written:
    attributes = _ATTRIBUTES.match(part) if len(part) < _LONGEST else None
    spans = dict(_SPAN.findall(attributes[0])) if attributes else {}
    text = part[attributes.end() :] if attributes else part
    return number, text, max(1, int(spans.get("row", 1))), max(1, int(spans.get("col", 1)))


def _fenced_rows(chunk: Sequence[Line]) -> list[list[Written]]:
    """Return the rows of an AsciiDoc table: as wide as its first line of cells, wherever its lines end."""
    found: list[Written] = []
    told = _COLUMNS.fullmatch(chunk[0][1])
    width = _told_width(told[1]) if told else 0
    for number, line in chunk[1 + bool(told) : -1]:
        marks = list(_CELL.finditer(line))
        if found and line.strip() and (not marks or line[: marks[0].start()].strip()):
            first, before, down, across = found[-1]
            rest = line[: marks[0].start()] if marks else line
            found[-1] = (first, f"{before}\n{rest.strip()}", down, across)
        ends = [*(m.start() for m in marks[1:]), len(line)] if marks else []
        for mark, end in zip(marks, ends, strict=True):
            found.append((number, line[mark.end() : end], int(mark[2] or 1), int(mark[1] or 1)))
        width = width or sum(across for *_, across in found)
    return list(_cut(found, width)) if width else []


def _told_width(columns: str) -> int:
    repeated = re.fullmatch(r"\s*(\d{1,3})\*.*", columns)
    return min(int(repeated[1]) if repeated else columns.count(",") + 1, MAX_SPAN)


def _cut(found: Sequence[Written], width: int) -> Iterator[list[Written]]:
    """Yield rows of a width; cells that reach down take room in the rows below."""
    taken: dict[int, int] = {}
    row: list[Written] = []
    number = room = 0
    for cell in found:
        row.append(cell)
        room += cell[3]
        for below in range(1, cell[2]):
            taken[number + below] = taken.get(number + below, 0) + cell[3]
        while room + taken.get(number, 0) >= width and row:
            yield row
            row, room, number = [], 0, number + 1
    if row:
        yield row
