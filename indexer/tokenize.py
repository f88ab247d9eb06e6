"""Words of folded text: jieba with the field's dictionary, new-word guessing (HMM) off.

The index takes every dictionary word that stands inside a word as well ("search mode", without jieba's limit to two
and three characters); a query takes the precise cut, and joins what the dictionary does not know into strings.
HMM off makes a cut independent of its neighbours and lets the Rust port `rjieba` agree token for token (a test holds
this), so it is used where it is installed.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, cast

import config

RUN = re.compile(r"[㐀-\u9fff\U00020000-\U0003ffff]+|[0-9]+(?:,[0-9]{3})*(?![0-9])(?:\.[0-9]+)?|[0-9]+|[a-z]+")
"""Runs of Chinese characters, numbers and Latin letters in folded text; all else divides."""

_PARTICLES = frozenset("的了和与及或等在是对为把被从向于之其这那个并将以而")
_DICTIONARY_FREQUENCY = 50_000
"""Weight of a word of config/dictionary.txt that names none: above the sum of its parts, so that it stays whole."""


class _Cutter(Protocol):
    def cut(self, text: str, hmm: bool) -> list[str]: ...

    def has_word(self, word: str) -> bool: ...

    def add_word(self, word: str, freq: int, tag: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of what someone typed: a word of the dictionary, or a string to be found as it stands."""

    text: str
    is_word: bool


class Tokenizer:
    """Cuts folded text; one per process is enough (see :func:`tokenizer`) and threads may share it."""

    def __init__(self, words: dict[str, int], pure: bool = False, cutter: _Cutter | None = None) -> None:
        self._cutter = cutter or (_python_cutter() if pure else _cutter())
        for word, frequency in words.items():
            self._cutter.add_word(word, frequency, "n")
        self._inside: dict[str, tuple[tuple[int, str], ...]] = {}

    def tokens(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield (start, word) of folded text for the index: words of two or more characters and those inside them."""
        inside = self._inside
        for match in RUN.finditer(text):
            start, run = match.start(), match.group()
            if run[0] < "㐀":
                if len(run) > 1:
                    yield start, run.replace(",", "")
                continue
            for word in self._cutter.cut(run, False):
                if len(word) == 2:
                    yield start, word
                elif len(word) > 2:
                    yield start, word
                    found = inside.get(word)
                    if found is None:
                        found = inside[word] = self._words_inside(word)
                    for offset, part in found:
                        yield start + offset, part
                start += len(word)

    def parts(self, text: str) -> list[Part]:
        """Divide one unspaced piece of a folded query into words and strings.

        A character that no dictionary word covers is joined with what stands beside it, so that a person, a company
        or a village is looked for as written; a lone particle between known words is dropped.

        >>> tokenizer().parts("人员不足的问题")
        [Part(text='人员不足', is_word=True), Part(text='问题', is_word=True)]
        """
        pieces: list[list[str]] = []
        end = -1
        for match in RUN.finditer(text):
            run = match.group()
            cut = [run] if run[0] < "㐀" else self._cutter.cut(run, False)
            if match.start() == end:
                pieces[-1] += cut
            else:
                pieces.append(cut)
            end = match.end()
        return [part for piece in pieces for part in _parts(piece)]

    def cuts(self, text: str) -> set[int]:
        """Return the places in a folded text where a word begins or ends."""
        found: set[int] = set()
        for match in RUN.finditer(text):
            at, run = match.start(), match.group()
            for word in [run] if run[0] < "㐀" else self._cutter.cut(run, False):
                found |= {at, at + len(word)}
                at += len(word)
        return found

    def known(self, word: str) -> bool:
        """Whether the dictionary has the word."""
        return self._cutter.has_word(word)

    def _words_inside(self, word: str) -> tuple[tuple[int, str], ...]:
        size = len(word)
        return tuple(
            (start, part)
            for start in range(size - 1)
            for end in range(start + 2, size + 1)
            if end - start < size and self._cutter.has_word(part := word[start:end])
        )


def _parts(piece: list[str]) -> list[Part]:
    """Join each stretch of single characters with its neighbours into one string."""
    lone = [len(token) == 1 for token in piece]
    for i, token in enumerate(piece):
        beside = (i > 0 and not lone[i - 1], i + 1 < len(piece) and not lone[i + 1])
        at_edge = i in (0, len(piece) - 1)
        if lone[i] and token in _PARTICLES and (all(beside) or (at_edge and any(beside))):
            piece[i] = ""
            lone[i] = False
    found: list[Part] = []
    i = 0
    while i < len(piece):
        end = i + 1
        if piece[i]:
            joined = lone[i] or (end < len(piece) and lone[end])
            while joined and end < len(piece) and piece[end] and (lone[end] or lone[end - 1]):
                end += 1
            text = "".join(piece[i:end])
            found.append(Part(text, False) if joined else Part(text.replace(",", ""), True))
        i = end
    return found


@cache
def tokenizer() -> Tokenizer:
    """Return the process's tokenizer with config/dictionary.txt."""
    return Tokenizer(dictionary(), cutter=_packaged())


@cache
def dictionary() -> dict[str, int]:
    """Return the words of config/dictionary.txt, folded, with their weights."""
    from indexer.fold import folded

    words: dict[str, int] = {}
    for line in config.find("dictionary.txt").read_text("utf-8").splitlines():
        word, _, frequency = line.partition("#")[0].strip().partition(" ")
        if word:
            words[folded(word)] = int(frequency or _DICTIONARY_FREQUENCY)
    return words


@cache
def fingerprint() -> str:
    """Return tokenizer and dictionary in a word; an index built with another one is refused."""
    listed = "\n".join(f"{word} {frequency}" for word, frequency in sorted(dictionary().items()))
    return f"jieba-0.42/all-inside/no-hmm/{hashlib.sha256(listed.encode()).hexdigest()[:12]}"


def _packaged() -> _Cutter | None:
    """Return the cutter that rjieba makes for itself when it is imported; another one takes as long again."""
    try:
        import rjieba
    except ImportError:
        return None
    return cast(_Cutter, rjieba)


def _cutter() -> _Cutter:
    try:
        import rjieba
    except ImportError:
        return _python_cutter()
    cutter: _Cutter = rjieba.Jieba()
    return cutter


def _python_cutter() -> _Cutter:
    return _PythonCutter()


class _PythonCutter:
    """jieba itself behind the interface of rjieba; its dictionary is read without jieba's cache file."""

    def __init__(self) -> None:
        import jieba

        self._jieba = jieba.Tokenizer()
        with jieba.get_module_res("dict.txt") as listed:
            self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(listed)
        self._jieba.initialized = True

    def cut(self, text: str, hmm: bool) -> list[str]:
        return list(self._jieba.cut(text, HMM=hmm))

    def has_word(self, word: str) -> bool:
        return bool(self._jieba.FREQ.get(word))

    def add_word(self, word: str, freq: int, tag: str) -> None:
        self._jieba.add_word(word, freq, tag)
