"""Sub-headings of a section (主动公开, 依申请公开, 政府信息管理, 平台建设, 监督保障 …) as parts of their own.

Called by ``indexer.read.sections``.  A section's parts are counted in one style, （一） or 1., and in order; where none
is numbered, the five names that the notice gives for section one are looked for at the beginnings of paragraphs.  A
numbered sentence is no heading: a list of them makes no parts, one among headings is a part whose heading is the bare
number.
"""

import re
from collections.abc import Sequence

from indexer.read.lines import Line
from indexer.report import Part

_NUMERALS = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_STYLES = (
    re.compile(rf"^\W{{0,4}}[(（]\s*(?P<number>[{_NUMERALS}]{{1,2}})\s*[)）]\s*[、.．]?"),
    re.compile(r"^\W{0,4}(?P<number>\d{1,2})\s*[、.．](?!\d)"),
    re.compile(r"^[(（]?\s*(?P<number>\d{1,2})\s*[)）]\s*[、.．]?"),
    re.compile(r"^(?P<number>[①-⑩])"),
)
_ORDINAL = rf"第?[{_NUMERALS}]{{1,2}}是?[，,、.．]?|其[{_NUMERALS}][，,、]?|\d{{1,2}}(?:\.\d{{1,2}})?[)）、.．]?|[①-⑩]"
_NAMES = re.compile(
    rf"^[^\w①-⑩]{{0,4}}(?:{_ORDINAL})?[^\w]{{0,3}}(?:依法|做好|加强|推进|深化|规范|强化|抓好|完善|关于|在|的){{0,3}}"
    r"(?:政府信息)?(?P<name>主动公开|依申请公开|政府信息管理|(?:政府信息)?(?:公开)?平台建设|监督保障)(?:政府信息)?"
    r"(?:工作|方面|情况|的){0,3}(?:[】\]》]|(?=[。：:；;\s])|$|(?<=方面)(?=[，,]))"
)
"""A paragraph that begins with one of the names, whatever stands before it; what follows is its text."""
_NAMED = 3  # of the five names that count for more than numbers within one of them
_STOP = re.compile(r"[。：:；;\n]")
_STOPS = "。：:；; \n"
_SENTENCE_ENDS = ("。", "；", ";")
_LONGEST = 40


def parts(number: int, lines: Sequence[Line]) -> list[Part]:
    """Return the parts of section ``number``; text before the first of them belongs to none."""
    paragraphs = [line for line in lines if not line.is_row and line.text.strip()]
    named = _named(paragraphs)
    for style in _STYLES:
        found = _numbered(style, paragraphs)
        within = len(named) >= _NAMED and not {n for n, _ in named} <= {n for n, _ in found}
        if len(found) > 1 and not within:
            made = _make(number, paragraphs, found)
            if sum(is_mark(part.heading) for part in made) * 2 < len(made):
                return made
            break
    return _make(number, paragraphs, named) if len(named) > 1 else []


def _named(paragraphs: Sequence[Line]) -> list[tuple[int, int]]:
    """Return (paragraph, length of its heading) for those that begin with a name, each name once."""
    out: list[tuple[int, int]] = []
    seen: set[str] = set()
    for n, line in enumerate(paragraphs):
        text = line.text.lstrip()
        found = _NAMES.match(text)
        if found and found["name"] not in seen:
            seen.add(found["name"])
            out.append((n, found.end() + len(line.text) - len(text)))
    return out


def _numbered(style: re.Pattern[str], paragraphs: Sequence[Line]) -> list[tuple[int, int]]:
    """Return (paragraph, length of its heading) for numbers that count up from one."""
    out: list[tuple[int, int]] = []
    for n, line in enumerate(paragraphs):
        text = line.text.lstrip()
        mark = style.match(text)
        if not mark or _value(mark["number"]) != len(out) + 1:
            continue
        stop = _STOP.search(text, mark.end())
        end = stop.start() if stop else len(text)
        if end - mark.end() <= _LONGEST:
            out.append((n, end + len(line.text) - len(text)))
    return out


def _value(number: str) -> int:
    if number in _CIRCLED:
        return _CIRCLED.index(number) + 1
    if number.isdecimal():
        return int(number)
    if len(number) == 1:
        return _NUMERALS.index(number) + 1
    return 10 + _NUMERALS.index(number[1]) + 1 if number[0] == "十" else 0


def _make(section: int, paragraphs: Sequence[Line], found: Sequence[tuple[int, int]]) -> list[Part]:
    out: list[Part] = []
    ends = [n for n, _ in found[1:]] + [len(paragraphs)]
    for ordinal, ((first, length), end) in enumerate(zip(found, ends, strict=True), 1):
        line = paragraphs[first]
        printed = line.text.strip()
        heading, rest = line.text[:length].strip(), line.text[length:].lstrip(_STOPS)
        mark = next((seen[0] for style in _STYLES if (seen := style.match(printed))), "")
        if mark and not rest and end == first + 1 and printed.endswith(_SENTENCE_ENDS):
            heading, rest = mark.strip(), printed[len(mark) :].strip()
        text = [rest.strip()] if rest.strip() else []
        text += [p.text.strip() for p in paragraphs[first + 1 : end]]
        out.append(Part(f"{section}.{ordinal}", heading, "\n".join(text), line.place))
    return out


def is_mark(heading: str) -> bool:
    """Tell whether a part's heading is a number alone: its paragraph is a sentence and not headed."""
    return any(style.fullmatch(heading) for style in _STYLES)
