"""Query trees and requests as a line of the query language: what was understood, and controls as text.

Whatever :func:`text` and :func:`line` write, the parser reads back as the same search.
"""

import re

from whoosh import query

from indexer.fold import flat
from indexer.search import numbers, vocabulary
from indexer.search.leaves import Among, Compare, Exact, HitIn, InState, Known, Leaf, Pattern, Word
from indexer.search.model import PLACES, SECTION, SearchRequest


def text(tree: query.Query, language: str = "zh") -> str:
    """Return a tree as a line."""
    if isinstance(tree, query.Every):
        return ""
    return _node(tree, language, top=True)


def line(request: SearchRequest, tree: query.Query) -> str:
    """Return a whole request, its filters and ranges included, as one line."""
    parts = [text(tree, request.language)]
    if isinstance(tree, query.Or) and (request.filters or request.ranges):
        parts = [f"({parts[0]})"]
    places: list[str] = []
    for name, values in request.filters.items():
        if name in PLACES:
            chosen = [v for v in values if not _narrowed(v, request)]
            places += [_leaf(Among(name, tuple(chosen)), request.language)] if chosen else []
        elif values and name == SECTION:
            parts.append(_leaf(HitIn(tuple(values), ()), request.language))
        elif values:
            parts.append(_leaf(Among(name, tuple(values)), request.language))
    if places:
        parts.append(places[0] if len(places) == 1 else f"({' OR '.join(places)})")
    for name, (low, high) in request.ranges.items():
        shown = numbers.label(name, request.language) if numbers.key_of(name) and request.language == "zh" else name
        if low is None and high is None:
            parts.append(f"{vocabulary.HAS[_at(request.language)]}:{shown}")
        else:
            parts.append(f"{shown}:{_amount(low)}..{_amount(high)}")
    return " ".join(part for part in parts if part)


def _narrowed(path: str, request: SearchRequest) -> bool:
    return any(other.startswith(path + "/") for name in PLACES for other in request.filters.get(name, ()))


def _node(tree: query.Query, language: str, top: bool = False) -> str:
    if isinstance(tree, query.And | query.Or):
        joint = " " if isinstance(tree, query.And) else " OR "
        inside = joint.join(_node(part, language) for part in tree.subqueries)
        return inside if top else f"({inside})"
    if isinstance(tree, query.Not):
        inside = _node(tree.query, language)
        return f"-{inside}" if not inside.startswith("-") else f"NOT {inside}"
    return _leaf(tree, language) if isinstance(tree, Leaf) else "*"


def _leaf(leaf: Leaf, language: str) -> str:
    at = _at(language)
    if isinstance(leaf, Word | Exact | Pattern):
        written = f'"{leaf.text}"' if isinstance(leaf, Exact) else leaf.text
        return f"{vocabulary.field_name(leaf.field, language)}:{written}" if leaf.field else written
    if isinstance(leaf, Among):
        name = vocabulary.PLACE[at] if leaf.facet == "place" else vocabulary.facet_name(leaf.facet, language)
        return f"{name}:{','.join(_value(leaf.facet, value, language) for value in leaf.values)}"
    if isinstance(leaf, Compare):
        name = vocabulary.facet_name("year", language) if leaf.measure.over == ("year",) else _name(leaf.text, language)
        return f"{name}{leaf.sign}{_amount(leaf.value)}"
    if isinstance(leaf, HitIn):
        fields = (vocabulary.field_name(field, language) for field in leaf.fields)
        return f"{vocabulary.SECTION_NAMES[at]}:{','.join(fields)}"
    if isinstance(leaf, Known):
        return f"{vocabulary.HAS[at]}:{_name(leaf.text, language)}"
    assert isinstance(leaf, InState)
    if not leaf.cells:
        return f"{vocabulary.HAS[at]}:{vocabulary.STATE_NAMES[leaf.state][at]}"
    return f"{_name(leaf.text, language)}:{vocabulary.STATE_NAMES[leaf.state][at]}"


def _value(facet: str, value: str, language: str) -> str:
    shown = vocabulary.label_of(facet, value, language) if facet in ("level", "check") or not value else value
    is_plain = re.fullmatch(r'[^\s",、()]+', shown) and flat(shown) == shown
    return shown if is_plain else f'"{value}"'


def _name(key: str, language: str) -> str:
    return numbers.label(key) if key in numbers.key_numbers() and language == "zh" else key


def _amount(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _at(language: str) -> int:
    return 1 if language == "en" else 0
