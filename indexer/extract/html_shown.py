"""What a browser would show of a page: elements that are not shown are marked as hidden, raised digits are written so.

Called by ``html`` on a page's tree, before anything is looked for in it.  Pages without any of it cost one search of
their markup.
"""

import re

from lxml.etree import _Element

from indexer.extract.html_content import holds_report
from indexer.extract.raised import superscript

_TELLS = tuple(
    map(
        re.compile,
        [
            r"display\s*:\s*none",
            r"visibility\s*:\s*(?:hidden|collapse)",
            r"font-size\s*:\s*0",
            r"line-through",
            r"vertical-align\s*:\s*super",
            r"<(?:sup|input|textarea)\b",
        ],
    )
)
"""What stands in the markup of every page that is to be looked at further; each alone is found ten times as fast."""
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:!important\s*)?(?=;|$)|text-decoration(?:-line)?\s*:[^;]*line-through)",
    re.I,
)
"""What hides an element, or strikes its text out."""
_SUPER = re.compile(r"vertical-align\s*:\s*super", re.I)
_NOT_SCREEN = re.compile(r"/\*.*?\*/|<!--|-->|@(?:media|supports)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.S | re.I)
"""Parts of a style sheet that do not hold for every screen."""
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[a-zA-Z]*([.#])([\w-]+)")
_LARGEST_SHEET = 200_000
_FIELD = re.compile(r"[-+\d.,，%/—－\\\s]{0,24}(?:件|条|项|个|元|万元)?")
"""What a field of a form may hold that is a cell of a table."""
_TYPED = frozenset(["", "text", "number", "tel"])


def mark(root: _Element, markup: str) -> None:
    """Mark what is not shown with the attribute ``hidden``, and write raised digits and filled-in fields as text."""
    small = markup.lower()
    if not any(tell.search(small) for tell in _TELLS):
        return
    looks: dict[str, tuple[bool, bool]] = {}  # most elements have the style of another
    for element in root.iterfind(".//*[@style]"):
        style = element.get("style") or ""
        if style not in looks:
            looks[style] = bool(_HIDDEN.search(style)), bool(_SUPER.search(style))
        unseen, raised = looks[style]
        if unseen:
            element.set("hidden", "")
        elif raised:
            _raise(element)
    for element in root.iter("sup"):
        _raise(element)
    for element in list(root.iter("input", "textarea")):
        _fill_in(element)
    _hide_named(root)


def unhide(root: _Element) -> bool:
    """Show hidden elements that hold a part of a report, such as a page's tabs; False: there are none."""
    found = [element for element in root.iterfind(".//*[@hidden]") if holds_report(element)]
    for element in found:
        del element.attrib["hidden"]
    return bool(found)


def _hide_named(root: _Element) -> None:
    """Mark the elements that the page's own style sheets hide on every screen."""
    classes, ids = _hidden_names(root)
    for element in root.iter() if classes or ids else ():
        if not classes.isdisjoint((element.get("class") or "").split()) or element.get("id") in ids:
            element.set("hidden", "")


def _hidden_names(root: _Element) -> tuple[set[str], set[str]]:
    """Return the classes and ids that the page's own style sheets hide everywhere."""
    found: dict[str, set[str]] = {".": set(), "#": set()}
    for sheet in root.iter("style"):
        text = "".join(sheet.itertext())
        if len(text) > _LARGEST_SHEET or not _HIDDEN.search(text.replace("{", ";")):
            continue
        for selectors, rules in _RULE.findall(_NOT_SCREEN.sub("", text)):
            if _HIDDEN.search(rules):
                simple = (_SIMPLE.fullmatch(selector.strip()) for selector in selectors.split(","))
                for match in filter(None, simple):
                    found[match[1]].add(match[2])
    return found["."], found["#"]


def _raise(element: _Element) -> None:
    for inner in element.iter():
        if inner.text:
            inner.text = superscript(inner.text)
        if inner.tail and inner is not element:
            inner.tail = superscript(inner.tail)


def _fill_in(element: _Element) -> None:
    """Turn a field of a form that stands in a table's cell into its value."""
    cell = next(element.iterancestors("td", "th", "li"), None)
    if cell is None or (element.get("type") or "").lower() not in _TYPED:
        return
    value = element.get("value") or "" if element.tag == "input" else "".join(element.itertext())
    fixed = element.get("readonly") is not None or element.get("disabled") is not None
    if fixed or _FIELD.fullmatch(value):
        for child in list(element):
            element.remove(child)
        element.tag, element.text = "span", value
