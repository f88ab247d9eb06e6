"""ODT originals → blocks: the text walked in order with lxml.  Called by ``extract`` and ``fodt``."""

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml.etree import _Element

from indexer.blocks import NOWHERE, Blocks, Paragraph, Place
from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_CELLS, MAX_DEPTH, MAX_ROWS, MAX_SPAN
from indexer.extract.odt_looks import Looks, looks_of, style_of
from indexer.extract.package import NAMES, Package, local, parse_xml
from indexer.extract.raised import superscript
from indexer.extract.raw import RawCell, RawTable, numbered, settle

_DROPPED = frozenset(
    [
        "tracked-changes",
        "note",
        "annotation",
        "annotation-end",
        "deletion",
        "sequence-decls",
        "forms",
        "bookmark-start",
        "soft-page-break",
    ]
)
_FLOWING = frozenset(
    ["section", "list", "list-item", "list-header", "index-body", "table-of-content", "text", "numbered-paragraph"]
)
# Attributes with a count, and the most that is believed.
_SPACES = ("c", 200)
_ROWS_REPEATED = ("number-rows-repeated", MAX_ROWS)
_OF_CELL = (
    ("number-columns-repeated", MAX_SPAN), ("number-columns-spanned", MAX_SPAN), ("number-rows-spanned", MAX_ROWS)
)  # fmt: skip
_LOOKS = re.compile(rb"line-through-(?:style|type)=\"(?!none)|text:display=\"none|text-position=\"(?:super|[1-9])")


def read(data: bytes) -> Blocks:
    """Read an ODT file.  Raises ExtractError."""
    package = Package(data)
    if package.has("META-INF/manifest.xml") and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise ExtractError("encrypted", "the ODT needs a password")
    content = package.read("content.xml")
    root = parse_xml(content, "content.xml")
    styles = [root] if _LOOKS.search(content) else []
    if package.has("styles.xml") and _LOOKS.search(general := package.read("styles.xml")):
        styles = [root, parse_xml(general, "styles.xml")]
    return blocks_of(root, package.xml("meta.xml") if package.has("meta.xml") else None, styles)


def blocks_of(root: _Element, about: _Element | None, styles: Sequence[_Element]) -> Blocks:
    """Return the blocks of the text body below ``root``; ``about`` is the element that holds title and dates, below
    ``styles`` stand those that hide or raise text.
    """
    body = next((e for e in root.iter() if local(e) == "text" and local(e.getparent()) == "body"), None)
    if body is None:
        raise ExtractError("damaged", "the document has no text body")
    blocks = Blocks(
        "odt", list(settle(numbered(_Walk(looks_of(styles)).flow(body, 0)))), _meta(about) if about is not None else {}
    )
    if not blocks.items:
        raise ExtractError("empty", "the document has no text")
    return blocks


def _meta(root: _Element) -> dict[str, str]:
    names = {
        "title": "title",
        "creator": "author",
        "creation-date": "created",
        "date": "modified",
        "subject": "subject",
    }
    return {
        names[local(e)]: e.text.strip() for e in root.iter() if local(e) in names and e.text and not len(e)
    }  # fmt: skip


def _counts(element: _Element, *wanted: tuple[str, int]) -> list[int]:
    """Return the numbers that attributes of these local names give, each at most so much; 1 where one is absent."""
    out = [1] * len(wanted)
    for key, value in reversed(element.items()):
        name = NAMES[key]
        for n, (local_name, most) in enumerate(wanted):
            if name == local_name:
                out[n] = 1 if not value.isdecimal() else max(1, min(int(value), most)) if len(value) < 10 else most
    return out


class _Walk:
    def __init__(self, looks: Looks) -> None:
        self.looks = looks if looks.unseen or looks.raised else None
        self.tables = 0

    def flow(self, parent: _Element, depth: int) -> list[Paragraph | RawTable]:
        """Return the paragraphs and tables below an element, in order."""
        out: list[Paragraph | RawTable] = []
        for element in parent:
            tag = NAMES[element.tag]
            if tag in {"p", "h"}:
                boxes: list[_Element] = []
                text = "".join(self._text(element, boxes, 0)).strip(" \n")
                if text:
                    out.append(Paragraph(text, NOWHERE, heading=tag == "h"))
                for box in boxes if depth < MAX_DEPTH else ():
                    out.extend(self.flow(box, depth + 1))
            elif tag == "table":
                out.append(self._table(element, depth))
            elif ((tag in _FLOWING or tag == "text-box") and depth < MAX_DEPTH) or (
                tag == "frame" and depth < MAX_DEPTH
            ):
                out.extend(self.flow(element, depth + 1))
        return out

    def _text(self, element: _Element, boxes: list[_Element], depth: int) -> list[str]:
        out = [_collapsed(element.text)]
        for child in element:
            tag = NAMES[child.tag]
            if tag == "s":
                out.append(" " * _counts(child, _SPACES)[0])
            elif tag == "tab":
                out.append("\t")
            elif tag == "line-break":
                out.append("\n")
            elif tag == "text-box":
                boxes.append(child)
            elif self.looks and (style := style_of(child)) in self.looks.unseen:
                pass
            elif self.looks and style in self.looks.raised and depth < MAX_DEPTH:
                out.extend(map(superscript, self._text(child, boxes, depth + 1)))
            elif tag not in _DROPPED and depth < MAX_DEPTH:
                out.extend(self._text(child, boxes, depth + 1))
            out.append(_collapsed(child.tail))
        return out

    def _table(self, table: _Element, depth: int) -> RawTable:
        number, self.tables = self.tables, self.tables + 1
        cells: list[RawCell] = []
        r = 0
        for row in self._rows(table, 0):
            repeated = _counts(row, _ROWS_REPEATED)[0]
            found = self._row(row, r, number, depth)
            if not any(cell.content for cell in found):
                repeated = 1  # empty rows that fill a page
            for _ in range(repeated):
                if r >= MAX_ROWS or len(cells) + len(found) > MAX_CELLS:
                    raise ExtractError("too_large", f"table {number} has more than {MAX_CELLS:,} cells")
                cells.extend(found)
                r += 1
                if repeated > 1:
                    found = [replace(c, row=r, place=replace(c.place, row=r)) for c in found]
        for cell in cells:
            cell.rowspan = min(cell.rowspan, r - cell.row)
        return RawTable(cells, Place(table=number))

    def _rows(self, parent: _Element, depth: int) -> list[_Element]:
        out: list[_Element] = []
        for child in parent:
            tag = local(child)
            if tag == "table-row":
                out.append(child)
            elif tag in {"table-header-rows", "table-rows", "table-row-group"} and depth < MAX_DEPTH:
                out.extend(self._rows(child, depth + 1))
        return out

    def _row(self, row: _Element, r: int, number: int, depth: int) -> list[RawCell]:
        out: list[RawCell] = []
        column = 0
        for child in row:
            tag = NAMES[child.tag]
            repeated, width, height = _counts(child, *_OF_CELL)
            if tag == "covered-table-cell":
                column += repeated
            elif tag == "table-cell":
                for _ in range(repeated):
                    if column >= MAX_SPAN:
                        break
                    cell = RawCell(r, column, height, width, place=Place(table=number, row=r, column=column))
                    if depth < MAX_DEPTH:
                        cell.content = self.flow(child, depth + 1)
                    out.append(cell)
                    column += 1
        return out


def _collapsed(text: str | None) -> str:
    """White space in ODF is one space, as in HTML."""
    if not text:
        return ""
    if text.isprintable() and "  " not in text:
        return text
    words = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    while "  " in words:
        words = words.replace("  ", " ")
    return words
