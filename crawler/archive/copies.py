"""Copies of one page under several URLs: the mobile page, the traditional-character gateway, session ids.

Official portals serve one report at two URLs; each original is kept, and copies are known by an equal key.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_GATEWAY = re.compile(r"^/gate/big5/(?P<host>[^/]+)(?P<path>/.*)?$")
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_WAP = re.compile(r"_wap(?=\.s?html?$)")
_MOBILE_POST = re.compile(r"/mpost_(?=\d+\.html$)")
_SESSION_KEYS = {"jsessionid", "phpsessid", "sid_session", "ddtab", "from", "spm", "_t", "timestamp"}


def copy_key(url: str) -> str:
    """Return a key that is equal for URLs of one page: host and path of the plain page without scheme.

    >>> copy_key("https://m.example.gov.cn/a/t20210129_1_wap.html") == copy_key("http://www.example.gov.cn/a/t20210129_1.html")
    True
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return url
    host, path = (parts.hostname or "").lower(), _SESSION.sub("", parts.path)
    gateway = _GATEWAY.match(path)
    if gateway:
        host, path = gateway["host"].lower(), gateway["path"] or "/"
    if parts.port not in (None, 80, 443) and not gateway:
        host = f"{host}:{parts.port}"
    host = re.sub(r"^(www|m|wap|big5)\.(?=[^.]+\.)", "", host)
    path = _MOBILE_POST.sub("/post_", _WAP.sub("", path))
    query = urlencode(
        [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k.lower() not in _SESSION_KEYS]
    )
    return urlunsplit(("", host, path, query, parts.fragment))
