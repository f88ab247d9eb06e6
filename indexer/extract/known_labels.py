"""The words of the statutory forms, for pages on which no line shows where a label ends.  Called by ``phrases``.

They come from ``config/forms``; a label that stands there is known to be one field, whatever it is broken over.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from rapidfuzz import fuzz, process

from indexer.fold import flat
from indexer.forms import Column, Form, Table, annexes, forms

ROW, HEAD, GROUP, TITLE, INDICATOR = 1, 2, 4, 8, 16
"""What a label is: beside numbers, right above a column, above or left of several others, a section's heading; a line
of an annex of before 2019, and of no other form."""

_NUMBER = re.compile(
    r"(?:[（(]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[）)]|[一二三四五六七八九十]{1,3}\s*[、.．]|\d{1,2}\s*[、.．])"
)
"""The number before a label."""
_UNITS = ("", "（单位：万元）", "（万元）", "（单位：元）", "（元）")
"""What is printed behind the heading of an amount."""
_NOTE = re.compile(r"[（(][^（）()]*[）)]$")
_OTHER_UNITS = frozenset({"元", "万元", "宗", "份", "人", "人次", "项", "天"})
_SUBTOTAL = "小计"
"""The heading of a column that many offices add to those of the forms."""


_ALIKE, _SHORTEST = 75, 3
"""Of 100, how alike a damaged label is to a known one; letters that it has at least."""


@dataclass(slots=True)
class Node:
    """Letters that begin known labels; ``kinds`` is not 0 where a label ends."""

    after: dict[str, "Node"] = field(default_factory=dict)
    kinds: int = 0


@cache
def letters(char: str) -> str:
    """Return what a printed character counts for in a label: nothing, if it is white space or punctuation."""
    normal = unicodedata.normalize("NFKC", char)
    return "".join(c for c in (normal if normal.isascii() else flat(normal)) if c.isalnum())


def number_end(text: str) -> int:
    """Return where the number before a label ends; 0 if there is none."""
    found = _NUMBER.match(text)
    return found.end() if found else 0


@cache
def known_labels() -> Node:
    """Return all labels of all forms, letter by letter."""
    root = Node()
    for label, kinds in _kinds().items():
        node = root
        for letter in label:
            node = node.after.setdefault(letter, Node())
        node.kinds = kinds
    return root


def likeness(text: str) -> tuple[float, str]:
    """Return how alike a text is to the most similar label, 0 to 1, and that; nothing below what a label is."""
    label = letters_of(text[number_end(text) :])
    if len(label) < _SHORTEST:
        return 0.0, ""
    found = process.extractOne(label, _statutory(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return (found[1] / 100, found[0]) if found else (0.0, "")


@cache
def _statutory() -> tuple[str, ...]:
    return tuple(label for label, kinds in _kinds().items() if kinds != INDICATOR)


def kinds_of(label: str) -> int:
    """Return what kinds of label a known one is."""
    return _kinds().get(label, 0)


@cache
def _kinds() -> dict[str, int]:
    found: dict[str, int] = {}
    of_forms = (pair for form in forms().values() for pair in _labels(form))
    for label, kind in chain(of_forms, [(_SUBTOTAL, HEAD)]):
        for wording in (label, _NOTE.sub("", label)):
            name = letters_of(wording[number_end(wording) :])
            if name:
                found[name] = found.get(name, 0) | kind
    return found | {name: INDICATOR for name in _indicators() if name not in found}


def _indicators() -> Iterator[str]:
    labels = (label for f in annexes().values() for i in f.indicators for label in (i.label, *i.variants, i.group))
    for label in labels:
        for wording in (label, _NOTE.sub("", label)):
            yield letters_of(wording)
            yield from (letters_of(wording) + note for unit in units() for note in (unit, f"单位{unit}"))


@cache
def units() -> frozenset[str]:
    """Return the units that indicators are printed with."""
    named = {i.unit for form in annexes().values() for i in form.indicators if i.unit}
    return frozenset(named | _OTHER_UNITS)


def letters_of(text: str) -> str:
    """Return the letters of a text, as labels are compared by."""
    return "".join(map(letters, text))


def _labels(form: Form) -> Iterator[tuple[str, int]]:
    for section in form.sections:
        yield from ((title, TITLE) for title in (section.title, *section.variants))
    for table in form.tables:
        yield from _of_table(table)


def _of_table(table: Table) -> Iterator[tuple[str, int]]:
    yield from ((word, GROUP) for word in table.words)
    for row in table.rows:
        kind = GROUP if table.layout == "blocks" else ROW
        yield from ((label, kind) for label in (row.label, *row.variants))
        yield from ((group, GROUP) for group in row.groups)
        yield from _of_columns(row.columns)
    yield from _of_columns(table.columns)


def _of_columns(columns: tuple[Column, ...]) -> Iterator[tuple[str, int]]:
    for column in columns:
        for label in (column.label, *column.variants):
            notes = _UNITS if column.unit is not None else ("",)
            yield from ((label + note, HEAD) for note in notes)
        if column.group:
            yield column.group, GROUP
