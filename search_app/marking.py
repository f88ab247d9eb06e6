"""Marks a query's words in the text of a report page, for visitors who come from a search."""

import re
from collections.abc import Callable
from functools import cache

from indexer.fold import fold
from indexer.search.language import leaves, parse
from indexer.search.leaves import Exact, Word
from indexer.search.model import QueryError
from search_app.parameters import MAX_QUERY

Runs = list[tuple[str, bool]]


def marker(q: str) -> Callable[[str, str], Runs]:
    """Return a function that divides a text of a field into runs, (text, is it a word of the query), which join to it.

    A word that is looked for in one field is marked there alone.
    """
    try:
        tree = parse(q[:MAX_QUERY]).tree
    except QueryError:
        return _plain
    asked = {(leaf.text, leaf.field) for leaf in leaves(tree) if isinstance(leaf, Word | Exact) and leaf.text}

    @cache
    def pattern_of(field: str) -> re.Pattern[str]:
        words = {text for text, within in asked if within in (None, field)}
        return re.compile("|".join(_pattern(word) for word in sorted(words, key=len, reverse=True)) or "(?!)")

    def marked(text: str, field: str) -> Runs:
        folded, pattern = fold(text), pattern_of(field)
        runs: Runs = []
        at = 0
        for match in pattern.finditer(folded.text):
            start, end = folded.span(*match.span())
            if start >= at:
                runs += [(text[at:start], False), (text[start:end], True)]
                at = end
        return [run for run in (*runs, (text[at:], False)) if run[0]]

    return marked


def _pattern(word: str) -> str:
    """Return what a word looks like in a text: a number stands alone, with or without commas."""
    if re.fullmatch(r"[0-9.]+", word):
        return f"(?<![0-9]){',?'.join(map(re.escape, word))}(?![0-9])"
    return re.escape(word)


def _plain(text: str, field: str) -> Runs:
    return [(text, False)]
