"""DOCX originals → blocks: the body walked in order with lxml.  Called by ``extract`` and ``wordml``.

Honours gridSpan, gridBefore and vMerge, tracked changes (inserted text counts, deleted text does not), text boxes,
content controls, hidden text, automatic numbers and nested tables.  Elements are known by their local names, so that
Strict OOXML and Word 2003 XML are read by the same walk.
"""

from collections.abc import Iterator

from lxml.etree import _Element

from indexer.blocks import NOWHERE, Blocks, Paragraph, Place
from indexer.extract.docx_numbers import Numbering
from indexer.extract.docx_text import TRANSPARENT, Text, attribute, chosen
from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_CELLS, MAX_DEPTH, MAX_ROWS, MAX_SPAN
from indexer.extract.package import NAMES, Package, local, parse_xml
from indexer.extract.raw import RawCell, RawTable, numbered, settle


def read(data: bytes) -> Blocks:
    """Read a DOCX file.  Raises ExtractError."""
    package = Package(data)
    main = package.read(_main_part(package))
    styles = _styles(package) if b"pStyle" in main else None  # often the largest part, and not used at all
    numbers = Numbering(package.xml("word/numbering.xml") if package.has("word/numbering.xml") else None, styles)
    return blocks_of(parse_xml(main, "word/document.xml"), numbers, styles, _properties(package))


def blocks_of(root: _Element, numbers: Numbering, styles: _Element | None, meta: dict[str, str]) -> Blocks:
    """Return the blocks of the document whose body is below ``root``."""
    body = next((e for e in root.iter() if local(e) == "body"), None)
    if body is None:
        raise ExtractError("damaged", "the document has no body")
    walk = _Walk(numbers, styles)
    blocks = Blocks("docx", meta=meta)
    blocks.items = list(settle(numbered(walk.flow(body, 0))))
    if not blocks.items:
        raise ExtractError("empty", "the document has no text")
    return blocks


def _main_part(package: Package) -> str:
    if package.has("word/document.xml"):
        return "word/document.xml"
    for name in package.names():
        if name.startswith("word/document") and name.endswith(".xml"):
            return name
    raise ExtractError("damaged", "the part word/document.xml is missing")


def _styles(package: Package) -> _Element | None:
    try:
        return package.xml("word/styles.xml") if package.has("word/styles.xml") else None
    except ExtractError:
        return None  # styles only tell headings and numbers; the text is readable without them


def _properties(package: Package) -> dict[str, str]:
    if not package.has("docProps/core.xml"):
        return {}
    try:
        root = package.xml("docProps/core.xml")
    except ExtractError:
        return {}
    names = {"title": "title", "creator": "author", "created": "created", "modified": "modified", "subject": "subject"}
    found = {names[local(e)]: (e.text or "").strip() for e in root if local(e) in names}
    return {name: value for name, value in found.items() if value}


def child(element: _Element | None, name: str) -> _Element | None:
    """Return the first child with a local name."""
    for item in element if element is not None else ():
        if NAMES[item.tag] == name:
            return item
    return None


def _number(text: str, low: int, high: int, default: int) -> int:
    try:
        return max(low, min(high, int(float(text))))
    except ValueError:
        return default


class _Walk:
    def __init__(self, numbers: Numbering, styles: _Element | None) -> None:
        self.numbers = numbers
        self.headings = _heading_styles(styles)
        self.open: list[Paragraph | RawTable] | None = None
        """Where the last paragraph goes on with the next, as somebody has deleted the mark between them."""
        self.tables = 0

    def flow(self, parent: _Element, depth: int) -> list[Paragraph | RawTable]:
        """Return the paragraphs and tables below an element, text boxes after the paragraph they hang on."""
        out: list[Paragraph | RawTable] = []
        for element in parent:
            tag = NAMES[element.tag]
            if tag == "p":
                self._paragraph(element, depth, out)
            elif tag == "tbl":
                out.append(self._table(element, depth))
            elif tag in TRANSPARENT and depth < MAX_DEPTH:
                out.extend(self.flow(element, depth + 1))
            elif tag == "AlternateContent" and depth < MAX_DEPTH:
                out.extend(self.flow(chosen(element), depth + 1))
        return out

    def _paragraph(self, element: _Element, depth: int, out: list[Paragraph | RawTable]) -> None:
        """Add a paragraph, if it shows anything, and what its text boxes hold."""
        found = Text(element)
        properties = found.properties
        text = "".join(found.parts)
        if properties is not None:
            text = self.numbers.of(properties) + text
        text = text.strip(" \n\t")
        if text:
            heading = False
            for item in properties if properties is not None else ():
                name = NAMES[item.tag]
                heading = heading or name == "outlineLvl" or (name == "pStyle" and attribute(item) in self.headings)
            before = out[-1] if out and self.open is out else None
            if isinstance(before, Paragraph):
                out[-1] = Paragraph(before.text + text, NOWHERE, before.bold and found.is_bold, before.heading)
            else:
                out.append(Paragraph(text, NOWHERE, found.is_bold, heading))
        goes_on = properties is not None and _is_mark_deleted(properties)
        self.open = out if goes_on and (text or self.open is out) else None
        if depth < MAX_DEPTH:
            for box in found.boxes:
                out.extend(self.flow(box, depth + 1))

    def _table(self, table: _Element, depth: int) -> RawTable:
        number, self.tables = self.tables, self.tables + 1
        cells: list[RawCell] = []
        open_cells: dict[int, RawCell] = {}  # column → the vertically merged cell above
        for r, row in enumerate(_descend(table, "tr", 0)):
            if r >= MAX_ROWS or len(cells) >= MAX_CELLS:
                break
            column = _number(attribute(child(child(row, "trPr"), "gridBefore")), 0, MAX_SPAN, 0)
            for item in _descend(row, "tc", 0):
                span, merge, beside = _merges(item)
                if beside and cells and cells[-1].row == r:
                    cells[-1].colspan += span
                    column += span
                    continue
                above = open_cells.get(column)
                if merge == "continue" and above is not None and _below(above, r):
                    above.rowspan += 1
                    self._keep_hidden_text(above, item, depth)
                else:
                    cell = RawCell(r, column, 1, span, place=Place(table=number, row=r, column=column))
                    cell.content = self._cell(item, cell.place, depth)
                    cells.append(cell)
                    for i in range(column, column + span):
                        open_cells.pop(i, None)
                    if merge:
                        open_cells[column] = cell
                column += span
        return RawTable(cells, Place(table=number))

    def _cell(self, item: _Element, place: Place, depth: int) -> list[Paragraph | RawTable]:
        if depth >= MAX_DEPTH:
            return [Paragraph("".join(t for e in item.iter() if local(e) == "t" and (t := e.text or "")), place)]
        return self.flow(item, depth + 1)

    def _keep_hidden_text(self, above: RawCell, item: _Element, depth: int) -> None:
        """Text in the continuation of a merged cell is not shown by Word; it only counts where the cell has none."""
        if not above.content:
            above.content = self._cell(item, above.place, depth)


def _merges(cell: _Element) -> tuple[int, str, bool]:
    """Return how many grid columns a cell has, how it is merged downwards ("", "restart", "continue"), and whether it
    goes on with the cell to its left (an old way of merging).
    """
    span, down, beside = 1, "", False
    properties = child(cell, "tcPr")
    for item in properties if properties is not None else ():
        name = NAMES[item.tag].lower()
        if name == "gridspan":
            span = _number(attribute(item), 1, MAX_SPAN, 1)
        elif name == "vmerge":
            down = "restart" if attribute(item) == "restart" else "continue"
        elif name == "hmerge":
            beside = attribute(item) != "restart"
    return span, down, beside


def _is_mark_deleted(properties: _Element) -> bool:
    looks = child(properties, "rPr")
    return looks is not None and child(looks, "del") is not None


def _below(above: RawCell, row: int) -> bool:
    return above.row + above.rowspan == row


def _descend(parent: _Element, wanted: str, depth: int) -> Iterator[_Element]:
    """Yield rows or cells, also those inside content controls and tracked changes."""
    for element in parent:
        tag = NAMES[element.tag]
        if tag == wanted:
            if not (wanted == "tr" and child(child(element, "trPr"), "del") is not None):
                yield element
        elif tag in TRANSPARENT and depth < MAX_DEPTH:
            yield from _descend(element, wanted, depth + 1)


def _heading_styles(styles: _Element | None) -> frozenset[str]:
    found = set()
    for style in styles if styles is not None else ():
        name = attribute(child(style, "name")).lower()
        if local(style) == "style" and (name.startswith(("heading", "标题")) or name in {"title", "subtitle"}):
            found.add(attribute(style, "styleId"))
    return frozenset(found - {""})
