"""Which part of a page is the report: the smallest element that holds the statutory headings.  Called by ``html``.

Not by site rules: class names and page furniture differ from portal to portal, the statutory words do not.
"""

import re
from dataclasses import dataclass

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
        "samp",
        "small",
        "span",
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
        "title",
        "del",
        "s",
        "strike",
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
_TABLE = re.compile(r"本年新收|结转下年度|第二十条第|信息公开情况统计表")
"""Labels that only the statutory tables print."""
_WORTH = 60
"""Characters of text outside links that make a neighbour part of the report rather than page furniture."""


def name(element: _Element) -> str:
    """Return the tag in lower case, "" for what is not an element."""
    tag = element.tag
    return tag if type(tag) is str else ""


def is_hidden(element: _Element) -> bool:
    """Say whether a browser would not show the element (``html_shown.mark`` has marked it)."""
    return element.get("hidden") is not None


def holds_report(element: _Element) -> bool:
    """Say whether statutory headings or labels stand in an element, shown or not."""
    return bool(_HEADING.search("".join("".join(element.itertext()).split())))


def skipped(element: _Element) -> bool:
    """Say whether an element never holds text of a report."""
    tag = element.tag
    return type(tag) is not str or not tag or tag in SKIPPED or is_hidden(element)


@dataclass(slots=True)
class Run:
    """A run of text between breaks: its innermost block element, the text, and how much of it is in links."""

    element: _Element
    text: str
    links: int

    @property
    def is_linked(self) -> bool:
        """Whether it is all links."""
        return self.links * 10 > len(self.text.strip()) * 8


class Page:
    """The text of a page in reading order, and how much each element holds outside and inside links."""

    def __init__(self, body: _Element) -> None:
        self.body = body
        self.runs: list[Run] = []
        self._parts: list[str] = []
        self._links = 0
        self._owner = body
        self._walk(body, False, 0)
        self._flush()
        self._text: dict[_Element, int] = {}
        self._linked: dict[_Element, int] = {}
        self._weigh()

    def weight(self, element: _Element) -> tuple[int, int]:
        """Return characters outside links and inside links, white space and hidden parts left out."""
        return self._text.get(element, 0), self._linked.get(element, 0)

    @property
    def tables(self) -> list[_Element]:
        """The elements in which labels of the statutory tables are shown."""
        return [run.element for run in self.runs if _TABLE.search("".join(run.text.split()))]

    def _walk(self, element: _Element, link: bool, depth: int) -> None:
        tag = name(element)
        block = tag not in INLINE
        outer = self._owner
        if block:
            self._flush()
            self._owner = element
        link = link or tag == "a"
        self._take(element.text, link)
        if depth >= MAX_DEPTH * 3:
            self._parts.append("".join(t for child in element for t in child.itertext()))
        else:
            for child in element:
                if not skipped(child):
                    self._walk(child, link, depth + 1)
                self._take(child.tail, link)
        if block:
            self._flush()
            self._owner = outer

    def _take(self, text: str | None, link: bool) -> None:
        if text:
            self._parts.append(text)
            if link:
                self._links += len(text.strip())

    def _flush(self) -> None:
        if self._parts:
            text = "".join(self._parts)
            if text.strip():
                self.runs.append(Run(self._owner, text, self._links))
            self._parts, self._links = [], 0

    def _weigh(self) -> None:
        for run in self.runs:
            length = len("".join(run.text.split()))
            links = min(run.links, length)
            self._add(run.element, length - links, links)
        for node in reversed(list(self.body.iterdescendants())):  # what an element holds is whole before its parent's
            text, linked = self.weight(node)
            parent = node.getparent() if text or linked else None
            if parent is not None:
                self._add(parent, text, linked)

    def _add(self, element: _Element, text: int, linked: int) -> None:
        self._text[element] = self._text.get(element, 0) + text
        self._linked[element] = self._linked.get(element, 0) + linked


def find_content(page: Page) -> tuple[_Element, bool]:
    """Return the element that holds the report, and whether statutory headings were found in the page."""
    found: list[_Element] = []
    headings: set[str] = set()
    longest: dict[_Element, int] = {}
    body = page.body
    for run in page.runs:
        folded = "".join(run.text.split())
        if run.is_linked:
            continue
        if len(folded) > 12:
            parent = run.element.getparent()
            holder = run.element if parent is None or run.element is body else parent
            longest[holder] = longest.get(holder, 0) + len(folded)
        if len(folded) > 80 and not folded.startswith(("一、", "二、", "三、")):
            continue
        match = _HEADING.search(folded[:80])
        if match:
            found.append(run.element)
            headings.add(match.group()[:4])
    if len(headings) >= 2:
        return _grown(_common(found), page), True
    if not longest:
        return body, False
    return _grown(max(longest, key=lambda e: longest[e]), page), bool(headings)


def _common(elements: list[_Element]) -> _Element:
    chains = [[*reversed(list(e.iterancestors())), e] for e in elements]
    common = chains[0][0]
    for level in zip(*chains, strict=False):
        if any(e is not level[0] for e in level):
            break
        common = level[0]
    return common


_IN_TABLE = frozenset({"tr", "tbody", "thead", "tfoot", "table"})


def _grown(element: _Element, page: Page) -> _Element:
    """Return the nearest ancestor beyond which only furniture (links, notices) is added."""
    while element is not page.body:
        parent = element.getparent()
        if parent is None or name(parent) in {"html", ""}:
            break
        if name(parent) in _IN_TABLE or name(element) == "table":
            element = parent  # never a part of a table: its rows would be taken apart
            continue
        (inside, links_inside), (text, links) = page.weight(element), page.weight(parent)
        added, added_links = text - inside, links - links_inside
        if added < _WORTH or added_links * 3 > added or _is_furniture(parent, element):
            break
        element = parent
    return element


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
