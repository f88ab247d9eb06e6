"""A paper laid out on pages: lines of text and ruling lines at their places, tables broken over pages.

``demo.typeset.pdf`` and ``demo.typeset.ofd`` write the pages, ``demo.hard.scans`` draws them.
"""

from dataclasses import dataclass, field

from demo.model import MARK
from demo.paper import Box, Grid, Paper, Text

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 56.0
"""Of a page, in points."""


@dataclass(frozen=True, slots=True)
class Print:
    """A line of text: x of its left end and y of its baseline in points from the page's upper left corner."""

    text: str
    x: float
    baseline: float
    size: float


@dataclass(slots=True)
class Page:
    """What is printed on a page; a rule is (x0, y0, x1, y1) in points from the upper left corner."""

    prints: list[Print] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class _Press:
    """Pages in the making; ``top`` is how far down the page is used, in points."""

    pages: list[Page] = field(default_factory=lambda: [Page()])
    top: float = MARGIN

    def room(self, height: float) -> None:
        """Begin a new page where ``height`` points do not fit any more."""
        if self.top + height > HEIGHT - MARGIN:
            self.pages.append(Page())
            self.top = MARGIN

    def text(self, text: str, x: float, y: float, size: float) -> None:
        """Print one line with its baseline ``y`` points from the top."""
        self.pages[-1].prints.append(Print(text, x, y, size))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a ruling line."""
        self.pages[-1].rules.append((x0, y0, x1, y1))


def width(text: str, size: float) -> float:
    """Return how wide a text is: a Latin character takes half of a Chinese one."""
    return size * sum(0.5 if ord(c) < 0x2E80 and c.isascii() else 1.0 for c in text)


def wrap(text: str, size: float, room: float) -> list[str]:
    """Cut a text into lines that fit into ``room`` points; numbers stay whole."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for piece in _pieces(part):
            if line and width(line + piece, size) > room:
                lines.append(line)
                line = ""
            line += piece
        lines.append(line)
    return lines


def _pieces(text: str) -> list[str]:
    out: list[str] = []
    for character in text:
        if out and character.isascii() and character.isalnum() and out[-1][-1].isascii() and out[-1][-1].isalnum():
            out[-1] += character
        else:
            out.append(character)
    return out


def lay_out(paper: Paper) -> list[Page]:
    """Return the pages."""
    press = _Press()
    for line in wrap(paper.title, 18, WIDTH - 2 * MARGIN):
        press.text(line, (WIDTH - width(line, 18)) / 2, press.top + 20, 18)
        press.top += 28
    for item in paper.items:
        if isinstance(item, Grid):
            _grid(press, item)
        else:
            _paragraph(press, item)
    for number, page in enumerate(press.pages, 1):
        for text, y, size in ((MARK, HEIGHT - 36, 8.0), (f"— {number} —", HEIGHT - 22, 9.0)):
            page.prints.append(Print(text, (WIDTH - width(text, size)) / 2, y, size))
    return press.pages


def _paragraph(press: _Press, text: Text) -> None:
    size, indent = (13, 0) if text.style in ("heading", "subheading") else (11, 22)
    room = WIDTH - 2 * MARGIN
    lines = wrap("\u3000\u3000" + text.text if indent and text.style == "body" else text.text, size, room)
    for line in lines:
        press.room(size * 1.7)
        x = WIDTH - MARGIN - width(line, size) if text.style == "sign" else MARGIN
        press.text(line, x, press.top + size * 1.3, size)
        press.top += size * 1.7
    press.top += 3


def _grid(press: _Press, grid: Grid) -> None:
    size, pad = (8.5 if grid.width < 12 else 7.0), 2.0
    edges = _edges(grid, size)
    heights = _heights(grid, edges, size, pad)
    press.top += 4
    start = 0
    while start < grid.height:
        stop, used = start, 0.0
        press.room(heights[start] + 4)
        while stop < grid.height and press.top + used + heights[stop] <= HEIGHT - MARGIN:
            used += heights[stop]
            stop += 1
        stop = max(stop, start + 1)
        _slice(press, grid, (start, stop), edges, heights, size, pad)
        press.top += sum(heights[start:stop])
        start = stop
        if start < grid.height:
            press.top = HEIGHT
    press.top += 8


def _edges(grid: Grid, size: float) -> list[float]:
    """Return the x of each ruling line: label columns wide where values follow them, else all alike."""
    values = {box.column for box in grid.boxes if box.path is not None}
    labels = min(values, default=0)
    room = WIDTH - 2 * MARGIN
    share = 0.46 if labels > 1 else 0.3
    left = [room * share / labels] * labels if labels else []
    rest = grid.width - labels
    right = [room * (1 - share if labels else 1) / rest] * rest
    edges = [MARGIN]
    for step in left + right:
        edges.append(edges[-1] + step)
    return edges


def _heights(grid: Grid, edges: list[float], size: float, pad: float) -> list[float]:
    heights = [size * 1.3 + 2 * pad] * grid.height
    for box in sorted(grid.boxes, key=lambda b: b.rowspan):
        room = edges[box.column + box.colspan] - edges[box.column] - 2 * pad
        need = len(wrap(box.text, size, room)) * size * 1.3 + 2 * pad
        short = need - sum(heights[box.row : box.row + box.rowspan])
        if short > 0:
            heights[box.row + box.rowspan - 1] += short
    return heights


def _slice(
    press: _Press,
    grid: Grid,
    rows: tuple[int, int],
    edges: list[float],
    heights: list[float],
    size: float,
    pad: float,
) -> None:
    """Print the rows from ``rows[0]`` up to ``rows[1]``; a box cut by the page goes on empty."""
    tops = {rows[0]: press.top}
    for row in range(*rows):
        tops[row + 1] = tops[row] + heights[row]
    for box in grid.boxes:
        first, last = max(box.row, rows[0]), min(box.row + box.rowspan, rows[1])
        if first >= last:
            continue
        x0, x1, y0, y1 = edges[box.column], edges[box.column + box.colspan], tops[first], tops[last]
        for line in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            press.line(*line)
        if box.row >= rows[0]:
            _print(press, box, (x0, x1, y0, y1), size, pad)


def _print(press: _Press, box: Box, frame: tuple[float, float, float, float], size: float, pad: float) -> None:
    x0, x1, y0, y1 = frame
    lines = wrap(box.text, size, x1 - x0 - 2 * pad)
    y = y0 + max(pad, (y1 - y0 - len(lines) * size * 1.3) / 2)
    for line in lines:
        if line:
            x = x0 + pad if box.path is None and box.column < 2 else (x0 + x1 - width(line, size)) / 2
            press.text(line, x, y + size, size)
        y += size * 1.3
