"""Pagers as portals write them: where the next page is, and when there is none."""

import pytest

from crawler.archive.encoding import decode
from crawler.families import FAMILIES
from crawler.families.answers import UnreadableError
from crawler.families.answers import read as read_json
from crawler.families.hanweb import total
from crawler.families.hanweb_xxgk import span
from crawler.families.jpaas import settings as query_data
from crawler.families.trs import read_pager
from crawler.links import Ask, Column
from crawler.page import Page

BASE = "http://www.x.gov.cn/nb/"
COLUMN = Column(BASE, "年报", "www.x.gov.cn/nb/")


def page(text: str, url: str = BASE) -> Page:
    return Page(url, 200, {"content-type": "text/html; charset=utf-8"}, text.encode())


@pytest.mark.parametrize(
    ("script", "url", "number", "following"),
    [
        ('createPageHTML(3, 0, "index", "html")', BASE, 1, "index_1.html"),
        ('createPageHTML(3, 1, "index", "html")', f"{BASE}index_1.html", 2, "index_2.html"),
        ('createPageHTML(3, 2, "index", "html")', f"{BASE}index_2.html", 3, None),
        ('createPageHTML(1, 0, "index", "html")', BASE, 1, None),
        ('createPageHTML(45, 3, 0, "index", "shtml")', BASE, 1, "index_1.shtml"),
        ("createPageHTML( 3 , 1 , 'index' , 'html' )", BASE, 1, "index_2.html"),
        ("createPage(3,0,'list','html')", BASE, 1, "list_1.html"),
        ("var currentPage = 0; var countPage = 4", f"{BASE}index.html", 1, "index_1.html"),
        ("var countPage = 4", f"{BASE}index_3.html", 4, None),
        ("nsetpage(1,45,20)", f"{BASE}index.html", 1, "index_2.html"),
        ("_simple_list_gotopage_fun(2)", f"{BASE}index.html", 1, "index_2.html"),
        ("var countPage = 3", f"{BASE}1.html", 1, "2.html"),
        ("nothing here", BASE, 1, None),
    ],
)
def test_a_trs_script_tells_the_next_page(script: str, url: str, number: int, following: str | None) -> None:
    found = FAMILIES["trs"].pager(page(f"<script>{script}</script>", url), Ask(url, page=number), COLUMN)
    assert [ask.url for ask in found] == ([BASE + following] if following else [])


def test_page_two_may_count_from_zero_or_from_one() -> None:
    (ask,) = FAMILIES["trs"].pager(page('createPageHTML(3, 0, "index", "html")'), Ask(BASE), COLUMN)
    assert (ask.url, ask.instead) == (f"{BASE}index_1.html", (f"{BASE}index_2.html",))


@pytest.mark.parametrize(
    "text", ["createPageHTML()", "createPageHTML(1)", 'createPageHTML(, ,"a","html")', "countPage = x"]
)
def test_a_pager_that_makes_no_sense_is_no_pager(text: str) -> None:
    assert read_pager(page(text)) is None


@pytest.mark.parametrize("text", ["下一页", "下页", "下一页 >", "&gt;", "&gt;&gt;", "Next", "»"])
def test_a_next_link_is_known_by_its_text(text: str) -> None:
    found = FAMILIES["generic"].pager(page(f"<a href='p2.html'>{text}</a>"), Ask(BASE), COLUMN)
    assert [ask.url for ask in found] == [f"{BASE}p2.html"]


@pytest.mark.parametrize(
    "link", ["<a href='#'>下一页</a>", f"<a href='{BASE}'>下一页</a>", "<a href='http://y.gov.cn/'>下一页</a>"]
)
def test_a_next_link_that_leads_nowhere_is_no_pager(link: str) -> None:
    assert not FAMILIES["generic"].pager(page(link), Ask(BASE), COLUMN)


def test_hanweb_totals_are_read_as_scripts_and_answers_write_them() -> None:
    texts = ["totalRecord:161,", "var totalRecord = 161;", "'totalRecord' : '161'", "<totalrecord>161</totalrecord>"]
    assert [total(text) for text in texts] == [161] * 4
    assert total("no total") is None


def test_years_of_a_column_are_a_span_or_a_list() -> None:
    assert span("2014-2016") == [2014, 2015, 2016]
    assert span("2014 2016") == [2014, 2016]
    assert len(span("")) == 5


@pytest.mark.parametrize("text", ["{'webId':'149','tagId':'列表'}", '{"webId":"149","tagId":"列表"}'])
def test_query_data_is_read_with_either_quotes(text: str) -> None:
    assert query_data(text) == {"webId": "149", "tagId": "列表"}


@pytest.mark.parametrize("text", ["", "[1]", "{broken", "__import__('os').system('x')", "(" * 5000])
def test_query_data_that_is_none_is_empty(text: str) -> None:
    assert query_data(text) == {}


def test_json_may_come_padded_and_what_is_none_is_named() -> None:
    assert read_json(page('callback({"a": 1});')) == {"a": 1}
    assert read_json(page('\ufeff{"a": 1}')) == {"a": 1}
    with pytest.raises(UnreadableError, match="<html>"):
        read_json(page("<html>login</html>"))


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "", "no-such-charset", "zlib"])
def test_pages_of_old_portals_are_decoded_whatever_they_declare(declared: str) -> None:
    text = "朱镕基㐂政府信息公开年报" * 10
    assert decode(text.encode("gb18030"), f"text/html; charset={declared}")[0] == text


def test_rows_that_a_script_writes_are_rows() -> None:
    script = (
        "<script>document.writeln('<li><a href=\\'./202301/t20230118_1.html\\'>某局2022年年度报告</a>2023-01-18</li>');"
        'document.write("<li><a href=\\"t20220118_2.html\\">某局2021年年度报告</a></li>");</script>'
    )
    found = FAMILIES["trs"].listing(page(script), Ask(BASE), COLUMN)
    assert [(link.url, link.date) for link in found.links] == [
        (f"{BASE}202301/t20230118_1.html", "2023-01-18"),
        (f"{BASE}t20220118_2.html", ""),
    ]
