"""What a response really is: the page that was asked for, a wall, a login, a throttle page, or a missing page.

Pure functions over the first bytes, the status and the headers; the spider calls :func:`judge` on every response.
A wall is named and kept as evidence, never broken (docs/portals.md lists the names).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from crawler import urls
from crawler.page import TITLE, Page, squeeze
from crawler.wording import said

Outcome = Literal["ok", "redirect", "missing", "wall", "retry", "error"]

HEAD = 65536
"""Characters of a page in which a wall shows itself; less would be all scripts and styles on some portals."""

SHELL = 1200
"""Pages of at most so many bytes may be shells: a script that sets a cookie, reloads or redirects."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a response is; ``name`` of the wall or kind of absence; ``evidence`` is what gave it away."""

    outcome: Outcome
    name: str = ""
    evidence: str = ""
    target: str = ""


OK = Verdict("ok")

_WALLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "challenge",
        re.compile(r"\$_ts\s*[=.\[]|__jsl_clearance|acw_sc__v2|\bWZWS[-_]|wzwschallenge|_\$[a-zA-Z0-9]{2}\(", re.I),
    ),
    (
        "firewall",
        re.compile(
            r"访问被拦截|请求被拦截|安全拦截|网站防火墙|创宇盾|安全狗|云锁|Web Application Firewall"
            r"|您的(?:访问|请求).{0,12}(?:拦截|阻断)"
        ),
    ),
    ("captcha", re.compile(r"请输入验证码|验证码(?:下载|错误)|滑动验证|拖动滑块|人机验证|geetest|\bcaptcha\b", re.I)),
    (
        "throttle",
        re.compile(
            r"访问(?:过于|太)频繁|操作(?:过于|太)频繁|请求(?:过于|太)频繁|稍后再(?:试|访问)|too many requests", re.I
        ),
    ),
    (
        "login",
        re.compile(
            r"<title>[^<]{0,20}(?:用户登录|统一身份认证|请登录|登录页)[^<]{0,20}</title>|type=[\"']?password", re.I
        ),
    ),
)
_MISSING = re.compile(
    r"(?:页面|网页|文件|内容|信息|文章|栏目|资源)\s*(?:已)?(?:不存在|没有找到|未找到|找不到|已删除|已被删除|丢失|走丢了)"
    r"|(?:不存在|没有找到|未找到|找不到)(?:该|此|您(?:要|所)?(?:访问|请求|查看)的?)?\s*(?:页面|网页|文件)"
    r"|(?:访问|请求|查看)的(?:页面|网页|内容|信息)\s*(?:不存在|已删除|不见了|走丢|出错|无法显示)"
    r"|\b404\b.{0,24}(?:not found|error|错误|页面)|page not found|\bnot found\b.{0,10}\b404\b",
    re.I,
)
_RELOAD = re.compile(r"location\.reload|location(?:\.href)?\s*=\s*location|document\.cookie\s*=", re.I)
_META_REFRESH = re.compile(
    r"<meta[^>]+http-equiv\s*=\s*[\"']?refresh[^>]*?content\s*=\s*[\"']?\s*(\d+)\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"'>\s]+)",
    re.I,
)
_SCRIPT_MOVE = re.compile(
    r"(?:window|self|top|document)?\.?location(?:\.href)?\s*(?:=|\.replace\s*\()\s*[\"']([^\"']+)[\"']", re.I
)
_WALL_STATUS = {
    412: "challenge",
    521: "challenge",
    418: "firewall",
    403: "forbidden",
    406: "forbidden",
    401: "login",
    429: "throttle",
    407: "forbidden",
    451: "forbidden",
}
_NO_FILES = frozenset({"", "text/html", "application/xhtml+xml", "application/json", "text/json"})
_ANSWERS = frozenset({200, 203})
"""Statuses with which the page itself comes; 202 is a wall's, 204 and 206 bring nothing or a part."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def judge(page: Page, asked: str = "", *, file: bool = False) -> Verdict:
    """Say what a response is; ``asked`` is the address that was asked for where redirects led elsewhere.

    ``file``: the link promised a file, so that a web page in its place is not what was asked for.

    >>> judge(Page("http://x.gov.cn/a/t20200101_1.html", 404)).outcome
    'missing'
    """
    found = _judge(page, asked, file)
    if found.outcome == "redirect" and _leads_home(found.target, asked or page.url):
        return Verdict("missing", "home", said("home", url=asked or page.url))
    return found


def _leads_home(target: str, asked: str) -> bool:
    return urls.is_home(target) and not urls.is_home(asked) and urls.host(target) == urls.host(asked)


def _judge(page: Page, asked: str, file: bool) -> Verdict:
    if page.status in _REDIRECTS:
        return _redirect(page)
    if page.status in (404, 410):
        return Verdict("missing", "gone", said("status", status=page.status))
    if asked and urls.is_home(page.url) and not urls.is_home(asked):
        return Verdict("missing", "home", said("home", url=asked))
    if page.status in _WALL_STATUS:
        return Verdict("wall", _WALL_STATUS[page.status], said("status_words", status=page.status, words=excerpt(page)))
    if page.status not in _ANSWERS:
        found = wall(page)
        return found or Verdict(
            "error", f"status_{page.status}", said("status_words", status=page.status, words=excerpt(page))
        )
    if not page.is_markup or (file and page.is_binary):
        return OK if page.body else Verdict("error", "empty", said("empty"))
    found = wall(page) or missing(page) or shell(page)
    if found is None and file and page.media_type in _NO_FILES:
        return Verdict("wall", "not_the_file", said("not_the_file", words=excerpt(page)))
    return found or OK


def wall(page: Page) -> Verdict | None:
    """Return the wall that a page is, if it is one.

    A long page that only mentions a captcha or a password field (a search form, a report on a website) is no wall:
    what is long must say it in its title, or be a script that hides everything.
    """
    head = _head(page)
    words, title = len(_visible(head)), _title(head)
    for name, sign in _WALLS:
        if words < (400 if name == "challenge" else 300):
            hit = sign.search(head)
        else:
            hit = None if name == "challenge" else sign.search(title)
        if hit:
            return Verdict("wall", name, squeeze(hit.group(0))[:80])
    return None


def missing(page: Page) -> Verdict | None:
    """Return the soft 404 that a page is, if it is one: its title says so, or it says little else."""
    head = _head(page)
    if hit := _MISSING.search(_title(head)):
        return Verdict("missing", "soft_404", hit.group(0))
    words = _visible(head)
    if len(words) < 300 and (hit := _MISSING.search(words)):
        return Verdict("missing", "soft_404", hit.group(0))
    if not page.body.strip(b"\0 \t\r\n"):
        return Verdict("error", "empty", said("empty"))
    return None


def shell(page: Page) -> Verdict | None:
    """Return what a tiny page does instead of showing anything: move, or set a cookie and reload."""
    head = _head(page)
    if len(_visible(head)) > 120:
        return None
    for sign, group in ((_META_REFRESH, 2), (_SCRIPT_MOVE, 1)):
        hit = sign.search(head) if sign is _META_REFRESH or len(page.body) <= SHELL else None
        if hit and (target := urls.join(page.url, hit.group(group))) and target != page.url:
            return Verdict("redirect", "meta_refresh" if group == 2 else "script", squeeze(hit.group(0))[:120], target)
    if len(page.body) <= SHELL and _RELOAD.search(head):
        return Verdict("retry", "cookie_shell", squeeze(head)[:120])
    return None


def _redirect(page: Page) -> Verdict:
    target = urls.join(page.url, page.headers.get("location", ""))
    if target is None:
        return Verdict(
            "error",
            "bad_redirect",
            said("bad_redirect", status=page.status, url=repr(page.headers.get("location", "")[:100])),
        )
    return Verdict("redirect", f"status_{page.status}", f"status {page.status}", target)


def instead(page: Page, headings: set[str], links: int) -> Verdict | None:
    """Return the throttle page that answers in place of an article: a list of the site, with the list's own heading.

    ``headings`` are those of the lists met so far, ``links`` how many of the page's links lead to articles.
    """
    if links < 3 or not page.title or page.title not in headings or page.meta("articletitle"):
        return None
    if "总体情况" in page.text or page.tree.xpath("//table") or any(urls.extension(a.url) for a in page.anchors()):
        return None
    return Verdict("wall", "throttle", said("instead", title=repr(page.title[:60])))


def excerpt(page: Page) -> str:
    """Return the first words of a page, for evidence."""
    return (
        squeeze(f"{_title(_head(page))} {_visible(_head(page))}")[:160] if page.is_markup else f"{len(page.body)} bytes"
    )


def _head(page: Page) -> str:
    return page.text if len(page.body) <= HEAD else page.text[:HEAD]


def _title(head: str) -> str:
    found = TITLE.search(head)
    return squeeze(found.group(1)) if found else ""


@lru_cache(4)
def _visible(head: str) -> str:
    bare = re.sub(r"<!--.*?-->|<(script|style|title)\b.*?(?:</\1\s*>|\Z)", " ", head, flags=re.S | re.I)
    return squeeze(re.sub(r"<[^>]*>|&\w+;", " ", bare))
