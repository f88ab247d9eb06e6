"""Pages of portals: the report is found whatever surrounds it, and every cell stands where a browser shows it."""

import base64
import html
import json
from urllib.parse import quote

import pytest

from indexer.extract import ExtractError, extract

ARTICLES = """<table><tr><td colspan=4>第二十条第（一）项</td></tr>
<tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数
<tr><td>规章<td>0<td>0<td>0
<tr><td>行政规范性文件<td>３<td>1 <td>&nbsp;12</table>"""
BODY = f"""<p>一、总体情况</p><p>全年主动公开信息120条。</p><p>二、主动公开政府信息情况</p>{ARTICLES}
<p>三、收到和处理政府信息公开申请情况</p><p>见表。</p><p>五、存在的主要问题及改进情况</p><p>人手不足。</p>
<p>六、其他需要报告的事项</p><p>无</p>"""


def page(body: str, head: str = "") -> bytes:
    return f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def texts(data: bytes) -> list[str]:
    return [p.text for p in extract(data).paragraphs()]


def grid(data: bytes, number: int = 0) -> list[list[str | None]]:
    table = list(extract(data).tables())[number]
    return [[cell.text if cell else None for cell in row] for row in table.grid()]


def test_navigation_lists_of_years_and_footers_are_not_in_the_report():
    years = "".join(f"<li><a href='{y}.html'>{y}年政府信息公开工作年度报告</a></li>" for y in range(2012, 2024))
    data = page(
        f"<div><ul><li><a>首页</a><li><a>政务公开</a></ul></div><div><ul>{years}</ul></div>"
        "<div><div>某县水利局2023年政府信息公开工作年度报告</div>"
        f"<div>发布时间：2024-01-20 来源：某县水利局</div><div>{BODY}"
        f"<div>分享到：<a>微信</a><a>微博</a><a>打印</a></div></div></div>"
        "<div>主办单位：某县人民政府 网站标识码：0000000000 ICP备00000000号</div>"
    )
    blocks = extract(data)
    found = [p.text for p in blocks.paragraphs()]
    assert found[0] == "某县水利局2023年政府信息公开工作年度报告"
    assert found[1] == "一、总体情况"
    assert found[-1] == "无"
    assert blocks.meta["pubdate"] == "2024-01-20"
    assert blocks.meta["contentsource"] == "某县水利局"


def test_a_menu_that_links_to_the_sections_is_not_taken_for_them():
    menu = (
        "<ul>"
        + "".join(
            f"<li><a href='#{n}'>{t}</a></li>" for n, t in enumerate(["一、总体情况", "二、主动公开政府信息情况"])
        )
        + "</ul>"
    )
    assert texts(page(f"<div>{menu}</div><div>{BODY}</div>")).count("一、总体情况") == 1


@pytest.mark.parametrize(
    "around", ["<table><tr><td>{}</td></tr></table>", "<table><tr><td><table><tr><td>{}</table></table>"]
)
def test_a_layout_table_around_the_report_is_seen_through(around):
    data = page(around.format(BODY))
    assert "一、总体情况" in texts(data)
    assert grid(data)[3] == ["行政规范性文件", "３", "1", "\xa012"]


def test_a_report_of_one_td_with_line_breaks_has_its_paragraphs():
    data = page(
        "<table><tr><td>一、总体情况<br>全年公开120条。<br/>二、主动公开政府信息情况<br>见表<br>"
        "六、其他需要报告的事项<br>无</td></tr></table>"
    )
    assert texts(data)[:2] == ["一、总体情况", "全年公开120条。"]


def test_rowspan_and_colspan_place_each_cell_as_a_browser_does():
    data = page(
        "<p>一、总体情况</p><p>二、主动公开政府信息情况</p>"
        "<table border=1><tr><td rowspan=2>a<td colspan=2>b<td rowspan=0>c"
        "<tr><td>d<td>e<tr><td>f<td>g<td>h</table>"
    )
    assert grid(data) == [["a", "b", "b", "c"], ["a", "d", "e", "c"], ["f", "g", "h", "c"]]


def test_gb2312_that_is_gb18030_is_read_without_a_loss():
    declared = "<meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
    text = f"<html><head>{declared}</head><body>{BODY}<p>朱镕基、喆、㛃</p>"
    blocks = extract(text.encode("gb18030"))
    assert [p.text for p in blocks.paragraphs()][-1] == "朱镕基、喆、㛃"
    assert blocks.notes == []


def test_a_page_that_declares_gbk_and_is_utf_8_is_read_as_what_it_is():
    assert "一、总体情况" in texts(page(BODY).replace(b"utf-8", b"gbk"))


def test_big5_pages_are_read():
    traditional = "<meta charset=big5><body><p>一、總體情況</p><p>政府信息公開年度報告本年新收公開申請</p></body>"
    assert "一、總體情況" in texts(traditional.encode("big5"))


def test_scripts_comments_hidden_parts_and_office_markup_leave_nothing():
    data = page(
        "<style>p{x:1}</style><!--[if gte mso 9]><xml>9</xml><![endif]--><div style='display: none'>隐藏12</div>"
        f"<script>var a=1</script>{BODY}<o:p></o:p>"
    )
    assert not any("隐藏" in t or "var" in t or "mso" in t for t in texts(data))


def test_meta_tags_reach_the_reader_as_printed():
    head = (
        '<title>年报-某县</title><meta name="ArticleTitle" content="某县2023年年报">'
        '<meta name=PubDate content="2024-01-31 09:00">'
    )
    meta = extract(page(BODY, head)).meta
    assert (meta["title"], meta["articletitle"], meta["pubdate"]) == ("年报-某县", "某县2023年年报", "2024-01-31 09:00")


def test_the_place_of_a_cell_is_a_path_that_finds_it():
    import lxml.html

    data = page(f"<div id=zoom>{BODY}</div>")
    cell = next(c for t in extract(data).tables() for c in t.cells if c.text == "\xa012")
    assert cell.place.path is not None
    found = lxml.html.fromstring(data).cssselect(cell.place.path)
    assert [e.text_content() for e in found] == ["\xa012"]


def test_an_error_page_under_the_name_of_a_document_says_so():
    with pytest.raises(ExtractError) as caught:
        extract(page("<h1>404 Not Found</h1><p>您访问的页面不存在</p>"), "report.doc")
    assert caught.value.reason == "error_page"


def test_a_short_report_that_mentions_an_error_is_not_an_error_page():
    assert "无法提供" in "".join(texts(page(BODY.replace("见表。", "无法提供的有系统错误404一件。"))))


def test_web_archives_saved_by_office_are_read():
    lines = [
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; boundary="x"',
        "",
        "--x",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        page(BODY).decode(),
        "--x--",
        "",
    ]
    part = "\r\n".join(lines)
    assert "一、总体情况" in texts(part.encode())


@pytest.mark.parametrize(
    "broken",
    [
        BODY.replace("<table>", "</body></html><html><body><table>"),
        BODY.replace("<table>", "</body></html><table>"),
        BODY.replace("<table>", "<div>" * 190 + "<table>"),
        BODY.replace("<table>", "<div>" * 600 + "<table>"),
        BODY.replace("<table>", "<font><span>" * 3000 + "<table>"),
        BODY.replace("<table>", "<o:p>" * 400 + "<table>"),
    ],
    ids=["pasted page", "early end", "deep", "too deep", "never closed", "names XML forbids"],
)
def test_markup_on_which_a_parser_gives_up_loses_no_cell(broken):
    data = page(f"<div><p>某县水利局2023年政府信息公开工作年度报告</p>{broken}</div>")
    assert grid(data) == grid(page(BODY))
    assert texts(data)[-1] == "无"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("38<sup>1</sup>", "38¹"),
        ("<del>9</del>38", "38"),
        ("<span style='text-decoration: line-through'>9</span>38", "38"),
        ("38<span style='visibility:hidden'>5</span>", "38"),
        ("38<i class=tip>5</i>", "38"),
        ("<input readonly value=38>", "38"),
    ],
)
def test_what_a_page_strikes_out_hides_or_raises_is_no_digit_of_a_number(cell, read):
    body = BODY.replace("<td>1 <td>", f"<td>{cell}<td>")
    assert grid(page(body, "<style>.tip, b.x {display:none}</style>"))[3][2] == read


@pytest.mark.parametrize(
    "held",
    [
        "<iframe srcdoc='{attribute}'></iframe>",
        "<input type=hidden value='{attribute}'>",
        "<object data='data:text/html;charset=utf-8,{quoted}'></object>",
        "<script type='text/template'><!--{plain}--></script>",
        "<script>var state = JSON.parse({twice})</script>",
        "<script>show(atob('{base64}'))</script>",
        "<textarea style='display:none'>{escaped}</textarea>",
        "<template>{plain}</template>",
        "<noscript>{plain}</noscript>",
        "<script type='text/html'>{plain}</script>",
        "<script>document.getElementById('c').innerHTML = {json};</script>",
        "<script>document.write(unescape('{percent}'));</script>",
        "<script type='text/xml'><record><![CDATA[{plain}]]></record></script>",
        "<div style='display:none'>{plain}</div>",
    ],
)
def test_a_report_that_only_a_script_would_show_is_found(held):
    plain = BODY.replace("\n", "")
    percent = "".join(f"%u{ord(c):04X}" for c in plain)
    content = held.format(
        plain=plain,
        escaped=html.escape(plain),
        attribute=html.escape(plain, quote=True),
        json=json.dumps(plain).replace("</", "<\\/"),
        percent=percent,
        quoted=quote(plain),
        twice=json.dumps(json.dumps({"content": plain})),
        base64=base64.b64encode(plain.encode()).decode(),
    )
    data = page(f"<h1>某县水利局2023年政府信息公开工作年度报告</h1><div id=c></div>{content}")
    assert "一、总体情况" in texts(data)
    assert grid(data)[3] == ["行政规范性文件", "３", "1", "\xa012"]


@pytest.mark.parametrize(("row", "cell"), [("div", "div"), ("ul", "li"), ("dl", "dd")])
def test_a_table_made_of_other_elements_keeps_its_empty_cells(row, cell):
    rows = [["第二十条第（一）项"], ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]]
    rows += [["规章", "0", "", "0"], ["行政规范性文件", "", "1", "12"]]
    drawn = "".join(f"<{row}>" + "".join(f"<{cell}>{t}</{cell}>" for t in line) + f"</{row}>" for line in rows)
    found = grid(page(BODY.replace(ARTICLES, f"<section>{drawn}</section>")))
    assert found[2:] == [["规章", "0", "", "0"], ["行政规范性文件", "", "1", "12"]]


def test_a_css_grid_is_read_where_its_cells_are_placed():
    cells = "".join(
        f"<div style='grid-row:{r};grid-column:{c} / span {w}'>{text}</div>"
        for r, c, w, text in [
            (1, 1, 3, "第二十条第（六）项"), (2, 1, 1, "信息内容"), (2, 2, 2, "本年处理决定数量"),
            (3, 1, 1, "行政处罚"), (3, 2, 2, "7"), (4, 1, 1, "行政强制"), (4, 2, 2, ""),
        ]
    )  # fmt: skip
    drawn = f"<div style='display:grid;grid-template-columns:repeat(3,1fr)'>{cells}</div>"
    assert grid(page(BODY.replace(ARTICLES, drawn)))[2:] == [["行政处罚", "7"], ["行政强制", ""]]


def test_tabs_in_preformatted_text_divide_its_cells():
    text = (
        "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t\t0\n行政规范性文件\t\t1\t12"
    )
    assert grid(page(BODY.replace(ARTICLES, f"<pre>{text}</pre>")))[-1] == ["行政规范性文件", "", "1", "12"]


def test_a_form_inside_a_table_does_not_take_its_rows_away():
    data = page(BODY.replace("<table>", "<table><form action=x><tbody>"))
    assert grid(data)[3] == ["行政规范性文件", "３", "1", "\xa012"]


def test_a_report_that_stands_in_one_table_has_its_text_beside_its_tables():
    rows = ARTICLES.removeprefix("<table>").removesuffix("</table>")
    sentence = "2023年，我局收到政府信息公开申请256件，都在法定期限内答复了申请人，没有一件引起行政复议或者行政诉讼。"
    text = f"<tr><td colspan=4>一、总体情况<tr><td colspan=4>{sentence}<tr><td colspan=4>二、主动公开政府信息情况"
    data = page(f"<table>{text}{rows}<tr><td colspan=4>六、其他需要报告的事项<tr><td colspan=4>无</table>")
    assert texts(data) == ["一、总体情况", sentence, "二、主动公开政府信息情况", "六、其他需要报告的事项", "无"]
    assert grid(data)[3] == ["行政规范性文件", "３", "1", "\xa012"]
