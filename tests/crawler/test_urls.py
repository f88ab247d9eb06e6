"""Addresses: one form for each document."""

import pytest

from crawler import urls


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("http://www.a.gov.cn/x.html;jsessionid=AB12?ddtab=true", "http://www.a.gov.cn/x.html"),
        ("https://A.gov.cn:443/b/./c/../d.html#p2", "https://a.gov.cn/b/d.html"),
        ("http://a.gov.cn:8080", "http://a.gov.cn:8080/"),
        ("http://a.gov.cn/s?b=2&JSESSIONID=1&a=%E5%B9%B4", "http://a.gov.cn/s?b=2&a=%E5%B9%B4"),
        ("http://www.a.gov.cn/gkmlpt/index#4688", "http://www.a.gov.cn/gkmlpt/index#4688"),
        ("http://a.gov.cn/年报/t1.html", "http://a.gov.cn/%E5%B9%B4%E6%8A%A5/t1.html"),
        ("http://a.gov.cn/../../etc/passwd", "http://a.gov.cn/etc/passwd"),
    ],
)
def test_an_address_has_one_form(given: str, wanted: str) -> None:
    assert urls.canonical(given) == wanted
    assert urls.canonical(wanted) == wanted


@pytest.mark.parametrize(
    "bad", ["ftp://a.gov.cn/x", "javascript:void(0)", "http://", "http://a:99999/", "//x", "http://[1/"]
)
def test_what_is_no_web_address_is_refused(bad: str) -> None:
    with pytest.raises(urls.AddressError):
        urls.canonical(bad)


def test_links_that_lead_nowhere_are_no_addresses() -> None:
    base = "http://a.gov.cn/x/"
    assert [
        urls.join(base, href) for href in ("#top", "", "javascript:f()", " MAILTO:a@b", "tel:1", "file:///etc/passwd")
    ] == [None] * 6
    assert urls.join(base, "./t20200101_1.html") == "http://a.gov.cn/x/t20200101_1.html"
    assert urls.join(base, "\\y\\z.html") == "http://a.gov.cn/y/z.html"


@pytest.mark.parametrize(
    ("url", "text", "wanted"),
    [
        ("http://a/P020230117.pdf", "", True),
        ("http://a/x.DOCX?v=1", "", True),
        ("http://a/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=1", "年报", True),
        ("http://a/module/download/downfile.jsp?filename=1.doc", "", True),
        ("http://a/attachment/0/1/2/3.ofd", "", True),
        ("http://a/t20230101_1.html", "年度报告", False),
        ("http://a/list.shtml", "年度报告", False),
    ],
)
def test_files_are_told_from_pages(url: str, text: str, wanted: bool) -> None:
    assert urls.is_attachment(url, text) is wanted


def test_a_home_page_is_known_by_its_path() -> None:
    assert urls.is_home("http://a.gov.cn/") and urls.is_home("http://a.gov.cn/index.shtml")
    assert not urls.is_home("http://a.gov.cn/zwgk/index.html") and not urls.is_home("http://a.gov.cn/?id=3")
