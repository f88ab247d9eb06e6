"""Addresses: one form for each document, what an address tells, and which hosts may be fetched.

Pure functions; families, spider and middlewares call them.
"""

import re
from functools import lru_cache
from posixpath import splitext
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

ATTACHMENTS = frozenset(
    ["pdf", "doc", "docx", "wps", "ofd", "xls", "xlsx", "et", "rtf", "odt", "zip", "rar", "7z", "txt"]
)
"""File name extensions of what offices attach to reports."""

DOWNLOADS = re.compile(
    r"/(?:download|downfile)[\w.]*\.(?:jspx?|do|aspx?|php)\b|[?&](?:attachGuid|wbfileid|fileUrl|fileid)="
    r"|/attachment/",
    re.I,
)
"""Addresses that give a file although their path does not end like one (VSB, Hanweb, Epoint, gkmlpt)."""

_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/?#;]*", re.I)
_SESSION_KEYS = frozenset({"jsessionid", "phpsessid", "sessionid", "aspsessionid", "ddtab", "_t", "spm", "from_source"})
_EXPIRING = frozenset({"sign", "signature", "token", "expires", "expire", "ticket", "nonce", "auth_key"})
_GATEWAY = re.compile(r"file-?download|/gateway/", re.I)
PAGE_KEY = "__page"
"""Stands in an address that is known without its ticket, and that can be asked for only through its page."""

_VISIBLE_FRAGMENT = re.compile(r"/gkmlpt/index$")
_NOT_WEB = re.compile(r"\s*(?:javascript|mailto|tel|data|about|file|ftp|blob|weixin|tencent)\s*:", re.I)
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


_FILE_TOKENS = (
    *(f".{name}" for name in sorted(ATTACHMENTS)),
    *("/download", "/downfile", "/attachment", "attachguid=", "wbfileid=", "fileurl=", "fileid="),
)


class AddressError(ValueError):
    """An address that cannot be fetched; the message says why."""


@lru_cache(8192)
def canonical(url: str) -> str:
    """Return the one form of an address: no session id, no default port, no fragment that names nothing.

    A fragment stays where it names a column (gkmlpt: ``/gkmlpt/index#4688``).  Raises AddressError for what is not
    http or https or has no host.

    >>> canonical("HTTP://www.Example.gov.cn:80/a/../b;jsessionid=1F?x=1&ddtab=true#top")
    'http://www.example.gov.cn/b?x=1'
    """
    try:
        parts = urlsplit(safe_url_string(url.strip()))
        port = parts.port
    except ValueError as error:
        raise AddressError(f"{url[:200]!r} is not an address: {error}") from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        raise AddressError(f"{url[:200]!r} is not an http or https address")
    netloc = f"[{host}]" if ":" in host else host
    if port and port != {"http": 80, "https": 443}[parts.scheme]:
        netloc += f":{port}"
    path = _without_dots(_SESSION_PATH.sub("", parts.path)) or "/"
    query = parts.query
    if any(key.lower() in _SESSION_KEYS for key, _ in parse_qsl(query, keep_blank_values=True)):
        kept = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k.lower() not in _SESSION_KEYS]
        query = urlencode(kept)
    fragment = parts.fragment if _VISIBLE_FRAGMENT.search(path) else ""
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def _without_dots(path: str) -> str:
    if "/." not in path and "//" not in path:
        return path
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/".join(kept)


def lasting(url: str, parent: str) -> str:
    """Return an address without tickets that expire; with one, the file's page tells it from others of its name.

    >>> lasting("http://x.gov.cn/file-download?fileUrl=Ab9&fileName=a.pdf&sign=7", "http://x.gov.cn/art/1.html")
    'http://x.gov.cn/file-download?fileName=a.pdf&__page=%2Fart%2F1.html'
    """
    parts = urlsplit(url)
    if not parts.query:
        return url
    fields = parse_qsl(parts.query, keep_blank_values=True)
    gateway = bool(_GATEWAY.search(parts.path))
    kept = [(k, v) for k, v in fields if k.lower() not in _EXPIRING and not (gateway and k.lower() == "fileurl")]
    if len(kept) == len(fields):
        return url
    return urlunsplit(parts._replace(query=urlencode([*kept, (PAGE_KEY, urlsplit(parent).path)])))


def join(base: str, href: str) -> str | None:
    """Return the canonical address that ``href`` means on the page ``base``, or None if it means no address."""
    href = href.strip()
    if not href or href.startswith("#") or _NOT_WEB.match(href) or len(href) > 4096:
        return None
    try:
        return canonical(urljoin(base, href.replace("\\", "/")))
    except (AddressError, ValueError):
        return None


def host(url: str) -> str:
    """Return the host with its port where one is given: ``www.x.gov.cn``, ``127.0.0.2:8800``."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def extension(url: str, text: str = "") -> str:
    """Return the extension of the file that an address (or its link text) names, in lower case, or ""."""
    for name in (unquote(urlsplit(url).path), *(v for _, v in parse_qsl(urlsplit(url).query)), text.strip()):
        found = splitext(name.rstrip("/"))[1][1:].lower()
        if found in ATTACHMENTS:
            return found
    return ""


def is_attachment(url: str, text: str = "") -> bool:
    """Say whether an address gives a file rather than a page."""
    if extension(url) or re.search(r"/(?:download|downfile)", url, re.I):
        return True
    page = re.search(r"\.(?:s?html?)$", urlsplit(url).path, re.I)
    return not page and (bool(DOWNLOADS.search(url)) or bool(extension("", text)))


def may_name_file(text: str) -> bool:
    """Say whether an address, a text or a whole page may name a file: a quick look before anything is parsed."""
    lower = text.lower()
    return any(token in lower for token in _FILE_TOKENS)


def other_scheme(url: str) -> str:
    """Return an address with http and https exchanged, or "" where a port is given, which speaks one of them."""
    parts = urlsplit(url)
    if parts.port:
        return ""
    return parts._replace(scheme={"http": "https", "https": "http"}[parts.scheme]).geturl()


def folder(url: str) -> str:
    """Return scheme-less host and path up to the last slash, which addresses of one column share."""
    parts = urlsplit(url)
    return parts.netloc + parts.path[: parts.path.rfind("/") + 1]


def is_home(url: str) -> bool:
    """Say whether an address is a site's home page."""
    parts = urlsplit(url)
    return not parts.query and bool(re.fullmatch(r"/?(?:(?:index|default|main)\.[a-z]{2,5})?", parts.path, re.I))


def years(text: str) -> list[int]:
    """Return the years 2000-2049 that a link text or address prints, in order."""
    return [int(y) for y in _YEAR.findall(text)]
