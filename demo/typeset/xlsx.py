"""A paper's title, headings and tables as XLSX, under each other on one sheet, with merged cells.

Written with zipfile alone; ``scripts/make_office_originals.py`` has an office suite make XLS files of these.
"""

from xml.sax.saxutils import escape

from demo.paper import Box, Grid, Paper
from demo.typeset.docx import pack

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def render(paper: Paper) -> bytes:
    """Return the file."""
    boxes = _boxes(paper)
    lines: dict[int, list[Box]] = {}
    for box in boxes:
        lines.setdefault(box.row, []).append(box)
    rows = "".join(
        f'<row r="{number + 1}">{"".join(map(_cell, sorted(line, key=lambda b: b.column)))}</row>'
        for number, line in sorted(lines.items())
    )
    merged = [
        f'<mergeCell ref="{_name(b.row, b.column)}:{_name(b.row + b.rowspan - 1, b.column + b.colspan - 1)}"/>'
        for b in boxes
        if b.rowspan > 1 or b.colspan > 1
    ]
    return pack(
        {
            "[Content_Types].xml": (
                f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
                f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
            ),
            "_rels/.rels": _relation(f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": (
                f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
                '<sheet name="年度报告" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": _relation(f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": (
                f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>'
                f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells></worksheet>'
            ),
        }
    )


def _boxes(paper: Paper) -> list[Box]:
    out = [Box(paper.title, 0, 0, 1, 10)]
    line = 1
    for item in paper.items:
        if isinstance(item, Grid):
            out += [Box(b.text, b.row + line, b.column, b.rowspan, b.colspan, b.path) for b in item.boxes]
            line += item.height + 1
        elif item.style in ("heading", "sign"):
            out.append(Box(item.text, line, 0, 1, 10))
            line += 1
    return out


def _cell(box: Box) -> str:
    place = _name(box.row, box.column)
    if box.path is not None and box.text.isascii() and box.text.replace(".", "", 1).lstrip("-").isdigit():
        return f'<c r="{place}"><v>{box.text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(box.text)}</t></is></c>' if box.text else ""


def _name(row: int, column: int) -> str:
    return f"{chr(65 + column)}{row + 1}"


def _relation(kind: str, target: str) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )
