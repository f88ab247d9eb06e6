"""The title of a report: where it stands, which part names the agency and which the year.

Called by indexer.read.identity.  A title may be split over lines, repeated, spaced out by typesetting, glued to a
series' name or a site's name, or carry neither agency nor year.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.read.agency import is_body
from indexer.read.dates import years
from indexer.read.plain import plain, tidy

_CENTURY = r"(?:20\d\d|[二2][零〇○Oo0][零〇○Oo0一二12][零〇○Oo0一二三四五六七八九\d])"
_SUBJECT = r"(?:(?:政府|政务)?信息(?:主动|依申请)?公开|政务(?:信息)?公开|政府信息|依申请公开)"
_CORE = re.compile(
    rf"{_SUBJECT}(?:[、和与及暨]{{0,2}}{_SUBJECT})*(?:工作)?(?:情况)?的?(?:\D{{0,4}}?{_CENTURY}年?度?)?"
    r"(?:本级|机关|汇总)?(?:年度|全年|年)?的?(?:工作|统计)?(?:情况|执行情况|年度)?的?(?:总结|自查|分析)?(?:年?报告|年报|年度报|总结)"
)
_CORE_PLAIN = re.compile(r"(?:年度)?工作(?:年度)?年报|(?:年度工作|工作年度|年度)报告|年报")
"""Titles that name no disclosure at all (新乡县人民政府2020年工作年报); only taken together with a year."""
_ABOUT = re.compile(r"^(?:.*[|｜])?(?:【[^】\d]*】)?(?:附件\d*:?|\d{1,2}[.、])?")
_ISSUED = "公布|发布|报送|印发|上报|呈报|编制|公开|做好|转发|公示"
_CUT_BEFORE = re.compile(rf"(?:关于)?(?:{_ISSUED})?《?$")
_BESIDES = re.compile(r"(?:(?:推进|落实)?(?:法治政府建设|依法行政|政务公开)(?:工作)?(?:情况)?)?[暨及和与、]$")
"""Another subject of the same title (…法治政府建设暨政府信息公开…)."""
_YEAR_WORDS = re.compile(rf"[\[(〔【]?{_CENTURY}[)\]〕】]?年?度?的?[)\]〕】]?")
_SCOPE_NOTE = re.compile(r"\((?:本级|汇总|机关|本机关|部门汇总)\)|本级$")
_LOST_YEAR = re.compile(r"(?:\d{1,4}|[零壹贰叁肆伍陆柒捌玖]{4})$")
_NOTE = re.compile(rf"[\[(（][^)\]）]{{1,30}}[)\]）]|{_CENTURY}年?度?(?=$|[.\-_—])")
_DATED_NOTE = re.compile(r"20\d\d[年/.-]\d{1,2}[月/.-]")
_HEADER_LINE = re.compile(
    r"(?:发布|公开|发文|成文|生成|更新|浏览|索引|来源|作者|字体|字号|阅读|点击|信息|文号|名称|主题|打印|分享|(?<!统计)(?:时间|日期))[^:。]{0,6}:"
    r"|^[\[(]?20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?[\])]?$"
)
_PARAGRAPH_BEGINS = re.compile("根据|按照|依据|依照|遵照|为|本报告|本年度报告|现将|现公布|20[0-9]{2}年|一、")
_SLIPPED = re.compile(r"[政府务信息公开工作年度情况的]+$")
_SUBJECT_LEFT = re.compile("信|公开|工作")
_NO_BODY = re.compile(
    "(?<!委员)(?<!联合)会$|(?:政府|省|市|县|区|旗|州|盟)$|网|门户|平台|专栏|栏目|频道|首页|[^\u4e00-\u9fff()·]"
)
_NAVIGATION = re.compile(r"[>»/\\=]|首页|当前位置|栏目|点击|下载")
_MOST_LINES = 40
_LONGEST_TITLE = 4
_LONGEST_LINE = 90
_SHORTEST_REPETITION = 4


@dataclass(frozen=True, slots=True)
class Title:
    """A title as found: joined text, the agency it names ("" for none), years in it, and the lines it took."""

    text: str
    agency: str
    years: tuple[str, ...]
    first: int
    last: int
    source: str

    @property
    def lines(self) -> int:
        """Number of opening paragraphs up to the end of the title."""
        return self.last + 1


def find_title(opening: Sequence[str], known: Sequence[str] = ()) -> Title | None:
    """Return the best title among the paragraphs before the first section, or None.

    Windows of one to four lines are tried; one that page or link carry too (``known``) wins, then one that names agency
    and year, then the shorter, then the earlier.  A list of titles of several years is a page's navigation: the last
    one, next to the text, is taken.
    """
    shown = [_without_header(tidy(p)) for p in opening[:_MOST_LINES]]
    lines = [plain(p) for p in shown]
    outside = {_letters(k) for k in known if k}
    ranked: list[tuple[tuple[int, int, int], Title]] = []
    for first, last in _windows(lines):
        title = parse_title("".join(shown[first : last + 1]), first, last, "text")
        if title is None:
            continue
        agrees = _letters(title.text) in outside
        broken = lines[last].endswith("报") and last + 1 < len(lines) and lines[last + 1].startswith("告")
        rank = (int(agrees), _stands_alone(title.agency) + bool(title.years) - broken, first - last)
        ranked.append((rank, title))
    if not ranked:
        return None
    top = max(rank for rank, _ in ranked)
    best = [title for rank, title in ranked if rank == top]
    navigation = len({t.years for t in best}) > 1
    return _with_repetitions(best[-1] if navigation else best[0], lines)


def _windows(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield first and last line of what may be a title: up to four lines, each fit to be part of one."""
    for first, line in enumerate(lines):
        if not line:
            continue
        for last in range(first, min(first + _LONGEST_TITLE, len(lines))):
            if lines[last] and not fits(lines[last]):
                break
            if lines[last]:
                yield first, last


def _without_header(line: str) -> str:
    """Cut header fields that typesetting glued behind a title (…年度报告发布时间:2021-01-29)."""
    folded = plain(line)
    field, core = _HEADER_LINE.search(folded), _CORE.search(folded)
    return line[: field.start()].rstrip("[【(（") if field and core and core.end() <= field.start() else line


def _letters(text: str) -> str:
    return re.sub(r"\W", "", plain(text))


def _stands_alone(agency: str) -> bool:
    return len(agency) > 1 and agency not in ("机关", "办公室", "办公厅", "委员会", "政府", "人民政府", "办事处")


def unglued(opening: Sequence[str]) -> list[str]:
    """Return the opening paragraphs, a title that typesetting has glued to the first of them cut off as its own."""
    for at, printed in enumerate(opening[:3]):
        line = plain(printed)
        core = _CORE.search(line[:_LONGEST_LINE])
        if core and _PARAGRAPH_BEGINS.match(line[core.end() :]) and fits(line[: core.end()]):
            title = parse_title(tidy(printed)[: core.end()])
            if title and title.years:
                end = next(n for n in range(core.end(), len(printed) + 1) if len(tidy(printed[:n])) >= core.end())
                return [*opening[:at], printed[:end], printed[end:].strip(), *opening[at + 1 :]]
    return list(opening)


def fits(line: str) -> bool:
    """Tell whether a line may be part of a title: short, no sentence, no header field."""
    return (
        len(line) <= _LONGEST_LINE and not re.search("[。;]|^根据|^按照|^目录$", line) and not _HEADER_LINE.search(line)
    )


def parse_title(text: str, first: int = 0, last: int = 0, source: str = "") -> Title | None:
    """Read one line as a title; None where it is none.  What follows the core (a site's name) is cut.

    >>> parse_title("2022年上海市政府信息公开工作年度报告").agency
    '上海市'
    """
    printed, text = tidy(text), plain(text)
    front = _ABOUT.match(text)
    begin = front.end() if front else 0
    printed, text = printed[begin:], text[begin:]
    core = _CORE.search(text)
    if core is None:
        core = _CORE_PLAIN.search(text)
        if core is None or not list(years(text)):
            return None
    rest = text[core.end() :]
    note = _NOTE.match(rest)
    if note and _DATED_NOTE.search(note[0]):
        note = None
    whole = text[: core.end()] + (note[0] if note else "")
    found = tuple(dict.fromkeys(y.value for y in years(whole)))
    before = text[: core.start()]
    if before.endswith("人民") and core[0].startswith("政府"):
        before += "政府"
    agency = _agency(before) or (_agency(note[0][1:-1]) if note else _agency_behind(rest))
    if agency in ("本级", "汇总", "正文", "摘要", "草案", "征求意见稿", "全文"):
        agency = ""
    at = text.find(agency)
    agency = printed[at : at + len(agency)] if at >= 0 else agency
    return Title(_balanced(printed[: len(whole)]), agency, found, first, last, source)


def _agency(before: str) -> str:
    """Return what is left of a title's front when year and 关于 are taken away."""
    before = before.rpartition("关于印发《")[2] if "关于印发《" in before else before
    before = re.sub(rf".*关于(?:{_ISSUED})《(?=.)|^关于(?:{_ISSUED})(?=.)", "", before)
    before = _CUT_BEFORE.sub("", before)
    before = _YEAR_WORDS.sub("", _SCOPE_NOTE.sub("", before))
    before = re.sub(r"^(?:关于|附件\d*:?|附\d*:)", "", before)
    before = re.sub(r"(?:关于|年度|年|度|的)$", "", _BESIDES.sub("", _CUT_BEFORE.sub("", before)))
    agency = _LOST_YEAR.sub("", _SCOPE_NOTE.sub("", before)).strip('-_—:《》“”"·,，、.【】 ')
    return "" if _NAVIGATION.search(agency) else _without_slips(agency)


def _without_slips(agency: str) -> str:
    """Cut off what a slip in writing the subject left behind the agency (某市人民政府政府信, 某县财政局信息公开工作作).

    It begins behind the shortest body from which on there are only characters of the subject.
    """
    tail = _SLIPPED.search(agency)
    if not tail or not _SUBJECT_LEFT.search(tail[0]):
        return agency
    ends = range(max(tail.start(), 1), len(agency))
    end = next((n for n in ends if is_body(agency[:n]) and _SUBJECT_LEFT.search(agency[n:])), None)
    if end is None:
        return "" if not tail.start() else agency
    return agency[:end]


def _agency_behind(rest: str) -> str:
    """Return the agency that a title names at its end (…年报 阳谷县财政局); a bare government there names the site."""
    name = rest.strip("-_—|:·《》()")
    return name if is_body(name) and _stands_alone(name) and not _NO_BODY.search(name) else ""


def _balanced(text: str) -> str:
    """Close a 《 that the cut behind the core left open; take off dashes and quotes at the ends."""
    text = text.strip("-_—")
    if text.count("《") > text.count("》"):
        text = text.lstrip("《") if text.startswith("《") else text + "》"
    return text.rstrip("》") if text.count("》") > text.count("《") else text


def _repeating(lines: Sequence[str], title: str) -> int:
    """Return how many lines together repeat a part of the title, 0 for none."""
    for size in range(len(lines), 0, -1):
        if lines[size - 1] and len("".join(lines[:size])) >= _SHORTEST_REPETITION and "".join(lines[:size]) in title:
            return size
    return 0


def _with_repetitions(title: Title, lines: Sequence[str]) -> Title:
    """Extend the title over lines that repeat it or parts of it, over header fields, and over the agency's name below.

    Header fields are 发布时间 and the like; the name (阳谷县教育局) is taken only where the title has none.
    """
    agency, last, at = title.agency, title.last, title.last + 1
    whole = plain(title.text)
    while at < len(lines):
        line = lines[at]
        header = bool(_HEADER_LINE.search(line)) and len(line) <= _LONGEST_LINE
        if not agency and fits(line) and is_body(line) and _stands_alone(line):
            agency, last = line, at
        elif header:
            last = at
        elif size := _repeating(lines[at : at + _LONGEST_TITLE], whole):
            last = at + size - 1
            at = last
        elif line:
            break
        at += 1
    return replace(title, agency=agency, last=last)
