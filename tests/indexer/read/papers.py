"""Invented reports for the tests of reading: truth made by a seed, and the ways in which offices and tools print it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from indexer.blocks import Blocks, Cell, Paragraph, Place, Table
from indexer.forms import Form, Row, forms
from indexer.forms import Table as FormTable
from indexer.report import CellPath, Number

TITLE = "云岭县水务局2022年政府信息公开工作年度报告"
PREAMBLE = "根据《中华人民共和国政府信息公开条例》的规定，现公布云岭县水务局2022年政府信息公开工作年度报告。"
OVERVIEW = "2022年，我局认真落实上级部署，稳步推进政府信息公开各项工作，公开的内容和渠道不断完善。"
PROBLEMS = "一年来公开的时效还有待提高，业务培训还需加强。下一步将完善制度，提高公开质量和水平。"
OTHER = "本年度没有其他需要报告的事项。"


@dataclass
class Truth:
    form: Form
    values: dict[CellPath, Number | None]
    headings: list[str] = field(default_factory=list)


def make_truth(form: str, seed: int, *, zeros_left_blank: bool = False, busy: bool = True) -> Truth:
    """Return random values for which every identity holds."""
    rng = random.Random(seed)
    found = forms()[form]
    values: dict[CellPath, Number | None] = {}
    for path, _, column in found.table("active_disclosure").cells():
        values[path] = rng.choice([0, 0, 3, 17, 208, 20809])
        if column.kind == "signed":
            values[path] = rng.choice([0, 0, -15, 102])
        if column.kind == "amount":
            values[path] = rng.choice([0, 52288.028, 12.5])
        if column.key == "total_public":
            values[path] = (values[*path[:-1], "disclosed_this_year"] or 0) + rng.choice([0, 5, 90])
    _requests(found.table("requests"), values, rng, busy)
    for row in found.table("litigation").rows:
        parts = [rng.choice([0, 0, 0, 1, 2, 17]) for _ in range(4)]
        for column, number in zip(found.table("litigation").columns, [*parts, sum(parts)], strict=True):
            values["litigation", *row.key, column.key] = number
    if zeros_left_blank:
        values = {path: (number or None) for path, number in values.items()}
    return Truth(found, values)


def _requests(table: FormTable, values: dict[CellPath, Number | None], rng: random.Random, busy: bool) -> None:
    columns = [c.key for c in table.columns]
    rows = [r.key[0] for r in table.rows]
    results = rows[2:-2]
    for column in columns[:-1]:
        for row in results:
            values["requests", row, column] = rng.choice([0, 0, 0, 0, 1, 2, 5, 12, 105]) if busy else 0
        total = sum(values["requests", row, column] or 0 for row in results)
        carried_on = rng.choice([0, 0, 1, 4]) if busy else 0
        carried_in = min(rng.choice([0, 0, 1, 3]), total + carried_on)
        values["requests", "results_total", column] = total
        values["requests", "carried_to_next", column] = carried_on
        values["requests", "carried_from_previous", column] = carried_in
        values["requests", "new_received", column] = total + carried_on - carried_in
    for row in rows:
        values["requests", row, "total"] = sum(values["requests", row, c] or 0 for c in columns[:-1])


Show = Callable[[Number | None], str]


def show(number: Number | None) -> str:
    return "" if number is None else str(number)


def heading_texts(form: Form) -> list[str]:
    return [f"{'一二三四五六'[s.number - 1]}、{s.title}" for s in form.sections]


# ---------------------------------------------------------------- grids, as HTML, DOCX or PDF give them


class Grid:
    """A table that is built cell by cell."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []

    def put(self, text: str, row: int, column: int, rowspan: int = 1, colspan: int = 1) -> None:
        self.cells.append(Cell(text, row, column, rowspan, colspan, Place(table=0, row=row, column=column)))

    def table(self, first: int = 0, end: int | None = None) -> Table:
        """Return rows ``first`` to before ``end`` as a table of their own, as a page break cuts it."""
        last = end if end is not None else 10_000
        kept = []
        for c in self.cells:
            top, bottom = max(c.row, first), min(c.row + c.rowspan, last)
            if top < bottom:
                text = c.text if c.row >= first else ""
                kept.append(Cell(text, top - first, c.column, bottom - top, c.colspan, c.place))
        return Table(tuple(kept), Place(table=0))


def articles_grid(truth: Truth, show: Show = show, *, wide_single: bool = True) -> Grid:
    grid = Grid()
    table = truth.form.table("active_disclosure")
    line = 0
    above: object = None
    for row in table.rows:
        columns = table.columns_of(row)
        width = 3 if wide_single and len(columns) == 1 else 1
        if (row.groups, columns) != above:
            above = (row.groups, columns)
            grid.put(row.groups[0], line, 0, 1, 4)
            grid.put("信息内容", line + 1, 0)
            for n, column in enumerate(columns):
                unit = "（单位：万元）" if column.kind == "amount" else ""
                grid.put(column.label + unit, line + 1, 1 + n, 1, width)
            line += 2
        grid.put(row.label, line, 0)
        for n, column in enumerate(columns):
            grid.put(show(truth.values[table.key, *row.key, column.key]), line, 1 + n, 1, width)
        line += 1
    return grid


def requests_grid(truth: Truth, show: Show = show, *, extra: Sequence[str] = ()) -> Grid:
    """``extra`` are headers of columns that a local version adds on the right."""
    grid = Grid()
    table = truth.form.table("requests")
    grid.put("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 0, 0, 3, 3)
    grid.put("申请人情况", 0, 3, 1, 7)
    grid.put("自然人", 1, 3, 2)
    grid.put("法人或其他组织", 1, 4, 1, 5)
    grid.put("总计", 1, 9, 2)
    for n, column in enumerate(table.columns[1:6]):
        grid.put(column.label, 2, 4 + n)
    for n, label in enumerate(extra):
        grid.put(label, 0, 10 + n, 3)
    line = 3
    for row in table.rows:
        for depth, group in enumerate(row.groups):
            first = next(r for r in table.rows if r.groups[: depth + 1] == row.groups[: depth + 1])
            if first is row:
                height = sum(r.groups[: depth + 1] == row.groups[: depth + 1] for r in table.rows)
                grid.put(group, line, depth, height)
        grid.put(row.label, line, len(row.groups), 1, 3 - len(row.groups))
        for n, column in enumerate(table.columns):
            grid.put(show(truth.values[table.key, *row.key, column.key]), line, 3 + n)
        for n in range(len(extra)):
            grid.put("", line, 10 + n)
        line += 1
    return grid


def litigation_grid(truth: Truth, show: Show = show) -> Grid:
    grid = Grid()
    table = truth.form.table("litigation")
    grid.put("行政复议", 0, 0, 1, 5)
    grid.put("行政诉讼", 0, 5, 1, 10)
    grid.put("未经复议直接起诉", 1, 5, 1, 5)
    grid.put("复议后起诉", 1, 10, 1, 5)
    for n, column in enumerate(table.columns):
        grid.put(column.label, 1, n, 2)
        grid.put(column.label, 2, 5 + n)
        grid.put(column.label, 2, 10 + n)
    for n, (path, _, _) in enumerate(table.cells()):
        grid.put(show(truth.values[path]), 3, n)
    return grid


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, Place())


def document(
    truth: Truth, two: Sequence[Table], three: Sequence[Table], four: Sequence[Table], fmt: str = "html"
) -> Blocks:
    headings = truth.headings or heading_texts(truth.form)
    blocks = Blocks(fmt)
    blocks.items += [paragraph(TITLE), paragraph(PREAMBLE), paragraph(headings[0]), paragraph(OVERVIEW)]
    blocks.items += [paragraph(headings[1]), *two, paragraph(headings[2]), *three, paragraph(headings[3]), *four]
    blocks.items += [paragraph(headings[4]), paragraph(PROBLEMS), paragraph(headings[5]), paragraph(OTHER)]
    blocks.items = [b for b in blocks.items if not isinstance(b, Paragraph) or b.text]
    return blocks


def clean(truth: Truth, fmt: str = "html") -> Blocks:
    grids = articles_grid(truth), requests_grid(truth), litigation_grid(truth)
    return document(truth, *([g.table()] for g in grids), fmt=fmt)


# ---------------------------------------------------------------- text, as other tools flatten it


def text_rows(truth: Truth, show: Show = show) -> dict[str, list[list[str]]]:
    """Return for each table the rows of words and numbers, merged cells printed once."""
    out: dict[str, list[list[str]]] = {"active_disclosure": [], "requests": [], "litigation": []}
    table = truth.form.table("active_disclosure")
    article: object = None
    for row in table.rows:
        columns = table.columns_of(row)
        if (row.groups, columns) != article:
            article = (row.groups, columns)
            out[table.key] += [[row.groups[0]], ["信息内容", *(c.label for c in columns)]]
        out[table.key].append([row.label, *_numbers(truth, table, row, show)])
    table = truth.form.table("requests")
    out[table.key] += [["申请人情况"], ["自然人", "法人或其他组织", "总计"], [c.label for c in table.columns[1:6]]]
    seen: set[tuple[str, ...]] = set()
    for row in table.rows:
        groups = [g for n, g in enumerate(row.groups) if row.groups[: n + 1] not in seen]
        seen |= {row.groups[: n + 1] for n in range(len(row.groups))}
        out[table.key].append([*groups, row.label, *_numbers(truth, table, row, show)])
    table = truth.form.table("litigation")
    out[table.key] += [
        ["行政复议", "行政诉讼"],
        ["未经复议直接起诉", "复议后起诉"],
        [c.label for c in table.columns] * 3,
    ]
    out[table.key].append([show(truth.values[path]) for path, _, _ in table.cells()])
    return out


def _numbers(truth: Truth, table: FormTable, row: Row, show: Show) -> list[str]:
    return [show(truth.values[table.key, *row.key, c.key]) for c in table.columns_of(row)]


def flat(truth: Truth, rows: dict[str, list[list[str]]], line: Callable[[list[str]], str]) -> str:
    headings = truth.headings or heading_texts(truth.form)
    parts = [TITLE, PREAMBLE, headings[0], OVERVIEW]
    for heading, key in zip(headings[1:4], rows, strict=True):
        parts += [heading, "\n".join(line(row) for row in rows[key])]
    parts += [headings[4], PROBLEMS, headings[5], OTHER]
    return "\n\n".join(part for part in parts if part)
