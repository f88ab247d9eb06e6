"""Reports that a page holds, but not as markup of its own: in a frame's ``srcdoc``, a script, a text field, a template.

Called by ``html`` for pages that show no report.  A browser's script would put the report into the page; nothing is run
here: what looks like the text of a report is put where it stands, and the page is read again.
"""

import base64
import binascii
import html
import re
from collections.abc import Callable
from urllib.parse import unquote

_STATUTORY = re.compile(
    r"总体情况|主动公开政府信息情况|处理政府信息公开申请|其他需要报告的事项|第二十条第|本年新收|结转下年度"
)
_FEWEST = 2
"""Different statutory words that make a text the report rather than a script's."""
_ATTRIBUTE = re.compile(r"\s[\w:-]{1,40}\s*=\s*(?:\"([^\"]{400,})\"|'([^']{400,})')([^<>]*>)")
"""A long attribute (``srcdoc`` of a frame, ``value`` of a hidden field …) and the end of its tag."""
_OUT = "</iframe></object>"
"""Nothing inside these two is shown."""
_DATA_URL = re.compile(r"data:text/html[^,]{0,60}?(;base64)?,", re.I)
_FIELD = re.compile(r"<textarea\b[^>]*>(.*?)</textarea\s*>", re.I | re.S)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.I | re.S)
_WRAPPER = re.compile(r"</?(?:template|noscript|xml)\b[^>]*>", re.I)
_COMMENT_MARKS = re.compile(r"^\s*(?:<!--\s*)?|\s*(?:-->)?\s*$")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`', re.S)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.S)
_AGAIN = re.compile(r'\\(?:["/nrt]|u[0-9a-fA-F]{4})')
_LETTERS = {"n": "\n", "r": "\n", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": "", "\r\n": ""}
_UNESCAPED = re.compile(r"%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{400,}={0,2}")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SHORTEST = 20
_LARGEST = 6_000_000


def unwrapped(text: str) -> str | None:
    """Return the page with the report's markup in it; None where nothing in the page holds one."""
    if len(text) > _LARGEST:
        return None
    out = _ATTRIBUTE.sub(lambda m: _put(m, _of_attribute(html.unescape(m[1] or m[2])), m[3] + _OUT), text)
    out = _FIELD.sub(lambda m: _put(m, html.unescape(m[1])), out)
    out = _SCRIPT.sub(lambda m: _put(m, _script(m[1])), out)
    out = _WRAPPER.sub(lambda m: "</div>" if m[0][1] == "/" else "<div>", out)
    out = _CDATA.sub(lambda m: _put(m, m[1]), out)
    return out if out != text else None


def _put(match: re.Match[str], content: str, before: str = "") -> str:
    if not _is_report(content):
        return match[0]
    inner = re.sub(r"</?(?:html|body|head)\b[^>]*>|<!doctype[^>]*>", "", content, flags=re.I)
    return f"{before}<div>{inner}</div>"


def _of_attribute(value: str) -> str:
    """Return the markup that an attribute holds, as it is or in a ``data:`` address."""
    address = _DATA_URL.match(value)
    if not address:
        return value
    content = value[address.end() :]
    return _base64(content) if address[1] else unquote(content, errors="replace")


def _is_report(content: str) -> bool:
    return len(set(_STATUTORY.findall(content))) >= _FEWEST


def _script(code: str) -> str:
    """Return the markup that a script holds: as it is, in CDATA, or in the strings of its code."""
    begins = _COMMENT_MARKS.sub("", code)
    if begins.startswith("<"):
        return "".join(_CDATA.findall(code)) or begins
    strings = [a or b or c for a, b, c in _LITERAL.findall(code)]
    decoded = [_decoded(string) for string in strings if len(string) >= _SHORTEST or "<" in string]
    longest = max(decoded, key=len, default="")
    found = longest if _is_report(longest) else "".join(decoded)
    return found[found.find("<") : found.rfind(">") + 1] if "<" in found else found


def _decoded(literal: str) -> str:
    """Return the text of a string of JavaScript, also of one that was escaped again before."""
    text = _ESCAPE.sub(_escaped, literal)
    if _AGAIN.search(text):  # JSON in a string
        text = _ESCAPE.sub(_escaped, text)
    ways: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = ((_UNESCAPED, _percent), (_BASE64, _base64))
    for pattern, decode in ways:
        found = pattern.search(text)
        if found and not _STATUTORY.search(text):
            text = decode(text)
    if "<" not in text and "&lt;" in text:
        text = html.unescape(text)
    return _PAIR.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _escaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        return chr(min(int(code, 16), 0x10FFFF))
    return _LETTERS.get(match[4], match[4])


def _percent(text: str) -> str:
    if "%u" in text:
        return _UNESCAPED.sub(lambda m: chr(int(m[1] or m[2], 16)), text)
    return unquote(text, errors="replace")


def _base64(text: str) -> str:
    if not _BASE64.fullmatch(text):
        return text
    try:
        decoded = base64.b64decode(text, validate=False).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return text
    return unquote(decoded) if _UNESCAPED.match(decoded) else decoded
