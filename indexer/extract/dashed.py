"""Tables whose columns are shown by a line of dashes (``-----  ---``, ``====  ===``).  Called by ``text``.

Pandoc and reStructuredText print tables without merged cells so.  Every cell stands below its run of dashes.
"""

import re
from collections.abc import Sequence

from indexer.blocks import Cell, Place, Table
from indexer.extract.drawn import Line, spread

_DASHES = re.compile(r"^\s*(?:-{2,}|={2,})(?: +(?:-{2,}|={2,}))+\s*$")
_FULL = re.compile(r"^\s*-{6,}\s*$")
_MOST_HEAD = 12  # lines of a head


def dashed_end(lines: Sequence[str], start: int) -> int:
    """Return the line after a table that begins at ``start`` with a line of dashes (``start`` itself: none does)."""
    if _is_head(lines, start):
        return next((n for n in range(start + 2, len(lines)) if not lines[n].strip()), len(lines))
    rule = _rule(lines, start)
    if rule is None:
        return start
    end = rule + 1
    closed = _FULL if _FULL.match(lines[start]) else _DASHES
    while end < len(lines):
        if closed.match(lines[end]) and (closed is _FULL or end > rule + 1):
            after = lines[end + 1] if end + 1 < len(lines) else ""
            if closed is _FULL or not after.strip():
                return end + 1
        elif _is_outside(lines[end], lines[rule]):
            break
        end += 1
    return start


def _is_head(lines: Sequence[str], start: int) -> bool:
    """Say whether a line stands above dashes: then the table goes on to the next empty line."""
    below = lines[start + 1] if start + 1 < len(lines) else ""
    return bool(lines[start].strip() and _DASHES.match(below) and not _DASHES.match(lines[start]))


def _rule(lines: Sequence[str], start: int) -> int | None:
    """Return the line whose dashes show the columns: the first, or below the head of a table with a full rule."""
    if _DASHES.match(lines[start]):
        return start
    if not _FULL.match(lines[start]):
        return None
    near = range(start + 1, min(start + _MOST_HEAD, len(lines)))
    return next((n for n in near if _DASHES.match(lines[n])), None)


def _is_outside(line: str, rule: str) -> bool:
    return bool(line.strip()) and len(line) - len(line.lstrip()) < len(rule) - len(rule.lstrip())


def dashed_table(chunk: Sequence[Line], number: int) -> Table | None:
    """Return the table; None where a cell does not stay below its dashes."""
    rule = next(text for _, text in chunk if _DASHES.match(text))
    starts = [m.start() for m in re.finditer(r"[-=]+", rule)]
    body = [line for line in chunk if not _DASHES.match(line[1]) and not _FULL.match(line[1])]
    while body and not body[-1][1].strip():
        body.pop()
    several = any(not text for _, text in body)  # then an empty line divides the rows; one of spaces is an empty row
    rows: list[list[Line]] = []
    fresh = True
    for line, text in body:
        if not text.strip():
            fresh = True
            continue
        pieces = _cut(text, starts)
        if pieces is None:
            return None
        if fresh or not several:
            rows.append([(line, piece) for piece in pieces])
        else:
            rows[-1] = [(n, f"{old}\n{new}".strip("\n")) for (n, old), new in zip(rows[-1], pieces, strict=True)]
        fresh = False
    cells = [
        Cell(text, r, c, place=Place(line=line, table=number, row=r, column=c))
        for r, row in enumerate(rows)
        for c, (line, text) in enumerate(row)
    ]
    return Table(tuple(cells), Place(line=chunk[0][0], table=number)) if cells else None


def _cut(text: str, starts: Sequence[int]) -> list[str] | None:
    screen = spread(text, 1)
    for at in starts:
        if 0 < at < len(screen) and (screen[at] == "" or (screen[at] != " " and screen[at - 1] != " ")):
            return None
    ends = [*starts[1:], len(screen)]
    if "".join(screen[: starts[0]]).strip():
        return None
    return ["".join(screen[a:b]).strip() for a, b in zip(starts, ends, strict=True)]
