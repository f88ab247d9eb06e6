"""Pages as what is drawn on them: glyphs and ruling lines.  What PDF and OFD give, and what the page modules take.

All coordinates are points from the upper left corner of the page as it is shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

Glyph = tuple[float, float, float, float, str, float]
"""(x0, top, x1, bottom, character, font size); white space is a glyph of its own."""
Box = tuple[float, float, float, float]
"""(x0, top, x1, bottom)."""
Rule = tuple[float, float, float]
"""A ruling line: (place across, from, to): a horizontal one is (y, x0, x1), a vertical one (x, top, bottom)."""

PAGE_NUMBER = re.compile(
    r"[\-—–－_·•\s~]*(?:第\s*)?(?:\d{1,3}|[ivxIVX]{1,5})\s*(?:页)?(?:\s*[/共,，]\s*(?:共)?\s*\d{1,3}\s*页?)?[\-—–－_·•\s~]*"
)
"""A line that holds nothing but the number of a page."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled box; ``shade`` is 0 for black and 1 for white."""

    x0: float
    top: float
    x1: float
    bottom: float
    shade: float


@dataclass(slots=True)
class Sheet:
    """One page: number from 1, size, and what is drawn.

    ``turns`` says by how many quarter turns (clockwise) the page as it is shown is turned against what stands here,
    so that a table printed sideways is read upright.  ``overprinted`` says that text lies on other text all over it.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    turns: int = 0
    overprinted: bool = False

    def shown(self, box: Box) -> Box:
        """Return a box of this sheet as it lies on the page that is shown."""
        return _clockwise(box, self.width, self.height, self.turns)


def turned(sheet: Sheet, turns: int) -> Sheet:
    """Return a sheet whose text is written ``turns`` quarter turns clockwise, turned back."""
    if not turns:
        return sheet
    back = 4 - turns
    width, height = (sheet.width, sheet.height) if turns == 2 else (sheet.height, sheet.width)
    out = Sheet(sheet.number, width, height, turns=turns, overprinted=sheet.overprinted)

    def move(box: Box) -> Box:
        return _clockwise(box, sheet.width, sheet.height, back)

    for x0, top, x1, bottom, char, size in sheet.glyphs:
        out.glyphs.append((*move((x0, top, x1, bottom)), char, size))
    out.fills = [Fill(*move((f.x0, f.top, f.x1, f.bottom)), f.shade) for f in sheet.fills]
    boxes = [(a, y, b, y) for y, a, b in sheet.horizontal] + [(x, a, x, b) for x, a, b in sheet.vertical]
    for x0, top, x1, bottom in map(move, boxes):
        if top == bottom:
            out.horizontal.append((top, x0, x1))
        else:
            out.vertical.append((x0, top, bottom))
    return out


def _clockwise(box: Box, width: float, height: float, turns: int) -> Box:
    """Return where a box of a page of this size lies when the page is turned by quarter turns."""
    for _ in range(turns):
        x0, top, x1, bottom = box
        box = (height - bottom, x0, height - top, x1)
        width, height = height, width
    return box


@dataclass(slots=True)
class TextLine:
    """A printed line: glyphs that stand beside each other."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    page: int = 0

    @property
    def middle(self) -> float:
        """Height of the middle of the line."""
        return (self.top + self.bottom) / 2

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box, rounded for people."""
        return (round(self.x0, 1), round(self.top, 1), round(self.x1, 1), round(self.bottom, 1))


def text_lines(glyphs: Iterable[Glyph], page: int = 0) -> list[TextLine]:
    """Group glyphs into lines from top to bottom, each read from left to right."""
    return [line_of(row, page) for row in glyph_rows(glyphs)]


def glyph_rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs by the printed line they stand in, from top to bottom."""
    rows: list[list[Glyph]] = []
    top = bottom = 0.0  # of the last row
    for glyph in sorted([g for g in glyphs if not g[4].isspace()], key=lambda g: (g[1] + g[3], g[0])):
        upper, lower = glyph[1], glyph[3]
        middle, high, tall = (upper + lower) / 2, lower - upper, bottom - top
        less = high if high < tall else tall
        reach = less * 0.5 if less > 1.0 else 0.5
        if rows and (-reach <= middle - (top + bottom) / 2 <= reach or (top < middle < bottom and high < tall)):
            row = rows[-1]
            row.append(glyph)
            if high > tall * 0.7:
                n = len(row) if len(row) < 8 else 8
                top, bottom = top + (upper - top) / n, bottom + (lower - bottom) / n
            continue
        rows.append([glyph])
        top, bottom = upper, lower
    return rows


def line_of(row: list[Glyph], page: int) -> TextLine:
    """Return glyphs that stand beside each other as one line."""
    row.sort(key=itemgetter(0))
    lefts, tops, rights, bottoms, _, sizes = zip(*row, strict=True)
    size = sorted(sizes)[len(sizes) // 2] or 10.0
    parts: list[str] = []
    narrow, wide, word = 0.28 * size, 1.6 * size, 0.2 * size
    last, left, above, right = "", 0.0, 0.0, 0.0  # the character before, and where it stands
    for x0, top, x1, _, char, _ in row:
        if last:
            if last == char and abs(left - x0) < 0.15 * size and abs(above - top) < 0.3 * size:
                continue  # drawn twice to look bold
            gap = x0 - right
            if gap > wide:
                parts.append("　" if gap < 3 * size else "\t")
            elif gap > 0.7 * size or (
                gap > word and (pair := last + char).isascii() and (gap > narrow or pair.isalpha())
            ):
                parts.append(" ")
        parts.append(char)
        last, left, above, right = char, x0, top, x1
    return TextLine(
        "".join(parts), min(lefts), min(tops), max(rights), max(bottoms), size, page,
    )  # fmt: skip
