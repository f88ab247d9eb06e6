"""Values that touch one another (``规章0126``): which of them are certain.  Called by ``indexer.read.running``.

Where nothing stands between two cells, digits alone do not tell how many numbers they are: a row is believed only if it
is all zeros, or has its number of values and they add up.  Any other row becomes one value, which only a row of one
column accepts.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import groupby

from indexer.check.identities import same
from indexer.forms import forms
from indexer.read.labels import bare
from indexer.read.lines import Line
from indexer.read.printed import printed
from indexer.report import Number

_BLOCK = 5  # values of a block of table four
_BLOCKS = (5, 10, 15)


def certain(cells: Sequence[Line], rows: Set[str]) -> list[Line]:
    """Return the lines with the values behind each label as far as they are certain; ``rows`` have a total."""
    out: list[Line] = []
    for is_value, run in groupby(cells, key=_is_value):
        stretch = list(run)
        if not is_value:
            out += stretch
            continue
        label = bare(out[-1].text) if out else ""
        out += stretch if _add_up(stretch, label in rows) else _joined(stretch)
    return out


def _is_value(line: Line) -> bool:
    return line.is_row and not line.exact and len(line.fields) == 1 and line.fields[0].printed.kind == "number"


def _add_up(stretch: Sequence[Line], has_total: bool) -> bool:
    numbers = [line.fields[0].printed.number or 0 for line in stretch]
    return not any(numbers) or ((len(numbers) == _width()) == has_total and adds_up(numbers))


def adds_up(numbers: Sequence[Number]) -> bool:
    """Whether a row of table three ends with the sum of the rest, or each block of one of table four does."""
    if len(numbers) == _width():
        return same(sum(numbers[:-1]), numbers[-1])
    blocks = [numbers[n : n + _BLOCK] for n in range(0, len(numbers), _BLOCK)]
    return len(numbers) in _BLOCKS and all(same(sum(block[:-1]), block[-1]) for block in blocks)


def _width() -> int:
    return next(len(t.columns) for form in forms().values() for t in form.tables if t.layout == "matrix")


def _joined(stretch: Sequence[Line]) -> Iterator[Line]:
    text = " ".join(line.text for line in stretch)
    field = replace(stretch[0].fields[0], text=text, printed=printed(text))
    yield replace(stretch[0], text=text, fields=[field])
