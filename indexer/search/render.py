"""Query trees and requests as a line of the query language: what was understood, and controls as text.

Whatever :func:`text` and :func:`line` write, the parser reads back as the same search.
"""

import re

from whoosh import query

from indexer.fold import flat
from indexer.search import numbers, places, vocabulary
from indexer.search.leaves import Among, Compare, Exact, HitIn, InState, Known, Leaf, Pattern, Word
from indexer.search.model import PLACES, SECTION, SearchRequest


def text(tree: query.Query, language: str = "zh") -> str:
    """Return a tree as a line."""
    if isinstance(tree, query.Every):
        return ""
    return _node(tree, language, top=True)


def line(request: SearchRequest, tree: query.Query) -> str:
    """Return a whole request, its filters, ranges, order and synonyms included, as one line."""
    parts = [text(tree, request.language)]
    if isinstance(tree, query.Or) and (request.filters or request.ranges):
        parts = [f"({parts[0]})"]
    found: list[str] = []
    chosen = places.narrowest(request.filters)
    for name, values in request.filters.items():
        if name in PLACES:
            found += [_leaf(Among(name, chosen[name]), request.language)] if name in chosen else []
        elif values and name == SECTION:
            parts.append(_leaf(HitIn(tuple(values), ()), request.language))
        elif values:
            parts.append(_leaf(Among(name, tuple(values)), request.language))
    if found:
        parts.append(found[0] if len(found) == 1 else f"({' OR '.join(found)})")
    for name, (low, high) in request.ranges.items():
        parts.append(_range(name, low, high, request.language))
    return " ".join(part for part in (*parts, *directives(request)) if part)


def _range(name: str, low: float | None, high: float | None, language: str) -> str:
    shown = numbers.label(name, language) if numbers.key_of(name) and language == "zh" else name
    if low is None and high is None:
        return f"{vocabulary.HAS[_at(language)]}:{_quoted(shown)}"
    if re.search(r"[()]", shown):
        ends = ((">=", low), ("<=", high))
        return " ".join(f"{shown}{sign}{_amount(value)}" for sign, value in ends if value is not None)
    return f"{shown}:{_amount(low)}..{_amount(high)}"


def directives(request: SearchRequest) -> list[str]:
    """Return order and synonyms as a line says them; nothing where they are as usual."""
    at, found = _at(request.language), []
    if request.sort != "relevance":
        name = request.sort.removeprefix("-")
        shown = vocabulary.facet_name("year", request.language) if name == "year" else _name(name, request.language)
        falling = "-" if request.sort.startswith("-") else ""
        found.append(f"{vocabulary.SORT[at]}:{_quoted(falling + shown)}")
    if not request.synonyms:
        found.append(f"{vocabulary.SYNONYMS[at]}:{vocabulary.OFF[at]}")
    return found


def _quoted(name: str) -> str:
    return f'"{name}"' if re.search(r"[\s()]", name) else name


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
        written = f'"{leaf.text}"' if isinstance(leaf, Exact) and not leaf.is_loose else leaf.text
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
        return f"{vocabulary.HAS[at]}:{_quoted(_name(leaf.text, language))}"
    assert isinstance(leaf, InState)
    if not leaf.cells:
        return f"{vocabulary.HAS[at]}:{vocabulary.STATE_NAMES[leaf.state][at]}"
    return f"{_name(leaf.text, language)}:{vocabulary.STATE_NAMES[leaf.state][at]}"


def _value(facet: str, value: str, language: str) -> str:
    """Return a facet's value by the label that the parser reads back, else as it is stored."""
    label = vocabulary.label_of(facet, value, language) if facet in ("level", "check") or not value else value
    return next((text for text in (label, value or label.lower()) if _is_plain(text)), f'"{value}"')


def _is_plain(text: str) -> bool:
    return re.fullmatch(r'[^\s",、()]+', text) is not None and flat(text) == text


def _name(key: str, language: str) -> str:
    return numbers.label(key) if key in numbers.key_numbers() and language == "zh" else key


def _amount(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _at(language: str) -> int:
    return 1 if language == "en" else 0
