"""Several reports in one original (two years on one page, all bodies of a county in one file) → one after the other.

Called by ``indexer.reading``.  A second report begins with a title of its own above a first section of its own, behind
the last sections of the one before; anything less is left together.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from indexer.blocks import Block, Blocks, Paragraph, Table
from indexer.forms import forms
from indexer.read.labels import bare, numbered
from indexer.read.plain import plain
from indexer.read.title import parse_title

_LONGEST = 40
_ABOVE = 14  # blocks above the first section in which its title stands
_TEXT = 300  # characters that tell a report from a table of contents
_LAST = 5  # the section that a report before must have come to
_NUMBERS = "一二三四五六"


def apart(blocks: Blocks) -> list[Blocks]:
    """Return the reports of an original, each as blocks of its own; one that holds none or one comes back as it is."""
    found = [(n, number) for n, item in enumerate(blocks.items) if (number := _section(item))]
    every = [n for n, number in found if number == 1]
    ends = [*every[1:], len(blocks.items)]
    starts = [start for start, end in zip(every, ends, strict=False) if _is_report(blocks.items, found, start, end)]
    cuts = [0]
    for before, start in pairwise(starts):
        title = _title_above(blocks.items, start, before + 1)
        if title is not None and _is_report(blocks.items, found, before, title):
            cuts.append(title)
    if len(cuts) == 1:
        return [blocks]
    pieces = [blocks.items[first:end] for first, end in pairwise([*cuts, len(blocks.items)])]
    meta = {key: value for key, value in blocks.meta.items() if "title" not in key}
    return [replace(blocks, items=piece, meta=blocks.meta if not n else meta) for n, piece in enumerate(pieces)]


@cache
def _titles() -> dict[str, int]:
    return {bare(w): s.number for form in forms().values() for s in form.sections for w in (s.title, *s.variants)}


def _section(item: Block) -> int | None:
    """Return the number of the statutory section that a paragraph is the heading of, numbered as such."""
    if isinstance(item, Table) or len(item.text) > _LONGEST:
        return None
    number = _titles().get(bare(item.text))
    return number if number and numbered(item.text)[:1] in {_NUMBERS[number - 1], str(number)} else None


def _title_above(items: Sequence[Block], start: int, first: int) -> int | None:
    """Return where the title of a section's report begins: the first of its lines, the nearest above."""
    found: int | None = None
    for n in range(start - 1, max(first, start - _ABOVE) - 1, -1):
        item = items[n]
        if isinstance(item, Table):
            break
        title = parse_title(item.text) if len(item.text) < 2 * _LONGEST else None
        if title and title.years and not plain(item.text).endswith(("。", "；")):
            found = n
        elif found is not None and item.text.strip():
            break
    return found


def _is_report(items: Sequence[Block], found: Sequence[tuple[int, int]], first: int, end: int) -> bool:
    """Whether a whole report lies between: it comes to its last sections and has more than headings."""
    numbers = [number for _, number in found[bisect_left(found, (first,)) : bisect_left(found, (end,))]]
    text = sum(len(item.text) for item in items[first:end] if isinstance(item, Paragraph))
    tables = any(isinstance(item, Table) for item in items[first:end])
    return max(numbers, default=0) >= _LAST and (tables or text > _TEXT)
