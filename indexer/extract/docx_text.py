"""The text of a DOCX paragraph: its runs, without what is deleted, hidden, struck out or a field's code.

Called by ``docx``.
"""

from collections.abc import Iterator

from lxml.etree import _Element

from indexer.extract.limits import MAX_DEPTH
from indexer.extract.package import NAMES, local
from indexer.extract.raised import superscript

TRANSPARENT = frozenset(
    [
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "ins",
        "moveTo",
        "fldSimple",
        "hyperlink",
        "dir",
        "bdo",
        "sect",
        "subSect",
        "wrapBlock",
        "ruby",
        "rubyBase",
    ]
)
"""Elements that only stand around others; deleted and moved-away text (del, moveFrom) is in none of them."""
_NO_TEXT = frozenset(["delText", "instrText", "delInstrText", "rt", "footnoteReference", "annotation", "rPr"])
_NOT_SHOWN = frozenset(["vanish", "webHidden", "strike", "dstrike"])
"""Marks of text that does not count: hidden, or struck out."""
_CHARACTERS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "ptab": "\t"}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of nearly every attribute; strict files and other programs have their own."""
_OFF = frozenset({"0", "false", "off", "none"})


class Text:
    """Collects a paragraph: ``parts`` to join, its properties, whether all is bold, the text boxes that hang on it."""

    def __init__(self, paragraph: _Element) -> None:
        self.parts: list[str] = []
        self.boxes: list[_Element] = []
        self.properties: _Element | None = None
        self._bold = self._plain = False
        self._take(paragraph, 0)

    @property
    def is_bold(self) -> bool:
        """Whether there is text and all of it is bold."""
        return self._bold and not self._plain

    def _take(self, element: _Element, depth: int) -> None:
        for item in element:
            tag = NAMES[item.tag]
            if tag == "r":
                self._run(item, depth)
            elif tag == "pPr":
                if not depth and self.properties is None:
                    self.properties = item
            elif tag in TRANSPARENT and depth < MAX_DEPTH:
                self._take(item, depth + 1)
            elif tag == "AlternateContent" and depth < MAX_DEPTH:
                self._take(chosen(item), depth + 1)

    def _run(self, run: _Element, depth: int) -> None:
        bold = raised = False
        for item in run:
            tag = NAMES[item.tag]
            if tag == "t":
                text = item.text
                if text:
                    self._add(superscript(text) if raised else text, bold)
            elif tag == "rPr":
                for mark in item:
                    name = NAMES[mark.tag]
                    if name == "b":
                        bold = is_on(mark)
                    elif name in _NOT_SHOWN and is_on(mark):
                        return
                    elif name == "vertAlign":
                        raised = attribute(mark) == "superscript"
            elif tag in _CHARACTERS:
                self.parts.append(_CHARACTERS[tag])
            elif tag == "br":
                if attribute(item, "type") in {"", "textWrapping"}:
                    self.parts.append("\n")
            elif tag == "sym":
                self._add(_symbol(item), bold)
            elif tag in {"ruby", "rubyBase"} and depth < MAX_DEPTH:
                self._take(item, depth + 1)
            elif tag not in _NO_TEXT and len(item):
                found = chosen(item) if tag == "AlternateContent" else item
                self.boxes.extend(_outermost(found, "txbxContent", 0))

    def _add(self, text: str, bold: bool) -> None:
        self.parts.append(text)
        if not text.isspace():
            self._bold = self._bold or bold
            self._plain = self._plain or not bold


def is_on(element: _Element) -> bool:
    """Say whether a switch is on; one without a value is."""
    return attribute(element).lower() not in _OFF


def attribute(element: _Element | None, name: str = "val") -> str:
    """Return an attribute by its local name, "" where it is absent."""
    if element is not None:
        usual = element.get(_WORD + name)
        if usual is not None:
            return str(usual)
        for key, value in element.items():
            if str(key).rpartition("}")[2] == name:
                return str(value)
    return ""


def chosen(alternate: _Element) -> _Element:
    """Return the one branch of an AlternateContent that is read: the two hold the same text."""
    for name in ("Choice", "Fallback"):
        branch = next(alternate.iterchildren(f"{{*}}{name}"), None)
        if branch is not None:
            return branch
    return alternate


def _outermost(element: _Element, wanted: str, depth: int) -> Iterator[_Element]:
    for item in element:
        if local(item) == wanted:
            yield item
        elif depth < MAX_DEPTH:
            yield from _outermost(chosen(item) if local(item) == "AlternateContent" else item, wanted, depth + 1)


def _symbol(element: _Element) -> str:
    code = attribute(element, "char")
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return (
        chr(value - 0xF000 if 0xF020 <= value <= 0xF0FF else value)
        if 0x20 <= value < 0xD800 or 0xE000 <= value < 0x110000
        else ""
    )
