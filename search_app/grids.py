"""The statutory tables as grids of cells to draw, generated from config/forms: header, merged labels, values.

Called by the report page; pure functions of a form and a report's JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from indexer.forms import Column, Row, Table
from indexer.report import CellPath

Speak = Callable[[str, str], str]
"""(Chinese, English) → the text in the language of the page."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One place of the drawn table: a header (``scope`` set), a label, or a value with its cell's JSON."""

    text: str = ""
    rowspan: int = 1
    colspan: int = 1
    scope: str = ""
    path: CellPath = ()
    cell: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to draw: ``head`` and ``body`` are rows of cells; ``known`` counts cells that the original has."""

    key: str
    title: str
    layout: str
    head: tuple[tuple[Drawn, ...], ...]
    body: tuple[tuple[Drawn, ...], ...]
    known: int
    states: frozenset[str]


def grid(table: Table, tables: Mapping[str, Any], speak: Speak) -> Grid:
    """Return the statutory shape of ``table`` with the cells of a report's ``tables``."""
    head, body = {"articles": _articles, "matrix": _matrix, "blocks": _blocks}[table.layout](table, tables, speak)
    values = [drawn for row in body for drawn in row if drawn.path]
    states = [str(drawn.cell.get("state", "missing")) for drawn in values]
    return Grid(
        key=table.key,
        title=speak(table.title, table.title_en),
        layout=table.layout,
        head=tuple(head),
        body=tuple(body),
        known=sum(state != "missing" for state in states),
        states=frozenset(states),
    )


def cell_at(tables: Mapping[str, Any], path: CellPath) -> Mapping[str, Any]:
    """Return the JSON of a cell; a cell that the report does not hold is missing."""
    node: Any = tables
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) and "state" in node else {"value": None, "state": "missing"}


def _value(table: Table, row: Row, column: Column, tables: Mapping[str, Any], speak: Speak, colspan: int = 1) -> Drawn:
    path = (table.key, *row.key, column.key)
    label = f"{speak(row.label, row.label_en)} · {speak(column.label, column.label_en)}"
    return Drawn(path=path, cell=cell_at(tables, path), colspan=colspan, label=label, kind="value")


def _label(row: Row, speak: Speak, colspan: int = 1) -> Drawn:
    english = row.label_en.partition(": ")[2] if row.groups else ""
    return Drawn(speak(row.label, english or row.label_en), colspan=colspan, scope="row", kind="label")


Rows = list[tuple[Drawn, ...]]


def _articles(table: Table, tables: Mapping[str, Any], speak: Speak) -> tuple[Rows, Rows]:
    """Article by article: its name over the full width, its own header, its rows; the last column takes the rest."""
    width = max(len(table.columns_of(row)) for row in table.rows)
    body: Rows = []
    for _, same in groupby(table.rows, key=lambda row: (row.groups, [c.key for c in table.columns_of(row)])):
        rows = list(same)
        columns = table.columns_of(rows[0])
        spans = [1] * (len(columns) - 1) + [width - len(columns) + 1]
        if rows[0].groups:
            name = speak(rows[0].groups[0], "")
            body.append((Drawn(name, colspan=width + 1, scope="rowgroup", kind="article"),))
        header = [Drawn(speak("信息内容", "Content"), scope="col", kind="header")]
        header += [
            Drawn(_with_unit(c, speak), colspan=s, scope="col", kind="header")
            for c, s in zip(columns, spans, strict=True)
        ]
        body.append(tuple(header))
        for row in rows:
            values = (_value(table, row, c, tables, speak, s) for c, s in zip(columns, spans, strict=True))
            body.append((_label(row, speak), *values))
    return [], body


def _with_unit(column: Column, speak: Speak) -> str:
    name = speak(column.label, column.label_en)
    return f"{name}{speak('（单位：{}）', ' ({})').format(column.unit)}" if column.unit else name


def _matrix(table: Table, tables: Mapping[str, Any], speak: Speak) -> tuple[Rows, Rows]:
    """Label columns as deep as the groups go, then one header over all rows."""
    depth = 1 + max(len(row.groups) for row in table.rows)
    body: Rows = []
    for index, row in enumerate(table.rows):
        drawn = []
        for level, group in enumerate(row.groups):
            members = _run(table.rows, index, level)
            if members:
                drawn.append(Drawn(speak(group, ""), rowspan=members, scope="rowgroup", kind="group"))
        drawn.append(_label(row, speak, depth - len(row.groups)))
        body.append((*drawn, *(_value(table, row, c, tables, speak) for c in table.columns_of(row))))
    return _matrix_head(table, depth, speak), body


def _run(rows: tuple[Row, ...], index: int, level: int) -> int:
    """Return how many rows from ``index`` on share their groups down to ``level``; 0 where the run began before."""
    prefix = rows[index].groups[: level + 1]
    if index and rows[index - 1].groups[: level + 1] == prefix:
        return 0
    length = 0
    for row in rows[index:]:
        if row.groups[: level + 1] != prefix:
            break
        length += 1
    return length


def _matrix_head(table: Table, depth: int, speak: Speak) -> Rows:
    note = speak(
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
        "(In each column, item I plus item II equals item III plus item IV)",
    )
    first = (
        Drawn(note, rowspan=3, colspan=depth, scope="col", kind="corner"),
        Drawn(speak("申请人情况", "Applicants"), colspan=len(table.columns), scope="colgroup", kind="header"),
    )
    second, third = [], []
    for group, same in groupby(table.columns, key=lambda column: column.group):
        columns = list(same)
        names = [Drawn(speak(c.label, c.label_en), scope="col", kind="header") for c in columns]
        if group:
            second.append(Drawn(speak(group, ""), colspan=len(columns), scope="colgroup", kind="header"))
            third += names
        else:
            second += [Drawn(n.text, rowspan=2, scope="col", kind="header") for n in names]
    return [first, tuple(second), tuple(third)]


def _blocks(table: Table, tables: Mapping[str, Any], speak: Speak) -> tuple[Rows, Rows]:
    """Blocks side by side: their names, under a common group where they have one, above one line of values."""
    width = len(table.columns)
    first, second = [], []
    for groups, same in groupby(table.rows, key=lambda row: row.groups):
        rows = list(same)
        names = [Drawn(speak(r.label, r.label_en), colspan=width, scope="colgroup", kind="header") for r in rows]
        if groups:
            first.append(Drawn(speak(groups[0], ""), colspan=width * len(rows), scope="colgroup", kind="header"))
            second += names
        else:
            first += [Drawn(n.text, rowspan=2, colspan=width, scope="colgroup", kind="header") for n in names]
    third = tuple(
        Drawn(speak(c.label, c.label_en), scope="col", kind="header")
        for row in table.rows
        for c in table.columns_of(row)
    )
    values = tuple(_value(table, row, c, tables, speak) for row in table.rows for c in table.columns_of(row))
    return [tuple(first), tuple(second), third], [values]
