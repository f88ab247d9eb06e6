"""The best monotone pairing of printed rows with the rows of a form.  Pure; called by ``indexer.read.rows``."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """Printed rows ``first`` to ``last`` (several where a label is broken) may be the form's row ``row``."""

    first: int
    last: int
    row: int
    score: float
    start: int


_Link = tuple[float, "_Node | None"]


@dataclass(frozen=True, slots=True)
class _Node:
    option: Option
    before: "_Node | None"


def best_chain(ending: Sequence[Sequence[Option]], height: int) -> list[Option]:
    """Return the options with the highest sum of scores; rows strictly increase and no printed row is used twice.

    ``ending[i]`` lists the options whose last printed row is i; ``height`` is the number of rows of the form.
    """
    best: list[list[_Link]] = [[(0.0, None)] * (height + 1)]  # best[i][j]: only printed rows before i, rows before j
    for options in ending:
        here = best[-1]
        if options:
            here = list(here)
            for option in options:
                total, before = best[option.first][option.row]
                _improve(here, option.row, total + option.score, _Node(option, before))
        best.append(here)
    chain: list[Option] = []
    node = best[-1][height][1]
    while node is not None:
        chain.append(node.option)
        node = node.before
    return chain[::-1]


def _improve(links: list[_Link], row: int, total: float, node: _Node) -> None:
    for after in range(row + 1, len(links)):
        if total <= links[after][0]:
            break
        links[after] = (total, node)
