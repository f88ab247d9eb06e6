"""What the head above a column of an annex says its numbers are.  Pure; called by ``indexer.read.annex_columns``.

An annex may print the number of the year before, a running total, a code or a serial number beside the one asked for.
"""

import re
from collections.abc import Sequence
from typing import Literal

from indexer.read.labels import squeeze

Role = Literal["label", "unit", "serial", "other", "total", "value", "unknown"]

_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("serial", re.compile(r"^(?:序号?|行[次号]|编[号码]|\w{0,4}代码|\w{0,4}编码|no\.?)$")),
    (
        "other",
        re.compile(
            r"上年|去年|上一年|前年|上期|往年|同期|同比|环比|累计|历年|增减|增长|增幅|[占比]例|计划|目标|备注|说明|季度|半年"
        ),
    ),
    ("total", re.compile(r"合计|总计|汇总|总数$")),
    ("unit", re.compile(r"^(?:计量)?单位$")),
    ("value", re.compile(r"本年|本期|当年|本次|统计数|填报数|发生数|数[量值据目]|件数|条数|统计结果|统计值|统计情况")),
    ("label", re.compile(r"指标|项目|事项|内容|名称|类别")),
)
_REMARK = re.compile("备注|说明")
_DAY = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")
_LONGEST = 40
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def role(head: str) -> Role:
    """Return what a column's head says; "unknown" where it says nothing."""
    text = squeeze(head)
    text = _REMARK.sub("", text) or text  # on a page without lines a heading may reach into the one of the numbers
    if _DAY.fullmatch(text) or len(text) > _LONGEST:
        return "unknown"
    found = next((name for name, pattern in _ROLES if pattern.search(text)), None)
    return found or ("value" if _YEAR.search(text) else "unknown")


def own(heads: Sequence[str]) -> int | None:
    """Return which of several columns of numbers holds those of the report's own year; None where no head tells.

    >>> own(["2017年", "2018年"]), own(["区级", "乡镇", "合计"]), own(["", ""])
    (1, 2, None)
    """
    roles = [role(head) for head in heads]
    kept = [n for n, found in enumerate(roles) if found not in ("serial", "other")]
    years = {n: max(found) for n in kept if (found := _YEAR.findall(squeeze(heads[n])))}
    if len(set(years.values())) > 1:
        kept = [n for n in kept if years.get(n) == max(years.values())]
    for wanted in ("total", "value"):
        if len(kept) > 1 and any(roles[n] == wanted for n in kept):
            kept = [n for n in kept if roles[n] == wanted]
    return kept[0] if len(kept) == 1 else None
