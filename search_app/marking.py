"""Marks a query's words in the text of a report page, for visitors who come from a search."""

import re
from collections.abc import Callable

from indexer.fold import fold
from indexer.search.language import leaves, parse
from indexer.search.leaves import Exact, Word
from indexer.search.model import QueryError
from search_app.parameters import MAX_QUERY

Runs = list[tuple[str, bool]]


def marker(q: str) -> Callable[[str], Runs]:
    """Return a function that divides a text into runs, (text, is it a word of the query); they join to the text."""
    try:
        tree = parse(q[:MAX_QUERY]).tree
    except QueryError:
        return _plain
    words = {leaf.text for leaf in leaves(tree) if isinstance(leaf, Word | Exact) and leaf.text}
    if not words:
        return _plain
    pattern = re.compile("|".join(_pattern(word) for word in sorted(words, key=len, reverse=True)))

    def marked(text: str) -> Runs:
        folded = fold(text)
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


def _plain(text: str) -> Runs:
    return [(text, False)]
