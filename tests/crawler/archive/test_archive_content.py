"""A page that only counts its visitors has not changed; a report with one other digit has."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive.content import content_digest

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>某县2023年政府信息公开工作年度报告</title>
<meta name="PubDate" content="2024-01-20 10:00"><script>var t = 1705730000;</script><style>p{color:red}</style></head>
<body><div class="header"><a href="/">首页</a> <span>今天是2024年1月20日 星期六</span></div>
<ul class="nav"><li><a href="/a/">要闻</a></li><li><a href="/b/">公告</a></li></ul>
<div class="wrap"><div class="crumb">您的位置：<a href="/">首页</a></div>
<div class="article"><h1>某县2023年政府信息公开工作年度报告</h1>
<div class="info">发布时间：2024-01-20 来源：县政府办 浏览次数：<span id="hits">17</span> 次</div>
<div class="TRS_Editor"><p>一、总体情况</p><p>2023年，全县主动公开政府信息1234条，网站访问量达5678次。
认真落实条例的各项规定，公开工作取得新进展。</p>
<table><tr><td>本年新收</td><td>3</td><td></td><td>12</td></tr>
<tr><td>上年结转</td><td>0</td><td>1</td><td>2</td></tr></table>
<p>六、其他需要报告的事项</p><p>无。</p><p>附件：<a href="./P020240120.docx?v=1">附件.docx</a></p></div>
<div class="qrcode"><img src="/qr/20240120.png"></div></div>
<div class="xgxx"><h3>相关信息</h3><ul><li><a href="/1.html">某县公开指南</a></li>
<li><a href="/2.html">某县公开制度</a></li></ul></div>
<p>上一篇：<a href="/3.html">某乡报告</a></p></div>
<div class="side"><ul><li><a href="/9.html">新闻一</a></li></ul></div>
<div class="footer">版权所有 您是第1024位访客</div></body></html>"""

VOLATILE = {
    "visit counter": ('id="hits">17<', 'id="hits">18234<'),
    "today's date": ("今天是2024年1月20日 星期六", "今天是2025年11月2日 星期日"),
    "script": ("1705730000", "1705739999"),
    "style": ("color:red", "color:blue"),
    "navigation": ('<li><a href="/b/">公告</a></li>', '<li><a href="/c/">专题</a></li><li><a href="/d/">互动</a></li>'),
    "QR code": ("/qr/20240120.png", "/qr/20250101.png"),
    "related links": ("某县公开制度", "某县另一制度"),
    "another related link": ("</ul></div>\n<p>上一篇", '<li><a href="/7.html">又一篇</a></li></ul></div>\n<p>上一篇'),
    "neighbour": ("某乡报告", "另一个乡的报告"),
    "news beside": ("新闻一", "新闻二"),
    "footer": ("您是第1024位访客", "您是第1025位访客"),
    "comment": ("<p>无。</p>", "<!-- 0.013s --><p>无。</p>"),
    "query of an attachment": ("docx?v=1", "docx?v=2"),
    "mark-up": ("<p>一、总体情况</p>", "<p style='x'><span>一、</span><b>总体情况</b></p>"),
    "white space": ("<p>六、", "\n\n   <p>　六、"),
}

REAL = {
    "a number in a table": ("<td>12</td>", "<td>13</td>"),
    "a number that moves to the next cell": ("<td>3</td><td></td>", "<td></td><td>3</td>"),
    "a number that is filled in": ("<td></td>", "<td>0</td>"),
    "a number in the text": ("1234条", "1235条"),
    "visits that the report itself counts": ("访问量达5678次", "访问量达5679次"),
    "a word": ("新进展", "新成效"),
    "the title": ("<h1>某县2023年", "<h1>某县2022年"),
    "a sentence": ("<p>无。</p>", "<p>无。另有补充。</p>"),
    "another attachment": ("P020240120.docx", "P020240305.docx"),
    "the date it shows": ("发布时间：2024-01-20", "发布时间：2024-03-05"),
}


def digest(page: str) -> str:
    return content_digest(page.encode(), "text/html")


def replaced(change: tuple[str, str]) -> str:
    assert change[0] in PAGE
    return PAGE.replace(*change, 1)


@pytest.mark.parametrize("what", VOLATILE)
def test_what_changes_by_itself_is_no_change(what):
    assert digest(replaced(VOLATILE[what])) == digest(PAGE)


@pytest.mark.parametrize("what", REAL)
def test_a_change_of_the_report_is_noticed(what):
    assert digest(replaced(REAL[what])) != digest(PAGE)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_other_digit_in_any_cell_or_sentence_is_noticed(data):
    article = re.search(r'<div class="TRS_Editor">.*?</table>', PAGE, re.DOTALL)
    assert article is not None
    places = [article.start() + m.start() for m in re.finditer(r"(?<=[>年息达一])\d|\d(?=[条次])", article[0])]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != PAGE[place]]))
    assert digest(PAGE[:place] + other + PAGE[place + 1 :]) != digest(PAGE)


def test_gbk_pages_that_call_themselves_gb2312_are_compared_to_the_last_character():
    page = PAGE.replace("utf-8", "gb2312").replace("某县", "㙍县")
    other = page.replace("无。", "镕。")
    assert content_digest(page.encode("gb18030"), "text/html") != content_digest(other.encode("gb18030"), "text/html")
    counted = page.replace(">17<", ">99<")
    assert content_digest(page.encode("gb18030"), "text/html") == content_digest(counted.encode("gb18030"), "text/html")


@pytest.mark.parametrize(
    "data", [b"", b"\0\0", b"<", b"<html>", b"<?xml version='1.0' encoding='x'?><html><body>1", b"\xff" * 99]
)
def test_what_is_no_page_is_compared_by_its_bytes(data):
    assert content_digest(data, "text/html") == content_digest(data, "text/html")
    assert content_digest(data, "text/html") != content_digest(data + b"<p>x", "text/html")


def test_anything_but_html_is_compared_byte_by_byte():
    assert content_digest(b"%PDF-1.4 a", "application/pdf") != content_digest(b"%PDF-1.4 b", "application/pdf")


def test_a_page_with_another_count_is_no_version_and_one_with_another_number_is(request, fetch):
    from crawler.archive import Archive

    house = request.getfixturevalue("settings")
    with Archive.open(house, write=True) as archive:
        outcomes = [
            archive.store(fetch(body=page.encode())).outcome
            for page in (PAGE, replaced(VOLATILE["visit counter"]), replaced(REAL["a number in a table"]), PAGE)
        ]
    assert outcomes == ["new", "unchanged", "changed", "changed"]
