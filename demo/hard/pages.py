"""A paper on the pages that CMSs really make: layout tables, unclosed and unquoted markup, lines divided by ``<br>``.

Called by ``demo.hard.cases``.
"""

from collections.abc import Callable
from html import escape

from demo.dice import Dice
from demo.hard.case import Draft
from demo.paper import Grid, Paper, Text
from demo.typeset import html, word_html

_NAVIGATION = (
    '<div class="top"><a href="/">首页</a> <a href="/zwgk/">政务公开</a> <a href="/fw/">办事服务</a>'
    '<a href="/hd/">互动交流</a></div><div class="left"><ul><li><a href="/a/">政府信息公开指南</a></li>'
    '<li><a href="/b/">政府信息公开制度</a></li><li><a href="/c/">法定主动公开内容</a></li>'
    '<li><a href="/d/">政府信息公开年报</a></li><li><a href="/e/">依申请公开</a></li></ul></div>'
)
_FOOTER = '<div class="foot"><p>主办单位：办公室　备案号：00000000号　<a href="/map.html">网站地图</a></p></div>'


def clean(draft: Draft) -> str:
    """The usual page: navigation, an article, a footer."""
    return _page(draft, f'<div class="content">{html.render(draft.paper)}</div>')


def word(draft: Draft) -> str:
    """Content pasted from Word."""
    return _page(draft, f'<div id="zoom">{word_html.render(draft.paper, draft.throw)}</div>')


def layout_tables(draft: Draft) -> str:
    """The whole page in tables for layout, three deep."""
    inner = html.render(draft.paper)
    return _page(
        draft,
        '<table width="1000"><tr><td colspan="2">政府信息公开</td></tr><tr><td width="200">栏目导航<br>年度报告</td>'
        f'<td><table><tr><td><table class="content"><tr><td>{inner}</td></tr></table></td></tr></table></td></tr>'
        "</table>",
    )


def unclosed(draft: Draft) -> str:
    """Upper-case tags, no end tags for cells and rows, attributes without quotes."""
    return _page(draft, f"<DIV CLASS=nr>{_loose(draft.paper)}</DIV>")


def broken_lines(draft: Draft) -> str:
    """Paragraphs divided by ``<br>`` in one element, tables between."""
    parts = [
        _in_divs(item) if isinstance(item, Grid) else f"&nbsp;&nbsp;&nbsp;&nbsp;{escape(item.text)}<br />"
        for item in draft.paper.items
    ]
    return _page(draft, f'<div class="article">{"".join(parts)}</div>')


def header_cells(draft: Draft) -> str:
    """Tables with ``thead`` and ``th``, every value in a ``div`` within its cell."""
    parts = [_in_divs(item) if isinstance(item, Grid) else html.render(Paper("", [item])) for item in draft.paper.items]
    return _page(draft, f"<article>{''.join(parts)}</article>")


def _loose(paper: Paper) -> str:
    out = []
    for item in paper.items:
        if isinstance(item, Text):
            out.append(f"<P align=left>{escape(item.text)}")
        else:
            rows = "".join(
                "<TR>" + "".join(f"<TD{_bare(b.rowspan, b.colspan)}>{html.lines(b.text)}" for b in row)
                for row in item.rows()
            )
            out.append(f"<TABLE border=1>{rows}</TABLE>")
    return "\n".join(out)


def _bare(rowspan: int, colspan: int) -> str:
    return html.spans(rowspan, colspan).replace('"', "")


def _in_divs(grid: Grid) -> str:
    first = min((b.row for b in grid.boxes if b.path), default=0)
    rows = [
        "<tr>"
        + "".join(
            f"<th{html.spans(b.rowspan, b.colspan)}>{html.lines(b.text)}</th>"
            if b.row < first
            else f"<td{html.spans(b.rowspan, b.colspan)}><div><span>{html.lines(b.text)}</span></div></td>"
            for b in row
        )
        + "</tr>"
        for row in grid.rows()
    ]
    return f"<table><thead>{''.join(rows[:first])}</thead><tbody>{''.join(rows[first:])}</tbody></table>"


def _page(draft: Draft, content: str) -> str:
    lines = [escape(line) for line in draft.paper.title.split("\n")]
    title = draft.throw.one(("<br>".join(lines), "</h1><h1>".join(lines)))
    head = draft.throw.one(
        (f"<h1>{title}</h1>", f'<div class="title"><h1>{title}</h1></div>', f"<h1><b>{title}</b></h1>")
    )
    day = draft.throw.one(("", "<p>发布日期：2024-01-30 浏览次数：1024 字号：大 中 小</p>"))
    return (
        f"<html><head><title>{''.join(lines)}</title></head><body>{_NAVIGATION}"
        f"<div class=main>{head}{day}{content}</div>{_FOOTER}</body></html>"
    )


def join_title(draft: Draft) -> None:
    """Put a title's second line to its first: a page prints both in its head, before the day of publication."""
    first = draft.paper.items[0]
    if isinstance(first, Text) and first.style == "title":
        draft.paper.title += f"\n{first.text}"
        del draft.paper.items[0]


def encoded(text: str, throw: Dice) -> bytes:
    """Return the page as UTF-8, or as GBK that calls itself gb2312."""
    if throw.chance(0.25):
        return text.replace(
            "<head>", '<head><meta http-equiv=Content-Type content="text/html; charset=gb2312">', 1
        ).encode("gb18030")
    return text.replace("<head>", '<head><meta charset="utf-8">', 1).encode()


LAYOUTS: tuple[Callable[[Draft], str], ...] = (clean, word, layout_tables, unclosed, broken_lines, header_cells)
