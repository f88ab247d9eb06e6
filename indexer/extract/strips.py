"""Pages laid below one another: a table without lines is whole where a page's end cuts it.  Called by ``pages``.

What a page prints again and again (running heads, page numbers, the headings of a table that goes on) is taken out, and
the first line of a page stands just under the last of the page before: a label in two halves is one again.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexer.extract.glyphs import PAGE_NUMBER, Glyph, Rule, Sheet, TextLine, glyph_rows, line_of
from indexer.extract.known_labels import GROUP, HEAD, kinds_of, letters_of
from indexer.extract.ruling import Grid

_PITCH = 0.5
"""Sizes between the last line of a page and the first of the next: as between two lines of a label."""
_TOP, _BOTTOM, _OUTMOST = 0.16, 0.84, 0.06
"""Of a page's height: where running heads and page numbers stand, and where what stands alone is one."""
_APART = 0.8
"""Sizes between a running head or page number and the text."""
_EDGE_LINES = 3
_WORDS_APART = 0.9
"""Sizes between two fields of a line."""
_SAME = 1.5
"""Points within which a line is printed at the same place again."""
_MOST_GLYPHS = 12_000
"""Characters of a strip; a page of a table has a thousand."""
_MOST_HEADS = 12
"""Lines that a table's headings may take."""

GlyphRow = list[Glyph]


@dataclass(slots=True)
class Outside:
    """What stands on a page outside of its ruled tables: printed lines, and horizontal lines (``levels``).

    ``first`` and ``last`` say whether the page begins and ends with that and not with a ruled table.
    """

    sheet: Sheet
    rows: list[GlyphRow]
    levels: list[Rule]
    first: bool = True
    last: bool = True


@dataclass(slots=True)
class Strip:
    """Several pages as one: printed lines and levels from top to bottom.

    ``starts`` are the heights at which its pages begin, ``shifts`` what they were moved down by, ``numbers`` theirs.
    """

    rows: list[GlyphRow] = field(default_factory=list)
    levels: list[Rule] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    shifts: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    size: int = 0

    def page_of(self, y: float) -> int:
        """Return which of its pages a height lies on, from 0."""
        return max(bisect_right(self.starts, y) - 1, 0)

    def on_pages(self, grid: Grid) -> Grid:
        """Return a table with its places on the pages that it stands on."""
        first, last = self.page_of(grid.ys[0] + 0.1), self.page_of(grid.ys[-1] - 0.1)
        for cell in grid.cells:
            page = self.page_of((cell.top + min(cell.bottom, cell.top + 1)) / 2)
            end = self.starts[page + 1] if page + 1 < len(self.starts) else cell.bottom
            cell.page = self.numbers[page]
            cell.bottom = max(min(cell.bottom, end), cell.top) - self.shifts[page]
            cell.top -= self.shifts[page]
        grid.page, grid.last_page = self.numbers[first], self.numbers[last]
        grid.ys = [grid.ys[0] - self.shifts[first], *grid.ys[1:-1], grid.ys[-1] - self.shifts[last]]
        return grid

    def by_page(self, glyphs: Sequence[Glyph]) -> Iterator[tuple[int, Glyph]]:
        """Yield glyphs at their places, each with the number of its page."""
        for g in glyphs:
            page = self.page_of((g[1] + g[3]) / 2)
            down = self.shifts[page]
            yield self.numbers[page], (g[0], g[1] - down, g[2], g[3] - down, g[4], g[5])

    def add(self, page: Outside, rows: list[GlyphRow]) -> None:
        """Lay a page with these lines below the others."""
        top, bottom = min(g[1] for g in rows[0]), max(g[3] for row in rows for g in row)
        end = max((g[3] for g in self.rows[-1]), default=0.0) if self.rows else 0.0
        start = end + _PITCH * rows[0][0][5] if self.rows else top
        shift = start - top
        self.rows += [[(a, b + shift, c, d + shift, e, f) for a, b, c, d, e, f in row] for row in rows]
        # Where a page ends, lines are drawn around the halves of what it cuts.
        self.levels += [(y + shift, a, b) for y, a, b in page.levels if top < y < bottom]
        self.starts.append((end + start) / 2 if self.starts else start - 1.0)
        self.shifts.append(shift)
        self.numbers.append(page.sheet.number)
        self.size += sum(map(len, rows))


def strips(pages: Sequence[Outside]) -> Iterator[tuple[Strip, list[tuple[int, Glyph]]]]:
    """Yield the pages in strips, each with what was taken out and is still text: (number of the page, glyph)."""
    often = _often(pages)
    strip, aside, heads = Strip(), [], []  # type: tuple[Strip, list[tuple[int, Glyph]], list[_Heads]]
    before: Outside | None = None
    for page in pages:
        inner, edge = _divided(page, often)
        if before is not None and not _goes_on(before, page, strip, inner):
            yield strip, aside
            strip, aside, heads = Strip(), [], []
        before = page if inner else None
        aside += [(page.sheet.number, glyph) for row in edge for glyph in row]
        lines = [_Line(row) for row in inner[:_MOST_HEADS]] if strip.rows else []
        again = max((found.again(lines) for found in heads), default=0)
        heads += _heads(inner)
        if inner[again:]:
            strip.add(page, inner[again:])
    if strip.rows or aside:
        yield strip, aside


def _goes_on(before: Outside, page: Outside, strip: Strip, inner: Sequence[GlyphRow]) -> bool:
    """Say whether what ends a page may go on with the next."""
    if not inner or not before.last or not page.first:
        return False
    alike = before.sheet.turns == page.sheet.turns and abs(before.sheet.width - page.sheet.width) < 1
    return alike and strip.size + sum(map(len, inner)) <= _MOST_GLYPHS


class _Line:
    """A printed line as its fields, told by what it says and where it stands."""

    def __init__(self, row: GlyphRow) -> None:
        row = sorted(row, key=lambda g: g[0])
        fields: list[str] = [""]
        for n, glyph in enumerate(row):
            if n and glyph[0] - row[n - 1][2] > _WORDS_APART * glyph[5]:
                fields.append("")
            fields[-1] += glyph[4]
        self.fields = [letters_of(text) for text in fields]
        self.ends = (row[0][0], row[-1][2])
        self.kinds = [kinds_of(text) for text in self.fields]

    @property
    def prints(self) -> bool:
        """Whether a number stands on it."""
        return any(text.isdigit() for text in self.fields)

    def same(self, other: "_Line") -> bool:
        """Say whether both print the same at the same place."""
        near = (abs(a - b) < _SAME for a, b in zip(self.ends, other.ends, strict=True))
        return self.fields == other.fields and all(near)


@dataclass(slots=True)
class _Heads:
    """The lines of a table's headings: without numbers, some with headings of columns."""

    lines: list[_Line]

    def again(self, lines: Sequence[_Line]) -> int:
        """Return how many of the first lines of a page print all these headings once more; 0 if they do not."""
        last = max(n for n, line in enumerate(self.lines) if any(k & HEAD for k in line.kinds))
        for start in range(len(self.lines)):
            count = 0
            while count < min(len(lines), len(self.lines) - start) and lines[count].same(self.lines[start + count]):
                count += 1
            if start + count > last:
                return count
            line = self.lines[start]
            if len(line.fields) > 1 or line.kinds[0] & (HEAD | GROUP):
                break  # only what stands above the headings is not printed again
        return 0


def _heads(rows: Sequence[GlyphRow]) -> list[_Heads]:
    """Return the headings on a page."""
    out: list[_Heads] = []
    lines: list[_Line] = []
    for line in [*map(_Line, rows), None]:
        if line is None or line.prints:
            if any(kind & HEAD for other in lines for kind in other.kinds):
                out.append(_Heads(lines))
            lines = []
        else:
            lines = [*lines[-_MOST_HEADS:], line]
    return out


def _divided(page: Outside, often: set[tuple[str, int]]) -> tuple[list[GlyphRow], list[GlyphRow]]:
    """Return the lines of a page, and its running heads and page numbers."""
    rows = list(page.rows)
    top = _furniture(rows, page.sheet.height, often)
    bottom = _furniture(rows[:top:-1], page.sheet.height, often)
    end = len(rows) - bottom
    return rows[top:end], rows[:top] + rows[end:]


def _furniture(rows: Sequence[GlyphRow], height: float, often: set[tuple[str, int]]) -> int:
    """Return how many lines, from the edge of a page on, are running heads and page numbers that stand apart."""
    lines = [line_of(list(row), 0) for row in rows[: _EDGE_LINES + 1]]
    count = 0
    for n, line in enumerate(lines[:_EDGE_LINES], 1):
        if not _is_at_edge(line, height) or not _is_furniture(line, rows[n - 1], height, often):
            break
        gap = min((max(g[1] - line.bottom, line.top - g[3]) for g in rows[n]), default=1e9) if n < len(rows) else 1e9
        if gap > _APART * line.size:
            count = n
    return count


def _is_furniture(line: TextLine, row: GlyphRow, height: float, often: set[tuple[str, int]]) -> bool:
    """Say whether a line at the edge of a page is a running head or page number by what it says or where it stands."""
    fields = _Line(row)
    if any(fields.kinds):
        return False
    text = line.text.strip()
    number = PAGE_NUMBER.fullmatch(text) and not text.isdigit()  # bare digits may be the rest of a broken number
    outmost = not _OUTMOST * height < line.middle < (1 - _OUTMOST) * height
    return bool(number) or _mark(line) in often or (outmost and len(fields.fields) == 1)


def _is_at_edge(line: TextLine, height: float) -> bool:
    return line.bottom < _TOP * height or line.top > _BOTTOM * height


def _often(pages: Sequence[Outside]) -> set[tuple[str, int]]:
    """Return what stands at the same height at the edges of several pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        lines = [line_of(list(row), 0) for row in (page.rows[:_EDGE_LINES] + page.rows[-_EDGE_LINES:])]
        seen.update({_mark(line) for line in lines if _is_at_edge(line, page.sheet.height)})
    return {mark for mark, times in seen.items() if times > 1}


def _mark(line: TextLine) -> tuple[str, int]:
    return re.sub(r"\d+", "0", letters_of(line.text)), round(line.middle / 6)


def outside(sheet: Sheet, glyphs: Sequence[Glyph], tables: Sequence[Grid], levels: list[Rule]) -> Outside:
    """Return what stands outside of the ruled tables of a page."""
    rows = glyph_rows(glyphs)
    first = not rows or all(grid.top > rows[0][0][1] for grid in tables)
    last = not rows or all(grid.bottom < rows[-1][0][3] for grid in tables)
    return Outside(sheet, rows, levels, first, last)
