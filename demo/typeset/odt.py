"""A paper as ODT: merged cells with covered cells behind them.  Written with zipfile alone."""

from xml.sax.saxutils import escape

from demo.paper import Box, Grid, Paper, Text
from demo.typeset.docx import pack

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_MIME = "application/vnd.oasis.opendocument.text"


def render(paper: Paper) -> bytes:
    """Return the file."""
    items: list[Text | Grid] = [Text(paper.title, "title"), *paper.items]
    body = "".join(_grid(item, n) if isinstance(item, Grid) else _paragraph(item) for n, item in enumerate(items))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_OASIS}:office:1.0" '
        f'xmlns:text="{_OASIS}:text:1.0" xmlns:table="{_OASIS}:table:1.0" office:version="1.2">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return pack({"mimetype": _MIME, "content.xml": content, "META-INF/manifest.xml": manifest})


def _paragraph(text: Text) -> str:
    if text.style in ("title", "heading"):
        return f'<text:h text:outline-level="1">{_spans(text.text)}</text:h>'
    return f"<text:p>{_spans(text.text)}</text:p>"


def _spans(text: str) -> str:
    half = len(text) // 2
    return f"<text:span>{escape(text[:half])}</text:span>{escape(text[half:])}"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<text:line-break/>")


def _grid(grid: Grid, number: int) -> str:
    owner: dict[tuple[int, int], Box] = {}
    for box in grid.boxes:
        for row in range(box.row, box.row + box.rowspan):
            for column in range(box.column, box.column + box.colspan):
                owner[row, column] = box
    rows = []
    for row in range(grid.height):
        cells = ""
        for column in range(grid.width):
            found = owner.get((row, column))
            if found is None:
                cells += "<table:table-cell/>"
            elif (found.row, found.column) == (row, column):
                cells += (
                    f'<table:table-cell table:number-rows-spanned="{found.rowspan}" '
                    f'table:number-columns-spanned="{found.colspan}"><text:p>{_lines(found.text)}</text:p>'
                    "</table:table-cell>"
                )
            else:
                cells += "<table:covered-table-cell/>"
        rows.append(f"<table:table-row>{cells}</table:table-row>")
    columns = f'<table:table-column table:number-columns-repeated="{grid.width}"/>'
    return f'<table:table table:name="T{number}">{columns}{"".join(rows)}</table:table>'
