"""Headings that only their number tells: 六、下一步打算 after 五、存在的主要问题及改进情况.  Called by ``sections``."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from indexer.read.headings import NUMERALS, Heading
from indexer.read.labels import squeeze
from indexer.read.lines import Line

_COUNTED = re.compile(
    rf"^(?P<open>[(第]?)(?P<number>[{NUMERALS}]|\d)(?P<close>[)]|部分|章)?(?P<mark>[、.,:]?)(?=[^\d.、]|20\d\d年)"
)
_SENTENCE = re.compile(r"[。；！？]")
_LONGEST = 40
_SECTIONS = 6
_FEWEST = 2  # headings that show how this report counts

_Style = tuple[str, bool, str, str]


def counted(lines: Sequence[Line], known: Sequence[Heading], spans: Mapping[int, tuple[int, int]]) -> list[Heading]:
    """Return the headings, with those of other wording that are counted alike and stand alone between neighbours."""
    out = list(known)
    shown = [(h.number, _style(lines[h.line].text)) for h in known]
    styles = Counter(found[0] for number, found in shown if found and found[1] == number)
    if not styles or styles.most_common(1)[0][1] < _FEWEST:
        return out
    style = styles.most_common(1)[0][0]
    for number in range(1, _SECTIONS + 1):
        if any(h.number == number for h in out):
            continue
        after = [h.last for h in out if h.number < number] + [last for n, (_, last) in spans.items() if n < number]
        before = [h.line for h in out if h.number > number] + [f for n, (f, _) in spans.items() if n >= number]
        between = range(max(after, default=-1) + 1, min(before, default=len(lines)))
        lone = [n for n in between if not lines[n].is_row and _is(lines[n].text, style, number)]
        if len(lone) == 1:
            out.append(Heading(number, lone[0], lone[0], 1.0))
    return out


def _is(text: str, style: _Style, number: int) -> bool:
    return len(text.strip()) <= _LONGEST and not _SENTENCE.search(text) and _style(text) == (style, number)


def _style(text: str) -> tuple[_Style, int] | None:
    found = _COUNTED.match(squeeze(text[: 2 * _LONGEST]))
    if not found:
        return None
    numeral = found["number"]
    number = int(numeral) if numeral.isdigit() else NUMERALS.index(numeral) + 1
    return (found["open"], numeral.isdigit(), found["close"] or "", found["mark"]), number
