"""Which part of a page is the report: the smallest element that holds the statutory headings.  Called by ``html``.

Not by site rules: class names and page furniture differ from portal to portal, the statutory words do not.
"""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from indexer.extract.limits import MAX_DEPTH

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
        "wbr",
        "o:p",
        "st1:chsdate",
        "st1:chmetcnv",
    ]
)
"""Elements that do not break a paragraph; every other one does."""
SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "nav",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "map",
        "form_",
        "xml",
        "link",
        "meta",
        "colgroup",
        "col",
    ]
)
_HEADING = re.compile(
    r"总体情况|主动公开政府信息|处理政府信息公开申请|信息公开.{0,6}行政复议|行政复议.{0,4}行政诉讼|存在的?(?:主要)?问题"
    r"|其他需要报告|需要报告的其他|第二十条第|本年新收|上年结转|结转下年度|信息公开情况统计表|申请人情况"
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_WORTH = 60
"""Characters of text outside links that make a neighbour part of the report rather than page furniture."""


def name(element: _Element) -> str:
    """Return the tag in lower case, "" for what is not an element."""
    tag = element.tag
    return tag if isinstance(tag, str) else ""


def is_hidden(element: _Element) -> bool:
    """Say whether a browser would not show the element."""
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def skipped(element: _Element) -> bool:
    """Say whether an element never holds text of a report."""
    return name(element) in SKIPPED or not name(element) or is_hidden(element)


def find_content(body: _Element) -> tuple[_Element, bool]:
    """Return the element that holds the report, and whether statutory headings were found in the page."""
    found: list[_Element] = []
    headings: set[str] = set()
    longest: dict[_Element, int] = {}
    for element, text, linked in runs(body):
        folded = re.sub(r"\s+", "", text)
        if not linked and len(folded) > 12:
            parent = element.getparent()
            holder = element if parent is None or element is body else parent
            longest[holder] = longest.get(holder, 0) + len(folded)
        if linked or (len(folded) > 80 and not folded[:20].startswith(("一、", "二、", "三、"))):
            continue
        match = _HEADING.search(folded[:80])
        if match:
            found.append(element)
            headings.add(match.group()[:4])
    if len(headings) >= 2:
        return _grown(_common(found), body), True
    if not longest:
        return body, False
    return _grown(max(longest, key=lambda e: longest[e]), body), bool(headings)


def runs(body: _Element) -> Iterator[tuple[_Element, str, bool]]:
    """Yield each run of text between breaks: its innermost block element, the text, and whether it is all links."""
    parts: list[str] = []
    linked = 0
    owner = body

    def flush() -> Iterator[tuple[_Element, str, bool]]:
        nonlocal linked
        text = "".join(parts)
        parts.clear()
        length, linked = linked, 0
        if text.strip():
            yield owner, text, length * 10 > len(text.strip()) * 8

    def walk(element: _Element, link: bool, depth: int) -> Iterator[tuple[_Element, str, bool]]:
        nonlocal owner, linked
        tag = name(element)
        block = tag not in INLINE
        if block:
            yield from flush()
            outer, owner = owner, element
        link = link or tag == "a"
        if element.text:
            parts.append(element.text)
            linked += len(element.text) if link else 0
        if depth >= MAX_DEPTH * 3:
            parts.append("".join(element.itertext()))
        else:
            for child in element:
                if not skipped(child):
                    yield from walk(child, link, depth + 1)
                if child.tail:
                    parts.append(child.tail)
                    linked += len(child.tail) if link else 0
        if block:
            yield from flush()
            owner = outer

    yield from walk(body, False, 0)


def _common(elements: list[_Element]) -> _Element:
    chains = [[*reversed(list(e.iterancestors())), e] for e in elements]
    common = chains[0][0]
    for level in zip(*chains, strict=False):
        if any(e is not level[0] for e in level):
            break
        common = level[0]
    return common


def _grown(element: _Element, body: _Element) -> _Element:
    """Return the nearest ancestor beyond which only furniture (links, notices) is added."""
    while element is not body:
        parent = element.getparent()
        if parent is None or name(parent) in {"html", ""}:
            break
        if name(element) in {"td", "th", "tr", "tbody", "thead", "table", "p", "span"} and name(parent) in {
            "tr",
            "tbody",
            "thead",
            "table",
        }:
            element = parent  # never a part of a table
            continue
        inside, _ = _weight(element)
        text, links = _weight(parent)
        added, added_links = text - inside, links - _weight(element)[1]
        if added < _WORTH or added_links * 3 > added or _is_furniture(parent, element):
            break
        element = parent
    return element


def _weight(element: _Element) -> tuple[int, int]:
    """Return characters outside links and inside links, scripts and hidden parts left out."""
    text = links = 0
    for _, run, linked in runs(element):
        length = len(re.sub(r"\s+", "", run))
        if linked:
            links += length
        else:
            text += length
    return text, links


_FURNITURE = re.compile(
    r"ICP备|网站标识码|公网安备|主办单位|承办单位|版权所有|技术支持|联系我们|网站地图|当前位置|浏览次数|字体[:：]|上一篇|下一篇"
)


def _is_furniture(parent: _Element, element: _Element) -> bool:
    """Say whether what the parent adds is a header, a footer or a date line of the page."""
    for child in parent:
        if child is element or skipped(child):
            continue
        text = re.sub(r"\s+", "", "".join(child.itertext())[:5000])
        if len(text) >= _WORTH and not _FURNITURE.search(text):
            return False
    return True
