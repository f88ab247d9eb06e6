"""The labels of the annexes of before 2019: which indicator a printed label is.  Called by ``indexer.read.annex``."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from indexer.forms import Indicator, annexes
from indexer.read.labels import bare, squeeze

_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．、](?!\d)|\d{1,2}\.\d{1,2}(?=\D)|[①-⑳]|[A-Za-z][.．、]?(?=[\u3400-\u9fff]))+"
)
_SERIAL = re.compile(rf"^\d{{1,2}}(?={_NUMBER.pattern[1:]}|[\u3400-\u9fff]{{4}})")
_OF_WHICH = re.compile(r"^(?:其中|包括)[:：]?")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]?$")
_LIKE = 88  # of 100, how alike a damaged label must be
_LONGEST = 80
_BEGINNING = 6  # characters


def printed_label(text: str) -> str:
    """Return a label as printed, without white space and without its number."""
    squeezed = "".join(text.split())
    return _NUMBER.sub("", _SERIAL.sub("", squeezed)) or squeezed


@cache
def groups(form: str) -> frozenset[str]:
    """Return the headings of a form's groups, as they are compared."""
    return frozenset(bare(i.group) for i in annexes()[form].indicators)


@cache
def _labels(form: str) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for indicator in annexes()[form].indicators:
        for label in (indicator.label, *indicator.variants):
            found.setdefault(_key(label), indicator)
    return found


def begins_longer(form: str, text: str) -> bool:
    """Whether a text is the beginning of a longer label, beyond a digit within it."""
    squeezed = _NUMBER.sub("", squeeze(text))
    return any(c.isdigit() for c in squeezed) and any(
        label.startswith(squeezed) for label in _wordings(form) if len(squeezed) > _BEGINNING
    )


@cache
def _wordings(form: str) -> tuple[str, ...]:
    return tuple(squeeze(label) for i in annexes()[form].indicators for label in (i.label, *i.variants))


def known(form: str, text: str) -> Indicator | None:
    """Return the indicator that a printed label is, if it is one."""
    if len(text) > _LONGEST:
        return None
    return _known(form, _key(text))


def is_whole_label(form: str, text: str) -> bool:
    """Tell whether a label is one of the form's to the last character, but for a remark in brackets."""
    opened = sum(map(text.count, "(（")) == sum(map(text.count, ")）"))
    return opened and _key(text) in _labels(form)


@lru_cache(maxsize=20_000)
def _known(form: str, key: str) -> Indicator | None:
    labels = _labels(form)
    if key in labels:
        return labels[key]
    if len(key) < 5:
        return None
    best = process.extractOne(key, labels.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return labels[best[0]] if best else None


def _key(text: str) -> str:
    squeezed = _NUMBER.sub("", squeeze(text))
    squeezed = _NUMBER.sub("", _OF_WHICH.sub("", squeezed))
    return bare(_BRACKET.sub("", squeezed)) or bare(squeezed)


def disorder(form: str, labels: Sequence[str]) -> int:
    """Return how often indicators go back in the form's order."""
    places = [_places(form)[found.label] for label in labels if (found := known(form, label)) and not found.heading]
    return sum(b < a for a, b in pairwise(places))


@cache
def _places(form: str) -> dict[str, int]:
    return {indicator.label: n for n, indicator in enumerate(annexes()[form].indicators)}
