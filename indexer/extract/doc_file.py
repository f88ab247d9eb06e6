"""Word 97-2003 binary files: the text and the properties of its paragraphs.  Called by ``doc``.

Follows [MS-DOC]: FIB → piece table (Clx) → characters; PlcBtePapx and PlcBteChpx → formatted disk pages of properties;
properties of wide tables stand in the Data stream (sprmPHugePapx).  WPS Writer writes the same format.
"""

import bisect
import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import olefile

from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_PART

_ENCRYPTED, _SECOND_TABLE, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_STYLES, _CHPX, _PAPX, _CLX, _SHAPES, _BOXES = 1, 12, 13, 33, 40, 56
_OPERAND = (1, 1, 2, 4, 2, 2, -1, 3)
HUGE_PAPX = (0x6645, 0x6646)
Run = tuple[int, int, int, bytes]
"""(first byte, byte after the last, style, properties) of a run in the WordDocument stream."""


@dataclass(slots=True)
class Piece:
    """A stretch of text: characters ``start`` to ``end`` stand from byte ``offset``, ``width`` bytes each."""

    start: int
    end: int
    offset: int
    width: int


@dataclass(slots=True)
class DocFile:
    """The parts of a file that text and tables are read from."""

    main: bytes
    data: bytes
    pieces: list[Piece]
    paragraphs: list[Run]
    characters: list[Run]
    body_length: int
    box_start: int
    box_length: int
    anchors: list[tuple[int, int, int]] = field(default_factory=list)
    """Text boxes: the position where each hangs, first position of its text and the position after the last."""
    text: str = ""
    _starts: list[int] = field(default_factory=list)

    def offset(self, position: int) -> int:
        """Return the byte at which a character stands."""
        i = bisect.bisect_right(self._starts, position) - 1
        piece = self.pieces[max(i, 0)]
        return piece.offset + (position - piece.start) * piece.width

    def paragraph(self, position: int) -> tuple[int, bytes]:
        """Return style and properties of the paragraph that a character belongs to."""
        at = self.offset(position)
        i = bisect.bisect_right(self.paragraphs, (at, 1 << 62, 0, b"")) - 1
        if i >= 0 and self.paragraphs[i][0] <= at < self.paragraphs[i][1]:
            return self.paragraphs[i][2], self.paragraphs[i][3]
        return 0, b""


def open_doc(content: bytes) -> DocFile:
    """Return the parts of a file.  Raises ExtractError: encrypted, truncated, damaged, unsupported."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            main = _stream(ole, "WordDocument")
            if len(main) < 0x200 or struct.unpack_from("<H", main)[0] not in (0xA5EC, 0xA5DC):
                raise ExtractError("damaged", "the WordDocument stream has no header")
            version, flags = struct.unpack_from("<H", main, 2)[0], struct.unpack_from("<H", main, 10)[0]
            if flags & (_ENCRYPTED | _OBFUSCATED):
                raise ExtractError("encrypted", "the Word document needs a password")
            if version < 0x00C1:
                raise ExtractError("unsupported", "written by Word 95 or earlier")
            table = _stream(ole, "1Table" if flags & _SECOND_TABLE else "0Table")
            data = _stream(ole, "Data") if ole.exists("Data") else b""
    except ExtractError:
        raise
    except Exception as error:  # olefile raises whatever a damaged sector leads to
        raise ExtractError("truncated", f"the compound file is damaged ({error})") from error
    try:
        return _parts(main, table, data)
    except (struct.error, IndexError) as error:
        raise ExtractError("truncated", f"a structure of the Word document is cut off ({error})") from error


def _stream(ole: olefile.OleFileIO, name: str) -> bytes:
    if not ole.exists(name):
        raise ExtractError("damaged", f"the stream {name} is missing")
    if ole.get_size(name) > MAX_PART:
        raise ExtractError("too_large", f"the stream {name} has {ole.get_size(name):,} bytes")
    content: bytes = ole.openstream(name).read()
    return content


def _parts(main: bytes, table: bytes, data: bytes) -> DocFile:
    counts = struct.unpack_from("<7i", main, 0x4C)  # text, footnotes, headers, macros, annotations, endnotes, boxes
    pieces = _pieces(_plex(main, table, _CLX))
    if not pieces:
        raise ExtractError("damaged", "the Word document has no piece table")
    whole = pieces[-1].end
    body = min(max(counts[0], 0), whole)
    boxes = sum(max(counts[i], 0) for i in (0, 1, 2, 4, 5))
    found = DocFile(
        main=main,
        data=data,
        pieces=pieces,
        paragraphs=sorted(_runs(main, _plex(main, table, _PAPX), _papx)),
        characters=sorted(_runs(main, _plex(main, table, _CHPX), _chpx)),
        body_length=body,
        box_start=min(boxes, whole),
        box_length=max(0, min(counts[6], whole - boxes)),
    )
    if found.box_length:
        found.anchors = sorted(_anchors(_plex(main, table, _SHAPES), _plex(main, table, _BOXES), found))
    found._starts = [piece.start for piece in pieces]
    found.text = "".join(_characters(main, piece) for piece in pieces)
    return found


def _anchors(shapes: bytes, boxes: bytes, found: DocFile) -> Iterator[tuple[int, int, int]]:
    """Yield where text boxes hang (PlcfSpa) and where their text stands (PlcftxbxTxt); both name the shape.

    A damaged file may let them overlap, or hang in themselves: such are left out.
    """
    count = max((len(shapes) - 4) // 30, 0)
    at = {
        struct.unpack_from("<I", shapes, 4 * (count + 1) + 26 * i)[0]: struct.unpack_from("<i", shapes, 4 * i)[0]
        for i in range(count)
    }
    count = max((len(boxes) - 4) // 26, 0)
    end = 0
    for i in range(count):
        first, last = struct.unpack_from("<ii", boxes, 4 * i)
        shape = struct.unpack_from("<I", boxes, 4 * (count + 1) + 22 * i + 14)[0]
        if 0 <= at.get(shape, -1) < found.body_length and end <= first < last <= found.box_length:
            end = last
            yield at[shape], found.box_start + first, found.box_start + last


def _plex(main: bytes, table: bytes, number: int) -> bytes:
    offset, size = struct.unpack_from("<II", main, 0x9A + 8 * number)
    return table[offset : offset + size] if size <= len(table) else table[offset:]


def _pieces(clx: bytes) -> list[Piece]:
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        return []
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plex = clx[at + 5 : at + 5 + size]
    count = (len(plex) - 4) // 12
    out: list[Piece] = []
    for i in range(max(count, 0)):
        start, end = struct.unpack_from("<ii", plex, 4 * i)
        where = struct.unpack_from("<I", plex, 4 * (count + 1) + 8 * i + 2)[0]
        narrow = bool(where & 0x40000000)
        offset = (where & 0x3FFFFFFF) // 2 if narrow else where & 0x3FFFFFFF
        if not 0 <= start <= end or (out and start != out[-1].end):
            raise ExtractError("damaged", "the piece table of the Word document is not in order")
        out.append(Piece(start, end, offset, 1 if narrow else 2))
    if out and out[-1].end > MAX_PART:
        raise ExtractError("damaged", "the piece table names more text than a file can hold")
    return out


def _characters(main: bytes, piece: Piece) -> str:
    length = piece.end - piece.start
    content = main[piece.offset : piece.offset + length * piece.width]
    text = content.decode("cp1252", "replace") if piece.width == 1 else content.decode("utf-16-le", "replace")
    # A lone surrogate would change the count; every position must stay one character.
    if piece.width == 2 and len(text) != len(content) // 2:
        text = "".join(
            chr(c) if not 0xD800 <= c < 0xE000 else "\ufffd"
            for (c,) in struct.iter_unpack("<H", content[: len(content) // 2 * 2])
        )
    if len(text) < length and length - len(text) < MAX_PART:
        if length - len(text) > 65536:
            raise ExtractError("truncated", "the text of the Word document is cut off")
        text += "\ufffd" * (length - len(text))
    return text[:length]


def _runs(main: bytes, plex: bytes, page_runs: Callable[[bytes], Iterator[Run]]) -> Iterator[Run]:
    """Yield the runs of all formatted disk pages that a bin table names."""
    count = (len(plex) - 4) // 8
    seen: set[int] = set()
    for i in range(max(count, 0)):
        number = struct.unpack_from("<I", plex, 4 * (count + 1) + 4 * i)[0] & 0x3FFFFF
        page = main[number * 512 : number * 512 + 512]
        if number in seen or len(page) < 512:
            continue
        seen.add(number)
        yield from page_runs(page)


def _papx(page: bytes) -> Iterator[Run]:
    count = page[511]
    for i in range(min(count, 29)):
        start, end = struct.unpack_from("<II", page, 4 * i)
        offset = page[4 * (count + 1) + 13 * i] * 2
        if not offset or end <= start:
            continue
        size = page[offset]
        if size:
            content = page[offset + 1 : offset + 2 * size]
        else:
            size = page[offset + 1] if offset + 1 < 511 else 0
            content = page[offset + 2 : offset + 2 + 2 * size]
        if len(content) >= 2:
            yield start, end, struct.unpack_from("<H", content)[0], content[2:]


def _chpx(page: bytes) -> Iterator[Run]:
    count = page[511]
    for i in range(min(count, 101)):
        start, end = struct.unpack_from("<II", page, 4 * i)
        offset = page[4 * (count + 1) + i] * 2
        if offset and end > start:
            yield start, end, 0, page[offset + 1 : offset + 1 + page[offset]]


def properties(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the single properties (sprm, operand) of a list of them; stops where it is cut off."""
    at = 0
    while at + 2 <= len(content):
        code = content[at] | content[at + 1] << 8
        at += 2
        size = _OPERAND[code >> 13]
        if size < 0:
            if code == 0xD608:  # sprmTDefTable has a length of two bytes, one too large
                if at + 2 > len(content):
                    return
                size = max((content[at] | content[at + 1] << 8) - 1, 0)
                at += 2
            else:
                if at >= len(content):
                    return
                size = content[at]
                at += 1
                if code == 0xC615 and size == 255:  # sprmPChgTabs counts its own tabs
                    return
        yield code, content[at : at + size]
        at += size


def huge(found: DocFile, operand: bytes) -> bytes:
    """Return the properties that stand in the Data stream."""
    if len(operand) < 4:
        return b""
    offset = struct.unpack("<I", operand[:4])[0]
    if offset + 2 > len(found.data):
        return b""
    size = struct.unpack_from("<H", found.data, offset)[0]
    return found.data[offset + 2 : offset + 2 + size]
