"""Hanweb columns: the first rows as XML inside a script, the rest from ``dataproxy.jsp``."""

from html import escape

from demo.model import Column, Document, PortalSite
from demo.pages.frame import page

PROXY = "/module/web/jpage/dataproxy.jsp"


def column_page(site: PortalSite, column: Column, rows: list[Document]) -> str:
    """Return the column's page with its first rows."""
    records = _records(rows[: site.rows])
    script = (
        f'<div id="{1000 + len(column.key)}"></div><script type="text/xml"><datastore>\n<nextgroup><![CDATA['
        f'<a href="{PROXY}?page=1&appid=1&webid=7&path=/&columnid={column.path}&unitid=41{column.path[-3:]}"></a>]]>'
        f"</nextgroup>\n<recordset>\n{records}</recordset>\n</datastore></script>\n"
        "<script>\n$(function(){ $('#1').jpage({"
        f"proxyUrl:'{PROXY}', perPage:{site.rows}, totalRecord:{len(rows)}, groupSize:1, "
        f"ajaxParam:{{col:1,appid:1,webid:7,path:'/',columnid:{column.path},sourceContentType:1,"
        f"unitid:'41{column.path[-3:]}',webname:'{site.title}',permissiontype:0}} }}); }});\n</script>"
    )
    return page(site, column.title, f"<h2>{column.title}</h2>\n{script}", {"ColumnName": column.title})


def proxy_answer(rows: list[Document], start: int, end: int) -> str:
    """Return the XML of the rows ``start`` to ``end``, both counted from 1 and inclusive."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n<datastore>\n<nextgroup></nextgroup>\n"
        f"<totalrecord>{len(rows)}</totalrecord>\n<recordset>\n{_records(rows[max(0, start - 1) : end])}</recordset>\n"
        "</datastore>\n"
    )


def _records(rows: list[Document]) -> str:
    return "".join(
        f'<record><![CDATA[<li><a target="_blank" title="{escape(row.link_text)}" href="{row.path}">'
        f"{escape(row.link_text)}</a><span>{row.published.isoformat()}</span></li>]]></record>\n"
        for row in rows
    )
