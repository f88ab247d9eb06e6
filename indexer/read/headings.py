"""The headings of the six statutory sections, whatever became of them.  Called by ``indexer.read.sections``.

Candidates are scored by wording, number and place, and the best chain in the form's order is taken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from rapidfuzz import fuzz

from indexer.forms import SectionForm
from indexer.read.labels import bare, han, squeeze
from indexer.read.lines import Line

NUMERALS = "一二三四五六七八九十"
_ORDINAL = (
    r"(?P<ordinal>(?P<open>[(（]?)\s*第?(?P<number>[一二三四五六七八九十Ⅰ-Ⅹ]|\d)(?:部分|章)?\s*(?P<close>[)）]?)"
    r"\s*[、.．,，:：]?\s*)"
)
_FRONT = re.compile(_ORDINAL)
_LONGEST = 60
_TELLING = 8  # characters of a title that is told from other text without its number
_Pattern = re.Pattern[str]
_EDGE = 80
_BROKEN = 88  # of 100, how alike a title that is put together from two lines must be


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may be the heading of section ``number``; ``last`` is its last line (a heading may be broken)."""

    number: int
    line: int
    last: int
    weight: float


@cache
def _patterns(titles: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str, _Pattern, _Pattern, _Pattern], ...]:
    """Return for each wording its number, itself, and how it may stand in a paragraph."""
    out = []
    for number, title in titles:
        loose = r"\s*".join(map(re.escape, title))
        first = re.compile(rf"^\W{{0,4}}{_ORDINAL}{loose}(?P<rest>.*)$", re.DOTALL)
        mark = rf"第?\s*[{NUMERALS[number - 1]}{number}{chr(ord('Ⅰ') + number - 1)}]\s*(?:[、.．]|(?:部分|章)[:：]?)"
        last = re.compile(rf"(?P<before>.*[^\s第])\s*(?P<heading>{mark}\s*{loose})\W*$", re.DOTALL)
        unnumbered = re.compile(rf"(?P<before>.*[。；！])\s*(?P<heading>{loose})\W*$", re.DOTALL)
        out.append((number, title, first, last, unnumbered))
    return tuple(out)


@cache
def _endings(titles: tuple[tuple[int, str], ...]) -> _Pattern:
    return re.compile("|".join(sorted({re.escape(title[-4:]) for _, title in titles})))


@cache
def _bare(titles: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
    return tuple((number, bare(wording)) for number, wording in titles)


def titles(sections: Sequence[SectionForm]) -> tuple[tuple[int, str], ...]:
    """Return (number, wording) of all sections, longest wording first."""
    both = [(s.number, wording) for s in sections for wording in (s.title, *s.variants)]
    return tuple(sorted(both, key=lambda pair: -len(pair[1])))


def unglue(lines: Sequence[Line], sections: Sequence[SectionForm]) -> list[Line]:
    """Cut headings off the paragraphs they are glued to, at their beginning or end; join headings broken in two."""
    wordings = titles(sections)
    known = {bare(wording) for _, wording in wordings}
    out: list[Line] = []
    last: int | None = None  # the last line of ``out`` that holds anything, if it is no row
    for line in lines:
        if not line.is_row and last is not None and _halves(out[last].text, line.text, known):
            out[last] = replace(out[last], text=out[last].text.rstrip() + line.text.strip())
            continue
        for piece in [line] if line.is_row else _cut(line, wordings):
            if piece.is_row or piece.text.strip():
                last = None if piece.is_row else len(out)
            out.append(piece)
    return out


def _halves(first: str, second: str, known: set[str]) -> bool:
    if len(first) > _LONGEST or len(second) > _LONGEST or not first.strip() or not second.strip():
        return False
    whole = bare(first.strip() + second.strip())
    if bare(first) in known or bare(second) in known:
        return False
    return whole in known or (_counted(first) and _alike(whole, known) > max(_BROKEN, _alike(bare(first), known)))


def _counted(text: str) -> bool:
    return _FRONT.match(squeeze(text)) is not None and han(bare(text)) > 1


def _alike(text: str, known: set[str]) -> float:
    return max((fuzz.ratio(text, wording) for wording in known), default=0.0)


def _cut(line: Line, wordings: tuple[tuple[int, str], ...]) -> list[Line]:
    text = line.text
    head = squeeze(text[:_EDGE])
    tail = squeeze(text[-_EDGE:]) if len(text) > _EDGE else head
    endings = _endings(wordings)
    if not endings.search(head) and (tail is head or not endings.search(tail)):
        return [line]
    for number, title, first, last, unnumbered in _patterns(wordings):
        if title[-4:] not in head and title[-4:] not in tail:
            continue
        found = last.match(text) or (unnumbered.match(text) if len(title) >= _TELLING else None)
        if found and bare(found["before"]):
            return [*_cut(replace(line, text=found["before"]), wordings), replace(line, text=found["heading"])]
        found = first.match(text)
        if found and bare(found["rest"]) and _is_number(found, number) and not found["open"]:
            rest = found["rest"]
            if rest.lstrip()[:1] in "。:：；;\n\r" or rest[:1].isspace() or len(rest) > 10:
                heading = text[: found.start("rest")]
                return [replace(line, text=heading), replace(line, text=rest.lstrip("。:：；; \u3000\n\r"))]
    return [line]


def _is_number(found: re.Match[str], number: int) -> bool:
    return found["number"] in {NUMERALS[number - 1], str(number), chr(ord("Ⅰ") + number - 1)}


def candidates(
    lines: Sequence[Line], sections: Sequence[SectionForm], spans: Mapping[int, tuple[int, int]]
) -> list[Heading]:
    """Return the lines that may be headings; ``spans`` are the lines of the table of each section."""
    wordings = _bare(titles(sections))
    out: list[Heading] = []
    for ordinal, line in enumerate(lines):
        text = _alone(line)
        if text is None or not 2 <= len(text) <= _LONGEST:
            continue
        for number, weight in _weights(text, wordings).items():
            if _fits(number, ordinal, spans):
                bonus = 2.0 if number in spans and _adjoins(lines, ordinal, spans[number][0]) else 0.0
                marked = 0.5 if line.heading or line.bold else 0.0
                out.append(Heading(number, ordinal, ordinal, weight + bonus + marked))
    return out


def _alone(line: Line) -> str | None:
    if not line.is_row:
        return line.text.strip()
    filled = [f.text for f in line.fields if f.begins and f.printed.kind != "blank"]
    return filled[0].strip() if len(filled) == 1 else None


def _weights(text: str, wordings: Sequence[tuple[int, str]]) -> dict[int, float]:
    """Return the numbers of the sections whose heading a text may be, with its weight as such."""
    have = bare(text)
    best: dict[int, float] = {}
    for number, want in wordings:
        if abs(len(have) - len(want)) > 6:
            continue
        score = 1.0 if have == want else fuzz.ratio(have, want, score_cutoff=80) / 100
        if not score:
            continue
        weight = _numbered(3.0 if have == want else 3.0 * score - 1.0, text, number)
        if weight > best.get(number, 0.0):
            best[number] = weight
    return best


def _numbered(weight: float, text: str, number: int) -> float:
    """Return a heading's weight with what its own number says of it."""
    found = _FRONT.match(squeeze(text))
    if not found:
        return weight - (1.5 if text.endswith("。") else 0.0)  # 无其他需要报告的事项。
    if found["open"] or found["close"]:
        return weight - 1.5
    return weight + (2.0 if _is_number(found, number) else 0.5)


def _fits(number: int, line: int, spans: Mapping[int, tuple[int, int]]) -> bool:
    return all(line <= first + 1 if number <= n else line >= last for n, (first, last) in spans.items())


def _adjoins(lines: Sequence[Line], heading: int, first: int) -> bool:
    between = (n for n in range(heading + 1, first) if not lines[n].is_row and lines[n].text.strip())
    return heading <= first and len(list(islice(between, 2))) <= 1


def choose(found: Sequence[Heading]) -> list[Heading]:
    """Return the heaviest chain of headings in the form's order; of equals the later one."""
    best: list[tuple[float, tuple[Heading, ...]]] = [(0.0, ())]
    for heading in found:
        fitting = [
            (total, chain)
            for total, chain in best
            if not chain or (chain[-1].number < heading.number and chain[-1].line < heading.line)
        ]
        total, chain = max(fitting, key=lambda pair: (pair[0], len(pair[1]) and pair[1][-1].line))
        best.append((total + heading.weight, (*chain, heading)))
        if len(best) > 400:
            best = [(0.0, ()), *sorted(best, key=lambda pair: -pair[0])[:200]]  # a chain may begin anywhere
    return list(max(best, key=lambda pair: (pair[0], pair[1][0].line if pair[1] else -1))[1])
