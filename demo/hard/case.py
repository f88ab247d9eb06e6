"""A hard case in the making and when it is done.  Shared by the modules of ``demo.hard``."""

from dataclasses import dataclass, field

from demo.dice import Dice
from demo.model import TrueCell, Truth
from demo.paper import Box, Grid, Paper
from indexer.report import CellPath


@dataclass(slots=True)
class Draft:
    """A report that changes and damages are applied to.

    ``open_cells``: cells of which the original no longer tells the number for certain: right is the printed number,
    or none with a state that says so; another number is a false one.  ``judged`` says whether the sections' text can
    be told (headings may be lost).  ``steps`` names what was done.
    """

    paper: Paper
    truth: Truth
    throw: Dice
    open_cells: set[CellPath] = field(default_factory=set)
    judged: bool = True
    steps: list[str] = field(default_factory=list)

    def grids(self, key: str = "") -> list[Grid]:
        """Return the tables, or those of the form's table ``key``."""
        return [item for item in self.paper.items if isinstance(item, Grid) and item.key.startswith(key)]

    def lose(self, path: CellPath) -> None:
        """Note that a cell is not in the original any more."""
        self.truth.cells[path] = TrueCell("", None, "missing")


@dataclass(frozen=True, slots=True)
class Case:
    """One original with its truth.  ``id`` names the report, the steps and the format."""

    id: str
    name: str
    format: str
    data: bytes
    truth: Truth
    open_cells: frozenset[CellPath]
    judged: bool
    steps: tuple[str, ...]


def moved(box: Box, rows: int = 0, columns: int = 0) -> Box:
    """Return a box at another place of the grid."""
    return Box(box.text, box.row + rows, box.column + columns, box.rowspan, box.colspan, box.path)
