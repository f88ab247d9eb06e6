"""Blocks → lines: paragraphs and table rows in one sequence, which sections and tables are cut from.

A row keeps its fields with their columns and what each prints.  Called by ``indexer.read.report``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.blocks import Blocks, Cell, Paragraph, Place, Table
from indexer.read.printed import Printed, printed

_WRAPPED = {"pdf", "scan", "ofd"}
_LONGEST = 10_000
"""Characters from which a cell is no label, so that nobody compares and keeps megabytes in its place."""


@dataclass(slots=True)
class Field:
    """A cell in a row.  ``column`` and ``span`` are grid columns; ``tall`` says that it covers other rows too,
    ``begins`` that it begins in this one; ``of`` is the number of fields of its row.
    """

    text: str
    column: int
    span: int
    printed: Printed
    place: Place
    tall: bool = False
    begins: bool = True
    of: int = 0

    @property
    def is_label(self) -> bool:
        """Whether the field holds words, and not a whole book."""
        return self.printed.kind == "text" and len(self.text) < _LONGEST


@dataclass(slots=True)
class Line:
    """A paragraph (no fields) or a row of a table.

    ``block`` is the ordinal of its block; ``exact`` says that the columns of its fields can be trusted; ``loose`` that
    it was a paragraph, so that the columns of its fields are character offsets.
    """

    text: str
    block: int
    place: Place
    fields: list[Field] = field(default_factory=list)
    exact: bool = True
    loose: bool = False
    heading: bool = False
    bold: bool = False

    @property
    def is_row(self) -> bool:
        """Whether this is a row of a table."""
        return bool(self.fields)


def lines(blocks: Blocks) -> list[Line]:
    """Return all paragraphs and table rows in reading order; a row without any cell is left out."""
    wrapped = blocks.format in _WRAPPED
    out: list[Line] = []
    for ordinal, block in enumerate(blocks.items):
        if isinstance(block, Paragraph):
            out.append(Line(block.text, ordinal, block.place, heading=block.heading, bold=block.bold))
        else:
            out += _rows(block, ordinal, wrapped)
    return out


def _rows(table: Table, ordinal: int, wrapped: bool) -> Iterator[Line]:
    covered: list[list[Cell]] = [[] for _ in range(table.height)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            covered[row].append(cell)
    for number, cells in enumerate(covered):
        cells.sort(key=lambda c: c.column)
        fields = [_field(cell, number, wrapped) for cell in cells]
        if not table.exact and len(fields) == 2 and not fields[0].text:
            del fields[0]  # one cell a line, set off by a tab
        for field_ in fields:
            field_.of = len(fields)
        own = [f for f in fields if f.begins]
        if own:
            text = "\t".join(one_line(f.text) for f in own)
            yield Line(text, ordinal, own[0].place, fields, table.exact)


def _field(cell: Cell, row: int, wrapped: bool) -> Field:
    return Field(
        cell.text,
        cell.column,
        cell.colspan,
        printed(cell.text, wrapped),
        cell.place,
        tall=cell.rowspan > 1,
        begins=cell.row == row,
    )


def one_line(text: str) -> str:
    """Return a cell's text on one line; what the typesetting broke is joined."""
    return "".join(part.strip() for part in text.split("\n")) if "\n" in text else text.strip()
