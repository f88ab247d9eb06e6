"""Markup → an element tree that has lost none of it.  Called by ``html``.

lxml parses a page in 2 ms where beautifulsoup4 needs 22 ms, and for nearly all pages the tree is the same.  But libxml2
drops what stands behind an early ``</html>`` (whole documents pasted into a page) and gives up in deep nesting
(``<font>`` or ``<div>`` that is never closed), where a browser shows the report all the same.  So the Chinese
characters of the tree are counted against those of the markup, and beautifulsoup4 reads the pages that lxml lost.
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from lxml import etree
from lxml.etree import _Element

from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_DEPTH

_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NAME = re.compile(r"[a-z][\w-]{0,40}", re.A)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_OVERLONG = re.compile(r"<([a-zA-Z]\w*)\s[^<>]{20000,}>")
"""A tag with a picture as data, or with thousands of attributes, each of which libxml2 compares with all others."""
_NOT_HAN = bytes(set(range(256)) - set(range(0xE4, 0xEA)))
"""All bytes but those with which a Chinese character begins in UTF-8."""
_KEPT = 0.98
"""Share of a page's Chinese characters that its tree must hold; attributes that stand twice may be lost."""
_LARGEST = 4_000_000
_MOST_TAGS = 300_000
"""Characters and tags of a page that beautifulsoup4 still reads, at some 5 s; a report as Word pastes it has 300,000
characters in 10,000 tags."""
_DEEPEST = MAX_DEPTH * 3 - 10
_TOO_DEEP = etree.XPath(f"boolean(//*[ancestor::*[{_DEEPEST}]])")
_STRUCTURE = frozenset(["table", "tbody", "thead", "tfoot", "tr", "td", "th", "p", "br"])
"""What is kept of an element that is nested too deep; of others only their content is."""


def parse(text: str) -> _Element:
    """Return the root element of a page.  Raises ExtractError: empty, too_large."""
    text = _OVERLONG.sub(r"<\1>", _INVALID.sub("", text))
    expected = _characters(_COMMENT.sub("", text).encode()) * _KEPT
    best: _Element | None = None
    most = -1
    for root in _trees(text):
        kept = _characters(etree.tostring(root, encoding="utf-8"))
        if kept > most:
            best, most = root, kept
        if kept >= expected and not _TOO_DEEP(root):
            return root
    if best is None:
        raise ExtractError("empty", "no element in the page")
    if most < expected and not _is_small(text):
        raise ExtractError("too_large", f"{len(text):,} characters nested so that a part of them would be lost")
    return best


def _is_small(text: str) -> bool:
    return len(text) <= _LARGEST and text.count("<") <= _MOST_TAGS


def _trees(text: str) -> Iterator[_Element]:
    """Yield the trees that parsers make of a page, the quickest first."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:  # into plain elements: those of lxml.html cost a call of Python each
        root: _Element | None = etree.fromstring(text.encode(), parser)
    except etree.LxmlError:
        root = None
    if root is None:
        return
    yield root
    for features in ("lxml", "html.parser") if _is_small(text) else ():
        yield _converted(BeautifulSoup(text, features))


def _characters(markup: bytes) -> int:
    return len(markup.translate(None, _NOT_HAN))


def _converted(soup: BeautifulSoup) -> _Element:
    """Return a soup as an lxml tree, nested no deeper than the readers follow."""
    root = etree.Element("html")
    parts = {"head": etree.SubElement(root, "head"), "body": etree.SubElement(root, "body")}
    parts["html"] = parts["body"]  # what stands behind an early end belongs to the page, as in a browser
    places: dict[int, _Element] = {id(soup): parts["body"]}
    depths = dict.fromkeys(parts.values(), 1)
    for node in soup.descendants:
        parent = places[id(node.parent)]
        if isinstance(node, Tag):
            places[id(node)] = parts[node.name] if node.name in parts else _placed(node, parent, depths)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            _append(parent, _INVALID.sub("", node))
    return root


def _placed(tag: Tag, parent: _Element, depths: dict[_Element, int]) -> _Element:
    """Return where a tag's content goes: a new element, or its parent where the tag adds nothing but depth."""
    name = tag.name.lower()
    deepest = _DEEPEST if name in _STRUCTURE else MAX_DEPTH
    if not _NAME.fullmatch(name) or depths[parent] >= deepest:
        return parent
    element = etree.SubElement(parent, name)
    for key, value in tag.attrs.items():
        if _NAME.fullmatch(key):
            element.set(key, _INVALID.sub("", " ".join(value) if isinstance(value, list) else value))
    depths[element] = depths[parent] + 1
    return element


def _append(element: _Element, text: str) -> None:
    """Add text behind what an element holds already."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
