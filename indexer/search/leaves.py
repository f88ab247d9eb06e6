"""The leaves of a query tree; its branches are Whoosh's own And, Or, Not and Every.

The parser (``indexer.search.language``) makes them and the executor answers them from arrays.  :class:`Word` also
runs on a stock Whoosh index, which is what the tests compare the executor with.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

import numpy as np
from whoosh import query

from indexer.search.numbers import Measure

HEADING_WEIGHT = 2.0
"""What a hit in title or agency adds, against one anywhere."""

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}


class Leaf(query.Query):  # type: ignore[misc]
    """A leaf of ours among Whoosh's queries; equal leaves ask the same."""

    boost = 1.0

    def is_leaf(self) -> bool:
        """Say so to Whoosh."""
        return True

    def normalize(self) -> "Leaf":
        """Return itself; there is nothing to simplify."""
        return self

    def with_boost(self, boost: float) -> "Leaf":
        """Return itself; leaves are not weighted one by one."""
        return self


@dataclass(frozen=True)
class Word(Leaf):
    """A word of the dictionary, in one field or (None) anywhere."""

    text: str
    field: str | None = None

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Let stock Whoosh run it."""
        return self.plain().matcher(searcher, context)

    def estimate_size(self, ixreader: Any) -> int:
        """Let stock Whoosh order it among others."""
        return int(self.plain().estimate_size(ixreader))

    def estimate_min_size(self, ixreader: Any) -> int:
        """Let stock Whoosh order it among others."""
        return int(self.plain().estimate_min_size(ixreader))

    def plain(self) -> query.Query:
        """Return the same in Whoosh's terms."""
        if self.field is not None:
            return query.Term(self.field, self.text)
        return query.Or([query.Term("all", self.text), query.Term("heading", self.text, boost=HEADING_WEIGHT)])


@dataclass(frozen=True)
class Exact(Leaf):
    """A string that stands so in the folded text, within a line; in one field or anywhere.

    One that was written without quotation marks (``is_loose``) has its synonyms searched, too.
    """

    text: str
    field: str | None = None
    is_loose: bool = dataclass_field(default=False, compare=False)


@dataclass(frozen=True)
class Pattern(Leaf):
    """Words that a pattern fits: ``*`` any number of characters, ``?`` one; never at the beginning."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Among(Leaf):
    """A facet has one of the values."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Compare(Leaf):
    """A number, sum or ratio compares with a value; a report where it is unknown never does.

    ``text`` is the measure as it was written, for showing.
    """

    measure: Measure
    sign: str
    value: float
    text: str = dataclass_field(default="", compare=False)

    def holds(self, numbers: np.ndarray) -> np.ndarray:
        """Return where it holds; NaN is unknown."""
        found: np.ndarray = COMPARISONS[self.sign](numbers, self.value)
        return found & ~np.isnan(numbers) if self.sign == "!=" else found


@dataclass(frozen=True)
class Known(Leaf):
    """A number, sum or ratio is known: all that it is made of is printed, and a ratio is not over zero."""

    measure: Measure
    text: str = dataclass_field(default="", compare=False)


@dataclass(frozen=True)
class HitIn(Leaf):
    """Some of the words stands in one of the text fields."""

    fields: tuple[str, ...]
    marks: tuple[Leaf, ...]


@dataclass(frozen=True)
class InState(Leaf):
    """Some cell of a number (or, with no cells, of the whole report) is in a state."""

    cells: tuple[str, ...]
    state: str
    text: str = dataclass_field(default="", compare=False)


TEXTUAL = (Word, Exact, Pattern)
"""Leaves that look into the text: they rank and are highlighted."""
