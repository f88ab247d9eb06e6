"""The names of the query language: fields, facets, values and states, in Chinese and English.

The parser reads them, the renderer writes them, the help page lists them.  All keys are folded.
"""

import re

from indexer import forms

SECTIONS = {
    "title": ("标题", "title"),
    "agency": ("机关", "agency", "机构", "单位", "publisher"),
    "preamble": ("前言", "preamble"),
    "s1": ("总体", "overview", "总体情况", "第一部分", "s1"),
    "s2": ("主动公开情况", "disclosure", "主动公开", "第二部分", "s2"),
    "s3": ("申请", "requests", "依申请公开情况", "第三部分", "s3"),
    "s4": ("复议诉讼", "litigation", "复议诉讼情况", "第四部分", "s4"),
    "s5": ("问题", "problems", "问题及改进", "存在的主要问题及改进情况", "第五部分", "s5"),
    "s6": ("其他事项", "other", "其他", "第六部分", "s6"),
    "other": ("其他章节", "sections"),
    "tail": ("文末", "tail", "落款"),
}
"""Text fields and what they are called in a query; the first name is the one that is shown."""

FACET_NAMES = {
    "province": ("省", "province", "省份"),
    "city": ("市", "city"),
    "county": ("县", "county", "区县"),
    "township": ("乡镇", "township", "镇", "乡", "街道"),
    "level": ("级别", "level", "层级"),
    "year": ("年", "year", "年份", "年度"),
    "form": ("表式", "form"),
    "format": ("格式", "format"),
    "check": ("检查", "check", "勾稽"),
    "portal": ("门户", "portal", "网站"),
}
PLACE = ("地区", "place", "地方")
SECTION_NAMES = ("栏目", "section", "命中栏目")
ANYWHERE = ("全文", "正文", "text")
SORT = ("排序", "sort", "顺序")
RELEVANCE = ("相关度", "relevance", "相关")
SYNONYMS = ("同义词", "synonyms")
ON = ("开", "on", "是", "yes")
OFF = ("关", "off", "否", "no")
HAS = ("有", "has")
LACKS = ("无", "lacks", "没有")

LEVELS = {
    "national": ("国家", "National"),
    "national_department": ("国务院部门", "National department"),
    "province": ("省级政府", "Provincial government"),
    "province_department": ("省级部门", "Provincial department"),
    "city": ("市级政府", "City government"),
    "city_department": ("市级部门", "City department"),
    "county": ("县级政府", "County government"),
    "county_department": ("县级部门", "County department"),
    "township": ("乡镇街道", "Township or sub-district", "街道"),
}
_LEVELS_BY_NAME = {
    ("国家级", "中央"): ("national", "national_department"),
    ("省级", "省"): ("province", "province_department"),
    ("市级", "市"): ("city", "city_department"),
    ("县级", "县", "区县", "区", "区级"): ("county", "county_department"),
    ("乡级", "乡镇", "乡", "镇"): ("township",),
    ("部门",): ("national_department", "province_department", "city_department", "county_department"),
}
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "level": {name: levels for names, levels in _LEVELS_BY_NAME.items() for name in names},
    "format": {"word": ("doc", "docx"), "excel": ("xls", "xlsx")},
}
"""Words that stand for several values: a level with its departments, the formats of a program."""
CHECKS = {
    "holds": ("勾稽相符", "All identities hold", "相符"),
    "holds_if_blank": ("空白当零才相符", "Hold if blanks are read as 0"),
    "fails": ("勾稽不符", "An identity fails", "不符"),
    "none": ("无可核对", "Nothing to check"),
}
FORMATS = {
    "html": ("网页", "Web page"),
    "docx": ("DOCX", "DOCX"),
    "doc": ("DOC", "DOC"),
    "odt": ("ODT", "ODT"),
    "rtf": ("RTF", "RTF"),
    "pdf": ("PDF", "PDF"),
    "scan": ("扫描件", "Scan", "扫描", "图片"),
    "xls": ("XLS", "XLS"),
    "xlsx": ("XLSX", "XLSX"),
    "ofd": ("OFD", "OFD"),
    "txt": ("文本", "Text"),
}
STATE_NAMES = {
    "value": ("数值", "value"),
    "blank": ("空白", "blank", "空", "留空"),
    "missing": ("缺失", "missing"),
    "ambiguous": ("不明", "ambiguous"),
}
FIXED = {"level": LEVELS, "check": CHECKS, "format": FORMATS}
"""Facets with a fixed vocabulary."""
UNKNOWN = ("未知", "Unknown")


def field_of(name: str) -> str | None:
    """Return the text field of that name."""
    return next((field for field, names in SECTIONS.items() if name in names), None)


def facet_of(name: str) -> str | None:
    """Return the facet of that name."""
    return next((facet for facet, names in FACET_NAMES.items() if name in names), None)


def state_of(name: str) -> str | None:
    """Return the cell state of that name."""
    return next((state for state, names in STATE_NAMES.items() if name in names), None)


def names() -> tuple[str, ...]:
    """Return all names that stand before a colon, but those of numbers."""
    groups = (*SECTIONS.values(), *FACET_NAMES.values(), PLACE, SECTION_NAMES, ANYWHERE, SORT, SYNONYMS, HAS, LACKS)
    return tuple(name for group in groups for name in group)


def is_unknown(name: str) -> bool:
    """Whether a name asks for reports of which a facet is not known."""
    return name in (word.lower() for word in UNKNOWN)


def values_of(facet: str, name: str) -> tuple[str, ...]:
    """Return the stored values that a name means: "勾稽不符" → ("fails",), "县级" → governments and departments.

    A facet with a fixed vocabulary has no others: () for a name that it does not know.
    """
    if is_unknown(name):
        return ("",)
    if facet == "form":
        return tuple(form for form in known_forms() if form == re.sub("年?(?:表式|版)?$", "", name))
    names = FIXED.get(facet)
    if names is None:
        return (name,)
    if name in GROUPS.get(facet, {}):
        return GROUPS[facet][name]
    return tuple(value for value, labels in names.items() if name in (value, *map(str.lower, labels)))[:1]


def known_forms() -> tuple[str, ...]:
    """Return the keys of all statutory forms, annexes included."""
    return (*forms.annexes(), *forms.forms())


def known_values(facet: str) -> tuple[str, str]:
    """Return the names that a facet with a fixed vocabulary takes, as messages list them in Chinese and English."""
    if facet == "form":
        return "、".join(known_forms()), ", ".join(known_forms())
    if facet == "section":
        names = SECTIONS.values()
        return "、".join(name[0] for name in names), ", ".join(name[1] for name in names)
    chinese = (*GROUPS.get(facet, {}), *(labels[0] for labels in FIXED[facet].values()))
    return "、".join(chinese), ", ".join(FIXED[facet])


def label_of(facet: str, value: str, language: str = "zh") -> str:
    """Return the label of a facet's value for people; of a place path its last step."""
    at = 1 if language == "en" else 0
    if not value:
        return UNKNOWN[at]
    if facet in FIXED:
        return FIXED[facet].get(value, (value, value))[at]
    return value.rpartition("/")[2] if facet in ("province", "city", "county", "township") else value


def section_label(field: str, language: str = "zh") -> str:
    """Return the label of a text field for people: the statutory sections by their titles in the newest form."""
    if re.fullmatch("s[1-6]", field):
        form = list(forms.forms().values())[-1]
        section = next(section for section in form.sections if section.number == int(field[1]))
        return section.title_en if language == "en" else section.title
    return SECTIONS[field][1 if language == "en" else 0]


def facet_name(facet: str, language: str = "zh") -> str:
    """Return how a facet (or the section of the hit) is called in a query."""
    return {**FACET_NAMES, "section": SECTION_NAMES}[facet][1 if language == "en" else 0]


def field_name(field: str, language: str = "zh") -> str:
    """Return how a text field is called in a query."""
    return SECTIONS[field][1 if language == "en" else 0]
