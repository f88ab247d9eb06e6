"""RTF, workbooks, OpenDocument and text: what is particular to each."""

import io
import zipfile

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Side

from indexer.extract import extract


def rows(table) -> list[list[str]]:
    return [[c.text for c in row] for row in table.rows()]


def gbk(text: str) -> bytes:
    return b"".join(b"\\'%02x" % b if b > 127 else bytes([b]) for b in text.encode("gbk"))


def rtf(body: bytes) -> bytes:
    return b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 SimSun;}}{\\*\\generator x;}" + body + b"}"


def test_rtf_in_chinese_bytes_and_in_unicode_reads_the_same():
    data = rtf(b"{\\f0 " + gbk("一、总体情况") + b"}\\par\\uc1 \\u19968?\\u12289?\\u24635?\\par")
    assert [p.text for p in extract(data).paragraphs()] == ["一、总体情况", "一、总"]


def test_rtf_tables_have_their_merges():
    cells = b"\\trowd\\clvmgf\\cellx1000\\clmgf\\cellx2000\\clmrg\\cellx3000 \\intbl a\\cell b\\cell\\cell\\row"
    cells += b"\\trowd\\clvmrg\\cellx1000\\cellx2010\\cellx3000 \\intbl\\cell c\\cell d\\cell\\row\\pard after\\par"
    blocks = extract(rtf(cells))
    (table,) = blocks.tables()
    found = {c.text: (c.row, c.column, c.rowspan, c.colspan) for c in table.cells}
    assert found == {"a": (0, 0, 2, 1), "b": (0, 1, 1, 2), "c": (1, 1, 1, 1), "d": (1, 2, 1, 1)}
    assert [p.text for p in blocks.paragraphs()] == ["after"]


def workbook(fill) -> bytes:
    book = Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_cut_at_captions_and_prints_whole_numbers_without_a_point():
    def fill(sheet):
        sheet.title = "年报"
        sheet.append(["二、主动公开政府信息情况"])
        sheet.append(["规章", 3.0, 0.5, "００12", None])
        sheet.append(["行政许可", -15, 52288.028, 0, 1])

    blocks = extract(workbook(fill))
    assert [p.text for p in blocks.paragraphs()] == ["二、主动公开政府信息情况"]
    (table,) = blocks.tables()
    assert rows(table) == [["规章", "3", "0.5", "００12", ""], ["行政许可", "-15", "52288.028", "0", "1"]]
    assert table.cells[1].place.path == "年报!B2"


def test_a_last_row_that_is_drawn_and_left_empty_is_a_row():
    def fill(sheet):
        sheet.append(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"])
        for cell in sheet[2] if sheet.max_row > 1 else [sheet.cell(2, c) for c in range(1, 6)]:
            cell.border = Border(top=Side(style="thin"))

    (table,) = extract(workbook(fill)).tables()
    assert rows(table)[1] == ["", "", "", "", ""]


def test_markdown_tables_and_headings():
    text = "# 某县2023年年报\n\n| 信息内容 | 本年制发 |\n| --- | :-: |\n| 规章 | 0 |\n"
    text += "| 行政规范性文件<br>（件） | 3 |\n\n正文\n"
    blocks = extract(text.encode())
    (table,) = blocks.tables()
    assert rows(table) == [["信息内容", "本年制发"], ["规章", "0"], ["行政规范性文件\n（件）", "3"]]
    assert [(p.text, p.heading) for p in blocks.paragraphs()] == [("某县2023年年报", True), ("正文", False)]
    assert [c.place.line for c in table.cells] == [3, 3, 5, 5, 6, 6]


def test_open_document_spaces_spans_and_deleted_text():
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text><text:tracked-changes><text:p>旧</text:p>"
        '</text:tracked-changes><text:h>一、<text:s text:c="2"/>总体情况</text:h><table:table><table:table-row>'
        '<table:table-cell table:number-columns-spanned="2"><text:p>甲</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row><table:table-row>"
        '<table:table-cell table:number-columns-repeated="2"><text:p>0</text:p></table:table-cell></table:table-row>'
        "</table:table></office:text></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    blocks = extract(out.getvalue())
    (table,) = blocks.tables()
    assert [(p.text, p.heading) for p in blocks.paragraphs()] == [("一、  总体情况", True)]
    assert [(c.text, c.row, c.column, c.colspan) for c in table.cells] == [
        ("甲", 0, 0, 2),
        ("0", 1, 0, 1),
        ("0", 1, 1, 1),
    ]


def test_text_in_gbk_utf_16_and_with_a_mark_is_read():
    for encoding in ("gb18030", "utf-16", "utf-8-sig"):
        assert [p.text for p in extract("一、总体情况\n全年公开120条。\n".encode(encoding)).paragraphs()] == [
            "一、总体情况",
            "全年公开120条。",
        ]


def test_rtf_leaves_struck_text_out_and_raises_the_mark_of_a_note():
    (paragraph,) = extract(rtf(rb"{\strike 9}38{\super 1}\par")).paragraphs()
    assert paragraph.text == "38¹"


def test_open_document_leaves_struck_and_hidden_text_out_and_raises_the_mark_of_a_note():
    names = ["office", "text", "style", "fo"]
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    looks = {
        "S": 'style:text-line-through-style="solid"',
        "H": 'text:display="none"',
        "R": 'style:text-position="super 58%"',
    }
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
        for name, look in looks.items()
    )
    spans = '<text:span text:style-name="S">9</text:span>38<text:span text:style-name="R">1</text:span>'
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:text><text:p>{spans}<text:span text:style-name="H">5</text:span></text:p></office:text></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        container.writestr("content.xml", content)
    assert [p.text for p in extract(out.getvalue()).paragraphs()] == ["38¹"]


def test_a_hidden_sheet_is_not_read_and_runs_count_as_they_are_shown():
    def fill(book):
        sheet = book.active
        struck, raised = InlineFont(strike=True), InlineFont(vertAlign="superscript")
        sheet.append(["行政处罚", CellRichText(TextBlock(struck, "9"), "38", TextBlock(raised, "1"))])
        sheet.append(["行政强制", "0"])
        last_year = book.create_sheet("上年", 0)
        last_year.append(["行政处罚", "77"])
        last_year.sheet_state = "hidden"
        book.active = 1

    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    (table,) = extract(out.getvalue()).tables()
    assert rows(table) == [["行政处罚", "38¹"], ["行政强制", "0"]]


def test_a_sentence_in_a_row_of_its_own_is_text():
    def fill(sheet):
        sheet.append(["2021年，我单位共收到政府信息公开申请256件。"])
        sheet.append(["行政处罚", 38])

    assert [p.text for p in extract(workbook(fill)).paragraphs()] == ["2021年，我单位共收到政府信息公开申请256件。"]
