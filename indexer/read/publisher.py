"""The agency's name as the report writes it, in its fullest form.  Called by indexer.read.identity.

Title first; a text that writes the same body more fully (集美区财政局 → 厦门市集美区财政局) completes it.  Where the
title names nobody, the sign-off, the statement of what is published and the contact clause are asked, in this order.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from indexer.jurisdictions import Register
from indexer.read.agency import best_chains, is_body, take_apart
from indexer.read.context import Context
from indexer.read.mentions import mentioned
from indexer.read.plain import plain
from indexer.read.signoff import Signoff
from indexer.read.title import Title, parse_title

_NAME = r"[\u4e00-\u9fff()·、]{2,48}?"
_STATED = re.compile(
    rf"(?P<name>{_NAME})(?:关于)?(?:编制的)?(?:20\d\d年?度?)?(?:政府)?信息公开(?:工作)?(?:20\d\d年?度?)?年度(?:工作)?(?:报告|年报)"
)
_RUN = re.compile(r"[\u4e00-\u9fff()·、\d]+")
"""What a statement stands in, without a break: it is looked for only in those that speak of disclosure."""
_SAID_BEFORE = re.compile(
    r"^.*(?:公布|发布|编制(?!委)|公开(?!办)|现将|特将|完成|形成|撰写|了|的)(?:《)?(?:20\d\d年度?)?"
)
_BY = re.compile(rf"由(?P<name>{_NAME})(?:负责|组织|汇总)?(?:编制(?!委)|编写|撰写|起草)")
_CONTACT = re.compile(
    rf"(?:请与|请径与|直接与|请联系|可与|联系单位|联系部门|联系机构|编制单位|受理机构|请向|请致电)[:]?(?P<name>{_NAME})"
    r"(?:联系|咨询|反映|反馈|\(|,|。|;|地址|联系电话|电话)"
)
_OWN_OFFICE = re.compile(
    r"(?:(?<=[局委厅院会队])|(?<=[镇乡]人民政府)|(?<=街道)|(?<=办事处))(?:综合)?办公室$|(?:党政(?:综合)?办公室|党政办|综合办公室|综合办)$|"
    r"(?<=[局委厅院会队])(?:政策法规.{0,2}|[\u4e00-\u9fff]{2,6}[科股室处])$"
)
"""An office inside the body; 县人民政府办公室 is a body of its own."""
_OFFICE_ALONE = re.compile(
    r"^(?!.*(?:根据|按照|通知|要求|报告|条例|结合|公开))[省市区县州旗盟]?(?:人民政府)?[\u4e00-\u9fff]{2,16}(?:局|委|委员会|办公室|厅|中心)$"
)
"""A body named without its place (区统计局), which portal or address may tell."""
_CITED_TITLES = re.compile("《[^《》]{0,120}(?:通知|条例|办法|规定|意见|格式|方案|要点|提示|细则|指南|制度)》")
_NOBODY = re.compile(
    r"^(?:本|我|各|该|全(?!州))(?:局|委|办|厅|单位|机关|部门|市|县|区|镇|乡|街道|级|州|省)|^(?:信息公开|政府信息|年度)"
)
_ABBREVIATED = re.compile(r"[(](?:以下)?(?:简|统)称[^()]{0,40}[)]")
_DISCLOSURE_OFFICE = re.compile(r"(?:政府)?(?:信息公开|政务公开)(?:工作)?(?:领导小组)?(?:办公室|办)?$")
_CITED_BEFORE = re.compile(r"(?:根据|按照|依据|《|落实|贯彻|上报|报送|报|向|经)$")
_CITED_BEHIND = re.compile(
    r"^(?:办公室|办公厅)?(?:关于|转发|印发|文件|的?要求|下发|的?通知|《|等部门)|^(?:人民)?政府(?:门户|信息公开)?网"
)
_DIVISION_ENDS = set("省市区县旗州盟")
_MOST_PLACES = 40
_LONGEST_FRONT = 24
_LONGEST_TITLE = 300
_TAIL = ("人民政府", "政府", "街道办事处", "办事处")
_PLACE_ENDS = (*_DIVISION_ENDS, "镇", "乡", "街道", "苏木")


@dataclass(slots=True)
class Found:
    """The name (plain and as printed), where it stands, and other names that were possible.

    ``place`` is one of these where all of them begin with the same division: where is known then, if not who.
    """

    name: str = ""
    printed: str = ""
    source: str = ""
    quote: str = ""
    candidates: list[str] = field(default_factory=list)
    place: str = ""

    def evidence(self) -> dict[str, Any]:
        """Return what was decided from where."""
        out: dict[str, Any] = {"value": self.printed or None, "from": self.source or None, "quote": self.quote or None}
        return out | ({"candidates": self.candidates} if self.candidates else {})


def find_publisher(
    title: Title | None, opening: str, text: str, signoff: Signoff, meta: Mapping[str, str], context: Context,
    register: Register, year: int | None,
) -> Found:  # fmt: skip
    """Return the agency's name; empty, with candidates, where only weak sources name one.

    ``opening`` and ``text`` are plain.
    """
    opening = _CITED_TITLES.sub("", _ABBREVIATED.sub("", opening))
    stated = list(_named(opening, signoff, register, year))
    for source, other in titles(title, meta, context):
        name = plain(other.agency)
        if not name or _NOBODY.match(name) or not (is_body(name) or best_chains(name, register, year)):
            continue
        found = Found(name, other.agency, source, other.text)
        return _fuller(found, stated, text, register, year)
    for source, name, quote in stated:
        if source != "contact clause":
            return _fuller(Found(name, name, source, quote), stated, text, register, year)
    stated_names = [name for name in dict.fromkeys(name for _, name, _ in stated) if name]
    weak = list(stated_names)
    if len(weak) == 1 and not weak[0].endswith("政府办公室") and _placed(weak[0], register, year):
        return Found(weak[0], weak[0], "contact clause", stated[0][2])
    named = list(mentioned(opening, register, year))
    if len(named) == 1 and not named[0].endswith(("政府办公室", "政府办公厅")):
        name = named[0]
        return Found(name, name, "first paragraph", name)
    weak += [n for n in named if n not in weak]
    weak += [n for n in (plain(meta.get("contentsource", "")), plain(context.column)) if is_body(n) and n not in weak]
    return Found(candidates=weak, place=_common_place([*stated_names, *named], register, year))


def titles(title: Title | None, meta: Mapping[str, str], context: Context) -> Iterator[tuple[str, Title]]:
    """Yield (source, title): the one in the text first, then those that page, link and file name carry."""
    if title:
        yield "title", title
    outside = {
        "meta articletitle": meta.get("articletitle", ""),
        "meta title": meta.get("title", ""),
        "page title": context.page_title,
        "link text": context.link_text,
        "file name": context.file_name,
    }
    for source, text in outside.items():
        if text and (other := parse_title(text[:_LONGEST_TITLE])):
            yield source, other


def _named(opening: str, signoff: Signoff, register: Register, year: int | None) -> Iterator[tuple[str, str, str]]:
    """Yield (source, name, quote) of what names the agency besides titles."""
    if signoff.agency and is_body(signoff.agency):
        yield "sign-off", signoff.agency, str(signoff.evidence.get("quote", ""))
    for source, pattern in (("statement", _STATED), ("statement", _BY), ("contact clause", _CONTACT)):
        for match in _statements(opening) if pattern is _STATED else pattern.finditer(opening):
            name = match["name"]
            name = _body_of(name) if pattern is not _STATED else _SAID_BEFORE.sub("", name)
            if _NOBODY.match(name) or not (is_body(name) or _is_place(name, register, year)):
                continue
            if source == "contact clause" or _placed(name, register, year) or _OFFICE_ALONE.match(name):
                yield source, name, match[0][:80]


def _statements(opening: str) -> Iterator[re.Match[str]]:
    for run in _RUN.finditer(opening):
        if "信息公开" in run[0]:
            yield from _STATED.finditer(opening, run.start(), run.end())


def _body_of(office: str) -> str:
    """Return the body that an office for disclosure, or an office inside it, belongs to."""
    if found := _DISCLOSURE_OFFICE.search(office):
        body = office[: found.start()]
        return f"{body}政府" if body.endswith("人民") else body
    return _OWN_OFFICE.sub("", office)


def _common_place(names: Sequence[str], register: Register, year: int | None) -> str:
    """Return a name if all of them begin with the same one division, else ""."""
    places = {tuple(c.deepest.code for c in best_chains(name, register, year)) for name in names}
    return names[0] if len(places) == 1 and len(next(iter(places))) == 1 else ""


def _placed(name: str, register: Register, year: int | None) -> bool:
    """Tell whether a name begins with a place (behind a central body's, it may be) or is a central body's."""
    parts = take_apart(name, register, year)
    return bool(parts.chains) or parts.kind in ("national", "national_department")


def _is_place(name: str, register: Register, year: int | None) -> bool:
    return any(c.end == len(name) for c in best_chains(name, register, year))


def _fuller(
    found: Found, stated: Sequence[tuple[str, str, str]], text: str, register: Register, year: int | None
) -> Found:
    """Complete a name by what the text puts before it (upper divisions) or behind it (人民政府, where it is stated)."""
    best = found
    for source, name, quote in stated:
        front, core, behind = name.partition(found.name)
        if not core or len(name) <= len(best.name):
            continue
        if behind and not (behind in _TAIL and found.name.endswith(_PLACE_ENDS)):
            continue
        # 县教育局 is completed by 定远县教育局, whose county ends in its first character.
        if not front or _is_place(front, register, year) or _is_place(front + _letter(found.name), register, year):
            best = Found(name, name, f"{found.source}, completed by {source}", quote, found.candidates)
    if fronts := upper_names(best.name, text, register, year):
        front, count = fronts.most_common(1)[0]
        if len(fronts) == 1 or count > 2 * sum(n for f, n in fronts.items() if not front.endswith(f)) - count:
            quote = front + best.name
            return Found(quote, front + best.printed, f"{best.source}, completed by the text", quote, best.candidates)
    return best


def _letter(name: str) -> str:
    """Return the 市, 县 … with which a name begins that leaves its place's name out, "" for none."""
    return name[:1] if name[:1] in _DIVISION_ENDS else ""


def upper_names(name: str, text: str, register: Register, year: int | None) -> Counter[str]:
    """Count the division names that stand directly before ``name`` in the text, each in its longest form."""
    fronts: Counter[str] = Counter()
    found = [m.start() for m in islice(re.finditer(re.escape(name), text), _MOST_PLACES)] if name else []
    for at in found:
        if (
            not at
            or text[at - 1] not in _DIVISION_ENDS
            or _CITED_BEHIND.match(text[at + len(name) : at + len(name) + 8])
        ):
            continue
        if (front := _front(text, at, register, year)) and not _CITED_BEFORE.search(
            text[max(0, at - len(front) - 3) : at - len(front)]
        ):
            fronts[front] += 1
    return fronts


def _front(text: str, at: int, register: Register, year: int | None) -> str:
    """Return the longest run of full division names that ends at ``at``, "" for none."""
    begin = at
    while begin > max(0, at - _LONGEST_FRONT) and "\u4e00" <= text[begin - 1] <= "\u9fff":
        begin -= 1
    for start in range(begin, at - 1):
        front = text[start:at]
        chains = best_chains(front, register, year)
        if any(c.end == len(front) and not c.aliases and c.deepest.level != "township" for c in chains):
            return front
    return ""
