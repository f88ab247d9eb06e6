"""What the identities force about cells that were not read: ``inferred``, shown beside the empty value, never in it.

Called by ``indexer.read.report`` after the tables.  A blank is not a number here: nothing is inferred across one.
"""

from collections.abc import Mapping, Sequence

from indexer.check.identities import Equation, equations, same
from indexer.forms import Form
from indexer.read.choose import choose
from indexer.read.complete import complete
from indexer.report import Cell, CellPath, Number

_OPEN = {"missing", "ambiguous"}


def settle(form: Form, cells: Mapping[CellPath, Cell]) -> None:
    """Fill ``inferred`` and ``inferred_by`` of missing and ambiguous cells as far as the identities leave no choice."""
    all_equations = list(equations(form))
    open_ = [e for e in all_equations if any(cells[path].state in _OPEN for path in e.cells)]
    changed = bool(open_)
    while changed:
        changed = sum(_force(e, cells) for e in open_) > 0 or choose(cells, open_) or complete(form, cells, open_)
    for equation in open_:
        _withdraw(equation, cells)


def _known(cell: Cell) -> Number | None:
    return cell.value if cell.state == "value" else cell.inferred if cell.state in _OPEN else None


def _sum(paths: Sequence[CellPath], cells: Mapping[CellPath, Cell]) -> Number | None:
    values = [_known(cells[path]) for path in paths]
    return None if any(v is None for v in values) else sum(v for v in values if v is not None)


def _force(equation: Equation, cells: Mapping[CellPath, Cell]) -> bool:
    unknown = [path for path in equation.cells if _known(cells[path]) is None]
    still = [path for path in unknown if cells[path].state in _OPEN]
    if not still:
        return False
    where = f"{equation.check} {equation.where}"
    for side, other in ((equation.left, equation.right), (equation.right, equation.left)):
        if _sum(other, cells) == 0 and all((_known(cells[p]) or 0) == 0 for p in side):
            for path in set(side) & set(still):
                cells[path].inferred, cells[path].inferred_by = (
                    0,
                    f"{where}: the other side is 0 and no number is below 0",
                )
            return bool(set(side) & set(still))
        if len(unknown) == 1 and unknown[0] in side and (total := _sum(other, cells)) is not None:
            rest = sum(_known(cells[p]) or 0 for p in side if p != unknown[0])
            if total >= rest:
                cells[unknown[0]].inferred = total - rest
                cells[unknown[0]].inferred_by = f"{where}: all else of the sum is printed or inferred"
                return True
    return False


def _withdraw(equation: Equation, cells: Mapping[CellPath, Cell]) -> None:
    """Take back what was inferred where the sums contradict it: then the source is wrong elsewhere."""
    left, right = _sum(equation.left, cells), _sum(equation.right, cells)
    if left is None or right is None or same(left, right):
        return
    for path in equation.cells:
        cells[path].inferred = cells[path].inferred_by = None
