"""Seeded generator of titles and first paragraphs with truth, over all divisions.  Used by test_identity_wide.py."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.jurisdictions import Division, Register, load
from indexer.read.context import Context

_OFFICES = """
人民政府办公室 财政局 教育局 卫生健康局 交通运输局 市场监督管理局 发展和改革局 发展改革委
民政局 司法局 自然资源局 住房和城乡建设局 水利局 文化和旅游局 应急管理局 审计局 统计局
气象局 税务局 城市管理局 农业农村局 退役军人事务局 医疗保障局 信访局 公安局
人力资源和社会保障局 行政审批局 教育体育局 档案局 供销合作社联合社 残疾人联合会 人民医院
第一中学 住房公积金管理中心 城市管理综合行政执法局 科学技术局 工业和信息化局 生态环境局
政务服务中心 机关事务管理局 民族宗教事务局 国有资产监督管理委员会 外事办公室 乡村振兴局
林业和草原局 商务局 粮食和物资储备局 融媒体中心 消防救援大队 烟草专卖局
"""
OFFICES = _OFFICES.split()
SHAPES = [
    "{name}{y}年政府信息公开工作年度报告",
    "{name}{y}年度政府信息公开工作年度报告",
    "{name}{y}年政府信息公开年度报告",
    "{name}{y}年度政府信息公开工作报告",
    "{y}年{name}政府信息公开工作年度报告",
    "{y}年度{name}政府信息公开年报",
    "{name}政府信息公开工作{y}年度报告",
    "{name}关于{y}年政府信息公开工作年度报告",
    "{name}关于{y}年度政府信息公开工作情况的报告",
    "{name}政府信息公开工作年度报告（{y}年）",
    "{name}{y}政府信息公开工作年度报告",
    "{name} {y} 年政府信息公开 工作年度报告",
    "{name}{y}年信息公开工作年度报告",
    "关于{name}{y}年政府信息公开工作年度报告",
    "{name}{y}年政府信息公开工作年度报告-{name}",
    "【年度报告】{name}{y}年政府信息公开工作年度报告",
    "{name}{c}年政府信息公开工作年度报告",
    "{name}２{w}年政府信息公开工作年度报告",
    "{name}{y}年政务公开工作年度报告",
    "{name}{y}年政府信息公开工作总结",
]
_CHINESE = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
_WIDE = dict(zip("0123456789", "０１２３４５６７８９", strict=True))


@dataclass(slots=True)
class Case:
    """One report's beginning with what is right.  ``decidable`` is False where no reader could know the place."""

    opening: list[str]
    year: int
    name: str
    level: str
    place: dict[str, str | None]
    decidable: bool
    context: Context = field(default_factory=Context)
    kind: str = ""
    closing: list[str] = field(default_factory=list)


def place_of(register: Register, division: Division, year: int) -> dict[str, str | None]:
    place: dict[str, str | None] = dict.fromkeys(("province", "city", "county", "township"))
    for each in [*register.ancestors(division, year), division]:
        place[each.level] = each.name
    return place


def title(dice: random.Random, name: str, year: int) -> list[str]:
    y = str(year)
    shape = dice.choice(SHAPES)
    text = shape.format(name=name, y=y, c="".join(map(_CHINESE.get, y)), w="".join(map(_WIDE.get, y[1:])))
    if dice.random() < 0.15 and text.startswith(name) and "-" not in text:
        return [name, text.removeprefix(name)]
    if dice.random() < 0.1:
        return [text, text]
    return [text]


def cases(register: Register, seed: int, count: int) -> Iterator[Case]:
    dice = random.Random(seed)
    current = {level: [] for level in ("province", "city", "county", "township")}
    for rows in register.by_code.values():
        for d in rows:
            current[d.level].append(d)
    kinds = [
        county_body,
        county_body,
        district_body,
        city_body,
        province_body,
        town_full,
        town_bare,
        town_hinted,
        town_hinted,
        placeless,
        central_body,
        town_of_government,
        branch_office,
        short_county,
        signed_off,
    ]
    while count:
        kind = dice.choice(kinds)
        year = dice.randint(2015, 2025)
        case = kind(dice, register, current, year)
        if case is not None:
            case.kind = kind.__name__
            count -= 1
            yield case


def pick(dice, divisions, year):
    for _ in range(50):
        d = dice.choice(divisions)
        if not any(x.distance(year) for x in [d, *load().ancestors(d, year)]):
            return d
    return None


def body(dice, level):
    if dice.random() < 0.3:
        return dice.choice(["人民政府", "", "人民政府"]), level
    return dice.choice(OFFICES), f"{level}_department"


def unique(register, name, year):
    return len({d.code for d in register.lookup(name, year, 1)}) == 1


def county_body(dice, register, current, year):
    d = pick(dice, current["county"], year)
    if "管" in d.name or "开发区" in d.name or "园" in d.name or not d.name.endswith(("县", "市", "旗", "区")):
        return None
    office, level = body(dice, "county")
    name = d.name + office
    return Case(title(dice, name, year), year, name, level, place_of(register, d, year), unique(register, d.name, year))


def district_body(dice, register, current, year):
    d = pick(dice, current["county"], year)
    upper = register.ancestors(d, year)
    if "管" in d.name or "开发区" in d.name or "园" in d.name or not d.name.endswith(("县", "市", "旗", "区")):
        return None
    office, level = body(dice, "county")
    front = dice.choice([upper[-1].name, upper[0].name, "".join(u.name for u in upper)])
    name = front + d.name + office
    same = [x for x in register.lookup(d.name, year, 1) if front in register.full_name(x, year)]
    return Case(title(dice, name, year), year, name, level, place_of(register, d, year), len(same) == 1)


def city_body(dice, register, current, year):
    d = pick(dice, current["city"], year)
    office, level = body(dice, "city")
    if d.name.endswith(("地区", "盟")) and office == "人民政府":
        office = "行政公署"
    name = d.name + office
    return Case(title(dice, name, year), year, name, level, place_of(register, d, year), unique(register, d.name, year))


def province_body(dice, register, current, year):
    d = dice.choice(current["province"])
    office, level = body(dice, "province")
    name = d.name + office.replace("局", "厅")
    return Case(title(dice, name, year), year, name, level, place_of(register, d, year), True)


def town(dice, register, current, year):
    d = pick(dice, current["township"], year)
    if d is None or not d.name.endswith(("镇", "乡", "街道")) or len(d.name) < 3:
        return None, ""
    return d, dice.choice(["办事处", "", "办事处"] if d.name.endswith("街道") else ["人民政府", "", "人民政府"])


def town_full(dice, register, current, year):
    d, office = town(dice, register, current, year)
    if d is None:
        return None
    upper = register.ancestors(d, year)
    name = upper[-1].name + d.name + office
    same = [
        x for x in register.lookup(d.name, year, 1) if register.full_name(x, year).endswith(upper[-1].name + d.name)
    ]
    return Case(title(dice, name, year), year, name, "township", place_of(register, d, year), len(same) == 1)


def town_bare(dice, register, current, year):
    d, office = town(dice, register, current, year)
    if d is None:
        return None
    name = d.name + office
    return Case(
        title(dice, name, year), year, name, "township", place_of(register, d, year), unique(register, d.name, year)
    )


def town_hinted(dice, register, current, year):
    """A bare name whose first paragraph cites the county, and in passing the county of a namesake."""
    d, office = town(dice, register, current, year)
    if d is None:
        return None
    upper = register.ancestors(d, year)
    namesakes = [x for x in register.lookup(d.name, year, 1) if x.code != d.code]
    other = register.ancestors(dice.choice(namesakes), year)[-1] if namesakes else pick(dice, current["county"], year)
    name, county = d.name + office, upper[-1].name
    texts = [
        f"根据《{county}人民政府办公室关于做好{year}年政府信息公开工作年度报告编制工作的通知》要求，编制本报告。",
        f"本报告电子版可在{county}人民政府网站下载。如有疑问，请与{name}联系。",
        f"按照{''.join(u.name for u in upper[-2:])}统一部署，我单位编制了本报告。",
        f"如对本报告有疑问，请联系{name}党政办公室，地址：{county}{d.name}集镇，电话：7865432。",
        f"本报告由总体情况等六部分组成，统计期限为{year}年1月1日至{year}年12月31日。",
    ]
    text = dice.choice(texts)
    if dice.random() < 0.4:
        text += f"年内赴{other.name}学习考察一次。"
    return Case([*title(dice, name, year), text], year, name, "township", place_of(register, d, year), False)


def placeless(dice, register, current, year):
    """An office without a place in its name, whose sign-off or statement writes it fully."""
    d = pick(dice, current["county"], year)
    if not d.name.endswith(("县", "旗", "市")) or not unique(register, d.name, year):
        return None
    office = dice.choice([o for o in OFFICES if not o.startswith("人民政府")])
    text = f"现向社会公布{d.name}{office}{year}年度政府信息公开工作年度报告。本报告由概述等部分组成。"
    return Case(
        [*title(dice, office, year), text], year, office, "county_department", place_of(register, d, year), True
    )


def central_body(dice, register, current, year):
    """A central authority's office in a place, with the place's full or short name as such offices use it."""
    level = dice.choice(["province", "city", "county"])
    d = pick(dice, current[level], year)
    if level == "county" and (not d.name.endswith(("县", "旗")) or not unique(register, d.name, year)):
        return None
    if level == "city" and not unique(register, d.name, year):
        return None
    short = re.sub("(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$", "", d.name)
    names = {
        "province": [
            f"国家税务总局{d.name}税务局",
            f"国家统计局{short}调查总队",
            f"国家金融监督管理总局{short}监管局",
            f"国家矿山安全监察局{short}局",
            f"{d.name}邮政管理局",
        ],
        "city": [f"国家税务总局{d.name}税务局", f"{d.name}气象局", f"{d.name}邮政管理局", f"{d.name}烟草专卖局"],
        "county": [f"国家税务总局{d.name}税务局", f"{d.name}气象局", f"国家统计局{d.name}调查队"],
    }
    name = dice.choice(names[level])
    return Case(title(dice, name, year), year, name, f"{level}_department", place_of(register, d, year), True)


def town_of_government(dice, register, current, year):
    """A sub-district written behind its district's government (海淀区人民政府中关村街道办事处)."""
    d, _ = town(dice, register, current, year)
    if d is None or not d.name.endswith("街道"):
        return None
    upper = register.ancestors(d, year)
    if upper[-1].level != "county":
        return None
    name = f"{''.join(u.name for u in upper[1:])}人民政府{d.name}办事处"
    return Case(title(dice, name, year), year, name, "township", place_of(register, d, year), True)


def branch_office(dice, register, current, year):
    """A city's body in one of its districts (南京市公安局鼓楼分局)."""
    d = pick(dice, current["county"], year)
    upper = register.ancestors(d, year)
    if not d.name.endswith("区") or len(d.name) != 3 or "管" in d.name or upper[-1].level == "county":
        return None
    body_ = dice.choice(["公安局", "生态环境局", "自然资源和规划局", "规划和自然资源委员会"])
    name = f"{upper[-1].name}{body_}{d.name[:2]}分局"
    same = [x for x in register.below.get(d.parent, ()) if x.name[:2] == d.name[:2] and x.distance(year) <= 1]
    if len({x.code for x in same}) != 1:
        return None
    return Case(title(dice, name, year), year, name, "county_department", place_of(register, d, year), True)


def short_county(dice, register, current, year):
    """An autonomous county by its short name (积石山县审计局), where no other county is called so."""
    d = pick(dice, current["county"], year)
    short = f"{d.stem}县"
    if not d.name.endswith("自治县") or len(d.stem) > 4 or d.stem == d.name or register.by_name.get(short):
        return None
    office, level = body(dice, "county")
    name = short + office
    return Case(title(dice, name, year), year, name, level, place_of(register, d, year), True)


def signed_off(dice, register, current, year):
    """Neither agency nor year in the title: the period and the sign-off tell them."""
    d = pick(dice, current["county"], year)
    if not d.name.endswith(("县", "旗", "市")) or not unique(register, d.name, year):
        return None
    name = d.name + dice.choice([o for o in OFFICES if not o.startswith("人民政府")])
    period = dice.choice(
        [
            f"自{year}年1月1日起至{year}年12月31日止",
            f"为{year}年1月1日至12月31日",
            f"：{year}.1.1-{year}.12.31",
            f"为{year}年1月至12月",
        ]
    )
    return Case(
        ["政府信息公开工作年度报告", f"根据条例要求编制本报告，所列数据的统计期限{period}。"],
        year,
        name,
        "county_department",
        place_of(register, d, year),
        True,
        closing=["无。", name, f"{year + 1}年1月20日"],
    )
