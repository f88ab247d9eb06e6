"""HTML originals → blocks.  Called by ``extract``; also for the HTML inside MHTML files.

``html_tree`` parses; the report's part of the page is found by ``html_content``, tables get their grid by the HTML
standard's algorithm (rowspan, colspan), bounded.
"""

import re

from lxml.etree import _Element

from crawler.archive.encoding import decode
from indexer.blocks import Blocks, Paragraph, Place
from indexer.extract import error_page
from indexer.extract.errors import ExtractError
from indexer.extract.html_content import INLINE, Page, find_content, name, skipped
from indexer.extract.html_grid import Placed, table_at
from indexer.extract.html_place import Paths
from indexer.extract.html_pre import is_preformatted, preformatted
from indexer.extract.html_shown import mark, unhide
from indexer.extract.html_tree import parse
from indexer.extract.html_unwrapped import unwrapped
from indexer.extract.limits import MAX_CELLS, MAX_DEPTH, MAX_ROWS, MAX_SPAN
from indexer.extract.raw import RawCell, RawTable, numbered, settle

_SPACE = re.compile(r"[ \t\r\n\x0b\x0c]+")
_WRAP = re.compile(r"(?<=[\u2e80-\uffef])[ \t\r\n]+(?=[\u2e80-\uffef])")
_DIGITS = re.compile(r"\s*(\d{1,9})")
_CELLS = frozenset({"td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FURNITURE_LENGTH = 60
_FURNITURE = re.compile(
    r"[【\[（(]?(?:分享到|分享[:：]|打印|关闭|我要(?:打印|纠错)|扫一扫|上一[篇条]|下一[篇条]|返回顶部|责任编辑)"
)
"""How furniture begins that stands right below a report."""
_DATE = re.compile(
    r"(?:发布|发文|成文|生成|发稿|公开|更新)?(?:时间|日期)\s*[:：]?\s*(\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2})"
)
_SOURCE = re.compile(r"(?:信息)?(?:来源|发布机构|发文机关|发布单位)\s*[:：]\s*([^\s　|【】:：]{2,40})")


def read(data: bytes) -> Blocks:
    """Read a page.  Raises ExtractError: empty, error_page."""
    text, encoding = decode(data)
    return read_text(text, encoding)


def read_text(text: str, encoding: str = "utf-8") -> Blocks:
    """Read a page that is decoded already."""
    blocks = Blocks("html")
    if encoding.endswith("?"):
        blocks.notes.append(f"bytes that are not {encoding[:-1]} were replaced")
    root, page, content, certain = _found(text, blocks.notes)
    blocks.meta = _meta(root)
    blocks.items = list(settle(_Walk(page, content).items()))
    if not certain:
        error_page.check(blocks, page)
    _around(page, content, blocks)
    if not blocks.items:
        raise ExtractError("empty", "the page shows no text")
    return blocks


def _found(text: str, notes: list[str]) -> tuple[_Element, Page, _Element, bool]:
    """Return the page, the element that holds the report, and whether statutory headings were found.

    Where the page shows none, what its scripts would show is looked at: first markup that it holds in other ways, then
    hidden elements.
    """
    root = parse(text)
    mark(root, text)
    page = Page(_body(root))
    content, certain = find_content(page)
    if certain and page.tables:
        return root, page, content, certain
    if (other := unwrapped(text)) is not None:
        inner = parse(other)
        mark(inner, other)
        opened = Page(_body(inner))
        held, sure = find_content(opened)
        if sure and (opened.tables or not certain):
            notes.append("the report stands in what a script of the page shows")
            return inner, opened, held, sure
    if unhide(root):
        page = Page(_body(root))
        content, certain = find_content(page)
        notes.append("the report stands in what the page hides")
    return root, page, content, certain


def _body(root: _Element) -> _Element:
    body = root.find("body") if name(root) == "html" else root
    return root if body is None else body


def _meta(root: _Element) -> dict[str, str]:
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
        value = (element.get("content") or "").strip()
        if key and value and key not in meta and len(key) < 60:
            meta[key] = value[:2000]
    title = next(root.iter("title"), None)
    if title is not None:
        meta["title"] = _SPACE.sub(" ", "".join(title.itertext())).strip()[:1000]
    return meta


def _around(page: Page, content: _Element, blocks: Blocks) -> None:
    """Take the report's title, date and source from what the page prints just before the content."""
    if content is page.body:
        return
    before: list[tuple[_Element, str]] = []
    inside = {content, *content.iter()}
    for run in page.runs:
        if run.element in inside:
            break
        if not run.is_linked:
            before.append((run.element, _SPACE.sub(" ", run.text[:2000]).strip()[:200]))
    for _, text in before[-12:]:
        if (found := _DATE.search(text)) and "pubdate" not in blocks.meta:
            blocks.meta["pubdate"] = found.group(1)
        if (found := _SOURCE.search(text)) and "contentsource" not in blocks.meta:
            blocks.meta["contentsource"] = found.group(1)
    titles = [
        (e, t) for e, t in before if len(t) < 90 and re.search(r"年.{0,40}(?:年度报告|年报|工作报告|情况报告)", t)
    ]
    first = next((i.text for i in blocks.paragraphs() if i.text.strip()), "")
    if titles and re.sub(r"\s", "", titles[-1][1]) not in re.sub(r"\s", "", first):
        element, text = titles[-1]
        blocks.items.insert(0, Paragraph(text, Place(path=Paths().of(element)), heading=True))


class _Walk:
    """One pass over the content; ``items`` gives paragraphs and raw tables in reading order."""

    def __init__(self, page: Page, content: _Element) -> None:
        self.page, self.content = page, content
        self.paths = Paths()
        self.grids = any(next(e.iterancestors("td", "th"), None) is None and e.tag not in _CELLS for e in page.tables)
        self.tables = 0

    def items(self) -> list[Paragraph | RawTable]:
        """Return what the content holds; paragraphs are numbered within the content."""
        return list(numbered(self._flow(self.content, 0)))

    def _flow(self, element: _Element, depth: int) -> list[Paragraph | RawTable]:
        out: list[Paragraph | RawTable] = []
        run = _Run(self.paths, element)
        self._into(element, out, run, depth, bold=False)
        run.flush(out)
        return out

    def _into(self, element: _Element, out: list[Paragraph | RawTable], run: "_Run", depth: int, bold: bool) -> None:
        run.add(element.text, bold)
        if depth > MAX_DEPTH * 3:
            run.add("".join(t for child in element for t in child.itertext()), bold)
            return
        children = list(element)
        behind = 0
        for number, child in enumerate(children):
            if number < behind:
                continue
            tag = name(child)
            if self.grids and not skipped(child):
                grid, behind = table_at(children, number)
                if grid:
                    run.flush(out)
                    out.append(self._grid(grid, child, depth + 1))
                    run.add(children[behind - 1].tail, bold)
                    continue
            if not skipped(child):
                if tag == "br" or tag == "hr":
                    run.flush(out)
                elif tag == "pre" and is_preformatted(child):
                    run.flush(out)
                    found = preformatted(child, self.paths.of(child), self.tables)
                    self.tables += sum(isinstance(item, RawTable) for item in found)
                    out.extend(found)
                elif tag == "table":
                    run.flush(out)
                    out.append(self._table(child, depth + 1))
                elif tag in INLINE:
                    self._into(child, out, run, depth + 1, bold or tag in {"b", "strong"})
                elif not self._is_furniture(child):
                    run.flush(out)
                    inner = _Run(self.paths, child)
                    self._into(child, out, inner, depth + 1, bold or tag in {"b", "strong"})
                    inner.flush(out)
            run.add(child.tail, bold)

    def _grid(self, grid: list[Placed], first: _Element, depth: int) -> RawTable:
        """Return a table that is made of other elements."""
        number, self.tables = self.tables, self.tables + 1
        cells = []
        for each in grid[:MAX_CELLS]:
            place = Place(path=self.paths.of(each.element), table=number, row=each.row, column=each.column)
            cell = RawCell(each.row, each.column, each.height, each.width, place=place)
            cell.content = self._flow(each.element, depth) if depth < MAX_DEPTH else [_flat(each.element, place)]
            cells.append(cell)
        return RawTable(cells, Place(path=self.paths.of(first), table=number))

    def _table(self, table: _Element, depth: int) -> RawTable:
        number, self.tables = self.tables, self.tables + 1
        path = self.paths.of(table)
        cells: list[RawCell] = []
        taken: dict[int, int] = {}  # column → first row in which it is free again
        row = 0
        for tr in _rows(table):
            if row >= MAX_ROWS or len(cells) >= MAX_CELLS:
                break
            column = 0
            for td in tr:
                if name(td) not in {"td", "th"} or skipped(td):
                    continue
                while taken.get(column, 0) > row:
                    column += 1
                if column >= MAX_SPAN:
                    break
                width = min(_span(td, "colspan"), MAX_SPAN)
                if width > 1:
                    width = next((i for i in range(1, width) if taken.get(column + i, 0) > row), width)
                height = _span(td, "rowspan") or MAX_ROWS
                cell = RawCell(row, column, height, width)
                cell.place = Place(path=self.paths.of(td), table=number, row=row, column=column)
                cell.content = self._flow(td, depth) if depth < MAX_DEPTH else [_flat(td, cell.place)]
                cells.append(cell)
                for i in range(column, column + width):
                    taken[i] = row + height
                column += width
            row += 1
        for cell in cells:
            cell.rowspan = min(cell.rowspan, row - cell.row)
        out = RawTable(cells, Place(path=path, table=number))
        caption = next((c for c in table if name(c) == "caption"), None)
        if caption is not None and "".join(caption.itertext()).strip() and out.cells:
            out.caption = _flat(caption, Place(path=self.paths.of(caption)))
        return out

    def _is_furniture(self, element: _Element) -> bool:
        """Say whether an element is furniture inside the content: links to other years, sharing, printing."""
        plain, linked = self.page.weight(element)
        if plain + linked < _FURNITURE_LENGTH:
            found = _FURNITURE.match(_SPACE.sub("", "".join(element.itertext())))
        else:
            found = None
        if not found and not (linked > 3 * plain and sum(1 for _ in element.iter("a")) >= 3):
            return False
        return next(element.iter("table"), None) is None


class _Run:
    """Collects the text between two breaks."""

    def __init__(self, paths: Paths, element: _Element) -> None:
        self.paths, self.element = paths, element
        self.parts: list[str] = []
        self.plain = 0

    def add(self, text: str | None, bold: bool) -> None:
        """Take text; remembers whether all of it is bold."""
        if text:
            self.parts.append(text)
            if not bold and not text.isspace():
                self.plain += 1

    def flush(self, out: list["Paragraph | RawTable"]) -> None:
        """Append the paragraph, if there is text in it."""
        if not self.parts:
            return
        text = "".join(self.parts)
        if "\n" in text or "\r" in text:
            text = _WRAP.sub(_unwrapped, text)
        text = _SPACE.sub(" ", text).strip(" ")
        if text.strip("\u200b\ufeff"):
            heading = name(self.element) in _HEADINGS
            place = Place(path=self.paths.of(self.element))
            out.append(Paragraph(text, place, bold=not self.plain or heading, heading=heading))
        self.parts, self.plain = [], 0


def _unwrapped(space: re.Match[str]) -> str:
    """Return nothing for a line break of the source between Chinese characters; a blank that is meant stays."""
    return "" if "\n" in space.group() or "\r" in space.group() else space.group()


def _flat(element: _Element, place: Place) -> Paragraph:
    return Paragraph(_SPACE.sub(" ", "".join(element.itertext())).strip(" "), place)


def _rows(table: _Element) -> list[_Element]:
    out: list[_Element] = []
    for child in table:
        if name(child) == "tr":
            out.append(child)
        elif name(child) not in {"table", "caption", ""} and not skipped(child):
            out.extend(_rows(child))  # tbody …, and what a browser lifts out of a table, such as a form
    return [tr for tr in out if not skipped(tr) and not _fixes_widths(tr)]


def _fixes_widths(row: _Element) -> bool:
    """Say whether Word appended this row to fix the widths of columns; an empty row that is shown is a row."""
    return row.get("height") == "0" and not "".join(row.itertext()).strip()


def _span(cell: _Element, attribute: str) -> int:
    written = cell.get(attribute)
    found = _DIGITS.match(written) if written else None
    value = int(found.group(1)) if found else 1
    return min(value, MAX_ROWS) if attribute == "rowspan" else max(value, 1)
