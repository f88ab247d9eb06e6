"""Pages → blocks: lines become paragraphs, tables are joined over page ends.  Called for PDF, OFD and scans."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from indexer.blocks import Block, Cell, Paragraph, Place, Table
from indexer.extract.aligned import aligned_tables
from indexer.extract.glyphs import PAGE_NUMBER, Box, Glyph, Rule, Sheet, TextLine, text_lines
from indexer.extract.overflow import overflowing
from indexer.extract.overprint import OPEN
from indexer.extract.page_tables import join
from indexer.extract.paragraphs import Layout, glued
from indexer.extract.ruling import Grid, grids, joined
from indexer.extract.strips import Outside, outside, strips
from indexer.extract.thin_rows import drop_thin_rows
from indexer.extract.tiles import tiled

Item = TextLine | Grid
Page = tuple[Sheet, list[Item]]


def pages_of(sheets: Sequence[Sheet]) -> list[Page]:
    """Return the tables of each page and the lines outside them, from top to bottom; a table is on its first page."""
    items: dict[int, list[Item]] = {}
    others: list[Outside] = []
    for sheet in sheets:
        tables, glyphs = _ruled(sheet)
        items[sheet.number] = [grid for grid in tables if any(cell.text for cell in grid.cells)]
        others.append(outside(sheet, glyphs, tables, _levels(sheet, tables)))
    for strip, aside in strips(others):
        found, rest = aligned_tables(strip.rows, strip.levels)
        for grid in map(strip.on_pages, found):
            items[grid.page].append(grid)
        loose: dict[int, list[Glyph]] = {}
        for number, glyph in chain(aside, strip.by_page(rest)):
            loose.setdefault(number, []).append(glyph)
        for number, glyphs in loose.items():
            items[number] += text_lines(glyphs, number)
    opened = {sheet.number for sheet in sheets if sheet.overprinted}
    for own in items.values():
        _open_numbers([item for item in own if isinstance(item, Grid)], opened)
        own.sort(key=lambda item: (item.top, item.x0 if isinstance(item, TextLine) else item.xs[0]))
    return [(sheet, items[sheet.number]) for sheet in sheets]


def _open_numbers(tables: Sequence[Grid], pages: set[int]) -> None:
    """Leave open what stands in the cells without words of pages that are printed over themselves."""
    for cell in (cell for grid in tables for cell in grid.cells if pages and cell.page in pages):
        if not any(map(str.isalpha, cell.text)):
            cell.text += OPEN


def printed_over(sheets: Sequence[Sheet]) -> list[str]:
    """Return what is to be noted of pages that are printed over themselves."""
    return [f"page {s.number} is printed over itself, its numbers are left open" for s in sheets if s.overprinted]


def _ruled(sheet: Sheet) -> tuple[list[Grid], list[Glyph]]:
    """Return the tables that lines or fields draw, with their text, and the glyphs outside them."""
    tables = [grid for grid in grids(sheet.horizontal, sheet.vertical) if len(grid.cells) > 1]  # one is a frame
    if not tables:
        tables += tiled(sheet)
    inside: list[list[list[Glyph]]] = [[[] for _ in g.cells] for g in tables]
    others: list[Glyph] = []
    for glyph in sheet.glyphs:
        x, y = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2
        for number, grid in enumerate(tables):
            place = _cell_at(grid, x, y)
            if place is not None:
                inside[number][place].append(glyph)
                break
        else:
            others.append(glyph)
    for grid, holding in zip(tables, inside, strict=True):
        grid.page = grid.last_page = sheet.number
        for cell, glyphs in zip(grid.cells, holding, strict=True):
            cell.page = sheet.number
            cell.text = "\n".join(line.text for line in text_lines(glyphs))
        for number in overflowing(grid.cells, holding, others):
            grid.cells[number].text += OPEN
        drop_thin_rows(grid, holding)
    return tables, others


def _levels(sheet: Sheet, tables: Sequence[Grid]) -> list[Rule]:
    """Return the horizontal lines that are part of no table: those between the rows of one without upright lines."""
    return [r for r in joined(sheet.horizontal) if not any(grid.holds((r[1] + r[2]) / 2, r[0]) for grid in tables)]


def _cell_at(grid: Grid, x: float, y: float) -> int | None:
    if grid.holds(x, y):
        for number, cell in enumerate(grid.cells):
            if cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom:
                return number
    return None


def blocks_of(pages: Sequence[Page]) -> list[Block]:
    """Return paragraphs and tables of all pages; running heads and page numbers are left out."""
    pages = _without_furniture(pages)
    sheets = {sheet.number: sheet for sheet, _ in pages if sheet.turns}
    layout = Layout([item for _, items in pages for item in items if isinstance(item, TextLine)])
    out: list[Block] = []
    last: TextLine | None = None
    for item in _joined_tables([item for _, items in pages for item in items]):
        if isinstance(item, Grid):
            out.append(_table(item, sum(isinstance(block, Table) for block in out), sheets))
            last = None
            continue
        previous = out[-1] if out else None
        if last is not None and isinstance(previous, Paragraph) and layout.continues(last, item):
            out[-1] = Paragraph(glued(previous.text, item.text.strip()), _extended(previous.place, item, sheets))
        else:
            box = _shown(item.box, item.page, sheets)
            out.append(Paragraph(item.text.strip(), Place(page=item.page, box=box, paragraph=len(out))))
        last = item
    return out


def _shown(box: Box, page: int, turned: Mapping[int, Sheet]) -> Box:
    """Return a box as it lies on the page that people see; ``turned`` are the sheets that were turned to be read."""
    if page not in turned:
        return box
    x0, top, x1, bottom = turned[page].shown(box)
    return (round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1))


def _extended(place: Place, line: TextLine, turned: Mapping[int, Sheet]) -> Place:
    """Return the place with its box drawn around one more line, if that is on the same page."""
    if place.page != line.page or place.box is None:
        return place
    a, b = place.box, _shown(line.box, line.page, turned)
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    return Place(page=place.page, box=box, paragraph=place.paragraph)


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Drop page numbers, and lines that stand at the same height at the edge of several pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for sheet, items in pages:
        seen.update({_mark(line) for line in _edge_lines(sheet, items)})
    often = {mark for mark, times in seen.items() if times >= 3}
    out: list[Page] = []
    for sheet, items in pages:
        drop = {
            id(line)
            for line in _edge_lines(sheet, items)
            if _mark(line) in often or PAGE_NUMBER.fullmatch(line.text.strip())
        }
        out.append((sheet, [item for item in items if id(item) not in drop]))
    return out


def _edge_lines(sheet: Sheet, items: list[Item]) -> list[TextLine]:
    """Return the lines near the upper or lower edge of the page that are among its first or last."""
    return [
        item
        for item in (*items[:2], *items[-2:])
        if isinstance(item, TextLine)
        and len(item.text) < 60
        and (item.bottom < sheet.height * 0.1 or item.top > sheet.height * 0.88)
    ]


def _mark(line: TextLine) -> tuple[str, int]:
    return re.sub(r"\d+", "0", re.sub(r"\s", "", line.text)), round(line.middle / 6)


def _joined_tables(flow: list[Item]) -> list[Item]:
    """Join a table with the one that begins the next page, if nothing stands between and the columns agree."""
    out: list[Item] = []
    for item in flow:
        before = out[-1] if out else None
        if isinstance(item, Grid) and isinstance(before, Grid) and not (item.columns or before.columns):
            close = item.page == before.last_page and item.top - before.bottom < 4
            if item.page == before.last_page + 1 or close:
                merged = join(before, item)
                if merged is not None:
                    out[-1] = merged
                    continue
        out.append(item)
    return out


def _table(grid: Grid, number: int, turned: Mapping[int, Sheet]) -> Table:
    cells = tuple(
        Cell(
            cell.text, cell.row, cell.column, cell.rowspan, cell.colspan,
            Place(
                page=cell.page, box=_shown(cell.box, cell.page, turned), table=number, row=cell.row, column=cell.column
            ),
            cell.also,
        )
        for cell in grid.cells
    )  # fmt: skip
    return Table(cells, Place(page=grid.page, table=number), exact=grid.exact)
