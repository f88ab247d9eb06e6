"""A paper as a text PDF: CJK text in a standard, not embedded font, tables with ruling lines, page breaks.

Older portals are full of such files.  The text is addressed through the predefined CMap UniGB-UCS2-H and carries a
ToUnicode map besides (ISO 32000-1, 9.7.5 and 9.10.3), so every reader knows the characters without a font.
"""

import zlib
from dataclasses import dataclass, field

from demo.model import MARK
from demo.paper import Box, Grid, Paper, Text

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 56.0


def _to_unicode() -> bytes:
    """Return the map of codes to characters: the same, as the codes are UTF-16; a range may not leave its 256."""
    blocks = ""
    for first in range(0, 256, 64):
        ranges = "\n".join(f"<{n:02X}00> <{n:02X}FF> <{n:02X}00>" for n in range(first, first + 64))
        blocks += f"64 beginbfrange\n{ranges}\nendbfrange\n"
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{blocks}endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


@dataclass(slots=True)
class _Press:
    """Pages in the making; ``top`` is how far down the page is used, in points."""

    pages: list[list[str]] = field(default_factory=lambda: [[]])
    top: float = MARGIN

    def room(self, height: float) -> None:
        """Begin a new page where ``height`` points do not fit any more."""
        if self.top + height > HEIGHT - MARGIN:
            self.pages.append([])
            self.top = MARGIN

    def text(self, text: str, x: float, y: float, size: float) -> None:
        """Print one line with its baseline ``y`` points from the top."""
        code = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {size:g} Tf {x:.2f} {HEIGHT - y:.2f} Td <{code}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a ruling line."""
        self.pages[-1].append(f"{x0:.2f} {HEIGHT - y0:.2f} m {x1:.2f} {HEIGHT - y1:.2f} l S")


def width(text: str, size: float) -> float:
    """Return how wide a text is: a Latin character takes half of a Chinese one."""
    return size * sum(0.5 if ord(c) < 0x2E80 and c.isascii() else 1.0 for c in text)


def wrap(text: str, size: float, room: float) -> list[str]:
    """Cut a text into lines that fit into ``room`` points; numbers stay whole."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line + piece, size) > room:
            lines.append(line)
            line = ""
        line += piece
    return [*lines, line] if line or not lines else lines


def _pieces(text: str) -> list[str]:
    out: list[str] = []
    for character in text:
        if out and character.isascii() and character.isalnum() and out[-1][-1].isascii() and out[-1][-1].isalnum():
            out[-1] += character
        else:
            out.append(character)
    return out


def render(paper: Paper) -> bytes:
    """Return the file."""
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
        _footer(press, page, f"— {number} —")
    return _file(press.pages)


def _footer(press: _Press, page: list[str], number: str) -> None:
    pages, press.pages = press.pages, [page]
    press.text(MARK, (WIDTH - width(MARK, 8)) / 2, HEIGHT - 36, 8)
    press.text(number, (WIDTH - width(number, 9)) / 2, HEIGHT - 22, 9)
    press.pages = pages


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
    labels = min(values) if values else grid.width
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


def _file(pages: list[list[str]]) -> bytes:
    kids = " ".join(f"{7 + 2 * n} 0 R" for n in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /W [1 95 500 814 939 500] "
        b"/FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        _stream(_to_unicode()),
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Contents {8 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream("\n".join(["0.5 w", *page]).encode()))
    return _numbered(objects)


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"


def _numbered(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe4\xbd\xa0\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
