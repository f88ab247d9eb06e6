"""The smallest set of cells whose change would mend every broken identity.  Called by ``indexer.check.findings``.

A table with its identities is a code: a single wrong cell breaks a pattern of equations of its own, so it can be named
together with the value that would mend everything.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.check.identities import Equation, total
from indexer.report import Cell, CellPath, Number

MOST = 3  # cells that are searched for
_STEPS = 60_000  # of the search, so that a table full of errors ends it soon


@dataclass(frozen=True, slots=True)
class Mending:
    """Cells with the values that would satisfy every identity of their table."""

    values: tuple[tuple[CellPath, Number], ...]

    @property
    def cells(self) -> tuple[CellPath, ...]:
        """The cells to change."""
        return tuple(path for path, _ in self.values)


def mendings(equations: Sequence[Equation], cells: Mapping[CellPath, Cell]) -> list[Mending]:
    """Return all smallest sets of up to MOST cells that would mend ``equations`` (all checkable ones of one table)."""
    search = _Search(equations, cells)
    for size in range(1, MOST + 1):
        found = search.run(size)
        if found or search.steps > _STEPS:
            return found
    return []


class _Search:
    """Depth-first over cells of the first broken equation; each takes the change that one equation asks of it."""

    def __init__(self, equations: Sequence[Equation], cells: Mapping[CellPath, Cell]) -> None:
        self.cells = cells
        self.equations = equations
        self.residual = [total(e.left, cells) - total(e.right, cells) for e in equations]
        self.touching: dict[CellPath, list[tuple[int, int]]] = {}
        for number, equation in enumerate(equations):
            for sign, side in ((1, equation.left), (-1, equation.right)):
                for path in side:
                    self.touching.setdefault(path, []).append((number, sign))
        self.widest = max(map(len, self.touching.values()), default=0)
        self.steps = 0

    def run(self, size: int) -> list[Mending]:
        """Return the sets of exactly ``size`` cells."""
        found = {frozenset(change.items()) for change in self._extend({}, list(self.residual), size)}
        out = []
        for changes in found:
            values = tuple(sorted((path, self._value(path) + delta) for path, delta in changes))
            out.append(Mending(values))
        return sorted(out, key=lambda m: m.values)

    def _value(self, path: CellPath) -> Number:
        return self.cells[path].value or 0

    def _extend(
        self, change: dict[CellPath, Number], residual: list[Number], left: int
    ) -> Iterator[dict[CellPath, Number]]:
        broken = [n for n, r in enumerate(residual) if abs(r) > 1e-6]
        if not broken:
            if not left:
                yield dict(change)
            return
        self.steps += 1
        if not left or len(broken) > left * self.widest or self.steps > _STEPS:
            return
        for path in self.equations[broken[0]].cells:
            if path in change:
                continue
            for delta in self._deltas(path, residual):
                if self._value(path) + delta < 0:
                    continue
                after = list(residual)
                for number, sign in self.touching[path]:
                    after[number] += sign * delta
                yield from self._extend(change | {path: delta}, after, left - 1)

    def _deltas(self, path: CellPath, residual: Sequence[Number]) -> set[Number]:
        return {-residual[number] * sign for number, sign in self.touching[path] if abs(residual[number]) > 1e-6}
