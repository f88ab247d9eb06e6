"""Tables drawn with characters (``+---+``, ``├──┼──┤``) → tables on an exact grid.  Called by ``text``.

Terminal browsers, Pandoc and reStructuredText draw them so.  The rules show where cells begin and end, wide characters
count two columns, and a missing piece of a rule is a merged cell.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from indexer.blocks import Cell, Place, Table
from indexer.extract.limits import MAX_CELLS, MAX_ROWS, MAX_SPAN

_DOWN = frozenset("|│┃║+├┤┼┬┴┌┐└┘┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬┠┨┯┷┿┝┥┰┸╂╞╡╪╒╕╘╛╟╢╫╤╧")
_ACROSS = frozenset("-─━=═+├┤┼┬┴┌┐└┘┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬┠┨┯┷┿┝┥┰┸╂╞╡╪╒╕╘╛╟╢╫╤╧:")
_CORNERS = _DOWN & _ACROSS
_RULED = re.compile(r"^\s*(?:\+[-=:+]{2,}|[┌├┏┣╔╠┠╒╞╟][─━═┬┼┳╋╦╬┯┿┰╂╪╤╫]{2,})")
_BODY = re.compile(r"^\s*[|│┃║+├┠╟└┗╚╘]")
_WIDEST = 4_000
Line = tuple[int, str]


def drawn_end(lines: Sequence[str], start: int) -> int:
    """Return the line after a drawn table that begins at ``start`` (``start`` itself: none does)."""
    if len(lines[start]) > _WIDEST:
        return start
    if _RULED.match(lines[start]):
        end = start
        while end < len(lines) and (_BODY.match(lines[end]) or _RULED.match(lines[end])):
            if len(lines[end]) > _WIDEST:
                return start  # each line becomes as wide as the widest
            end += 1
        while end > start and not _closes(lines[end - 1]):
            end -= 1
        return end if end - start > 2 else start
    return start


def _closes(line: str) -> bool:
    return bool(re.match(r"^\s*[+└┗╚╘├┣╠]", line)) and len(set(line.strip()) - _ACROSS) == 0


def drawn_table(chunk: Sequence[Line], number: int) -> Table | None:
    """Return the table that these lines draw; None where the rules do not make one."""
    for wide in (1, 2):  # a terminal may give box characters the width of one letter or of a Chinese character
        canvas = [spread(text, wide) for _, text in chunk]
        width = max(map(len, canvas))
        canvas = [row + [" "] * (width - len(row)) for row in canvas]
        table = _table(canvas, [line for line, _ in chunk], number)
        if table is not None:
            return table
    return None


def spread(text: str, wide: int) -> list[str]:
    """Return one entry per column of the screen; the second column of a wide character is empty."""
    out: list[str] = []
    for ch in text.replace("\t", "        "):
        if unicodedata.combining(ch):
            continue
        drawn = ch in _DOWN or ch in _ACROSS
        out.append(ch)
        if (wide == 2 and drawn and ord(ch) > 0x7F) or (not drawn and unicodedata.east_asian_width(ch) in "WF"):
            out.append("")
    return out


def _table(canvas: list[list[str]], numbers: list[int], table: int) -> Table | None:
    rules = [y for y, row in enumerate(canvas) if _crosses(row)]
    xs = sorted({x for y in rules for x, ch in enumerate(canvas[y]) if ch in _CORNERS})
    if len(xs) < 3 or len(rules) < 2 or len(xs) > MAX_SPAN or len(rules) > MAX_ROWS:
        return None
    if (len(xs) - 1) * (len(rules) - 1) > MAX_CELLS:
        return None
    grid = _Grid(canvas, xs, rules)
    cells: list[Cell] = []
    for (top, left), (bottom, right) in grid.boxes():
        text, line = grid.text(top, left, bottom, right)
        place = Place(line=numbers[line], table=table, row=top, column=left)
        cells.append(Cell(text, top, left, bottom - top, right - left, place))
    if grid.torn or not cells:
        return None
    return Table(tuple(cells), Place(line=numbers[0], table=table))


def _crosses(row: Sequence[str]) -> bool:
    """Say whether a line holds a piece of a rule: two corners with nothing but rule between them."""
    corners = [x for x, ch in enumerate(row) if ch in _CORNERS]
    return any(b - a > 1 and all(ch in _ACROSS or ch == "" for ch in row[a : b + 1]) for a, b in pairwise(corners))


class _Grid:
    """The elementary boxes between all rules, joined where no rule divides them."""

    def __init__(self, canvas: list[list[str]], xs: list[int], ys: list[int]) -> None:
        self.canvas, self.xs, self.ys = canvas, xs, ys
        self.height, self.width = len(ys) - 1, len(xs) - 1
        self.torn = False

    def boxes(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Return (top, left), (bottom, right) of each cell; sets ``torn`` where cells are no rectangles."""
        taken = [[False] * self.width for _ in range(self.height)]
        out = []
        for top in range(self.height):
            for left in range(self.width):
                if taken[top][left]:
                    continue
                right = left + 1
                while right < self.width and not taken[top][right] and not self._walled(top, right):
                    right += 1
                bottom = top + 1
                while bottom < self.height and not any(self._floored(bottom, x) for x in range(left, right)):
                    bottom += 1
                for y in range(top, bottom):
                    for x in range(left, right):
                        self.torn = self.torn or taken[y][x]
                        taken[y][x] = True
                out.append(((top, left), (bottom, right)))
        return out

    def _walled(self, row: int, column: int) -> bool:
        """Say whether a rule runs down left of a column, all along a row."""
        lines = range(self.ys[row] + 1, self.ys[row + 1])
        return bool(lines) and all(self.canvas[y][self.xs[column]] in _DOWN for y in lines)

    def _floored(self, row: int, column: int) -> bool:
        """Say whether a rule runs across above a row, all along a column."""
        between = self.canvas[self.ys[row]][self.xs[column] + 1 : self.xs[column + 1]]
        return all(ch in _ACROSS or ch == "" for ch in between)

    def text(self, top: int, left: int, bottom: int, right: int) -> tuple[str, int]:
        """Return the lines printed in a box, and the ordinal of the first line that prints something."""
        parts: list[str] = []
        first = self.ys[top] + 1
        full = False
        for y in range(self.ys[top] + 1, self.ys[bottom]):
            printed = "".join(self.canvas[y][self.xs[left] + 1 : self.xs[right]])
            piece = printed.strip()
            if full and piece[:1].isdigit():
                parts[-1] += piece  # a number that was too long for the column
            elif piece:
                first = y if not parts else first
                parts.append(piece)
            full = bool(piece) and piece[-1].isdigit() and not printed[-1:].isspace()
        return "\n".join(parts), first
