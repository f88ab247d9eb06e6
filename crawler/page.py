"""A response as families and walls see it: address, headers, decoded text, parsed tree.  No Scrapy in it.

Made by the spider from a response, by ``nianbao portals check`` and by the tests from a recorded file.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from crawler import urls
from crawler.archive.encoding import decode

_SPACE = re.compile(r"\s+")
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.S | re.I)
HEAD = 8192
"""Characters of a page in which its title stands."""

LARGEST_TREE = 16 * 1024 * 1024
"""Pages above this are not parsed as lists; a list of ten thousand rows has 2 MB."""


def squeeze(text: str) -> str:
    """Return text with runs of white space as one blank."""
    return _SPACE.sub(" ", text).strip()


@dataclass(frozen=True)
class Anchor:
    """An ``<a href>``: absolute canonical address, text, ``title`` attribute, and its element."""

    url: str
    text: str
    title: str
    element: HtmlElement

    @property
    def name(self) -> str:
        """The longer one of text and title attribute: lists shorten texts with an ellipsis."""
        shortened = self.text.endswith(("...", "…")) or not self.text
        return self.title if self.title and (shortened or len(self.title) > len(self.text)) else self.text


@dataclass(frozen=True)
class Page:
    """One response with its content-encoding undone; ``url`` is where it was finally found."""

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def media_type(self) -> str:
        """The Content-Type without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def is_markup(self) -> bool:
        """Whether the body is text that may hold links (HTML, XML, JSON, or undeclared text), not a file."""
        if self.media_type in ("text/html", "application/xhtml+xml", "text/xml", "application/xml", "application/json"):
            return True
        head = self.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return head.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<script", b"<meta", b"{", b"["))

    @cached_property
    def is_binary(self) -> bool:
        """Whether the body begins like a file of an office program, whatever its header declares."""
        return self.body.startswith(_MAGIC) or b"\0" in self.body[:1024]

    @cached_property
    def text(self) -> str:
        """The body as text."""
        return decode(self.body, self.headers.get("content-type", ""))[0]

    @cached_property
    def tree(self) -> HtmlElement:
        """The body as an lxml tree; an empty document where there is none to parse."""
        if len(self.body) <= LARGEST_TREE and self.text.strip():
            return parse(self.text)
        return parse("<html></html>")

    @cached_property
    def base(self) -> str:
        """What relative links are relative to."""
        for href in self.tree.xpath("//base/@href")[:1]:
            return urljoin(self.url, str(href).strip())
        return self.url

    @cached_property
    def title(self) -> str:
        """What stands in <title>, read without parsing the page."""
        found = TITLE.search(self.text[:HEAD])
        return squeeze(html.unescape(found.group(1))) if found else ""

    @cached_property
    def heading(self) -> str:
        """What the page calls itself: meta ArticleTitle, else <title>."""
        return self.meta("articletitle") or self.title

    def meta(self, name: str) -> str:
        """Return the content of ``<meta name=…>``, without regard to case, or ""."""
        for element in self.tree.xpath("//meta[@name and @content]"):
            if element.get("name", "").strip().lower() == name:
                return squeeze(element.get("content", ""))
        return ""

    def anchors(self, within: HtmlElement | None = None) -> Iterator[Anchor]:
        """Yield the links of the page or of one of its elements that lead to http addresses."""
        yield from anchors(self.tree if within is None else within, self.base)


def anchors(tree: HtmlElement, base: str, wanted: Callable[[str], bool] | None = None) -> Iterator[Anchor]:
    """Yield the links of a tree that lead to http addresses; ``wanted`` must say yes to address or text."""
    for element in tree.iter("a"):
        href = element.get("href")
        if not href:
            continue
        text = squeeze(element.text_content())
        if wanted is not None and not wanted(href) and not wanted(text):
            continue
        if url := urls.join(base, href):
            yield Anchor(url, text, squeeze(element.get("title") or ""), element)


def parse(markup: str) -> HtmlElement:
    """Return markup as an lxml tree (a fragment gets html and body around it); never raises on bad markup."""
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        tree = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        tree = lxml.html.document_fromstring(b"<html></html>")
    return tree
