"""TRS static lists: rows in the page, ``createPageHTML`` for the pager (page two is ``index_1``)."""

from html import escape

from demo.model import Column, Document, PortalSite
from demo.pages.frame import page


def list_pages(site: PortalSite, column: Column, rows: list[Document]) -> dict[str, str]:
    """Return path → page for every page of the column, the folder's own address included."""
    suffix = "shtml" if site.charset != "utf-8" else "html"
    total = max(1, -(-len(rows) // site.rows))
    pages: dict[str, str] = {}
    for number in range(total):
        shown = rows[number * site.rows : (number + 1) * site.rows]
        items = "\n".join(_row(column, document) for document in shown)
        pager = (
            f'<div class="page"><script language="JavaScript">createPageHTML({total}, {number}, "index", "{suffix}");'
            "</script></div>"
        )
        main = f'<h2>{column.title}</h2>\n<ul class="list">\n{items}\n</ul>\n{pager}'
        text = page(site, column.title, main, {"ColumnName": column.title}, _SCRIPT)
        pages[f"{column.path}index{f'_{number}' if number else ''}.{suffix}"] = text
        if not number:
            pages[column.path] = text
    return pages


def _row(column: Column, document: Document) -> str:
    address = "./" + document.path.removeprefix(column.path)
    text = document.link_text
    shown = text if len(text) < 30 else f"{text[:27]}..."
    return (
        f'<li><a href="{address}" target="_blank" title="{escape(text)}">{escape(shown)}</a>'
        f"<span>{document.published.isoformat()}</span></li>"
    )


_SCRIPT = '<script src="/images/createPageHTML.js"></script>\n'
