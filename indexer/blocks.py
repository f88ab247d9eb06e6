"""Blocks: an original as paragraphs and tables in reading order, each with its place.

This is what every extractor returns and what ``indexer.read`` takes; it knows nothing of reports.  Nobody changes a
place, a paragraph or a cell once it is made; they are not declared frozen because a report makes a thousand of them,
and a frozen one takes four times as long to make.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, unsafe_hash=True)
class Place:
    """Where something stands in its original; only the fields that its format has are set.

    ``line`` counts from 1 (text); ``page`` from 1 and ``box`` is (x0, top, x1, bottom) in points from the page's
    upper left corner (PDF, OFD, scans); ``path`` is a CSS path (HTML) or a sheet's name (XLS); ``paragraph`` and
    ``table`` are ordinals in the body from 0; ``row`` and ``column`` are the place in that table's grid, from 0.
    ``member`` names the file inside an archive.
    """

    line: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    path: str | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    member: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the fields that are set; written out, as a loop over them takes three times as long."""
        out: dict[str, Any] = {}
        if self.line is not None:
            out["line"] = self.line
        if self.page is not None:
            out["page"] = self.page
        if self.box is not None:
            out["box"] = self.box
        if self.path is not None:
            out["path"] = self.path
        if self.paragraph is not None:
            out["paragraph"] = self.paragraph
        if self.table is not None:
            out["table"] = self.table
        if self.row is not None:
            out["row"] = self.row
        if self.column is not None:
            out["column"] = self.column
        if self.member is not None:
            out["member"] = self.member
        return out


NOWHERE = Place()
UNREADABLE = "\ufffd"
"""Text of a line in which there is ink that was not recognised."""
_DOUBT = f"{UNREADABLE}|"


def doubtful(readings: Sequence[str]) -> str:
    """Return the text of a field in which a number stands that may be any of ``readings``, or that none of them is."""
    return _DOUBT + "|".join(readings)


def readings_of(text: str) -> list[str] | None:
    """Return what a doubtful field may say; None for a field that is not one."""
    if not text.startswith(_DOUBT):
        return None
    return [reading for reading in text.removeprefix(_DOUBT).split("|") if reading]


@dataclass(slots=True, unsafe_hash=True)
class Paragraph:
    """A run of text between breaks.  ``heading`` says that the original marks it as one (bold alone is not that)."""

    text: str
    place: Place
    bold: bool = False
    heading: bool = False


@dataclass(slots=True, unsafe_hash=True)
class Cell:
    """A cell of a table with the text as the original has it (line breaks kept as ``\\n``, nothing else changed).

    ``row`` and ``column`` are its upper left place in the grid, from 0.  ``also`` are numbers that a recognised one may
    be instead, should the sums ask for one of them; empty where it was read with certainty.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    place: Place = NOWHERE
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the cells that are really there; merged cells appear once.

    ``exact`` is False where the grid is a guess (flattened text): then columns are not to be trusted.
    """

    cells: tuple[Cell, ...]
    place: Place
    exact: bool = True

    @property
    def height(self) -> int:
        """Number of rows of the grid."""
        return max((c.row + c.rowspan for c in self.cells), default=0)

    @property
    def width(self) -> int:
        """Number of columns of the grid."""
        return max((c.column + c.colspan for c in self.cells), default=0)

    def rows(self) -> Iterator[list[Cell]]:
        """Yield for each grid row the cells that begin in it, left to right (a row may be empty)."""
        starting: list[list[Cell]] = [[] for _ in range(self.height)]
        for cell in self.cells:
            starting[cell.row].append(cell)
        yield from (sorted(row, key=lambda c: c.column) for row in starting)

    def grid(self) -> list[list[Cell | None]]:
        """Return height x width references; a merged cell stands in every place that it covers."""
        grid: list[list[Cell | None]] = [[None] * self.width for _ in range(self.height)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    grid[row][column] = cell
        return grid


Block = Paragraph | Table


@dataclass(slots=True)
class Blocks:
    """One original in reading order.

    ``format`` is one of html, docx, doc, odt, rtf, pdf, scan, xls, xlsx, ofd, txt (see ``indexer.extract``).
    ``meta`` holds what the file says of itself, keys in lower case: ``title``, ``articletitle``, ``pubdate``,
    ``contentsource``, ``sitename``, ``author``, ``created`` … as printed.  ``notes`` are remarks for ``evidence``
    (encoding fallback, member skipped …).  ``recognised`` are the pages that are pictures.
    """

    format: str
    items: list[Block] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    recognised: set[int] = field(default_factory=set)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs outside tables."""
        return (item for item in self.items if isinstance(item, Paragraph))

    def tables(self) -> Iterator[Table]:
        """Yield the tables."""
        return (item for item in self.items if isinstance(item, Table))
