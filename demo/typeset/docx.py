"""A paper as DOCX: merged cells by gridSpan and vMerge, digits in runs of their own, a footer.

Written with zipfile alone; the bytes depend on nothing but the paper.
"""

import io
import re
import zipfile
from xml.sax.saxutils import escape

from demo.model import MARK
from demo.paper import Box, Grid, Paper, Text

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RUNS = re.compile(r"\d+|[^\d\n]+|\n")
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/footer1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>'
)


def render(paper: Paper) -> bytes:
    """Return the file."""
    body = [_paragraph(Text(paper.title, "title"))]
    body += [_grid(item) if isinstance(item, Grid) else _paragraph(item) for item in paper.items]
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_NAMESPACE}" '
        f'xmlns:r="{_OFFICE}"><w:body>{"".join(body)}<w:sectPr><w:footerReference w:type="default" r:id="rId1"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1134" w:bottom="1440" w:left="1134" '
        'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    footer = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr xmlns:w="{_NAMESPACE}">'
        f"<w:p><w:r><w:t>{MARK}</w:t></w:r></w:p></w:ftr>"
    )
    return pack(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relations(f"{_OFFICE}/officeDocument", "word/document.xml"),
            "word/document.xml": document,
            "word/_rels/document.xml.rels": _relations(f"{_OFFICE}/footer", "footer1.xml"),
            "word/footer1.xml": footer,
        }
    )


def pack(members: dict[str, str] | dict[str, bytes]) -> bytes:
    """Return a ZIP file of ``members`` with fixed times, so that equal members give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def _relations(kind: str, target: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )


def _runs(text: str, size: int, bold: bool) -> str:
    weight = "<w:b/>" if bold else ""
    look = f'<w:rPr><w:rFonts w:eastAsia="仿宋"/>{weight}<w:sz w:val="{size}"/></w:rPr>'
    return "".join(f'<w:r>{look}<w:t xml:space="preserve">{escape(run)}</w:t></w:r>' for run in _RUNS.findall(text))


def _paragraph(text: Text) -> str:
    place = {"title": "center", "sign": "right"}.get(text.style, "both")
    size = 44 if text.style == "title" else 30
    runs = _runs(text.text, size, text.style in ("title", "heading", "subheading"))
    return f'<w:p><w:pPr><w:jc w:val="{place}"/></w:pPr>{runs}</w:p>'


def _grid(grid: Grid) -> str:
    width = 9638 // grid.width
    columns = f'<w:gridCol w:w="{width}"/>' * grid.width
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = "".join(f"<w:tr>{''.join(_cells(line, number))}</w:tr>" for number, line in enumerate(_covering(grid)))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="9638" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl><w:p/>"
    )


def _covering(grid: Grid) -> list[list[Box]]:
    """Return for each row the boxes that stand in it, begun there or above, left to right."""
    lines: list[list[Box]] = [[] for _ in range(grid.height)]
    for box in sorted(grid.boxes, key=lambda b: b.column):
        for line in lines[box.row : box.row + box.rowspan]:
            line.append(box)
    return lines


def _cells(line: list[Box], number: int) -> list[str]:
    out = []
    for box in line:
        span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
        merge = ""
        if box.rowspan > 1:
            merge = '<w:vMerge w:val="restart"/>' if box.row == number else "<w:vMerge/>"
        text = _runs(box.text, 21, False) if box.row == number else ""
        out.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{text}</w:p></w:tc>")
    return out
