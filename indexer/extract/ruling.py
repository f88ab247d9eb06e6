"""Ruling lines → tables with merged cells.  Called for PDF and OFD pages and for scans.

A grid is made from the places where lines run; where no line divides two neighbouring fields they are one merged cell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.extract.glyphs import Rule

NEAR = 3.0
"""Points within which two lines are one, or two ends meet."""
_WIDE = 1.5
"""Times ``near``: what is narrower between two lines is no column and no row, but the gap of a double line."""
_MOST_LINES = 3_000
"""Ruling lines of one page beyond which it is a drawing."""


@dataclass(slots=True)
class GridCell:
    """A field of a grid, in grid coordinates and in points."""

    row: int
    column: int
    rowspan: int
    colspan: int
    x0: float
    top: float
    x1: float
    bottom: float
    text: str = ""
    page: int = 0
    also: tuple[str, ...] = ()

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box, rounded for people."""
        return (round(self.x0, 1), round(self.top, 1), round(self.x1, 1), round(self.bottom, 1))


@dataclass(slots=True)
class Grid:
    """A ruled table on one page; ``xs`` and ``ys`` are the places of its columns' and rows' edges; ``exact``
    is False where no line drew them.
    """

    xs: list[float]
    ys: list[float]
    cells: list[GridCell] = field(default_factory=list)
    page: int = 0
    last_page: int = 0
    exact: bool = True
    columns: Any = None
    """What ``aligned`` knows of the columns of a table without lines, for the page after."""

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.ys[-1]

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point is inside."""
        return self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[0] - 1 <= y <= self.ys[-1] + 1


@dataclass(slots=True)
class _Edge:
    """Lines that are one edge of a column or row: one, or the two of a double line or of two cells set apart."""

    rules: list[Rule]

    @property
    def low(self) -> float:
        return self.rules[0][0]

    @property
    def high(self) -> float:
        return self.rules[-1][0]

    @property
    def place(self) -> float:
        return (self.low + self.high) / 2


def grids(horizontal: Iterable[Rule], vertical: Iterable[Rule], near: float = NEAR) -> list[Grid]:
    """Return the tables that lines form, from top to bottom; a single box around text is one too (1 x 1)."""
    across = joined(horizontal, near)
    down = joined(vertical, near)
    if len(across) + len(down) > _MOST_LINES:
        return []
    found = [_grid(h, v, near) for h, v in _groups(across, down, near)]
    return sorted((g for g in found if g is not None), key=lambda g: (g.top, g.xs[0]))


def joined(rules: Iterable[Rule], near: float = NEAR) -> list[Rule]:
    """Return lines with pieces of one line put together and lines that lie on each other made one."""
    out: list[Rule] = []
    for group in _clustered(sorted(rules), near):
        pieces = sorted(group, key=lambda r: (r[1], r[2]))
        end, first = pieces[0][2], 0
        for n, (_, a, b) in enumerate(pieces):
            if a > end + near:
                out.append(_one(pieces[first:n]))
                end, first = b, n
            end = max(end, b)
        out.append(_one(pieces[first:]))
    return [r for r in out if r[2] - r[1] > near]


def _one(pieces: Sequence[Rule]) -> Rule:
    """Return pieces of one line as that line, at the place where most of it runs."""
    weight = sum(r[2] - r[1] + 0.1 for r in pieces)
    place = sum(r[0] * (r[2] - r[1] + 0.1) for r in pieces) / weight
    return (place, min(r[1] for r in pieces), max(r[2] for r in pieces))


def _clustered(rules: Sequence[Rule], near: float) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        if groups and rule[0] - groups[-1][0][0] <= near:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return groups


def _groups(across: list[Rule], down: list[Rule], near: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Return sets of lines that touch each other."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    near *= _WIDE
    for i, (y, x0, x1) in enumerate(across):
        for j, (x, y0, y1) in enumerate(down, len(across)):
            if x0 - near <= x <= x1 + near and y0 - near <= y <= y1 + near:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for j, rule in enumerate(down, len(across)):
        groups.setdefault(root(j), ([], []))[1].append(rule)
    return [g for g in groups.values() if len(g[0]) + len(g[1]) >= 3 and g[0] and g[1]]


def _grid(across: list[Rule], down: list[Rule], near: float) -> Grid | None:
    across, down = _closed(across, down, near)
    sides, levels = _edges(down, near), _edges(across, near)
    xs, ys = [e.place for e in sides], [e.place for e in levels]
    if len(xs) < 2 or len(ys) < 2 or xs[-1] - xs[0] < 4 * near or ys[-1] - ys[0] < 2 * near:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    right = [[_covers(sides[c + 1], ys[r], ys[r + 1], near) for c in range(columns)] for r in range(rows)]
    below = [[_covers(levels[r + 1], xs[c], xs[c + 1], near) for c in range(columns)] for r in range(rows)]
    grid = Grid(xs, ys)
    taken: set[tuple[int, int]] = set()
    for r in range(rows):
        for c in range(columns):
            if (r, c) not in taken:
                height, width = _extent(r, c, right, below, taken)
                taken |= {(r + i, c + j) for i in range(height) for j in range(width)}
                grid.cells.append(GridCell(r, c, height, width, xs[c], ys[r], xs[c + width], ys[r + height]))
    return grid


def _extent(
    r: int, c: int, right: list[list[bool]], below: list[list[bool]], taken: set[tuple[int, int]]
) -> tuple[int, int]:
    """Return height and width of the largest rectangle from (r, c) that no line divides."""
    width = 1
    while not right[r][c + width - 1] and c + width < len(right[0]) and (r, c + width) not in taken:
        width += 1
    height = 1
    while r + height < len(right) and not any(below[r + height - 1][c : c + width]):
        row = r + height
        if any(right[row][c : c + width - 1]) or any((row, c + j) in taken for j in range(width)):
            break
        height += 1
    return height, width


def _edges(rules: list[Rule], near: float) -> list["_Edge"]:
    edges: list[_Edge] = []
    for rule in sorted(rules):
        if edges and rule[0] - edges[-1].high <= _WIDE * near and rule[0] - edges[-1].low <= 2 * _WIDE * near:
            edges[-1].rules.append(rule)
        else:
            edges.append(_Edge([rule]))
    return edges


def _covers(edge: "_Edge", start: float, end: float, near: float) -> bool:
    """Say whether lines of an edge run along most of the way from ``start`` to ``end``."""
    length, reached = 0.0, start
    for _, a, b in sorted(edge.rules, key=lambda rule: rule[1]):
        a, b = max(a - near, reached), min(b + near, end)
        if b > a:
            length += b - a
            reached = b
    return length >= 0.6 * (end - start)


def _closed(across: list[Rule], down: list[Rule], near: float) -> tuple[list[Rule], list[Rule]]:
    """Add the outer lines that open tables (no lines left and right, or cut off by a page's end) do not print."""
    left, right = min(r[1] for r in across), max(r[2] for r in across)
    top, bottom = min(r[1] for r in down), max(r[2] for r in down)
    top, bottom = min(top, min(r[0] for r in across)), max(bottom, max(r[0] for r in across))
    left, right = min(left, min(r[0] for r in down)), max(right, max(r[0] for r in down))
    wide, tall = 3 * near, 2 * near
    extra_down = [
        (x, top, bottom)
        for x, edge in ((left, min(r[0] for r in down)), (right, max(r[0] for r in down)))
        if abs(edge - x) > wide
    ]
    extra_across = [
        (y, left, right)
        for y, edge in ((top, min(r[0] for r in across)), (bottom, max(r[0] for r in across)))
        if abs(edge - y) > tall
    ]
    return across + extra_across, down + extra_down
