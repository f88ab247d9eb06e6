"""Numbers that can be asked for: the key numbers of config/numbers.toml, single cells by path, sums and ratios.

The query parser resolves names here, the executor evaluates them on columns, the entry computes them for display.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from rapidfuzz import fuzz, process

import config
from config.errors import ConfigurationError
from indexer import forms
from indexer.fold import folded

_CLOSE = 50
"""Per cent of likeness from which a name is offered for one that does not exist; of two characters one is the same."""


class NumbersError(ConfigurationError):
    """config/numbers.toml is wrong; the message names file, key and reason."""


class KeyNumber(BaseModel):
    """A number with a name: a sum of cells, or a ratio of two sums."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    label: str
    label_en: str
    kind: Literal["count", "amount", "ratio"] = "count"
    unit: str = ""
    aliases: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    annex: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()

    @property
    def measure(self) -> "Measure":
        """What to compute."""
        if self.kind == "ratio":
            return Measure(self.over, self.under)
        return Measure((*self.cells, *(f"annex2014.{label}" for label in self.annex[:1])))


@dataclass(frozen=True, slots=True)
class Measure:
    """A sum of columns, divided by another sum where ``under`` is not empty, less one where ``less`` is not.

    A sum is known where every column that the report's form has holds a printed value; a division by zero is unknown,
    and so is a difference of which one side is.
    """

    over: tuple[str, ...]
    under: tuple[str, ...] = ()
    less: tuple[str, ...] = field(default=(), repr=False)  # no key number has it, and the index is named by these

    @property
    def cells(self) -> tuple[str, ...]:
        """All columns that it is made of."""
        return (*self.over, *self.under, *self.less)


@cache
def key_numbers() -> dict[str, KeyNumber]:
    """Return the key numbers by key, in the order of the file.  Raises NumbersError."""
    path = config.find("numbers.toml")
    cells = {".".join(p) for form in forms.forms().values() for p, _, _ in form.cells()}
    found: dict[str, KeyNumber] = {}
    try:
        for key, values in tomllib.loads(path.read_text("utf-8")).items():
            found[key] = KeyNumber(key=key, **values)
            for cell in (*found[key].cells, *found[key].over, *found[key].under):
                if cell not in cells:
                    raise NumbersError(f"{path}: {key}: no form has the cell {cell}")
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise NumbersError(f"{path}: {error}") from error
    return found


@cache
def measures() -> dict[str, Measure]:
    """Return what to compute for each key number."""
    return {key: number.measure for key, number in key_numbers().items()}


def source() -> str:
    """Return the definitions as text, for the index's fingerprint."""
    return repr(sorted((key, number.measure) for key, number in key_numbers().items()))


@cache
def annex_labels() -> dict[str, str]:
    """Return the wordings of the 2014 annex that key numbers use, folded, each with the first wording of its number."""
    numbers = key_numbers().values()
    return {folded(label): number.annex[0] for number in numbers for label in number.annex}


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for key, number in key_numbers().items():
        for name in (key, number.label, number.label_en, *number.aliases):
            names.setdefault(folded(name), key)
    return names


def key_of(name: str) -> str | None:
    """Return the key of a number by its key, Chinese or English label or alias."""
    return _names().get(folded(name))


def measure(name: str) -> Measure | None:
    """Return what a name means: a key number, a row of a form (its total), or a cell by its path; None if nothing."""
    key = key_of(name)
    if key is not None:
        return measures()[key]
    from indexer.index.schema import cell_columns

    if name in cell_columns():
        return Measure((name,))
    row = _rows().get(folded(name))
    return Measure((row,)) if row else None


@cache
def _rows() -> dict[str, str]:
    """Return the cell 总计 of each row that has one, by path and by label; "" where a label names several."""
    found: dict[str, str] = {}
    for form in forms.forms().values():
        for path, row, column in form.cells():
            if column.key != "total":
                continue
            total = ".".join(path)
            label = _BESIDE.sub("", folded(row.label))
            for name in (total.removesuffix(".total"), folded(row.label), label, label.removeprefix("属于")):
                found[name] = total if found.get(name, total) == total else ""
    return found


_BESIDE = re.compile(r"^(?:[一二三四五六七八九]、|\([一二三四五六七八九]\)|[0-9]\.)|\(.*\)$")
"""A row's number before its label, and an explanation behind it."""


def similar(name: str, others: Iterable[str] = ()) -> tuple[str, ...]:
    """Return names of numbers, and of ``others``, that come close to a name that is none, the closest first."""
    wanted = folded(name)
    known = [*_names(), *(row for row, cell in _rows().items() if cell), *others]
    found = process.extract(wanted, known, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=3)
    return tuple(dict.fromkeys(match for match, _, _ in found))


def unit(name: str) -> str:
    """Return the unit in which a number is printed, "" where it has none or each report its own."""
    key = key_of(name)
    return key_numbers()[key].unit if key is not None else _units().get(name, "")


@cache
def _units() -> dict[str, str]:
    return {".".join(p): c.unit for form in forms.forms().values() for p, _, c in form.cells() if c.unit}


def label(name: str, language: str = "zh") -> str:
    """Return the label of a number, a cell, or a sum or ratio of them for people.

    >>> label("refused/总计", "en")
    'Refused/Results, total'
    """
    whole = _label(name, language)
    if whole is not None:
        return whole
    parts = [part for part in _JOINTS.split(name) if part]
    named = [part if _JOINTS.fullmatch(part) else _label(part.strip(), language) for part in parts]
    return name if None in named else "".join(part for part in named if part)


_JOINTS = re.compile(r"([/÷+()-])")


def _label(name: str, language: str) -> str | None:
    key = key_of(name)
    if key is not None:
        number = key_numbers()[key]
        return number.label_en if language == "en" else number.label
    for form in reversed(forms.forms().values()):
        for path, row, column in form.cells():
            if ".".join(path) == name:
                return f"{row.label_en} · {column.label_en}" if language == "en" else f"{row.label} · {column.label}"
    return None


def compute(wanted: Measure, cells: Mapping[str, tuple[str, float | None]]) -> float | None:
    """Compute a measure for one report from its cells (path → state, value); None where it is unknown."""
    over = _sum(wanted.over, cells)
    if wanted.less and over is not None:
        less = _sum(wanted.less, cells)
        return None if less is None else over - less
    if not wanted.under or over is None:
        return over
    under = _sum(wanted.under, cells)
    return over / under if under is not None and under > 0 else None


def _sum(paths: tuple[str, ...], cells: Mapping[str, tuple[str, float | None]]) -> float | None:
    present = [cells[path] for path in paths if path in cells]
    values = [value for state, value in present if state == "value" and value is not None]
    return sum(values) if present and len(values) == len(present) else None


def flatten(tables: Mapping[str, Any]) -> dict[str, tuple[str, float | None]]:
    """Return the cells of a report's ``tables`` as dotted path → (state, value), 2014 annex included."""
    cells = {path: (str(cell["state"]), cell.get("value")) for path, cell in _cells(tables, "")}
    for row in tables.get("annex2014") or ():
        label = annex_labels().get(folded(str(row.get("label") or "")))
        if label is not None:
            cells.setdefault(f"annex2014.{label}", (str(row.get("state") or "missing"), row.get("value")))
    return cells


def details(tables: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what cells have beside value and state (``schema.DETAILS``), by path; cells with nothing are left out."""
    from indexer.index.schema import DETAILS

    found = {}
    for path, cell in _cells(tables, ""):
        if about := {name: cell[name] for name in DETAILS if cell.get(name) is not None}:
            found[path] = about
    unit = tables.get("procurement_unit")
    amount = "active_disclosure.art20_9.procurement.procurement_amount"
    if unit and any(path == amount for path, _ in _cells(tables, "")):
        found.setdefault(amount, {}).setdefault("unit", unit)
    return found


def _cells(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the cells below a node of ``tables`` with their dotted paths."""
    for key, below in node.items():
        if isinstance(below, dict) and isinstance(below.get("state"), str):
            yield path + key, below
        elif isinstance(below, dict):
            yield from _cells(below, f"{path}{key}.")
