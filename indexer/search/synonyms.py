"""Words that mean the same (config/synonyms.txt).  The parser puts them beside what was asked for."""

from functools import cache

import config
from indexer.fold import folded


def synonyms(word: str) -> tuple[str, ...]:
    """Return the other words of the groups that a folded word is in."""
    return _groups().get(word, ())


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in config.find("synonyms.txt").read_text("utf-8").splitlines():
        words = [folded(word.strip()) for word in line.partition("#")[0].split(",") if word.strip()]
        for word in words:
            others = (other for other in words if other != word)
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *others)))
    return found
