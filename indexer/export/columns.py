"""Which columns an export has, and what each of them means: the codebook, made from the forms.

Wide: a row is a report; a cell has its value and, under ``<path>.state``, ``<path>.raw`` and ``<path>.inferred``, what
else is known of it.  Long: a row is a cell.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from indexer import forms
from indexer.index.schema import FIELDS, cell_columns
from indexer.search import numbers, vocabulary
from indexer.search.measures import measured
from indexer.search.model import QueryError, Record
from indexer.search.notes import refusal
from indexer.search.numbers import compute

Kind = Literal["text", "whole", "number"]
Value = str | int | float | None

FACTS: dict[str, tuple[Kind, str, str]] = {
    "id": ("text", "报告编号", "Id of the report in this collection"),
    "title": ("text", "标题", "Title as printed"),
    "agency": ("text", "行政机关", "Agency as it names itself"),
    "normalised": ("text", "行政机关（带行政区）", "Agency with its jurisdiction"),
    "scope": ("text", "统计口径（本级/汇总）", "Scope, where the report says it: own work or all bodies of the area"),
    "year": ("whole", "报告年度", "Year that is reported on"),
    "date": ("text", "落款日期", "Date that the document bears (ISO 8601)"),
    "level": ("text", "机关级别", "Level of the agency"),
    "place": ("text", "行政区", "Jurisdiction from province downwards, divided by /"),
    "code": ("text", "行政区划代码", "Code of the division valid in the year"),
    "form": ("text", "表式", "Statutory form by the labels printed: 2008, 2014, 2019 or 2021"),
    "formats": ("text", "原件格式", "Formats of the originals, divided by ;"),
    "portals": ("text", "来源门户", "Portals it was taken from, divided by ;"),
    "documents": ("whole", "文件数", "Number of documents that are manifestations of the report"),
    "check": ("text", "勾稽检查", "State of the identities: holds, holds_if_blank, fails or none"),
    "findings": ("whole", "检查发现数", "Number of findings"),
}
GROUPS = ("facts", "numbers", "cells", "states", "raw", "inferred", "text")
LONG = ("id", "agency", "year", "place", "level", "form")
CELL = ("table", "cell", "label", "value", "state", "unit", "raw", "inferred", "inferred_by", "note")
BESIDE: dict[str, tuple[Kind, str, str]] = {
    "state": ("text", "状态", "state"),
    "raw": ("text", "原文", "as printed"),
    "inferred": ("number", "推算值", "inferred, never printed"),
}
"""What the wide shape offers beside a cell's value, under ``<path>.<name>``."""


class UnknownField(QueryError):  # noqa: N818 - says what is the case
    """A field that was chosen does not exist; the message lists what does."""

    parameter = "field"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what kind of values it has, what it means, and how it is taken from a record."""

    name: str
    kind: Kind
    label: str
    label_en: str
    value: Callable[[Record], Value]
    unit: str = ""


def wide(fields: Sequence[str]) -> list[Column]:
    """Return the columns for the fields chosen: names of columns, or of GROUPS; none: facts and key numbers.

    Raises UnknownField.
    """
    chosen: dict[str, Column] = {}
    for name in fields or ("facts", "numbers"):
        for column in _of(name):
            chosen.setdefault(column.name, column)
    return list(chosen.values())


@cache
def in_print_order() -> tuple[str, ...]:
    """Return all cells as the forms print them, the older form first."""
    printed = [".".join(path) for form in forms.forms().values() for path, _, _ in form.cells()]
    return tuple(dict.fromkeys((*printed, *cell_columns())))


def cells_of(fields: Sequence[str]) -> tuple[str, ...]:
    """Return the cells that an export of these fields reads."""
    needed: dict[str, None] = {}
    for name in fields or ("facts", "numbers"):
        if name in ("cells", "states", "raw", "inferred"):
            needed |= dict.fromkeys(in_print_order())
        elif name == "numbers":
            needed |= dict.fromkeys(
                c for measure in numbers.measures().values() for c in (*measure.over, *measure.under)
            )
        elif (found := _measure(_divided(name)[0])) is not None:
            needed |= dict.fromkeys((*found.over, *found.under))
    return tuple(needed)


def _measure(name: str) -> numbers.Measure | None:
    """Return what a number, a cell, a sum or a ratio means; None for the name of anything else."""
    if name in (*FACTS, *FIELDS, *GROUPS):
        return None
    try:
        return measured(name)
    except QueryError:
        return None


def _of(name: str) -> Iterator[Column]:
    if name == "facts":
        yield from (_fact(key) for key in FACTS)
    elif name in FACTS:
        yield _fact(name)
    elif name == "numbers":
        yield from (_number(key, measure) for key, measure in numbers.measures().items())
    elif name in ("cells", "states", "raw", "inferred"):
        for path in in_print_order():
            yield _cell(path)
            if name != "cells":
                yield _beside(path, name.removesuffix("s"))
    elif name == "text":
        yield from (_text(field) for field in FIELDS[2:])
    elif name in FIELDS:
        yield _text(name)
    elif name in cell_columns():
        yield _cell(name)
    elif _divided(name)[0] in cell_columns():
        yield _beside(*_divided(name))
    elif (measure := _measure(name)) is not None:
        yield _number(numbers.key_of(name) or name, measure)
    else:
        said = refusal("no_column", None, numbers.similar(name), name=name, known=", ".join((*GROUPS, *FACTS)))
        raise UnknownField(str(said), 0, {language: said.text(language) for language in ("zh", "en")})


def _fact(key: str) -> Column:
    kind, label, label_en = FACTS[key]

    def value(record: Record) -> Value:
        found = record.stored.get(key)
        return ";".join(found) if isinstance(found, list) else found

    return Column(key, kind, label, label_en, value)


def _number(name: str, measure: numbers.Measure) -> Column:
    """Return the column of a key number, or of a sum or ratio under the name that it was given."""
    return Column(
        name,
        "number",
        numbers.label(name),
        numbers.label(name, "en"),
        lambda record: _tidy(compute(measure, {p: c for p, c in record.cells.items() if c[0]})),
        numbers.unit(name),
    )


def _cell(path: str) -> Column:
    label, label_en, unit = meaning(path)
    return Column(path, "number", label, label_en, lambda record: _tidy(record.cells[path][1]), unit)


def _beside(path: str, name: str) -> Column:
    label, label_en, _ = meaning(path)
    kind, named, named_en = BESIDE[name]

    def value(record: Record) -> Value:
        return record.cells[path][0] if name == "state" else record.details.get(path, {}).get(name)

    return Column(f"{path}.{name}", kind, f"{label}（{named}）", f"{label_en} ({named_en})", value)


def _divided(name: str) -> tuple[str, str]:
    """Return a cell's path and what is asked for beside its value (see BESIDE), "" where nothing is."""
    path, _, last = name.rpartition(".")
    return (path, last) if last in BESIDE else (name, "")


def has_details(columns: Sequence[Column]) -> bool:
    """Whether any column shows what cells have beside value and state."""
    return any(_divided(column.name)[1] in ("raw", "inferred") for column in columns)


def _text(field: str) -> Column:
    label, label_en = (vocabulary.section_label(field, language) for language in ("zh", "en"))
    return Column(
        field,
        "text",
        label,
        label_en,
        lambda record: "\n".join(t for name, _, _, t in record.text if name == field and t),
    )


@cache
def meaning(path: str) -> tuple[str, str, str]:
    """Return a cell's Chinese and English label and its unit, from the newest form that has it."""
    for form in reversed(forms.forms().values()):
        for cell, row, column in form.cells():
            if ".".join(cell) == path:
                table = form.table(cell[0])
                label = " / ".join((table.title, *row.groups, row.label, column.label))
                label_en = " / ".join((table.title_en, row.label_en, column.label_en))
                return label, label_en, column.unit or ""
    return path.partition(".")[2], path.partition(".")[2], ""


def _tidy(value: float | None) -> Value:
    """Return whole numbers as such."""
    return int(value) if value is not None and value == int(value) else value


def long_rows(record: Record) -> Iterator[list[Value]]:
    """Yield a row for each cell that the report's form has."""
    head = [_fact(key).value(record) for key in LONG]
    for path, (state, value) in record.cells.items():
        if state:
            label, _, unit = meaning(path)
            about = record.details.get(path, {})
            beside = (about.get("unit") or unit, *(about.get(name) for name in CELL[6:]))
            yield [*head, path.partition(".")[0], path, label, _tidy(value), state, *beside]


def long_columns() -> list[Column]:
    """Return the columns of the long shape (their values come from :func:`long_rows`)."""
    told: dict[str, tuple[Kind, str, str]] = {
        "table": ("text", "表", "Table of the form"),
        "cell": ("text", "单元格", "Cell by its path"),
        "label": ("text", "单元格名称", "Labels of the cell as the notice has them"),
        "value": ("number", "数值", "Printed number; empty unless the state is value"),
        "state": ("text", "状态", "value, blank (not zero), missing or ambiguous"),
        "unit": ("text", "单位", "Unit as printed, else as the form lays down"),
        "raw": ("text", "原文", "What is printed, where it is not simply the number"),
        "inferred": ("number", "推算值", "What the identities force; never a printed value"),
        "inferred_by": ("text", "推算依据", "The identities it follows from"),
        "note": ("text", "说明", "Why the cell is as it is"),
    }
    return [_fact(key) for key in LONG] + [Column(k, *told[k], value=lambda _: None) for k in CELL]


def codebook(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Return what each column means, a dict a column."""
    return [{"name": c.name, "type": c.kind, "unit": c.unit, "label": c.label, "label_en": c.label_en} for c in columns]


def codebook_csv(columns: Sequence[Column]) -> str:
    """Return what each column means as a table that a spreadsheet opens: a row a column."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ("name", "type", "unit", "label", "label_en"), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(codebook(columns))
    return "\ufeff" + out.getvalue()
