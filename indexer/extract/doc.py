"""DOC and WPS originals (Word 97-2003 binary) → blocks.  Called by ``extract``.

A table is paragraphs with a mark at the end of each cell and each row; the row's mark carries the edges of its cells,
from which merged cells are known.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.blocks import NOWHERE, Blocks, Paragraph
from indexer.extract.doc_file import HUGE_PAPX, DocFile, huge, open_doc, properties
from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_CELLS, MAX_DEPTH, MAX_SPAN
from indexer.extract.raised import superscript
from indexer.extract.raw import RawTable, numbered, settle
from indexer.extract.twips import GridRow, raw_table

_IN_TABLE, _ROW_END, _INNER_CELL, _INNER_ROW_END, _DEPTH = 0x2416, 0x2417, 0x244B, 0x244C, 0x6649
_DEFINITION, _VERTICAL, _MERGE, _OUTLINE = 0xD608, 0xD62B, 0x5624, 0x2640
_UNSEEN = frozenset([0x083C, 0x0800, 0x0837, 0x2A53])
"""Hidden, deleted, struck out once and twice."""
_RAISED = 0x2A48
_BREAKS = "\r\x07\x0c"


@dataclass(slots=True)
class _Properties:
    """What is read from a paragraph's properties."""

    depth: int = 0
    row_end: bool = False
    cell_end: bool = False
    heading: bool = False
    edges: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A table that is being read: rows that are done, the row and the cell at hand."""

    rows: list[GridRow] = field(default_factory=list)
    cells: list[list[Paragraph | RawTable]] = field(default_factory=list)
    cell: list[Paragraph | RawTable] = field(default_factory=list)


def read(data: bytes) -> Blocks:
    """Read a Word 97-2003 file.  Raises ExtractError."""
    found = open_doc(data)
    blocks = Blocks("doc")
    text = _visible(found)
    items = list(_Builder(found, text).items(0, found.body_length))
    if found.box_length and not found.anchors:
        items.extend(_Builder(found, text).items(found.box_start, found.box_start + found.box_length))
    blocks.items = list(settle(numbered(items)))
    if not blocks.items:
        raise ExtractError("empty", "the document has no text")
    return blocks


def _visible(found: DocFile) -> str:
    """Return the text with runs that are not shown and field codes replaced by U+0000, of the same length."""
    text = list(found.text)
    for start, end, _, content in found.characters:
        hidden = raised = False
        for code, operand in properties(content):
            if code in _UNSEEN:
                hidden = hidden or bool(operand and operand[0] & 1)
            elif code == _RAISED:
                raised = operand[:1] == b"\x01"
        for position in _positions(found, start, end) if hidden or raised else ():
            if text[position] not in _BREAKS:
                text[position] = "\x00" if hidden else superscript(text[position])
    if "\x13" not in found.text:
        return "".join(text)
    codes = 0  # depth of field codes, which stand between 0x13 and 0x14
    depth: list[bool] = []
    for i, char in enumerate(text):
        if char == "\x13":
            depth.append(True)
            codes += 1
        elif char == "\x14" and depth and depth[-1]:
            depth[-1] = False
            codes -= 1
        elif char == "\x15" and depth:
            codes -= depth.pop()
        elif codes and char not in _BREAKS:
            text[i] = "\x00"
    return "".join(text)


def _positions(found: DocFile, start: int, end: int) -> Iterator[int]:
    """Yield the characters that stand between two bytes of the stream."""
    for piece in found.pieces:
        low = max(start, piece.offset)
        high = min(end, piece.offset + (piece.end - piece.start) * piece.width)
        if low < high:
            yield from range(
                piece.start + (low - piece.offset) // piece.width, piece.start + (high - piece.offset) // piece.width
            )


_CHARACTERS: dict[int, str | None] = {
    ord(c): None for c in "\x00\x01\x02\x03\x04\x05\x06\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x1f\x07\x0c\r"
}
_CHARACTERS |= {0x0B: "\n", 0x1E: "-"}


class _Builder:
    """Builds paragraphs and tables from a stretch of the text."""

    def __init__(self, found: DocFile, text: str) -> None:
        self.found, self.text = found, text
        self.known: dict[tuple[int, bytes], _Properties] = {}  # most paragraphs have the properties of another
        self.tables = 0
        self.cells = 0

    def items(self, start: int, end: int) -> Iterator[Paragraph | RawTable]:
        """Yield what stands between two positions, and each text box before the paragraph that follows its anchor."""
        stack: list[_Open] = []
        boxes = [box for box in self.found.anchors if start <= box[0] < end]
        for position, text, mark in self._paragraphs(start, end):
            while boxes and not stack and boxes[0][0] < position - len(text):
                yield from self.items(*boxes.pop(0)[1:])
            style, content = self.found.paragraph(position)
            known = self._properties(style, content)
            while len(stack) > known.depth:
                closed = self._close(stack.pop())
                if stack:
                    stack[-1].cell.extend(closed)
                else:
                    yield from closed
            while len(stack) < known.depth:
                stack.append(_Open())
            printed = text.translate(_CHARACTERS)
            paragraph = Paragraph(printed.strip(" \n"), NOWHERE, heading=known.heading)
            if not stack:
                if printed.strip():
                    yield paragraph
                continue
            self._take(stack[-1], paragraph, known, mark, len(stack))
        while stack:
            closed = self._close(stack.pop())
            if stack:
                stack[-1].cell.extend(closed)
            else:
                yield from closed
        for box in boxes:
            yield from self.items(*box[1:])

    def _take(self, table: _Open, paragraph: Paragraph, known: _Properties, mark: str, depth: int) -> None:
        if known.row_end:
            if table.cell:
                table.cells.append(table.cell)
            self.cells += len(table.cells)
            if self.cells > MAX_CELLS:
                raise ExtractError("too_large", f"more than {MAX_CELLS:,} cells in tables")
            table.rows.append(GridRow(table.cells, known.edges, known.flags))
            table.cells, table.cell = [], []
            return
        if paragraph.text:
            table.cell.append(paragraph)
        if (mark == "\x07" and depth == 1) or known.cell_end:
            table.cells.append(table.cell)
            table.cell = []

    def _close(self, table: _Open) -> list[Paragraph | RawTable]:
        if table.cell:
            table.cells.append(table.cell)
        if table.cells:
            table.rows.append(GridRow(table.cells, [], []))
        number, self.tables = self.tables, self.tables + 1
        return [raw_table(table.rows, number)] if table.rows else []

    def _paragraphs(self, start: int, end: int) -> Iterator[tuple[int, str, str]]:
        """Yield (position of the mark, text, mark) of each paragraph."""
        begin = start
        for position in range(start, end):
            if self.text[position] in _BREAKS:
                yield position, self.text[begin:position], self.text[position]
                begin = position + 1
        if begin < end:
            yield end - 1, self.text[begin:end], "\r"

    def _properties(self, style: int, content: bytes) -> _Properties:
        known = self.known.get((style, content))
        if known is None:
            known = self.known[style, content] = _Properties(heading=1 <= style <= 9)
            self._apply(content, known, 0)
            known.depth = min(known.depth, MAX_DEPTH)
        return known

    def _apply(self, content: bytes, known: _Properties, level: int) -> None:
        for code, operand in properties(content):
            on = bool(operand and operand[0])
            if code == _IN_TABLE:
                known.depth = max(known.depth, 1) if on else 0
            elif code == _DEPTH and len(operand) == 4:
                known.depth = max(0, struct.unpack("<i", operand)[0])
            elif code in (_ROW_END, _INNER_ROW_END):
                known.row_end = known.row_end or on
            elif code == _INNER_CELL:
                known.cell_end = on
            elif code == _OUTLINE:
                known.heading = known.heading or bool(operand and operand[0] < 9)
            elif code in HUGE_PAPX and level == 0:
                self._apply(huge(self.found, operand), known, 1)
            elif code == _DEFINITION:
                known.edges, known.flags = _definition(operand)
            elif code == _VERTICAL and len(operand) >= 2 and operand[0] < len(known.flags):
                known.flags[operand[0]] = known.flags[operand[0]] & ~0x60 | (0, 0x20, 0x20, 0x60)[operand[1] & 3]
            elif code == _MERGE and len(operand) >= 2:
                for i in range(operand[0], min(operand[1], len(known.flags))):
                    known.flags[i] = known.flags[i] & ~3 | (1 if i == operand[0] else 2)


def _definition(operand: bytes) -> tuple[list[int], list[int]]:
    """Return the edges of a row's cells in twips and their merge flags (TC80.tcgrf)."""
    count = min(operand[0], MAX_SPAN) if operand else 0
    if len(operand) < 1 + 2 * (count + 1):
        return [], []
    edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
    at = 1 + 2 * (count + 1)
    flags = []
    for i in range(count):
        place = at + 20 * i
        flags.append(struct.unpack_from("<H", operand, place)[0] if place + 2 <= len(operand) else 0)
    return edges, flags
