"""What is around a report on a portal's page: declared metas, navigation, the article's head, footer.

Called by ``demo.world``; both families use it with containers of their own.
"""

from html import escape

from demo.model import MARK, Document, PortalSite

_BANNER = f'<div class="demo-mark" role="note">【演示】{MARK}</div>'


def page(site: PortalSite, title: str, main: str, metas: dict[str, str] | None = None, head: str = "") -> str:
    """Return a whole page of the portal."""
    declared = "".join(f'<meta name="{key}" content="{escape(value)}">\n' for key, value in (metas or {}).items())
    columns = "".join(f'<li><a href="{column_url(site, n)}">{c.title}</a></li>' for n, c in enumerate(site.columns))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{site.charset}">\n'
        f'<title>{escape(title)}-{site.title}</title>\n<meta name="SiteName" content="{site.title}">\n'
        f'<meta name="SiteIDCode" content="{site.code}0001">\n{declared}{head}</head>\n<body>\n{_BANNER}\n'
        f'<div class="header"><a href="/">{site.title}</a><ul class="nav">{columns}'
        '<li><a href="/zwgk/guide.html">政府信息公开指南</a></li><li><a href="/jact/mailbox.html">领导信箱</a></li>'
        "</ul></div>\n"
        f'<div class="main">\n{main}\n</div>\n'
        f'<div class="footer">主办：{site.title}　网站标识码：{site.code}0001　'
        f'<a href="/about.html">关于我们</a> {MARK}</div>\n'
        "</body>\n</html>\n"
    )


def column_url(site: PortalSite, number: int) -> str:
    """Return the path of the first page of a column."""
    path = site.columns[number].path
    return path if site.family == "trs" else f"/col/col{path}/index.html"


def home(site: PortalSite) -> str:
    """Return the home page."""
    links = "".join(f'<p><a href="{column_url(site, n)}">{c.title}</a></p>' for n, c in enumerate(site.columns))
    return page(site, "首页", f"<h1>{site.title}</h1>\n<h2>政府信息公开年报</h2>\n{links}")


def article(site: PortalSite, document: Document, title: str, content: str) -> str:
    """Return the page of a report, or one that carries it as an attachment."""
    column = next(c for c in site.columns if c.key == document.column)
    stamp = f"{document.published.isoformat()} 09:{document.year % 60:02d}"
    metas = {
        "ColumnName": column.title,
        "ColumnType": "政府信息公开年报",
        "ArticleTitle": title,
        "PubDate": stamp,
        "ContentSource": site.title,
    }
    trail = f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; {column.title}</div>'
    if site.family == "trs":
        body = (
            f'<div class="article"><h1>{escape(title)}</h1>\n<div class="info">发布时间：{stamp}　来源：{site.title}　'
            '字号：[大 中 小]　<span id="hits">浏览次数：</span></div>\n'
            f'<div class="view TRS_UEDITOR trs_paper_default"><div class="TRS_Editor">\n{content}\n</div></div></div>'
        )
    else:
        body = (
            f'<table class="layout" width="100%"><tr><td class="title">{escape(title)}</td></tr><tr><td>'
            f"发布日期：{document.published.isoformat()}　信息来源：{site.title}</td></tr></table>"
            f'<div id="zoom" class="article-content"><!--ZJEG_RSS.content.begin-->\n{content}\n'
            "<!--ZJEG_RSS.content.end--></div>"
        )
    related = '<div class="related"><h4>相关链接</h4><ul><li><a href="/zwgk/guide.html">公开指南</a></li></ul></div>'
    return page(site, title, f"{trail}\n{body}\n{related}", metas)


def attachment_links(files: list[tuple[str, str]]) -> str:
    """Return the list of attachments; ``files`` are (relative address, text)."""
    items = "".join(f'<p>附件：<a href="{path}">{escape(text)}</a></p>' for path, text in files)
    return f'<div class="attachments">{items}</div>'
