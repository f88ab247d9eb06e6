"""The sign-off at the end of a report: agency and date on lines of their own.  Called by indexer.read.identity."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.read.agency import is_body
from indexer.read.dates import Found, dates
from indexer.read.plain import plain

_AFTER = re.compile(
    r"^(?:附件?\d*[:：].*|扫一扫.*|分享.*|打印.*|关闭.*|\[?(?:打印|关闭|返回|收藏).*|上一篇.*|下一篇.*|责任编辑.*|相关.*|-?\d{1,3}-?|.*\.(?:docx?|pdf|xlsx?|wps|et|ofd))$"
)
_STAMP = re.compile(r"[(](?:盖章|公章|印章|签章)[)]|(?:印发|发布)$")
_UNDER_TITLE = re.compile(r"^[(]?20\d\d年\d{1,2}月\d{1,2}日[)]?$")
_NO_NAME = re.compile("无(?![为极棣锡])|本(?!溪)|我")
"""Last words of a section (无…, 本单位 …), but places may begin so: 无为, 无极, 无棣, 无锡, 本溪."""
_MOST_AFTER = 4
_MOST_LINES = 12
_LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Signoff:
    """Agency ("" for none) and ISO date (None for none) of a sign-off, and how many closing paragraphs it takes."""

    agency: str = ""
    date: str | None = None
    lines: int = 0
    evidence: dict[str, Any] = field(default_factory=dict)


def find_signoff(closing: Sequence[str]) -> Signoff:
    """Return the sign-off among the last paragraphs; an empty one where there is none.

    A date counts only where it stands alone or behind the agency's name, so that a date in a last sentence does not.
    """
    closing = closing[-_MOST_LINES:]
    lines = [plain(p) for p in closing]
    end = len(lines)
    while end and len(lines) - end < _MOST_AFTER and (not lines[end - 1] or _AFTER.match(lines[end - 1])):
        end -= 1
    if not end:
        return Signoff()
    for at in range(end - 1, max(end - 1 - _MOST_AFTER, -1), -1):
        if found := _dated(lines[at]):
            signoff = _signoff(found, at, lines, closing)
            # What a page puts behind the date is passed over only where a name shows that this is the sign-off.
            return signoff if at == end - 1 or signoff.agency else Signoff()
    return Signoff()


def _signoff(found: tuple[str, Found, bool], at: int, lines: Sequence[str], closing: Sequence[str]) -> Signoff:
    name, day, glued = found
    first = at
    if not name and at and is_body(lines[at - 1]) and not _NO_NAME.match(lines[at - 1]):
        name, first = lines[at - 1], at - 1
    below = "" if name or at + 1 >= len(lines) or not is_body(lines[at + 1]) else lines[at + 1]
    quote = "".join(closing[first : at + 1]).strip()[-_LONGEST_QUOTE:]
    evidence = {"value": day.value, "from": "sign-off", "quote": quote}
    return Signoff(name or below, day.value, len(lines) - first - glued, evidence)


def date_under_title(lines: Sequence[str]) -> Signoff:
    """Return a date that stands alone under the title, as 年月日; a CMS prints its own otherwise (2021-01-25)."""
    for printed in lines:
        if _UNDER_TITLE.match(line := plain(printed)) and (day := next(dates(line), None)):
            return Signoff("", day.value, 0, {"value": day.value, "from": "under the title", "quote": printed.strip()})
    return Signoff()


def _dated(line: str) -> tuple[str, Found, bool] | None:
    """Split a line "name date" or "date"; None where it is anything else.

    True says that typesetting glued it to a paragraph (无。阳谷县财政局2021年1月25日), which it does not take.
    """
    line = _STAMP.sub("", line)
    days = list(dates(line))
    if not days or line[days[-1].end :].strip("()。."):
        return None
    before, glue, name = line[: days[-1].start].rpartition("。")
    name = name.strip("(:,，")
    if (glue and before and is_body(name)) or (not before and (not name or is_body(name))):
        return name, days[-1], bool(before)
    return None
