"""What a line says of the answer rather than of the reports: its order, and whether synonyms are searched.

    排序:-新收   sort:year   排序:不予处理/总计降序   同义词:关   synonyms:off

Called by ``indexer.search.language`` before anything else is tried; a line may say it anywhere.
"""

import re

from indexer.search import vocabulary
from indexer.search.cursor import Cursor
from indexer.search.measures import canonical, measured

_NAMED = re.compile(rf"({'|'.join((*vocabulary.SORT, *vocabulary.SYNONYMS))})\s*[:=]\s*")
_VALUE = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<plain>[^\s",;()]+)')
_WAY = re.compile(r"\s*(?:降序|升序|desc|asc)(?=\s|$)")
_FALLING = re.compile(r"^-|(?:降序|由多到少|由近到远|desc)$")
_RISING = re.compile(r"^\+|(?:升序|由少到多|由远到近|asc)$")


def directive(cursor: Cursor) -> bool:
    """Read an order or the switch of synonyms where one stands here.  Raises QueryError for one that makes no sense."""
    match = cursor.take(_NAMED)
    if match is None:
        return False
    start = cursor.at
    value = cursor.take(_VALUE)
    text = (value["quoted"] or value["plain"] or "").strip() if value else ""
    if not text:
        cursor.fail("no_value", start, name=match[1])
    if match[1] in vocabulary.SORT:
        way = cursor.take(_WAY)
        cursor.sort = _order(text + (way.group().strip() if way else ""), start)
    elif text in (*vocabulary.ON, *vocabulary.OFF):
        cursor.synonyms = text in vocabulary.ON
    else:
        cursor.fail("not_a_value", start, name=text, known=(f"{vocabulary.ON[0]}、{vocabulary.OFF[0]}", "on, off"))
    return True


def _order(text: str, start: int) -> str:
    """Return an order as a request has it: "relevance", "year" or a number; "-" before it: the highest first."""
    name = _RISING.sub("", _FALLING.sub("", text)).strip()
    sign = "-" if _FALLING.search(text) else ""
    if name in vocabulary.RELEVANCE:
        return "relevance"
    if vocabulary.facet_of(name) == "year":
        return f"{sign}year"
    measured(name, start + text.index(name))
    return sign + canonical(name)
