"""The statutory forms as data (config/forms/*.toml): tables, rows, columns, labels, units and identities.

One file drives the table reader, the checks, the index's number fields, the form on the page, the CSV header and the
data dictionary.  The loader checks each file and names file and key of what is wrong.
"""

import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

import config
from config.errors import ConfigurationError
from indexer.report import CellPath


class FormError(ConfigurationError):
    """A form file is wrong; the message names file, key and reason."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Entry):
    """A column: its label, the group printed above it, and what its numbers are.

    ``kind``: count (whole, ≥ 0), signed (whole) or amount (decimal).  ``unit``: "" where the report prints its own.
    """

    key: str
    label: str
    label_en: str
    group: str = ""
    kind: Literal["count", "signed", "amount"] = "count"
    unit: str | None = None
    variants: tuple[str, ...] = ()


class Row(_Entry):
    """A row (or block): ``key`` is its path below the table, ``groups`` the labels it stands under, outermost first."""

    key: tuple[str, ...]
    label: str
    label_en: str
    groups: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


class Table(_Entry):
    """A statutory table; ``words`` are those in its corner and above its columns that name no row and no column.

    ``layout``: "articles" (a header of its own over each article), "matrix" (one header, rows below it) or
    "blocks" (the rows stand side by side above one line of values).
    """

    key: str
    section: int
    title: str
    title_en: str
    layout: Literal["articles", "matrix", "blocks"]
    rows: tuple[Row, ...]
    columns: tuple[Column, ...] = ()
    words: tuple[str, ...] = ()

    @field_validator("rows")
    @classmethod
    def _distinct(cls, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        if len({row.key for row in rows}) != len(rows):
            raise ValueError("two rows have the same key")
        return rows

    def columns_of(self, row: Row) -> tuple[Column, ...]:
        """Return the columns that this row has, left to right."""
        return row.columns or self.columns

    def cells(self) -> tuple[tuple[CellPath, Row, Column], ...]:
        """Return every cell of the table in printed order with its path below ``tables``."""
        return self.in_order

    def paths(self, row: Row) -> tuple[CellPath, ...]:
        """Return the paths of a row's cells, left to right."""
        return self.by_row[row.key]

    @cached_property
    def in_order(self) -> tuple[tuple[CellPath, Row, Column], ...]:
        """What ``cells`` returns, made once."""
        return tuple(
            ((self.key, *row.key, column.key), row, column) for row in self.rows for column in self.columns_of(row)
        )

    @cached_property
    def by_row(self) -> dict[tuple[str, ...], tuple[CellPath, ...]]:
        """What ``paths`` returns, made once."""
        return {row.key: tuple((self.key, *row.key, c.key) for c in self.columns_of(row)) for row in self.rows}


class Identity(_Entry):
    """``left`` and ``right`` sum to the same, in each column (keys are rows) or each row (keys are columns)."""

    check: str
    table: str
    each: Literal["column", "row"]
    left: tuple[str, ...]
    right: tuple[str, ...]


class BetweenYears(_Entry):
    """Terms of the year before and of this year whose signed sum is zero, in each column or each row of a table.

    A term is "+key" or "-key" of a row (each = "column") or of a column (each = "row").
    """

    check: str
    table: str
    each: Literal["column", "row"]
    previous: tuple[str, ...]
    this: tuple[str, ...]


class SectionForm(_Entry):
    """A statutory section and the wordings of its heading."""

    number: int
    title: str
    title_en: str
    variants: tuple[str, ...] = ()


class Indicator(_Entry):
    """A line of an annex of before 2019: its group's heading, label (both without their number) and usual unit.

    ``heading`` marks a line that has no number.
    """

    group: str
    label: str
    label_en: str
    unit: str | None = None
    heading: bool = False
    variants: tuple[str, ...] = ()


class Form(_Entry):
    """A form as one notice lays it down: statutory tables (from 2019) or the indicators of an annex (before)."""

    form: str
    notice: str
    years: tuple[int, int]
    sections: tuple[SectionForm, ...] = ()
    tables: tuple[Table, ...] = ()
    identities: tuple[Identity, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    between_years: tuple[BetweenYears, ...] = ()

    def table(self, key: str) -> Table:
        """Return the table of that key; raises KeyError."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)

    def cells(self) -> tuple[tuple[CellPath, Row, Column], ...]:
        """Return every cell of the form in printed order."""
        return tuple(cell for table in self.tables for cell in table.cells())


def load(path: Path) -> Form:
    """Read one form file.  Raises FormError naming file, key and reason."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return Form(**data)
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise FormError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


@cache
def forms() -> dict[str, Form]:
    """Return the forms with statutory tables by key ("2019", "2021"), in order of years."""
    return {key: form for key, form in _all().items() if form.tables}


@cache
def annexes() -> dict[str, Form]:
    """Return the forms that are lists of indicators by key ("2008", "2014"), in order of years."""
    return {key: form for key, form in _all().items() if form.indicators}


@cache
def _all() -> dict[str, Form]:
    found = {form.form: form for form in map(load, sorted(config.find("forms").glob("20*.toml")))}
    return dict(sorted(found.items()))
