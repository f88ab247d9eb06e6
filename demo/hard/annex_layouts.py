"""The tables that an annex of before 2019 is printed in.  Called by ``demo.hard.older``."""

from collections.abc import Callable
from dataclasses import replace

from demo.hard.annexes import Entry, Sheet
from demo.paper import Box, Grid, Text

Rows = list[list[tuple[str, bool]]]


def plain(sheet: Sheet) -> list[Grid | Text]:
    """One line below another, labels set in by blanks."""
    return [_grid(sheet, _rows(sheet))]


def side_by_side(sheet: Sheet) -> list[Grid | Text]:
    """Two halves beside each other; the right one goes on where the left one ends."""
    head, *rows = _rows(sheet)
    half = (len(rows) + 1) // 2
    blank = [("", False)] * len(head)
    both = [left + (rows[half + n] if half + n < len(rows) else blank) for n, left in enumerate(rows[:half])]
    return [_grid(sheet, [head + head, *both])]


def groups_merged(sheet: Sheet) -> list[Grid | Text]:
    """The heading of each group in a merged cell left of its lines."""
    head, *rows = _rows(sheet)
    boxes = [Box("项目", 0, 0)] + [Box(text, 0, n + 1) for n, (text, _) in enumerate(head)]
    line, start, group = 1, 1, ""
    for entry, row in zip(sheet.entries, rows, strict=True):
        if entry.depth == 0:
            if line > start:
                boxes.append(Box(group, start, 0, line - start))
            start, group = line, f"{entry.number}{entry.label}"
            if entry.is_heading:
                continue
        boxes += [_box(cell, line, n + 1) for n, cell in enumerate(row)]
        line += 1
    boxes.append(Box(group, start, 0, line - start))
    return [Grid(sheet.key, boxes)]


def levels_in_columns(sheet: Sheet) -> list[Grid | Text]:
    """Labels of the deeper levels in columns further to the right, each merged over what is left."""
    head, *rows = _rows(sheet)
    label = len(sheet.before)
    boxes: list[Box] = []
    for line, (entry, row) in enumerate(zip([None, *sheet.entries], [head, *rows], strict=True)):
        depth = entry.depth if entry else 0
        if depth:
            boxes.append(Box("", line, label, 1, depth))
        for n, cell in enumerate(row):
            column = n if n < label else n + depth if n == label else n + 3
            boxes.append(replace(_box(cell, line, column), colspan=4 - depth if n == label else 1))
    return [Grid(sheet.key, boxes)]


def framed(sheet: Sheet) -> list[Grid | Text]:
    """Title, office and date in rows of the table itself."""
    rows = _rows(sheet)
    grid = _grid(sheet, rows)
    width, height = grid.width, grid.height
    year = sheet.year
    grid.boxes = [replace(b, row=b.row + 1) for b in grid.boxes] + [
        Box(f"政府信息公开情况统计表（{year}年度）", 0, 0, 1, width)
    ]
    grid.boxes.append(Box("单位负责人：王某　审核人：李某　填报人：张某", height + 1, 0, 1, width))
    grid.boxes.append(Box("联系电话", height + 2, 0))
    grid.boxes.append(Box("88001234", height + 2, 1, 1, width - 1))
    grid.boxes.append(Box("填报日期", height + 3, 0))
    grid.boxes.append(Box(f"{year + 1}年1月15日", height + 3, 1, 1, width - 1))
    return [grid]


def table_per_group(sheet: Sheet) -> list[Grid | Text]:
    """A table of its own for every group, its heading as a paragraph above."""
    head, *rows = _rows(sheet)
    parts: list[Grid | Text] = []
    mine: Rows = []
    for entry, row in [*zip(sheet.entries, rows, strict=True), (Entry(0, "", "", "", None, ""), [])]:
        if entry.depth == 0 and mine:
            parts.append(Grid(sheet.key, _boxes([head, *mine])))
            mine = []
        if entry.depth == 0 and entry.is_heading:
            if entry.label:
                parts.append(Text(f"{entry.number}{entry.label}"))
            continue
        mine.append(row)
    return parts


LAYOUTS: tuple[Callable[[Sheet], list[Grid | Text]], ...] = (
    plain,
    plain,
    side_by_side,
    groups_merged,
    levels_in_columns,
    framed,
    table_per_group,
)


def _rows(sheet: Sheet) -> Rows:
    head = [("序号", False)] * len(sheet.before) + [("统计指标", False)]
    head += [(name, False) for name, _ in sheet.between]
    values = [(sheet.value_head, False)]
    others = [(name, False) for name, _ in sheet.after if name != "备注"]
    head += [("单位", False)] * (sheet.units == "column")
    head += values + others if sheet.value_last is False or not others else others + values
    head += [("单位", False)] * (sheet.units == "last")
    head += [(name, False) for name, _ in sheet.after if name == "备注"]
    return [head, *(_row(sheet, n, e) for n, e in enumerate(sheet.entries))]


def _row(sheet: Sheet, n: int, e: Entry) -> list[tuple[str, bool]]:
    label = "　" * e.depth + e.number + e.label
    if sheet.units == "label" and e.unit:
        label += f"（单位：{e.unit}）" if n % 2 else f"（{e.unit}）"
    value = e.text
    if sheet.units == "value" and e.value is not None:
        value += e.unit
    row = [(make(n, e), False) for make in sheet.before] + [(label, False)]
    row += [(make(n, e), False) for _, make in sheet.between]
    row += [(e.unit, False)] * (sheet.units == "column")
    others = [(make(n, e), False) for name, make in sheet.after if name != "备注"]
    mine = [(value, True)]
    row += mine + others if sheet.value_last is False or not others else others + mine
    row += [(e.unit, False)] * (sheet.units == "last")
    return row + [(make(n, e), False) for name, make in sheet.after if name == "备注"]


def _grid(sheet: Sheet, rows: Rows) -> Grid:
    return Grid(sheet.key, _boxes(rows))


def _boxes(rows: Rows) -> list[Box]:
    return [_box(cell, line, n) for line, row in enumerate(rows) for n, cell in enumerate(row)]


def _box(cell: tuple[str, bool], row: int, column: int) -> Box:
    text, is_value = cell
    return Box(text, row, column, path=("annex2014", str(column)) if is_value and row else None)
