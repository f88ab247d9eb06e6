"""Whether a government reports its own work (本级) or that of all bodies below it (汇总).

Called by indexer.read.identity.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from indexer.read.plain import plain

_OWN = re.compile(
    r"[(]本级[)]|本级(?:政府)?[(]?(?:机关)?[)]?(?:20\d\d年?度?)?(?:政府)?信息公开|人民政府机关20\d\d|人民政府本级|"
    r"不含(?:下属|所属|各(?:部门|乡镇|街道))"
)
_ALL = re.compile(
    r"[(]汇总[)]|汇总(?:形成|编制|了|全|各|本|而成|后)|(?:汇总|综合)[^。]{0,90}(?:而成|编制)|(?:由|根据|综合)(?:全[省市州盟县区旗]|各)[^。]{0,50}?(?:汇总|综合)|"
    r"(?:报告|年报|数据)[^。]{0,20}(?:包括|包含|涵盖|含)[^。]{0,30}(?:各乡|各镇|各街道|各部门|各单位|各区县|各县|所属|直属|下属)"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """本级, 汇总 or None, with the words that say so."""

    value: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def find_scope(title: str, opening: str, name: str, level: str | None) -> Scope:
    """Return what title or opening (plain) say; None for a department, and where both or neither is said."""
    if level and level.endswith("_department") and "政府" not in name:
        return Scope()
    for source, text in (("title", plain(title)), ("opening", opening)):
        own, every = _OWN.search(text), _ALL.search(text)
        if bool(own) != bool(every):
            match = own or every
            value = "本级" if own else "汇总"
            return Scope(value, {"value": value, "from": source, "quote": match[0] if match else ""})
    return Scope()
