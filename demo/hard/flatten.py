"""A paper as other tools flatten it: tabs, pipes, aligned columns, one cell a line.  Called by ``demo.hard.cases``."""

import csv
import io
import unicodedata
from collections.abc import Callable

from demo.hard.case import Draft
from demo.paper import Box, Grid, Text
from demo.typeset.press import width

Row = list[Box]
_NARROW = 2  # characters of a number that fit a narrow column


def tabs(draft: Draft) -> str:
    """Cells divided by tabs; a merged cell stands once, or leaves empty cells behind it."""
    padded = draft.throw.chance(0.5)
    return _text(draft, lambda grid: ["\t".join(_padded(grid, row) if padded else _once(row)) for row in grid.rows()])


def pipes(draft: Draft) -> str:
    """Markdown: pipes, a line of dashes below the first row, as many cells as columns."""

    def table(grid: Grid) -> list[str]:
        rows = [f"| {' | '.join(_padded(grid, row))} |" for row in grid.rows()]
        return [rows[0], "|" + " --- |" * grid.width, *rows[1:]]

    return _text(draft, table)


def aligned(draft: Draft) -> str:
    """Columns aligned with blanks, as a terminal browser prints a table."""

    def table(grid: Grid) -> list[str]:
        rows = [_padded(grid, row) for row in grid.rows()]
        widths = [max(2 * width(row[n], 1) for row in rows) for n in range(grid.width)]
        return ["  ".join(_fill(text, widths[n]) for n, text in enumerate(row)).rstrip() for row in rows]

    _open_rows_with_blanks(draft)
    return _text(draft, table)


def blanks(draft: Draft) -> str:
    """Cells divided by single blanks; empty cells vanish."""
    _open_rows_with_blanks(draft)
    return _text(draft, lambda grid: [" ".join(filter(None, _once(row))) for row in grid.rows()])


def one_a_line(draft: Draft) -> str:
    """Every cell on a line of its own, with empty lines for empty cells or without."""
    kept = draft.throw.chance(0.5)
    if not kept:
        _open_rows_with_blanks(draft)

    def table(grid: Grid) -> list[str]:
        return [text for row in grid.rows() for text in _once(row) if text or kept]

    return _text(draft, table)


def paragraphs(draft: Draft) -> str:
    """Every cell a paragraph with an empty line behind it, rows divided by two; empty cells vanish."""
    _open_rows_with_blanks(draft)

    def table(grid: Grid) -> list[str]:
        lines: list[str] = []
        for row in grid.rows():
            for text in filter(None, _once(row)):
                lines += [text, ""]
            lines.append("")
        return lines

    return _text(draft, table)


def narrow(draft: Draft) -> str:
    """Columns as narrow as `pdftotext -layout` leaves them: what is longer than two characters goes on below."""

    def table(grid: Grid) -> list[str]:
        if not grid.key.startswith("requests"):
            return ["\t".join(_once(row)) for row in grid.rows()]
        lines: list[str] = []
        for row in grid.rows():
            broken = [box for box in row if box.path]
            draft.open_cells |= {box.path for box in broken if box.path and any(len(b.text) > _NARROW for b in broken)}
            label = "  ".join(box.text for box in row if not box.path)
            for first in range(0, max([len(box.text) for box in broken] or [1]), _NARROW):
                pieces = [box.text[first : first + _NARROW] for box in broken]
                front = label if not first else " " * len(label)
                lines.append((front + "    " + "".join(f"{piece:<6}" for piece in pieces)).rstrip())
        return lines

    _open_rows_with_blanks(draft)
    return _text(draft, table)


def commas(draft: Draft) -> str:
    """A sheet saved as CSV: every line has as many cells as the widest table."""
    size = max((grid.width for grid in draft.grids()), default=3)
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow([draft.paper.title])
    for item in draft.paper.items:
        if isinstance(item, Text):
            rows.writerow([item.text, *[""] * (size - 1)])
        else:
            rows.writerows([*_padded(item, row), *[""] * (size - item.width)] for row in item.rows())
    draft.judged = False
    return file.getvalue()


def drawn(draft: Draft) -> str:
    """Tables drawn with characters, every cell in its box."""

    def table(grid: Grid) -> list[str]:
        rows = [_padded(grid, row) for row in grid.rows()]
        widths = [max(_screen(row[n]) for row in rows) for n in range(grid.width)]
        rule = "+" + "+".join("-" * (size + 2) for size in widths) + "+"
        lines = [rule]
        for row in rows:
            cells = [text + " " * (size - _screen(text)) for text, size in zip(row, widths, strict=True)]
            lines += ["| " + " | ".join(cells) + " |", rule]
        return lines

    return _text(draft, table)


def one_line(draft: Draft) -> str:
    """The whole page in one line, cells and paragraphs divided by single blanks; empty cells vanish."""
    _open_rows_with_blanks(draft)
    text = _text(draft, lambda grid: [" ".join(filter(None, _once(row))) for row in grid.rows()])
    draft.judged = False
    return " ".join(text.split("\n")).replace("  ", " ")


def _open_rows_with_blanks(draft: Draft) -> None:
    """Where an empty cell leaves no trace, its row's numbers have no certain column."""
    for grid in draft.grids():
        for row in grid.rows():
            values = [box for box in row if box.path]
            if any(not box.text.strip() for box in values):
                draft.open_cells |= {box.path for box in values if box.path}


def _once(row: Row) -> list[str]:
    return [box.text for box in row]


def _padded(grid: Grid, row: Row) -> list[str]:
    texts = [""] * grid.width
    for box in row:
        texts[box.column] = box.text
    return texts


def _screen(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _fill(text: str, size: float) -> str:
    return text + " " * round(size - 2 * width(text, 1))


def _text(draft: Draft, table: Callable[[Grid], list[str]]) -> str:
    marks = draft.throw.one(("", "", "## "))
    lines = [draft.paper.title, ""]
    for item in draft.paper.items:
        if isinstance(item, Text):
            lines += [(marks if item.style == "heading" else "") + item.text, ""]
        else:
            lines += [*table(item), ""]
    return "\n".join(lines) + "\n"


STYLES: tuple[Callable[[Draft], str], ...] = (
    tabs,
    pipes,
    aligned,
    blanks,
    one_a_line,
    paragraphs,
    narrow,
    commas,
    drawn,
    one_line,
)
GRIDS = frozenset({commas, drawn})
"""Styles in which the column of every value is certain: one that has moved is printed where it stands."""
COLUMNS = frozenset({tabs, pipes, commas, drawn})
"""Styles that keep indicators apart which stand side by side."""
