"""Numbers of a row that are printed with blanks between their digits (``1 7 9``) become whole.  Called by
``indexer.read.tables`` before rows are matched with the form's.

The digits are put together where the row then adds up, in one way only: whichever neighbours are joined, and also if
empty cells had left no trace.  Where some do leave none, nothing is joined.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.read.lines import Field
from indexer.read.printed import printed
from indexer.read.printouts import Printout
from indexer.read.touching import adds_up
from indexer.read.whole import WIDTHS, is_whole

_MOST = 20  # values of a row that are tried
_MOST_WAYS = 3_000
_BLOCK = 5  # values of a block of table four


def unspaced(found: Sequence[Printout]) -> list[Printout]:
    """Return the rows, those with such numbers with one field for each: not where empty cells leave no trace."""
    whole = [_unspaced(printout) for printout in found]
    changed = [n for n, (old, new) in enumerate(zip(found, whole, strict=True)) if old is not new]
    if not changed or any(map(_leaves_out, whole[changed[0] : changed[-1] + 1])):
        return list(found)
    return whole


def _leaves_out(printout: Printout) -> bool:
    """Whether a row prints fewer values than it has columns, and they are all it has: they add up."""
    values = printout.fields[printout.labelled :] if printout.is_text else []
    numbers = [f.printed.number or 0 for f in values if f.printed.raw]
    return 1 < len(numbers) < WIDTHS[0] and sum(numbers[:-1]) == numbers[-1] > 0


def _unspaced(printout: Printout) -> Printout:
    values = printout.fields[printout.labelled :] if printout.is_text else []
    width = WIDTHS[0]
    if not (printout.labelled and width < len(values) <= _MOST) or not all(f.printed.plain for f in values):
        return printout
    texts = [f.printed.raw for f in values]
    if is_whole(texts) or (len(texts) % _BLOCK == 0 and adds_up([int(t) for t in texts])):
        return printout
    ways = _adding_up(texts)
    if len(ways) != 1 or len(ways[0]) == len(texts) or not is_whole(ways[0]):
        return printout
    return replace(printout, fields=[*printout.fields[: printout.labelled], *_fields(values, ways[0])])


def _adding_up(texts: Sequence[str]) -> list[list[str]]:
    """Return the rows that add up; none where there are too many to try."""
    found: list[list[str]] = []
    for tried, row in enumerate(_ways(texts, WIDTHS[0] + 1)):
        if tried == _MOST_WAYS:
            return []
        if is_whole(row, gaps=True):
            found.append(row)
    return found


def _ways(texts: Sequence[str], most: int) -> Iterator[list[str]]:
    """Yield the rows of up to so many numbers that joining neighbours gives; no number begins with a 0."""
    if not texts:
        yield []
        return
    if most == 0:
        return
    for count in range(1, 2 if texts[0].startswith("0") else len(texts) + 1):
        for rest in _ways(texts[count:], most - 1):
            yield ["".join(texts[:count]), *rest]


def _fields(values: Sequence[Field], texts: Sequence[str]) -> Iterator[Field]:
    left = list(values)
    for text in texts:
        parts: list[Field] = []
        while sum(len(f.printed.raw) for f in parts) < len(text):
            parts.append(left.pop(0))
        span = parts[-1].column + parts[-1].span - parts[0].column
        yield replace(parts[0], text=text, span=span, printed=printed(text)) if len(parts) > 1 else parts[0]
