"""Numbers as an office prints them: zeros as zeros, blanks, dashes; amounts with or without their unit.

Called by ``demo.compose``; gives each cell its print and, with it, its true state.
"""

from dataclasses import dataclass

from demo.dice import Dice
from demo.figures import Figures
from demo.model import TrueCell
from indexer.forms import Form
from indexer.report import CellPath, Number

PROCUREMENT = ("active_disclosure", "art20_9", "procurement", "procurement_amount")


@dataclass(frozen=True, slots=True)
class Habit:
    """How an office fills in a form.

    ``zeros``: "digits", "blank_columns" (columns of organisations without a request stay empty), "blank" (no zero
    is ever written in tables three and four), "dash" or "slash" (written for a zero there).
    ``procurement``: where the unit of the amount stands: "header", "cell" or "nowhere".
    """

    zeros: str = "digits"
    procurement: str = "header"

    @property
    def procurement_unit(self) -> str | None:
        """Return the unit that is printed for the procurement amount, wherever it stands."""
        return {"header": "万元", "cell": "元"}.get(self.procurement)


def habit(throw: Dice) -> Habit:
    """Return an office's habit."""
    zeros = throw.choices(("digits", "blank_columns", "blank", "dash", "slash"), (62, 16, 12, 6, 4))[0]
    return Habit(zeros, throw.one(("header", "header", "cell", "nowhere")))


def print_cells(form: Form, figures: Figures, habit: Habit) -> dict[CellPath, TrueCell]:
    """Return every cell of the form as it is printed."""
    empty = _empty_columns(form, figures) if habit.zeros == "blank_columns" else frozenset()
    cells: dict[CellPath, TrueCell] = {}
    for path, _, column in form.cells():
        value = figures[path]
        if path == PROCUREMENT:
            cells[path] = _amount(value, habit)
        elif path[0] != "active_disclosure" and not value and (habit.zeros in _ZERO or path[-1] in empty):
            cells[path] = TrueCell(_ZERO.get(habit.zeros, ""), None, "blank")
        else:
            cells[path] = TrueCell(str(value), value, "value", column.unit)
    return cells


_ZERO = {"blank": "", "dash": "—", "slash": "/"}


def _empty_columns(form: Form, figures: Figures) -> frozenset[str]:
    table = form.table("requests")
    return frozenset(
        column.key
        for column in table.columns
        if column.group and not any(figures["requests", *row.key, column.key] for row in table.rows)
    )


def _amount(value: Number, habit: Habit) -> TrueCell:
    if habit.procurement == "cell":
        value = round(value * 10_000)
        return TrueCell(f"{value}元", value, "value", "元")
    return TrueCell(str(value), value, "value", habit.procurement_unit)
