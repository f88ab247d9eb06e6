"""Preformatted text of a page: its lines and tabs count, as in a file of text.  Called by ``html``."""

from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from indexer.blocks import Block, Paragraph, Place
from indexer.extract.html_content import INLINE, name
from indexer.extract.raw import RawCell, RawTable
from indexer.extract.text import blocks_of_lines


def is_preformatted(element: _Element) -> bool:
    """Say whether an element is ``pre`` with nothing but text in it."""
    return name(element) == "pre" and all(name(e) in INLINE or e.tag == "br" for e in element.iterdescendants())


def preformatted(element: _Element, path: str, tables: int) -> list[Paragraph | RawTable]:
    """Return what the lines of the element hold; ``tables`` is how many tables the page has had."""
    text = "".join(_text(element)).replace("\r\n", "\n").replace("\r", "\n")
    return [_with_path(block, path, tables) for block in blocks_of_lines(text.split("\n"))]


def _text(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if name(child) == "br":
            yield "\n"
        yield from _text(child)
        yield child.tail or ""


def _with_path(block: Block, path: str, tables: int) -> Paragraph | RawTable:
    if isinstance(block, Paragraph):
        return replace(block, place=Place(path=path))
    number = tables + (block.place.table or 0)
    cells = [
        RawCell(
            c.row,
            c.column,
            c.rowspan,
            c.colspan,
            [Paragraph(c.text, Place(path=path))] if c.text else [],
            Place(path=path, table=number, row=c.row, column=c.column),
        )
        for c in block.cells
    ]
    return RawTable(cells, Place(path=path, table=number), exact=block.exact)
