"""A report as it is put on paper, before any format: paragraphs and tables with merged cells.

``demo.compose`` writes it, ``demo.typeset`` puts it into HTML, DOCX, PDF and the rest.
"""

from dataclasses import dataclass, field
from typing import Literal

from demo.model import TrueCell
from indexer.forms import Form, Row, Table
from indexer.report import CellPath

Style = Literal["title", "body", "heading", "subheading", "sign", "note"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    style: Style = "body"


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a grid: upper left place from 0, its spans, and which cell of the form it prints (None: a label)."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    path: CellPath | None = None


@dataclass(slots=True)
class Grid:
    """A table with merged cells; ``key`` is the form's table (or article within it)."""

    key: str
    boxes: list[Box] = field(default_factory=list)

    @property
    def height(self) -> int:
        """Number of rows."""
        return max((box.row + box.rowspan for box in self.boxes), default=0)

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((box.column + box.colspan for box in self.boxes), default=0)

    def rows(self) -> list[list[Box]]:
        """Return for each row the boxes that begin in it, left to right."""
        found: list[list[Box]] = [[] for _ in range(self.height)]
        for box in sorted(self.boxes, key=lambda b: (b.row, b.column)):
            found[box.row].append(box)
        return found


@dataclass(slots=True)
class Paper:
    """A whole report in reading order."""

    title: str
    items: list[Text | Grid] = field(default_factory=list)


def lay_out(form: Form, table: Table, cells: dict[CellPath, TrueCell]) -> Grid:
    """Return the statutory table filled with the prints of ``cells``; the header says the procurement unit, if any."""
    layout = {"articles": _articles, "matrix": _matrix, "blocks": _blocks}[table.layout]
    return Grid(table.key, layout(table, {path: cell.text for path, cell in cells.items()}))


def _articles(table: Table, texts: dict[CellPath, str]) -> list[Box]:
    width = 1 + max(len(table.columns_of(row)) for row in table.rows)
    boxes: list[Box] = []
    line, article = 0, ""
    header: tuple[str, ...] = ()
    for row in table.rows:
        columns = table.columns_of(row)
        if row.groups[0] != article:
            article, header = row.groups[0], ()
            boxes.append(Box(article, line, 0, 1, width))
            line += 1
        if (labels := tuple(_with_unit(column.label, column.unit) for column in columns)) != header:
            header = labels
            boxes += _spread(("信息内容", *labels), line, width)
            line += 1
        paths = [(table.key, *row.key, column.key) for column in columns]
        boxes += _spread((row.label, *(texts[path] for path in paths)), line, width, (None, *paths))
        line += 1
    return boxes


def _with_unit(label: str, unit: str | None) -> str:
    return f"{label}（单位：{unit}）" if unit else label


def _spread(texts: tuple[str, ...], line: int, width: int, paths: tuple[CellPath | None, ...] = ()) -> list[Box]:
    last = len(texts) - 1
    return [
        Box(text, line, n, 1, width - n if n == last else 1, paths[n] if paths else None)
        for n, text in enumerate(texts)
    ]


def _matrix(table: Table, texts: dict[CellPath, str]) -> list[Box]:
    depth = 1 + max(len(row.groups) for row in table.rows)
    organisations = [n for n, column in enumerate(table.columns) if column.group]
    boxes = [
        Box("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 0, 0, 3, depth),
        Box("申请人情况", 0, depth, 1, len(table.columns)),
        Box(table.columns[organisations[0]].group, 1, depth + organisations[0], 1, len(organisations)),
    ]
    for n, column in enumerate(table.columns):
        boxes.append(Box(column.label, 2 if column.group else 1, depth + n, 1 if column.group else 2))
    boxes += _side(table.rows, 3, depth)
    for number, row in enumerate(table.rows):
        for n, column in enumerate(table.columns):
            path = (table.key, *row.key, column.key)
            boxes.append(Box(texts[path], 3 + number, depth + n, path=path))
    return boxes


def _side(rows: tuple[Row, ...], top: int, depth: int) -> list[Box]:
    """Return the labels left of the values: groups run over their rows, a row's label over what is left."""
    boxes: list[Box] = []
    for number, row in enumerate(rows):
        for level, group in enumerate(row.groups):
            above = rows[number - 1].groups[: level + 1] if number else ()
            if above != row.groups[: level + 1]:
                run = 1
                while rows[number + run : number + run + 1] and (
                    rows[number + run].groups[: level + 1] == row.groups[: level + 1]
                ):
                    run += 1
                boxes.append(Box(group, top + number, level, run))
        boxes.append(Box(row.label, top + number, len(row.groups), 1, depth - len(row.groups)))
    return boxes


def _blocks(table: Table, texts: dict[CellPath, str]) -> list[Box]:
    size = len(table.columns)
    boxes: list[Box] = []
    grouped = [n for n, row in enumerate(table.rows) if row.groups]
    boxes.append(Box(table.rows[grouped[0]].groups[0], 0, grouped[0] * size, 1, len(grouped) * size))
    for number, row in enumerate(table.rows):
        left = number * size
        boxes.append(Box(row.label, 1 if row.groups else 0, left, 1, size))
        for n, column in enumerate(table.columns):
            top = 2 if row.groups else 1
            boxes.append(Box(column.label, top, left + n, 3 - top))
            path = (table.key, *row.key, column.key)
            boxes.append(Box(texts[path], 3, left + n, path=path))
    return boxes
