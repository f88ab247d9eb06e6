"""The content of a page without what changes by itself: whether a document really changed is decided on this.

Left out: scripts, styles and comments, visit counters, today's date and clocks, session ids, share and QR images,
related and neighbouring links, and whatever stands outside the article.  What stays is the text that a reader sees, and
the addresses of pictures and attachments in it.  Called by ``deciding`` when a document's bytes differ from its
version's.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from crawler.archive.encoding import decode
from crawler.archive.names import MEDIA_TYPES

HTML_TYPES = ("text/html", "application/xhtml+xml")
_DROPPED = (
    "script",
    "style",
    "noscript",
    "iframe",
    "template",
    "svg",
    "select",
    "button",
    "nav",
    "footer",
    "aside",
    "head",
)
_VOLATILE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|crumbs?|breadcrumb|foot(?:er)?|copyright|side(?:bar)?|related?|recommend|share|qr-?code|ewm|"
    r"hits?|counter|visits?|clicks?|prev|next|prevnext|pager?|weather|hot|login|toolbar|bdshare|position|date-?time|clock)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_NEIGHBOURS = re.compile(
    r"^\W*(?:相关(?:链接|信息|文章|新闻|阅读|推荐|稿件)|[上下]一[篇条个]|推荐阅读|热[门点]|猜你喜欢|最新)"
)
_COUNTER = re.compile(
    r"(?:浏览|点击|阅读|访问|查看|人气|下载)(?:次数|总?量|数|率|人数)?\s*[:：\[【(（]\s*[\d,，]*\s*(?:人?次)?[\]】)）]?"
    r"|(?:浏览|点击|阅读|访问|查看)(?:次数|量|数)\s*\n\s*[\d,，]+\s*(?:人?次)?\s*(?=\n|$)"
)
_TODAY = re.compile(
    r"(?:今天是?|今日是?|现在是|当前(?:时间|日期)(?:是|为)?|北京时间)\s*[:：]?\s*"
    r"(?:[\d年月日时分秒/:：.\s-]|星期.|周[一二三四五六日]|农历\S{0,12}|[上下]午)*\d[\d年月日时分秒/:：.\s-]*(?:星期.|周[一二三四五六日])?"
)
_SPACE = re.compile(r"\s+")
_CELL = "\u2502"
"""Marks where a cell begins: a number that moves to the next cell is a change."""
_LARGE = 0.5
_MOST = 0.8


def content_digest(data: bytes, media_type: str) -> str:
    """Return the hexadecimal SHA-256 of what is not volatile; of all bytes for anything but HTML."""
    if media_type in HTML_TYPES:
        content = "\n".join(stable(data))
        if content:
            return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return hashlib.sha256(data).hexdigest()


def stable(data: bytes) -> Iterator[str]:
    """Yield a page's title and text without white space, then the addresses that matter; nothing if it has none."""
    page = _parse(data)
    if page is None:
        return
    title = (page.findtext(".//title") or "").strip()
    body = page.find("body")
    article = _article(_cleaned(body if body is not None else page))
    for cell in article.iter("td", "th"):
        cell.text = f"{_CELL}{cell.text or ''}"
    text = "\n".join(t for t in article.itertext() if t.strip())
    text = _SPACE.sub("", _TODAY.sub("", _COUNTER.sub("", text)))
    addresses = sorted(set(_addresses(article)))
    if text or addresses:
        yield from (_SPACE.sub("", title), text, *addresses)


def _parse(data: bytes) -> Any | None:
    text = _decoded(data)
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _decoded(data: bytes) -> str:
    """Return the page's text; NUL and an XML declaration would stop the parser."""
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", decode(data)[0].replace("\0", ""))


def _cleaned(body: Any) -> Any:
    """Take out what is volatile; an element that holds most of the text is never taken out for its name."""
    etree.strip_elements(body, *_DROPPED, with_tail=False)
    whole = len(_text(body)) or 1
    for element in list(body.iter(etree.Element)):
        if element is body or element.getparent() is None:
            continue
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        volatile = (name != " " and _VOLATILE_NAME.search(name)) or _leads_to_neighbours(element)
        if volatile and len(_text(element)) < _LARGE * whole:
            _drop(element)
    return body


def _leads_to_neighbours(element: Any) -> bool:
    """Say whether an element is a list of links to other articles, or its heading."""
    if not _NEIGHBOURS.match((element.text or "").strip() or _first_text(element)):
        return False
    following = element.getnext()
    if following is not None and len(_text(element)) < 20 and following.find(".//a") is not None and _links(following):
        _drop(following)
    return len(_text(element)) < 20 or _links(element)


def _links(element: Any) -> bool:
    """Say whether most of an element's text is link text."""
    inside = sum(len(_text(a)) for a in element.iter("a"))
    return inside > _LARGE * (len(_text(element)) or 1)


def _article(body: Any) -> Any:
    """Go down from the body as long as one child holds nearly all of the text that is no link."""
    while True:
        whole = _prose(body)
        child = max((c for c in body if isinstance(c.tag, str)), key=_prose, default=None)
        if child is None or not whole or _prose(child) < _MOST * whole or child.tag in ("p", "table", "tbody", "tr"):
            return body
        body = child


def _prose(element: Any) -> int:
    return len(_text(element)) - sum(len(_text(a)) for a in element.iter("a"))


def _addresses(article: Any) -> Iterator[str]:
    """Yield pictures and attachments without host, query and session id."""
    for element in article.iter("a", "img", "embed", "object", "source"):
        address = element.get("href") or element.get("src") or element.get("data") or ""
        path = (
            unquote(urlsplit(address.strip()).path) if not address.lower().startswith(("data:", "javascript:")) else ""
        )
        path = re.sub(r";jsessionid=[^/]*", "", path, flags=re.IGNORECASE)
        suffix = PurePosixPath(path.lower()).suffix
        if suffix in MEDIA_TYPES and (element.tag != "a" or suffix not in (".htm", ".html", ".shtml")):
            yield PurePosixPath(path).name


def _first_text(element: Any) -> str:
    return next((t.strip() for t in element.itertext() if t.strip()), "")


def _text(element: Any) -> str:
    return _SPACE.sub("", "".join(element.itertext()))


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree() if hasattr(element, "drop_tree") else parent.remove(element)
