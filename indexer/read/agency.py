"""Names of public bodies taken apart: the divisions at their front, and what kind of body the rest is.

Called by indexer.read.place.  Everything here works on plain names (see indexer.read.plain).
"""

import re
from dataclasses import dataclass
from typing import Literal

from indexer.jurisdictions import Division, Register, nearest

Kind = Literal["government", "department", "zone", "national_department", "national", "unknown"]

_VERTICAL = re.compile(
    r"^(?:国家税务总局|国家税务局|国家统计局|国家金融监督管理总局|中国(?:银行业?保险|银行业|保险|证券)监督管理委员会|中国银保监会|中国证监会|"
    r"国家矿山安全监察局|国家煤矿安全监察局|国家外汇管理局|国家能源局|国家邮政局|国家烟草专卖局|国家林业和草原局|国家粮食和物资储备局|"
    r"中国人民政治协商会议|中国共产党|中国共产主义青年团|政协|中共|共青团|中国人民银行|中华人民共和国|中国民用航空局?|中国气象局|中国地震局|自然资源部|生态环境部|交通运输部|水利部|财政部|审计署)(?:驻(?!马店))?"
)
_MINISTRY = re.compile(
    r"^(?:中华人民共和国)?(?:外交|国防|教育|科学技术|科技|工业和信息化|公安|国家安全|安全|民政|司法|财政|人力资源和社会保障|国土资源|自然资源|"
    r"环境保护|生态环境|住房和城乡建设|交通运输|交通|铁道|水利|农业|农业农村|商务|文化|文化和旅游|卫生|退役军人事务|应急管理|监察|人事|信息产业)部"
    r"(?:办公厅|机关|本级)?$"
    r"|^(?:国务院|国家|中国|全国|中华人民共和国).{2,30}(?:局|署|委员会|办公室|办公厅|委|办|院|会|银行)$|^国务院办公厅$|^(?:海关总署|审计署|中央国家机关.*|国家铁路局)$"
)
_STATE_COUNCIL = re.compile(r"^(?:中华人民共和国)?国务院$|^中央人民政府$")
_GOVERNMENT = re.compile(
    r"^(?:人民|各族人民)?(?:政府)?(?:\(?(?:机关|本级|汇总)\)?)?$|^(?:党委、?)?(?:人民)?政府$|^行政公署(?:\(?(?:机关|本级)\)?)?$|^行署$"
    r"|^(?:党工委、?)?(?:街道)?办事处$|^行政委员会$|^(?:人民)?公社$"
)
_ZONE = re.compile(
    r"(?:开发区|高新区|经开区|示范区|产业园区?|园区|工业区|工业园|风景(?:名胜)?区|度假区|保税区|保税港区|合作区|实验区|试验区|集聚区|集中区|管理区|"
    r"新区|新城|商务区|自贸区|自由贸易试验区|生态城|名胜区|保护区|旅游区|矿区)(?:党工委|管理委员会|管委会|管委|管理局|管理办公室)?"
)
_ZONE_NAME = re.compile(rf"{_ZONE.pattern}$")
_ZONE_KIND = re.compile(r"^(?:国家|省)?级?(?:高新|高技术|经济|工业|产业|综合|现代|农业|科技|循环|出口|保税|开发)")
"""What follows a county's short name where it names the county's zone (黔江高新区), not a mountain (长白山保护区)."""
_ZONE_BODY = re.compile(r"^(?:管理委员会|管委会|管委)(?:机关|本级)?$")
_OF_GOVERNMENT = re.compile(r"(?:人民)?政府(?=[\u4e00-\u9fff]{2,}(?:街道|镇|乡|苏木|地区|办事处))")
"""Between a district and its sub-district (海淀区人民政府中关村街道办事处): it names no division."""
_TOWN = re.compile(
    r"^(?:(?:人民)?政府(?=[\u4e00-\u9fff]{2}))?(?P<town>[\u4e00-\u9fff]{1,9}?(?:镇|乡|街道|苏木|地区|农场|林场|牧场))"
    r"(?P<body>(?:人民政府|政府|人民公社|街道办事处|办事处|党委政府|党政(?:综合)?办公室|党政办).{0,12}|)$"
)
_UNLISTED = re.compile(
    r"^[\u4e00-\u9fff]{2,6}(?:县|旗|(?<![发园护景社小地新矿林校辖灾牧业假税作验管])区|(?<![城局])市)"
    r"(?:$|人民政府|政府|委|[\u4e00-\u9fff]{2,}(?:局|办|委员会|中心)$)"
)
"""A division below that no list has, or in a form that is not known: the body may be its, not the upper one's."""
_DOUBTFUL = re.compile(r"^(?:大学|学院|师范|理工)|(?:大学|学院|学校|公司|集团|银行|保险|医院|研究[院所]|铁路局)$")
"""Behind a short name (武汉体育学院, 安庆师范大学) these may belong to anybody."""
_OF_PROVINCE = re.compile(r"(?:厅|总队|总局|监管局|证监局|保监局|海事局|通信管理局|地震局|监管办公室)$|^局$")
_OF_CITY = re.compile(r"(?:分局|支局|分行|支行|调查队)$")
_BRANCH = re.compile(r"^(?P<head>.*(?:局|委员会|委|厅))(?P<place>[\u4e00-\u9fff]{1,10}?)(?:分局|支局|监管局)$")
_SAME_PLACE = re.compile(r"^\((?!本级|汇总|机关)[\u4e00-\u9fff]{2,12}区\)(?=[\u4e00-\u9fff]{2})")
"""A district's second name between it and its body (黄岛区（西海岸新区）财政局)."""
_COMMISSION = re.compile(r"特派员|监察专员|监督专员|督察局$")
_OUTPOST = re.compile(r"^(?P<head>.*(?:局|委员会|委))(?P<place>[\u4e00-\u9fff]{2,10}?)(?:管理局|执法局|支队|大队)$")
"""A branch only where its place is one: 生态环境局南山管理局, but 公安局公安交通管理局 is a body like any other."""
_BODY_END = re.compile(
    r"(?:局|委|办|厅|部|署|院|所|站|中心|办公室|委员会|政府|办事处|公署|管委会|学校|学院|大学|医院|公司|集团|队|总队|支队|大队|"
    r"处|社|会|馆|台|行|兵团|师|[一二三四五六七八九十百〇\d]团|团场|部门|法院|检察院|中学|小学|幼儿园|银行|海关|机关|本级|联合会|研究院|基地|校|园|厂|场|镇|乡|街道|县|市|区|省|旗|盟|州|苏木)$"
)
_GENERIC = {"街道", "社区", "开发区", "高新区", "经济开发区", "工业园区", "农场", "林场", "牧场"}
"""Entries of the lists that are no names when they stand alone (tails of 街道办事处, 开发区管委会 …)."""
_LETTER_LEVEL = {"省": ("province",), "市": ("city", "county"), "州": ("city",), "盟": ("city",), "区": ("county",),
                 "县": ("county",), "旗": ("county",)}  # fmt: skip
_LETTERED = re.compile(
    r"^(?:全|本)?([省市州盟区县旗])(?=政府$|[\u4e00-\u9fff]{2,}(?:局|委|办|厅|会|中心|政府|室|队|院|社|处|所|站)$)"
    r"(?!(?:政|场|长|域|划|容|民|委)(?!府|管|办))"
)


@dataclass(frozen=True, slots=True)
class Chain:
    """A reading of a name's front: divisions from above to below, where they end, and how many stand as short names."""

    divisions: tuple[Division, ...]
    end: int
    aliases: int = 0
    full: int = 0

    @property
    def deepest(self) -> Division:
        """The smallest division that is named."""
        return self.divisions[-1]


@dataclass(frozen=True, slots=True)
class Name:
    """A body's name taken apart.

    ``chains`` are the possible readings of its front (several where a name is not unique), ``rest`` what follows them,
    ``kind`` what the rest says, ``town`` a township's name that no list has, ``vertical`` the central body in front.
    ``letter_levels`` are the levels that a bare 市/县 … in front allows (县财政局).
    """

    written: str
    chains: tuple[Chain, ...]
    rest: str
    kind: Kind
    town: str | None = None
    vertical: str = ""
    letter_levels: tuple[str, ...] = ()
    doubtful: bool = False


def take_apart(name: str, register: Register, year: int | None) -> Name:
    """Take a plain name apart; never fails, at worst ``kind`` is "unknown" and ``chains`` is empty."""
    if _STATE_COUNCIL.match(name):
        return Name(name, (), "", "national")
    head = _VERTICAL.match(name)
    vertical = head[0] if head and head.end() < len(name) else ""
    found = best_chains(name[len(vertical) :], register, year, short=bool(vertical))
    if not found and name.startswith("原"):
        vertical = "原"
        found = best_chains(name[1:], register, year)
    body = name[len(vertical) :]
    if not found and vertical in ("", "中华人民共和国") and _MINISTRY.match(name) and not _ZONE.search(name):
        return Name(name, (), name, "national_department")
    if not found:
        lettered = _LETTERED.match(body)
        levels = _LETTER_LEVEL[lettered[1]] if lettered else ()
        if lettered and _GOVERNMENT.match(body[lettered.end() :]):
            return Name(name, (), body, "government", None, vertical, levels)
        return _without_place(name, body, vertical, levels)
    rest = _SAME_PLACE.sub("", body[found[0].end :])
    town = _TOWN.match(rest)
    if town and found[0].deepest.level in ("county", "city") and not _GOVERNMENT.match(rest):
        return Name(name, found, town["body"], "government", town["town"], vertical)
    kind = kind_of(rest, found[0].deepest)
    if vertical and _COMMISSION.search(rest):  # it sits there, but for several provinces
        kind = "unknown"
    doubtful = bool(_DOUBTFUL.search(rest)) and bool(found[0].aliases)
    doubtful = doubtful or bool(_UNLISTED.match(rest)) or rest.startswith(("生产建设兵团", "("))
    doubtful = doubtful or (found[0].deepest.level == "township" and bool(_ZONE_NAME.search(found[0].deepest.name)))
    return Name(name, found, rest, kind, None, vertical, doubtful=doubtful)


def _without_place(name: str, body: str, vertical: str, levels: tuple[str, ...]) -> Name:
    town = _TOWN.match(body)
    if town:
        return Name(name, (), town["body"], "government", town["town"], vertical)
    if _ZONE.search(body):
        return Name(name, (), body, "zone", None, vertical)
    kind: Kind = "department" if _BODY_END.search(body) else "unknown"
    return Name(name, (), body, kind, None, vertical, levels)


def kind_of(rest: str, deepest: Division) -> Kind:
    """Tell what kind of body the part of a name behind its divisions is."""
    if _GOVERNMENT.match(rest) and not (rest.endswith("办事处") and deepest.level != "township"):
        return "government"
    if _ZONE_BODY.match(rest):
        return "government" if _ZONE.search(deepest.name) else "zone"
    if _ZONE.match(rest) or re.match(r"^[\u4e00-\u9fff]{0,12}?(?:" + _ZONE.pattern + r")$", rest):
        return "zone"
    if _ZONE.search(rest) and re.search("管理委员会|管委会", rest):
        return "zone"
    return "department"


def best_chains(text: str, register: Register, year: int | None, *, short: bool = False) -> tuple[Chain, ...]:
    """Return the readings of a name's front that explain most of it: names of ``year`` ± 1 before names of other years.

    Full names count before short ones (辽宁); a short name stands only before another division or a body's name, a
    county's only where ``short`` allows it (behind a central body: 国家统计局阳谷调查队).
    """
    readings: tuple[Chain, ...] = ()
    for slack in (1, 99):
        found = [c for c in _chains(text, 0, None, register, year, slack) if _plausible(c, text, short)]
        if found:
            best = max((c.end - c.aliases, -c.aliases, c.full) for c in found)
            if not readings or best[0] > readings[0].end - readings[0].aliases:
                readings = tuple(c for c in found if (c.end - c.aliases, -c.aliases, c.full) == best)
        if readings and not _UNLISTED.match(text[readings[0].end :]):
            break
    return _of_level(readings, text)


def _of_level(readings: tuple[Chain, ...], text: str) -> tuple[Chain, ...]:
    """Keep of readings of one short name those of the level that the body's kind tells.

    河南监管局 is a province's and not the county's (河南蒙古族自治县), 朝阳调查队 a city's before a district's.
    """
    if len(readings) < 2 or any(len(c.divisions) > 1 or not c.aliases for c in readings):
        return readings
    rest = text[readings[0].end :]
    level = "city" if _OF_CITY.search(rest) else "province" if _OF_PROVINCE.search(rest) else ""
    return tuple(c for c in readings if c.deepest.level == level) or readings


def _chains(
    text: str, at: int, above: Division | None, register: Register, year: int | None, slack: int
) -> list[Chain]:
    out: list[Chain] = []
    for size in range(min(register.longest, len(text) - at), 1, -1):
        piece = text[at : at + size]
        for rows, alias in ((register.by_name.get(piece), 0), (register.by_alias.get(piece), 1)):
            for division in nearest(rows, year, slack) if rows else ():
                if above is not None and not (division.within(above.code) and division.code != above.code):
                    continue
                if piece in _GENERIC and (above is None or division.level == "township"):
                    continue
                for chain in _below(text, at + size, division, register, year, slack):
                    full = chain.full + (not alias) * size
                    out.append(Chain((division, *chain.divisions), chain.end, chain.aliases + alias, full))
                out.append(Chain((division,), at + size, alias, (not alias) * size))
    return out


def _below(text: str, at: int, above: Division, register: Register, year: int | None, slack: int) -> list[Chain]:
    """Return the readings that go on below a division, also behind its 人民政府 where a township follows."""
    if above.level == "township":
        return []
    found = _chains(text, at, above, register, year, slack)
    if not found and (between := _OF_GOVERNMENT.match(text, at)):
        further = _chains(text, between.end(), above, register, year, slack)
        found = [c for c in further if c.deepest.level == "township" and not c.aliases]
    return found


def _plausible(chain: Chain, text: str, short: bool) -> bool:
    """Tell whether a chain that ends in a short name may: a province or city before a body's name, or alone."""
    rest = text[chain.end :]
    if text[: chain.end].endswith("乡") and rest.startswith("村"):  # 郊区|乡村振兴局
        return False
    if not chain.aliases or (chain.full and text[: chain.end].endswith(chain.deepest.name)):
        return True
    if text[: chain.end].endswith(chain.deepest.name):
        return len(chain.divisions) > 1
    if chain.deepest.level in ("province", "city") or text[: chain.end].endswith(("县", "旗")):
        if _TOWN.match(rest):  # 四川路街道
            return False
        return not rest or (bool(_BODY_END.search(rest)) and (len(rest) > 2 or short))
    below_another = len(chain.divisions) > 1 and bool(_ZONE.search(rest[:20], 2)) and bool(_ZONE_KIND.match(rest))
    return below_another or (short and bool(_BODY_END.search(rest)))


def is_body(name: str) -> bool:
    """Tell whether a plain text may be the name of a public body."""
    return 2 <= len(name) <= 40 and bool(_BODY_END.search(name)) and not re.search("[。,，;；:：!?《》]", name)


def branch(rest: str) -> tuple[str, str] | None:
    """Split 公安局海淀分局 into its body and the place of the branch; None where it is none."""
    match = _BRANCH.match(rest)
    return (match["head"], match["place"]) if match else None


def outpost(rest: str) -> tuple[str, str] | None:
    """Split 生态环境局南山管理局 likewise; the place may be none, and then the body is no branch."""
    match = _OUTPOST.match(rest)
    return (match["head"], match["place"]) if match else None
