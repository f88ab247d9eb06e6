"""The fields of a scanned table → their text.  Called by ``scan``.

Every line of a field is recognised by itself.  Where a number may stand it is looked at again, cleaned of specks and
enlarged, and in black and white; what those readings say must agree and be as wide as its ink.  Otherwise the field's
text is the doubt itself (``blocks.doubtful``), so that no number is stated that the picture does not show.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from indexer.blocks import UNREADABLE, doubtful
from indexer.extract.ocr import NOTHING, Image, Reading, recognise
from indexer.extract.picture import Straight
from indexer.extract.ruling import Grid, GridCell
from indexer.extract.scan_number import SURE, digits_in, rivals, under_stamp, verdict
from indexer.extract.strokes import Box, Ink, Number, is_dash, number, pitch_of, text_rows

_MARGIN = 3
"""Pixels inside the middle of the ruling lines where a field begins."""
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z]")
_TOUCHED = 4
"""Pixels of a stamp's ink that make a field one to be read without it as well."""
_FEWEST_LETTERS = 2
"""Different letters from which on a field holds words."""
_DIM = 0.3
"""Certainty below which a reading counts for nothing."""
_SEVERAL = 5
"""Numbers from which on a table shows how tall its digits are."""


@dataclass(slots=True)
class Line:
    """A line of a field: which cell, where on the page, its ink, and what it says."""

    cell: GridCell
    box: Box
    field: Box
    grey: Image
    ink: Ink
    first: Reading = NOTHING
    text: str = ""
    others: list[Reading] = dataclasses.field(default_factory=list)
    number: Number = dataclasses.field(default_factory=lambda: Number(np.zeros((1, 1), np.uint8)))


def read_fields(grid: Grid, page: Straight) -> list[Reading]:
    """Give the cells of a table their text; return what their lines were recognised as at first sight."""
    lines = [line for cell in grid.cells for line in _lines(cell, page)]
    twins = _below_stamps(grid, page)
    lines += [line for _, twin in twins for line in _lines(twin, page.beneath or page)]
    for line, reading in zip(lines, recognise([_natural(page.grey, line) for line in lines]), strict=True):
        line.first = reading
        line.text = _words(reading)
    usual = _usual(lines)
    lines = _without_specks(lines, usual)
    values = _values(lines)
    _look_again(values, usual)
    pitch = _pitch(values)
    for line in values:
        readings = [line.first, *line.others]
        line.text = verdict(readings, line.ink, line.number, pitch)
        if digits_in(line.text):
            line.cell.also = rivals(line.text, readings, line.number, pitch)
    for line in lines:
        cell = line.cell
        cell.text = f"{cell.text}\n{line.text}" if cell.text else line.text
    for cell, twin in twins:
        cell.text, cell.also = under_stamp(cell.text, twin.text), tuple(dict.fromkeys([*cell.also, *twin.also]))
    if page.crooked and page.crooked(grid.top, grid.bottom):
        _leave_open(grid)
    return [line.first for line in lines]


def _below_stamps(grid: Grid, page: Straight) -> list[tuple[GridCell, GridCell]]:
    """Return the cells with ink of a stamp, each with itself once more, to be read without that."""
    if page.beneath is None:
        return []
    stamp = (page.ink != page.beneath.ink) & (page.ink > 0)
    found = [cell for cell in grid.cells if np.count_nonzero(_inside(cell, stamp)) >= _TOUCHED]
    return [(cell, dataclasses.replace(cell, text="", also=())) for cell in found]


def _inside(cell: GridCell, picture: Image) -> Image:
    out: Image = picture[
        int(cell.top) + _MARGIN : int(cell.bottom) - _MARGIN + 1, int(cell.x0) + _MARGIN : int(cell.x1) - _MARGIN + 1
    ]
    return out


def _leave_open(grid: Grid) -> None:
    """Take back every number of a table whose lines could not be followed: each may stand in a neighbour's row."""
    for cell in grid.cells:
        if len(set(_WORD.findall(cell.text))) < _FEWEST_LETTERS:
            cell.text, cell.also = doubtful([]), ()


def _lines(cell: GridCell, page: Straight) -> list[Line]:
    x0, x1 = int(cell.x0) + _MARGIN, int(cell.x1) - _MARGIN + 1
    top, bottom = int(cell.top) + _MARGIN, int(cell.bottom) - _MARGIN + 1
    if x1 - x0 < 6 or bottom - top < 6:
        return []
    out = []
    for row in text_rows(page.ink[top:bottom, x0:x1]):
        a, b, c, d = row.box
        out.append(
            Line(
                cell,
                (x0 + a, top + b, x0 + c, top + d),
                (x0, top, x1, bottom),
                page.grey[top + b : top + d, x0 + a : x0 + c],
                row.ink,
            )
        )
    return out


def _natural(grey: Image, line: Line) -> Image:
    """Cut a line out of its field as it is, with some white around it."""
    x0, top, x1, bottom = line.box
    high = max(bottom - top, 12)
    pad = max(3, high // 6)
    left, right = max(x0 - pad, line.field[0]), min(x1 + pad, line.field[2])
    up, down = max(top - pad, line.field[1]), min(bottom + pad, line.field[3])
    more, side = max(0, 20 - high) // 2, high // 2
    out: Image = cv2.copyMakeBorder(grey[up:down, left:right], more, more, side, side, cv2.BORDER_CONSTANT, value=255)
    return out


def _words(reading: Reading) -> str:
    text = reading.text.strip()
    return text if text and reading.score >= _DIM else UNREADABLE


def _values(lines: Sequence[Line]) -> list[Line]:
    """Return the lines in which a number may stand: what looks like one, or stands in a column of numbers."""
    plain = [line for line in lines if digits_in(line.first.text) or is_dash(line.ink)]
    places = Counter((line.cell.column, line.cell.colspan) for line in plain)
    alone = Counter(id(line.cell) for line in lines)
    return [
        line
        for line in lines
        if alone[id(line.cell)] == 1
        and (
            _is_number(line.first.text)
            or is_dash(line.ink)
            or (_is_short(line) and places[line.cell.column, line.cell.colspan] > 1)
        )
    ]


def _usual(lines: Sequence[Line]) -> float:
    """Return how tall the digits of a table are, 0 where too few of them tell."""
    heights = [line.ink.shape[0] for line in lines if line.first.least > SURE and digits_in(line.first.text)]
    return float(np.median(heights)) if len(heights) >= _SEVERAL else 0.0


def _pitch(lines: Sequence[Line]) -> float:
    """Return the step from digit to digit in a table, 0 where too few numbers tell."""
    long = [line for line in lines if line.first.least > SURE and re.fullmatch(r"\d{3,}", line.first.text)]
    steps = [pitch_of(line.first.text, line.number.ink) for line in long if line.number.ink.any()]
    return float(np.median(steps)) if len(steps) >= _SEVERAL else 0.0


def _without_specks(lines: Sequence[Line], usual: float) -> list[Line]:
    """Drop lines that are far lower than the numbers of this table: several specks that happen to stand close."""
    counts = Counter(id(line.cell) for line in lines)

    def is_text(line: Line) -> bool:
        dots = np.count_nonzero(line.ink) < 0.12 * usual**2
        return line.ink.shape[0] >= 0.45 * usual or is_dash(line.ink) or (counts[id(line.cell)] == 1 and not dots)

    return [line for line in lines if is_text(line)]


def _is_number(text: str) -> bool:
    """Say whether a text is a number, perhaps with a unit behind it."""
    return bool(digits_in(text) or re.fullmatch(r"-?\d[\d.,]*\D{0,3}", text.strip()))


def _is_short(line: Line) -> bool:
    """Say whether a line is too short to be words: one character or two, or some that are none."""
    text = line.first.text.strip()
    return len(text) <= 2 or not _WORD.search(text) or (len(text) < 6 and line.first.score < 0.6)


def _look_again(lines: Sequence[Line], usual: float) -> None:
    """Recognise lines twice more: cleaned and enlarged, and in black and white."""
    for line in lines:
        line.number = number(line.ink, usual)
    for picture in (_cleaned, _black):
        for line, reading in zip(lines, recognise([picture(line) for line in lines]), strict=True):
            line.others.append(reading)


def _cleaned(line: Line) -> Image:
    """Show a line's own ink as it was scanned, enlarged, on white."""
    near = cv2.dilate(line.number.ink, np.ones((5, 5), np.uint8))
    return _framed(np.where(near > 0, line.grey, 255).astype(np.uint8))


def _black(line: Line) -> Image:
    """Show a line's ink in black, enlarged, with its steps made smooth."""
    return cv2.GaussianBlur(_framed(255 - line.number.ink), (0, 0), 1.2)


def _framed(part: Image) -> Image:
    part = cv2.copyMakeBorder(part, 4, 4, 8, 8, cv2.BORDER_CONSTANT, value=255)
    out: Image = cv2.resize(part, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return out
