"""What a response really is: for each wall and each kind of absence a hit, a miss and a near miss."""

import pytest

from crawler import walls
from crawler.page import Page

URL = "http://www.x.gov.cn/zwgk/zfxxgknb/202301/t20230118_1.html"
LONG = "<p>一、总体情况。本机关依法主动公开政府信息，办理依申请公开，开展监督保障工作。</p>" * 30


def page(markup: str, status: int = 200, url: str = URL, **headers: str) -> Page:
    return Page(url, status, {"content-type": "text/html; charset=utf-8"} | headers, markup.encode())


HITS = [
    ("wall", "challenge", page("<html><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></html>", 412)),
    ("wall", "challenge", page("<html><head><script>var $_ts=$_ts||{};</script></head><body></body></html>", 202)),
    ("wall", "challenge", page("<script>document.cookie='__jsl_clearance=1|0'</script>", 521)),
    ("wall", "challenge", page("<html><script>var arg1='A1';document.cookie='acw_sc__v2='+x</script></html>")),
    ("wall", "challenge", page("<html><body><script src='/WZWS-CONFIRM-PREFIX/x.js'></script></body></html>")),
    ("wall", "firewall", page("<html><title>访问被拦截</title><body>您的请求疑似攻击行为</body></html>", 418)),
    (
        "wall",
        "firewall",
        page("<html><body>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</body></html>"),
    ),
    ("wall", "forbidden", page("<html><title>403 Forbidden</title></html>", 403)),
    ("wall", "forbidden", page("", 406)),
    ("wall", "throttle", page("<html>slow</html>", 429)),
    ("wall", "throttle", page("<html><body>您的访问过于频繁，请稍后再试</body></html>")),
    ("wall", "captcha", page("<html><title>附件下载</title>请输入验证码<input name=codeValue></html>")),
    ("wall", "login", page("<html><title>用户登录</title><form><input type=password></form></html>")),
    ("wall", "login", page("<html>ask</html>", 401)),
    ("missing", "gone", page("<html>Not Found</html>", 404)),
    ("missing", "gone", page("", 410)),
    ("missing", "soft_404", page("<html><title>提示</title><body>您访问的页面不存在！</body></html>")),
    (
        "missing",
        "soft_404",
        page("<html><head><title>页面不存在</title></head><body>" + "<div>导航</div>" * 400 + "</body></html>"),
    ),
    ("missing", "soft_404", page("<html><body><h1>404</h1><p>抱歉，找不到该页面</p></body></html>")),
    ("missing", "soft_404", page("<html><body>该信息已删除</body></html>")),
    ("retry", "cookie_shell", page("<script>document.cookie='a=1';location.reload();</script>")),
    ("redirect", "meta_refresh", page('<META HTTP-EQUIV="refresh" CONTENT="0; URL=/new/t1.html">')),
    ("redirect", "script", page("<script>window.location.href='/zwgk/nb/index.html';</script>")),
    ("redirect", "status_302", page("", 302, location="/elsewhere.html")),
    ("error", "bad_redirect", page("", 302, location="javascript:x")),
    ("error", "status_500", page("<html>Server Error</html>", 500)),
    ("error", "empty", page("")),
    ("error", "empty", page("  \n ")),
]


@pytest.mark.parametrize(("outcome", "name", "response"), HITS)
def test_what_is_not_the_page_is_named(outcome: str, name: str, response: Page) -> None:
    found = walls.judge(response)
    assert (found.outcome, found.name) == (outcome, name)
    assert found.evidence


NEAR = [
    page(f"<html><title>2022年政府信息公开工作年度报告</title><body>{LONG}</body></html>"),
    # A report that writes about captchas, firewalls, missing pages and logins.
    page(
        f"<html><title>年报</title>{LONG}<p>网站增设滑动验证与网站防火墙，清理页面不存在等错链，统一身份认证。</p></html>"
    ),
    page(
        f"<html><title>年报</title><body><p>修复“您访问的页面不存在”错链12处，访问过于频繁的地址已限制。</p>{LONG}</body></html>"
    ),
    # A report with the login and the search box of its site.
    page(f"<html><title>年报</title><body><form><input type=password name=p>请输入验证码</form>{LONG}</body></html>"),
    # A report whose number is 404, and a page that reloads by script but shows a text.
    page(f"<html><title>第404号</title><body>{LONG}</body></html>"),
    page(f"{LONG}<script>document.cookie='v=1';function f(){{location.reload()}}</script>"),
    # A report behind long scripts that name captchas and challenges.
    page(
        f"<html><head><script>{'var geetest=1;$_ts=0;captcha();' * 800}</script><title>年报</title></head>{LONG}</html>"
    ),
    # A short page that holds an attachment and nothing else.
    page("<html><title>某局2022年年报</title><body><a href='x.pdf'>某局2022年政府信息公开工作年度报告.pdf</a>"),
    # A list that shows few rows, and a page that refreshes itself every five minutes.
    page("<html><title>年报</title><meta http-equiv=refresh content=300><a href=a.html>2022年年度报告</a></html>"),
    Page("http://www.x.gov.cn/P1.pdf", 200, {"content-type": "application/pdf"}, b"%PDF-1.4 404 not found $_ts"),
    Page("http://www.x.gov.cn/api", 200, {"content-type": "application/json"}, b'{"data":{"results":[]}}'),
]


@pytest.mark.parametrize("response", NEAR)
def test_what_only_looks_like_a_wall_is_let_through(response: Page) -> None:
    assert walls.judge(response) == walls.OK


def test_a_deep_page_that_leads_home_is_missing() -> None:
    home = page("<html><title>首页</title>" + LONG, url="http://www.x.gov.cn/index.html")
    assert walls.judge(home, URL).name == "home"
    assert walls.judge(home, "http://www.x.gov.cn/").outcome == "ok"
    assert walls.judge(home).outcome == "ok"


def test_a_web_page_in_place_of_a_file_is_not_the_file() -> None:
    answer = page(f"<html><title>下载</title>{LONG}</html>")
    assert walls.judge(answer, file=True).name == "not_the_file"
    assert (
        walls.judge(Page(URL, 200, {"content-type": "application/msword"}, b"\xd0\xcf\x11\xe0"), file=True) == walls.OK
    )


def test_a_list_in_place_of_an_article_is_a_throttle_page_and_an_article_is_not() -> None:
    links = "".join(f"<a href=t2023011{n}_1.html>某局年报</a>" for n in range(5))
    index = page(f"<html><title>政府信息公开年报</title>{links}</html>")
    assert walls.instead(index, {"政府信息公开年报"}, 5) is not None
    assert walls.instead(index, {"别的栏目"}, 5) is None
    article = page(f"<html><title>政府信息公开年报</title>{LONG}{links}</html>")
    assert walls.instead(article, {"政府信息公开年报"}, 5) is None
    with_file = page(f"<html><title>政府信息公开年报</title><a href=P1.pdf>全文</a>{links}</html>")
    assert walls.instead(with_file, {"政府信息公开年报"}, 5) is None


def test_every_status_but_those_of_success_says_why_it_is_not_the_page() -> None:
    for status in range(300, 600):
        assert walls.judge(page("<html>x</html>", status)).evidence, status


def test_a_file_is_a_file_though_its_header_says_web_page() -> None:
    assert walls.judge(Page(URL, 200, {"content-type": "text/html"}, b"%PDF-1.4 not found"), file=True) == walls.OK
    error = Page(URL, 200, {"content-type": "application/json"}, '{"code":500,"msg":"系统繁忙"}'.encode())
    assert walls.judge(error, file=True).name == "not_the_file"
