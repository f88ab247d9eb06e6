"""Words that mean the same (config/synonyms.txt).  The parser puts them beside what was asked for."""

import re
from functools import cache

import config
from indexer.fold import folded
from indexer.tokenize import Part, tokenizer


def synonyms(word: str) -> tuple[str, ...]:
    """Return the other words of the groups that a folded word is in."""
    return _groups().get(word, ())


def parts(text: str) -> list[Part]:
    """Divide an unspaced piece of a folded query; a word of a group that the dictionary does not know stays whole.

    It is then looked for as the string it is (微信公众平台), unless its ends lie within other words.
    """
    found: list[Part] = []
    cuts, at = tokenizer().cuts(text), 0
    for match in _pattern().finditer(text):
        if not tokenizer().known(match.group()) and cuts.issuperset(match.span()):
            found += [*tokenizer().parts(text[at : match.start()]), Part(match.group(), False)]
            at = match.end()
    return [*found, *tokenizer().parts(text[at:])]


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(_groups(), key=len, reverse=True)) or "(?!)")


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in config.find("synonyms.txt").read_text("utf-8").splitlines():
        words = [folded(word.strip()) for word in line.partition("#")[0].split(",") if word.strip()]
        for word in words:
            others = (other for other in words if other != word)
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *others)))
    return found
