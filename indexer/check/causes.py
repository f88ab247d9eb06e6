"""What would mend the broken identities of a table, in plain words.  Called by ``indexer.check.findings``.

One cell is named if it alone mends everything; else numbers that stand in the wrong place, if only one such move does;
else the only smallest set of cells; else how many cells must be wrong, with the possibilities where they are few.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.check.identities import Equation, outcome, total
from indexer.check.moves import only_move
from indexer.check.suspects import MOST, Mending, mendings
from indexer.check.words import cell_name, shown
from indexer.forms import Form, Table
from indexer.report import CellPath, Report, Suspect

_MOST_WAYS = 3
"""So many possible explanations are spelled out."""


@dataclass(frozen=True, slots=True)
class Cause:
    """An explanation in Chinese and English ("" for none), the cells to look at first, and the one to blame."""

    zh: str = ""
    en: str = ""
    cells: list[CellPath] = field(default_factory=list)
    suspect: Suspect | None = None


def find_cause(report: Report, form: Form, table: Table, checkable: Sequence[Equation], broken: int) -> Cause:
    """Explain why ``broken`` of the checkable identities of a table fail."""
    ways = mendings(checkable, report.cells)
    if ways and len(ways[0].values) == 1:
        return _one_cell(ways, broken, report, form, checkable)
    if move := only_move(form, table, checkable, report.cells):
        return Cause(
            f"{move.zh}；改正后 {broken} 处不符全部消除",
            f"{move.en[0].upper()}{move.en[1:]}: that would mend all {broken} broken sums",
            list(move.change),
        )
    if len(ways) == 1:
        return _mended(ways[0], broken, report, form)
    return _several(ways, report, form) if ways else _many(broken)


def _one_cell(ways: Sequence[Mending], broken: int, report: Report, form: Form, checkable: Sequence[Equation]) -> Cause:
    """Name the one cell; where several would do, give the value of the total, if that may be the fault."""
    if len(ways) == 1:
        path, value = ways[0].values[0]
        return _mended(ways[0], broken, report, form, Suspect(path, report.cells[path].value, value))
    cells = [way.cells[0] for way in ways]
    for equation in checkable:
        fails = outcome(equation, report.cells) == "fails"
        if fails and len(equation.left) == 1 and equation.left[0] in cells:
            right = shown(total(equation.right, report.cells))
            return Cause(
                f"若其余各格无误，总计应为 {right}；也可能是其余某一格有误",
                f"If the other cells are right, the total should be {right}; or one of the others is wrong",
                cells,
            )
    return Cause(
        "其中有一格有误，单凭勾稽关系不能确定是哪一格",
        "One of these cells is wrong; the sums do not tell which",
        cells,
    )


def _mended(way: Mending, broken: int, report: Report, form: Form, suspect: Suspect | None = None) -> Cause:
    zh, en = _changes(way, report, form)
    return Cause(
        f"若{zh}，则 {broken} 处不符全部消除" if broken > 1 else f"若{zh}，则相符",
        f"{en}: that would mend {f'all {broken} broken sums' if broken > 1 else 'it'}",
        list(way.cells),
        suspect,
    )


def _changes(way: Mending, report: Report, form: Form) -> tuple[str, str]:
    zh = "，".join(f"“{cell_name(form, p)}”由 {shown(report.cells[p].value)} 改为 {shown(v)}" for p, v in way.values)
    en = ", ".join(
        f"{cell_name(form, p, english=True)} is printed {shown(report.cells[p].value, english=True)}, "
        f"{shown(v)} would be right"
        for p, v in way.values
    )
    return zh, en


def _several(ways: Sequence[Mending], report: Report, form: Form) -> Cause:
    size = len(ways[0].values)
    zh = f"至少有 {size} 格有误，单凭勾稽关系不能确定是哪几格"
    en = f"At least {size} cells are wrong; the sums do not tell which"
    if len(ways) > _MOST_WAYS:
        return Cause(zh, en)
    listed = [_changes(way, report, form) for way in ways]
    return Cause(
        f"{zh}，可能是：{'；或者'.join(z for z, _ in listed)}",
        f"{en}. Either {'; or '.join(e for _, e in listed)}",
        sorted({cell for way in ways for cell in way.cells}),
    )


def _many(broken: int) -> Cause:
    return Cause(
        f"{broken} 处不符不是改动 {MOST} 格以内就能消除的，请逐行核对",
        f"No change of up to {MOST} cells mends all {broken} broken sums; please compare row by row",
    )
