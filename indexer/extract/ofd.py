"""OFD originals (GB/T 33190) → blocks: text objects and paths of the pages, no renderer.  Called by ``extract``."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, repeat
from posixpath import dirname, join, normpath

from lxml.etree import _Element

from indexer.blocks import Blocks
from indexer.extract.errors import ExtractError
from indexer.extract.glyphs import Glyph, Sheet
from indexer.extract.limits import MAX_PAGES
from indexer.extract.overprint import once
from indexer.extract.package import Package, local
from indexer.extract.pages import blocks_of, pages_of, printed_over

_POINTS = 72 / 25.4
"""Points in a millimetre, the unit of OFD."""
_MOST_GLYPHS = 400_000
_MOST_DRAWN = 800_000
"""Characters on all pages together; a report of a hundred pages has 100,000, and each takes some 300 bytes."""
_PATH = re.compile(r"([MSLCQABZmslcqabz])|(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?)")


def read(data: bytes) -> Blocks:
    """Read an OFD file.  Raises ExtractError."""
    package = Package(data)
    if any("encrypt" in name for name in package.names()):
        raise ExtractError("encrypted", "the OFD is encrypted")
    root = package.xml("OFD.xml")
    blocks = Blocks("ofd", meta=_meta(root))
    sheets: list[Sheet] = []
    drawn = 0
    for location in (e.text or "" for e in root.iter() if local(e) == "DocRoot"):
        for page in _pages(package, normpath(location.strip().lstrip("/"))):
            sheets.append(_sheet(page, len(sheets) + 1))
            drawn += len(sheets[-1].glyphs)
            if len(sheets) > MAX_PAGES or drawn > _MOST_DRAWN:
                raise ExtractError("too_large", f"more than {len(sheets) - 1} pages and {drawn:,} characters")
    _fit(sheets)
    blocks.items = blocks_of(pages_of(sheets))
    blocks.notes += printed_over(sheets)
    return blocks if blocks.items else _scanned(package, blocks)


def _scanned(package: Package, blocks: Blocks) -> Blocks:
    """Return the blocks of an OFD that holds only pictures, one for each page, in the order of their names."""
    from indexer.extract import scan  # numpy, OpenCV and the models are only loaded where a picture has to be read

    names = [name for name in package.names() if name.endswith((".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"))]
    names.sort(key=lambda name: [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)])
    frames = [frame for name in names[:MAX_PAGES] for frame in scan.frames(package.read(name))]
    blocks.items = blocks_of(scan.pages_of(frames))
    blocks.recognised = set(range(1, len(frames) + 1))
    if not blocks.items:
        raise ExtractError("empty", f"{len(frames)} pictures and no text")
    blocks.format = "scan"
    blocks.notes.append(f"the OFD holds {len(frames)} pictures, which were recognised")
    return blocks


def _fit(sheets: list[Sheet]) -> None:
    """Give pages the height that their text needs, where a converter wrote a page's size in another unit."""
    bottom = max((glyph[3] for sheet in sheets for glyph in sheet.glyphs), default=0.0)
    for sheet in sheets:
        if bottom < 0.6 * sheet.height or bottom > sheet.height:
            sheet.height = bottom * 1.08


def _meta(root: _Element) -> dict[str, str]:
    names = {"Title": "title", "Author": "author", "CreationDate": "created", "Creator": "producer"}
    return {names[local(e)]: e.text.strip() for e in root.iter() if local(e) in names and e.text and e.text.strip()}


def _pages(package: Package, location: str) -> Iterator[_Element]:
    """Yield the pages one by one, so that no more than one of them lies unpacked."""
    document = package.xml(location)
    base = dirname(location)
    places = [e.get("BaseLoc") for e in document.iter() if local(e) == "Page" and e.get("BaseLoc")]
    if len(places) > MAX_PAGES:
        raise ExtractError("too_large", f"{len(places):,} pages, {MAX_PAGES} are read")
    for place in places:
        yield package.xml(normpath(join(base, place.lstrip("/"))))


def _numbers(text: str | None) -> list[float]:
    if not text:
        return []
    try:
        return [_measure(word) for word in text.split()]
    except ValueError:
        return []


def _measure(word: str) -> float:
    """Return a length or place in millimetres.  Raises ValueError for what is on no page (NaN, 1e308)."""
    value = float(word)
    if not -1e6 < value < 1e6:
        raise ValueError(word)
    return value


def _sheet(page: _Element, number: int) -> Sheet:
    found: dict[str, list[_Element]] = {"PhysicalBox": [], "TextObject": [], "PathObject": []}
    for element in page.iter():
        if (tag := local(element)) in found:
            found[tag].append(element)
    box = next((_numbers(e.text) for e in found["PhysicalBox"]), [])
    width, height = (box[2], box[3]) if len(box) == 4 else (210.0, 297.0)
    sheet = Sheet(number, width * _POINTS, height * _POINTS)
    objects = found["TextObject"]
    crowded = {key for key, n in Counter((e.get("Boundary") or "") for e in objects).items() if n > 1}
    runs: dict[str, list[_Element]] = {}
    for element in objects:
        boundary = element.get("Boundary") or ""
        if boundary in crowded:
            runs.setdefault(boundary, []).append(element)
        else:
            _text(element, sheet)
    for same in runs.values():
        _spread(same, sheet)
    for element in found["PathObject"]:
        _path(element, sheet)
    sheet.glyphs, sheet.overprinted = once(sheet.glyphs)
    return sheet


def _text(element: _Element, sheet: Sheet) -> None:
    """Place the characters of a text object by their deltas."""
    boundary = _numbers(element.get("Boundary"))
    size = (_numbers(element.get("Size") or element.get("size")) or [3.5])[0]
    matrix = _numbers(element.get("CTM"))
    if len(boundary) != 4 or not 0.1 < size < 400:
        return
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    tall, full = size * max(abs(d), abs(b), 0.01), size * abs(a)
    add = sheet.glyphs.append
    for code in element:
        if local(code) != "TextCode" or not code.text:
            continue
        x, y = (_numbers(code.get("X")) or [0.0])[0], (_numbers(code.get("Y")) or [size])[0]
        text = code.text.strip("\r\n")
        across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
        stepped = bool(across or down)
        if len(sheet.glyphs) + len(text) > _MOST_GLYPHS:
            raise ExtractError("too_large", f"page {sheet.number} has more than {_MOST_GLYPHS:,} characters")
        for char, step, fall in zip(text, chain(across, repeat(0.0)), chain(down, repeat(0.0)), strict=False):
            px, py = boundary[0] + a * x + c * y + e, boundary[1] + b * x + d * y + f
            usual = 0.5 if char.isascii() else 1.0
            wide = min(full, step * abs(a)) if step > 0 else full * usual
            add(_glyph(px, py, wide, tall, char))
            x += step or (0.0 if stepped else size * usual)
            y += fall


def _glyph(x: float, base: float, wide: float, tall: float, char: str) -> Glyph:
    top = base - 0.86 * tall
    return (
        x * _POINTS, top * _POINTS, (x + max(wide, 0.2)) * _POINTS, (top + tall) * _POINTS, char, tall * _POINTS
    )  # fmt: skip


def _deltas(text: str | None, length: int) -> list[float]:
    """Return the steps between characters; ``g n d`` stands for n times d."""
    if not text:
        return []
    out: list[float] = []
    words = text.split()
    i = 0
    try:
        while i < len(words) and len(out) < length:
            if words[i] == "g" and i + 2 < len(words):
                out.extend([_measure(words[i + 2])] * min(int(_measure(words[i + 1])), length))
                i += 3
            else:
                out.append(_measure(words[i]))
                i += 1
    except ValueError:
        return []
    return out


def _spread(same: list[_Element], sheet: Sheet) -> None:
    """Several objects with one boundary are pieces of one line, in order, each placed as if it were the whole."""
    boundary = _numbers(same[0].get("Boundary"))
    size = (_numbers(same[0].get("Size") or same[0].get("size")) or [3.5])[0]
    starts = {(_numbers(c.get("X")) or [0.0])[0] for e in same for c in e if local(c) == "TextCode"}
    if len(boundary) != 4 or len(starts) > 1:
        for element in same:
            _text(element, sheet)
        return
    text = "".join((c.text or "").strip("\r\n") for e in same for c in e if local(c) == "TextCode")
    weights = [0.5 if char.isascii() else 1.0 for char in text]
    unit = boundary[2] / max(sum(weights), 1.0)
    x = boundary[0]
    for char, weight in zip(text, weights, strict=True):
        if len(sheet.glyphs) > _MOST_GLYPHS:
            raise ExtractError("too_large", f"page {sheet.number} has more than {_MOST_GLYPHS:,} characters")
        sheet.glyphs.append(_glyph(x, boundary[1] + size, unit * weight, size, char))
        x += unit * weight


def _path(element: _Element, sheet: Sheet) -> None:
    """Take the straight lines of a path that run along the page's edges."""
    boundary = _numbers(element.get("Boundary"))
    data = next((c.text for c in element if local(c) == "AbbreviatedData"), None)
    if len(boundary) != 4 or not data or len(data) > 20_000:
        return
    matrix = _numbers(element.get("CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    points: list[tuple[float, float]] = []
    start: tuple[float, float] | None = None
    word, values = "", []  # type: tuple[str, list[float]]

    def point() -> tuple[float, float]:
        x, y = values[-2], values[-1]
        return ((boundary[0] + a * x + c * y + e) * _POINTS, (boundary[1] + b * x + d * y + f) * _POINTS)

    for letter, number in _PATH.findall(data):
        if letter:
            word, values = letter.upper(), []
            if word in "CZ" and len(points) > 1 and start is not None:
                _line(points[-1], start, sheet)
            continue
        values.append(float(number))
        if word in "MSL" and len(values) == 2:
            here = point()
            if word == "L" and points:
                _line(points[-1], here, sheet)
            else:
                start = here
                points = []
            points.append(here)
            values = []


def _line(first: tuple[float, float], second: tuple[float, float], sheet: Sheet) -> None:
    (ax, ay), (bx, by) = first, second
    if abs(ay - by) < 1 and abs(ax - bx) > 4:
        sheet.horizontal.append(((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) < 1 and abs(ay - by) > 4:
        sheet.vertical.append(((ax + bx) / 2, min(ay, by), max(ay, by)))
