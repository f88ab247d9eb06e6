"""RTF originals → blocks.  Called by ``extract``.

A small reader for text and tables: groups, control words, \\u and \\'hh in the code page of the font, rows with
\\cellx edges and merge flags, nested rows.  Pictures, styles and other destinations are passed over.
"""

import re
from dataclasses import dataclass, field, replace

from indexer.blocks import NOWHERE, Blocks, Paragraph
from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_CELLS, MAX_DEPTH, MAX_SPAN
from indexer.extract.raised import superscript
from indexer.extract.raw import RawTable, numbered, settle
from indexer.extract.twips import DOWN, FIRST, MERGED, RESTART, GridRow, raw_table

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z0-9\r\n'])|([{}])|([^\\{}\r\n]+)|\\?[\r\n]+"
)
_SKIPPED = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "header",
        "headerl",
        "headerr",
        "headerf",
        "footer",
        "footerl",
        "footerr",
        "footerf",
        "footnote",
        "object",
        "themedata",
        "colorschememapping",
        "datastore",
        "latentstyles",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "xmlnstbl",
        "filetbl",
        "fldinst",
        "annotation",
        "atnid",
        "atnauthor",
        "nonesttables",
        "bkmkstart",
        "bkmkend",
        "revtbl",
        "pgptbl",
        "mmathPr",
        "background",
        "userprops",
        "wgrffmtfilter",
        "panose",
        "falt",
        "pnseclvl",
        "template",
        "private1",
        "passwordhash",
        "operator",
    ]
)
_KEPT = frozenset(["shpinst", "shptxt", "nesttableprops", "ud", "picprop"]) - {"picprop"}
"""Destinations marked as optional that hold text."""
_PRINTED = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002",
}  # fmt: skip
_ACTED_ON = """bin u uc f v deleted strike striked super sub nosupersub plain outlinelevel
par sect pard intbl itap cell nestcell row nestrow trowd trleft
cellx clmgf clmrg clvmgf clvmrg"""
_KNOWN = frozenset(name.encode() for name in [*_SKIPPED, *_PRINTED, *_ACTED_ON.split()])
_CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949", 0: "cp1252", 1: "", 2: "cp1252", 204: "cp1251"}
_MOST_DEPTH = 1_000


@dataclass(slots=True)
class _Group:
    """What a group inherits and restores at its end."""

    skip: bool = False
    hidden: bool = False
    struck: bool = False
    raised: bool = False
    font: int = -1
    unicode_skip: int = 1
    depth: int = 0
    heading: bool = False


@dataclass(slots=True)
class _Level:
    """A table at one depth of nesting."""

    rows: list[GridRow] = field(default_factory=list)
    cells: list[list[Paragraph | RawTable]] = field(default_factory=list)
    cell: list[Paragraph | RawTable] = field(default_factory=list)


@dataclass(slots=True)
class _Definition:
    """The row definition at hand (\\trowd …)."""

    edges: list[int] = field(default_factory=lambda: [0])
    flags: list[int] = field(default_factory=list)
    flag: int = 0


def read(data: bytes) -> Blocks:
    """Read an RTF file.  Raises ExtractError."""
    reader = _Reader(data)
    blocks = Blocks("rtf", list(settle(numbered(reader.run()))))
    if not blocks.items:
        raise ExtractError("truncated" if reader.open_groups else "empty", "the RTF has no text")
    if reader.open_groups:
        blocks.notes.append("the RTF ends inside a group; its end may be missing")
    return blocks


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.out: list[Paragraph | RawTable] = []
        self.levels: list[_Level] = []
        self.definition = _Definition()
        self.text: list[str] = []
        self.bytes = bytearray()
        self.group = _Group()
        self.stack: list[_Group] = []
        self.fonts = _fonts(data)
        found = re.search(rb"\\ansicpg(\d{3,5})", data[:4096])
        self.codepage = _codepage(int(found.group(1)) if found else 936)
        self.to_skip = 0
        self.tables = self.cells = 0
        self.open_groups = False

    def run(self) -> list[Paragraph | RawTable]:
        """Read everything."""
        at = 0
        optional = False
        size = len(self.data)
        while at < size:
            match = _TOKEN.match(self.data, at)
            if match is None:
                at += 1
                continue
            at = match.end()
            word, number, byte, symbol, brace, text = match.groups()
            if word is not None:
                if not optional and word not in _KNOWN:
                    continue  # most words are about looks
                name = word.decode("ascii")
                if name == "bin":
                    at += max(0, int(number or 0))
                    continue
                self._word(name, int(number) if number else None, optional)
                optional = False
            elif brace is not None:
                self._brace(brace)
                optional = False
            elif byte is not None:
                self._byte(int(byte, 16))
            elif symbol is not None:
                if symbol == b"*":
                    optional = True
                    continue
                self._symbol(symbol)
            elif text is not None:
                self._plain(text)
        self._end_paragraph()
        self._to_depth(0)
        self.open_groups = bool(self.stack)
        return self.out

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            if len(self.stack) >= _MOST_DEPTH:
                raise ExtractError("damaged", f"groups nested more than {_MOST_DEPTH} deep")
            self.stack.append(self.group)
            self.group = replace(self.group)
        elif self.stack:
            self.group = self.stack.pop()

    def _byte(self, value: int) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif not self._silent():
            self.bytes.append(value)

    def _plain(self, text: bytes) -> None:
        if self.to_skip:
            dropped = min(self.to_skip, len(text))
            self.to_skip -= dropped
            text = text[dropped:]
        if text and not self._silent():
            self.bytes.extend(text)

    def _symbol(self, symbol: bytes) -> None:
        printed = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}.get(symbol, "")
        if self.to_skip:
            self.to_skip -= 1
        elif printed and not self._silent():
            self._flush()
            self.text.append(printed)

    def _silent(self) -> bool:
        return self.group.skip or self.group.hidden or self.group.struck

    def _flush(self) -> None:
        """Decode the bytes collected so far in the code page of their font."""
        if self.bytes:
            encoding = self.fonts.get(self.group.font) or self.codepage
            if encoding == "cp1252" and any(b > 0x7F for b in self.bytes) and self.codepage != "cp1252":
                encoding = self.codepage  # a Latin font on Chinese bytes
            text = self.bytes.decode(encoding, "replace")
            self.text.append(superscript(text) if self.group.raised else text)
            self.bytes.clear()

    def _word(self, name: str, number: int | None, optional: bool) -> None:
        if name == "u" and number is not None:
            self._unicode(number)
            return
        self._flush()
        group = self.group
        if name in _SKIPPED or (optional and name not in _KEPT):
            group.skip = True
        elif name in _PRINTED:
            if not self._silent():
                self.text.append(_PRINTED[name])
        elif name == "uc":
            group.unicode_skip = max(0, min(number if number is not None else 1, 8))
        elif name == "f":
            group.font = number or 0
        elif name in {"v", "deleted"}:
            group.hidden = number != 0
        elif name in {"strike", "striked"}:
            group.struck = number != 0
        elif name in {"super", "sub", "nosupersub"}:
            group.raised = name == "super" and number != 0
        elif name == "plain":
            group.hidden = group.struck = group.raised = False
        elif name == "outlinelevel":
            group.heading = (number or 0) < 9
        elif not group.skip:
            self._structure(name, number)

    def _unicode(self, number: int) -> None:
        self._flush()
        if not self._silent():
            code = number & 0xFFFF
            text = "".join(self.text[-1:])
            if 0xDC00 <= code < 0xE000 and text and 0xD800 <= ord(text[-1]) < 0xDC00:
                high = ord(text[-1])
                self.text[-1] = text[:-1] + chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00)
            else:
                self.text.append(chr(code))
        self.to_skip = self.group.unicode_skip

    def _structure(self, name: str, number: int | None) -> None:
        """Follow the words that make paragraphs and tables."""
        definition = self.definition
        if name == "par" or name == "sect":
            self._end_paragraph()
        elif name == "pard":
            self.group.depth, self.group.heading = 0, False
        elif name == "intbl":
            self.group.depth = max(self.group.depth, 1)
        elif name == "itap":
            self.group.depth = max(0, min(number or 0, MAX_DEPTH))
        elif name in {"cell", "nestcell"}:
            self._end_cell(1 if name == "cell" else max(2, self.group.depth))
        elif name in {"row", "nestrow"}:
            self._end_row(1 if name == "row" else max(2, self.group.depth))
        elif name == "trowd":
            self.definition = _Definition()
        elif name == "trleft":
            definition.edges[0] = number or 0
        elif name == "cellx" and len(definition.flags) < MAX_SPAN:
            definition.edges.append(number or 0)
            definition.flags.append(definition.flag)
            definition.flag = 0
        elif name in {"clmgf", "clmrg", "clvmgf", "clvmrg"}:
            definition.flag |= {"clmgf": FIRST, "clmrg": MERGED, "clvmgf": DOWN | RESTART, "clvmrg": DOWN}[name]

    def _to_depth(self, depth: int) -> None:
        while len(self.levels) > depth:
            closed = self._closed(self.levels.pop())
            (self.levels[-1].cell if self.levels else self.out).extend(closed)
        while len(self.levels) < depth:
            self.levels.append(_Level())

    def _closed(self, level: _Level) -> list[Paragraph | RawTable]:
        if level.cell:
            level.cells.append(level.cell)
        if level.cells:
            level.rows.append(GridRow(level.cells))
        number, self.tables = self.tables, self.tables + 1
        return [raw_table(level.rows, number)] if level.rows else []

    def _end_paragraph(self) -> None:
        self._flush()
        text = "".join(self.text).strip(" \n").encode("utf-8", "replace").decode("utf-8")
        self.text = []
        if not text.strip():
            return
        self._to_depth(self.group.depth)
        paragraph = Paragraph(text, NOWHERE, heading=self.group.heading)
        (self.levels[-1].cell if self.levels else self.out).append(paragraph)

    def _end_cell(self, depth: int) -> None:
        self.group.depth = depth
        self._end_paragraph()
        self._to_depth(depth)
        self.levels[-1].cells.append(self.levels[-1].cell)
        self.levels[-1].cell = []
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise ExtractError("too_large", f"more than {MAX_CELLS:,} cells in tables")

    def _end_row(self, depth: int) -> None:
        self._to_depth(depth)
        level = self.levels[-1]
        if level.cells:
            level.rows.append(GridRow(level.cells, list(self.definition.edges), list(self.definition.flags)))
        level.cells, level.cell = [], []


def _fonts(data: bytes) -> dict[int, str]:
    """Return the code page of each font in the font table."""
    start = data.find(b"\\fonttbl")
    if start < 0:
        return {}
    fonts: dict[int, str] = {}
    for number, charset in re.findall(
        rb"\\f(\d{1,5})(?:(?!\\f\d)[^}]){0,200}?\\fcharset(\d{1,3})", data[start : start + 200_000]
    ):
        fonts.setdefault(int(number), _CHARSETS.get(int(charset), ""))
    return fonts


def _codepage(number: int) -> str:
    return {936: "gb18030", 950: "big5", 65001: "utf-8", 54936: "gb18030", 10008: "gb18030"}.get(number, "cp1252")
