"""PDF tables: over page breaks, with rows cut in two, open at the sides, on turned pages."""

import io

import pypdfium2 as pdfium
import pytest
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from indexer.extract import extract, pdf_page
from indexer.extract.untold import is_garbled

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WIDTHS = [150, 60, 60, 60]


class Sheet:
    """Draws tables row by row, from the top."""

    def __init__(self, size=(595, 842), rotate=0):
        self.out = io.BytesIO()
        self.page = canvas.Canvas(self.out, pagesize=size)
        self.height = size[1]
        if rotate:
            self.page.setPageRotation(rotate)

    def text(self, x, y, text, size=10.5):
        self.page.setFont(FONT, size)
        self.page.drawString(x, self.height - y, text)

    def table(self, top, rows, sides=True, high=24, edges=None):
        xs = edges or [60 + sum(WIDTHS[:n]) for n in range(len(WIDTHS) + 1)]
        for n in range(len(rows) + 1):
            y = self.height - top - n * high
            self.page.line(xs[0], y, xs[-1], y)
        for x in xs if sides else xs[1:-1]:
            self.page.line(x, self.height - top, x, self.height - top - len(rows) * high)
        for n, row in enumerate(rows):
            for x, text in zip(xs, row, strict=False):
                for i, line in enumerate(text.split("\n")):
                    self.text(x + 4, top + n * high + 11 + 11 * i, line, 9)

    def next(self):
        self.page.showPage()

    def blocks(self):
        self.page.save()
        return extract(self.out.getvalue())


def rows(table) -> list[list[str]]:
    return [[c.text.replace("\n", "") for c in row] for row in table.rows()]


HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
FIRST = ["规章", "1", "2", "3"]
SECOND = ["行政规范性文件", "4", "5", "6"]


def test_a_table_over_a_page_break_is_one_and_its_repeated_header_is_dropped():
    sheet = Sheet()
    sheet.table(700, [HEAD, FIRST])
    sheet.text(290, 820, "- 1 -")
    sheet.next()
    sheet.table(60, [HEAD, SECOND])
    (table,) = sheet.blocks().tables()
    assert rows(table) == [HEAD, FIRST, SECOND]
    assert [c.place.page for c in table.cells if c.text in {"3", "6"}] == [1, 2]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["2.其他法律行政法", "7", "8", "9"], ["规禁止公开", "", "", ""]),
        (["2.其他法律行政法", "", "", ""], ["规禁止公开", "7", "8", "9"]),
        (["2.其他法律行政法规禁止公开", "", "", ""], ["", "7", "8", "9"]),
        (["2.其他法律行政法", "7", "", ""], ["规禁止公开", "", "8", "9"]),
    ],
)
def test_a_row_that_a_page_break_cuts_is_one_row(above, below):
    sheet = Sheet()
    sheet.table(700, [HEAD, above])
    sheet.next()
    sheet.table(60, [below, SECOND])
    (table,) = sheet.blocks().tables()
    assert rows(table) == [HEAD, ["2.其他法律行政法规禁止公开", "7", "8", "9"], SECOND]


@pytest.mark.parametrize(
    "below",
    [
        ["3.危及“三安全一稳定”", "", "", ""],
        ["行政强制", "0", "0", "0"],
        ["4", "5", "6", "7"],
        ["", "5", "", "7"],
    ],
)
def test_a_new_row_after_a_page_break_stays_a_row(below):
    sheet = Sheet()
    sheet.table(700, [HEAD, FIRST])
    sheet.next()
    sheet.table(60, [below, SECOND])
    (table,) = sheet.blocks().tables()
    assert rows(table) == [HEAD, FIRST, below, SECOND]


def test_numbers_under_headings_are_no_second_line_of_them():
    sheet = Sheet()
    sheet.table(700, [["结果维持", "结果纠正", "其他结果", "总计"]])
    sheet.next()
    sheet.table(60, [["3", "0", "0", "3"]])
    (table,) = sheet.blocks().tables()
    assert rows(table) == [["结果维持", "结果纠正", "其他结果", "总计"], ["3", "0", "0", "3"]]


def test_a_table_without_lines_at_its_sides_keeps_its_outer_columns():
    sheet = Sheet()
    sheet.table(100, [HEAD, FIRST, SECOND], sides=False)
    (table,) = sheet.blocks().tables()
    assert rows(table) == [HEAD, FIRST, SECOND]


def test_a_blank_cell_is_there_and_blank():
    sheet = Sheet()
    sheet.table(100, [HEAD, ["规章", "1", "", "3"], SECOND])
    (table,) = sheet.blocks().tables()
    assert rows(table)[1] == ["规章", "1", "", "3"]


def test_a_turned_page_is_read_as_it_is_shown():
    sheet = Sheet(rotate=90)
    sheet.page.translate(595, 0)
    sheet.page.rotate(90)
    sheet.height = 595
    sheet.table(100, [HEAD, FIRST])
    (table,) = sheet.blocks().tables()
    assert rows(table) == [HEAD, FIRST]


def test_a_table_drawn_sideways_on_an_upright_page_is_read_upright_and_placed_as_shown():
    sheet = Sheet()
    sheet.page.translate(595, 0)
    sheet.page.rotate(90)
    sheet.height = 595
    sheet.table(100, [HEAD, FIRST])
    (table,) = sheet.blocks().tables()
    assert rows(table) == [HEAD, FIRST]
    box = table.cells[0].place.box  # its left edge is 60 points above the page's lower edge
    assert (round(box[0]), round(box[3])) == (100, 842 - 60)


def test_a_mark_across_the_page_and_hidden_text_are_not_in_the_numbers():
    sheet = Sheet()
    sheet.table(100, [HEAD, FIRST])
    sheet.page.saveState()
    sheet.page.translate(200, 600)
    sheet.page.rotate(35)
    sheet.page.setFont(FONT, 40)
    sheet.page.drawString(0, 0, "内部资料2023")
    sheet.page.restoreState()
    sheet.page.setFillGray(1)
    sheet.text(220, 135, "8")
    (table,) = sheet.blocks().tables()
    assert rows(table) == [HEAD, FIRST]


def test_white_text_on_a_dark_cell_is_read():
    sheet = Sheet()
    sheet.page.rect(60, 842 - 124, 330, 24, stroke=0, fill=1)
    sheet.page.setFillGray(1)
    sheet.table(100, [HEAD], high=24)
    sheet.page.setFillGray(0)
    sheet.table(124, [FIRST])
    (table,) = sheet.blocks().tables()
    assert rows(table) == [HEAD, FIRST]


@pytest.mark.parametrize("style", ["dashed", "dots", "double", "cells apart"])
def test_lines_of_any_kind_are_ruling_lines(style):
    sheet = Sheet()
    draw = sheet.page.line

    def dashed(x0, y0, x1, y1):
        step = 1.5 if style == "dots" else 4
        long = 0.75 if style == "dots" else 2
        for n in range(int((max(x1 - x0, y0 - y1)) / step)):
            size = (long, 0.75) if x1 > x0 else (0.75, long)
            sheet.page.rect(x0 + (n * step if x1 > x0 else 0), y0 - (0 if x1 > x0 else n * step), *size, 0, 1)

    def double(x0, y0, x1, y1):
        gap = 2.2 if style == "double" else 4
        for off in (0, gap):
            draw(x0 + (off if x0 == x1 else 0), y0 - (off if y0 == y1 else 0), x1 + (off if x0 == x1 else 0),
                 y1 - (off if y0 == y1 else 0))  # fmt: skip

    sheet.page.line = dashed if style in ("dashed", "dots") else double
    sheet.table(100, [HEAD, FIRST, SECOND])
    (table,) = sheet.blocks().tables()
    assert table.exact
    assert rows(table) == [HEAD, FIRST, SECOND]


def test_cells_that_are_white_boxes_on_a_dark_ground_are_a_table():
    sheet = Sheet()
    sheet.page.rect(59, 842 - 100 - 73, 332, 74, stroke=0, fill=1)
    sheet.page.setFillGray(1)
    for r in range(3):
        for c, width in enumerate(WIDTHS):
            sheet.page.rect(60 + sum(WIDTHS[:c]), 842 - 100 - 24 * r - 23, width - 1, 23, stroke=0, fill=1)
    sheet.page.setFillGray(0)
    sheet.page.line = lambda *_: None
    sheet.table(100, [HEAD, ["规章", "", "2", ""], SECOND])
    (table,) = sheet.blocks().tables()
    assert table.exact
    assert rows(table) == [HEAD, ["规章", "", "2", ""], SECOND]


@pytest.mark.parametrize("turn", [0, 90])
def test_a_character_takes_the_same_room_whatever_fonts_the_machine_has(turn):
    sheet = Sheet()
    sheet.page.translate(300, 400)
    sheet.page.rotate(turn)
    sheet.text(0, 842, "一信“口1。", 10)
    sheet.blocks()
    document = pdfium.PdfDocument(sheet.out.getvalue())
    glyphs = pdf_page.drawn(document[0], 1).sheet.glyphs
    assert "".join(g[4] for g in glyphs) == "一信“口1。"
    assert len({round(g[3] - g[1], 1) for g in glyphs}) == 1  # of a font that was found, each has its own ink


def test_page_numbers_and_running_heads_are_not_in_the_text():
    sheet = Sheet()
    for number in range(1, 5):
        sheet.text(230, 40, "某县水利局年度报告", 9)
        sheet.text(80, 120, f"第{number}段正文，主动公开信息{number}条。")
        sheet.text(280, 820, f"第 {number} 页 共 4 页", 9)
        sheet.next()
    assert [p.text for p in sheet.blocks().paragraphs()] == [f"第{n}段正文，主动公开信息{n}条。" for n in range(1, 5)]


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart():
    sheet = Sheet()
    sheet.text(60 + 21, 100, "一、总体情况")
    sheet.text(60 + 21, 120, "全年通过门户网站主动公开政府信息一百二十条其中规范性文件三件政策解读材料")
    sheet.text(60, 140, "九件公开目录和指南均已更新答复依申请公开四件办结率为百分之百未收到投诉和")
    sheet.text(60, 160, "举报。")
    sheet.text(60 + 21, 180, "二、主动公开政府信息情况")
    found = [p.text for p in sheet.blocks().paragraphs()]
    assert len(found) == 3
    assert found[1].endswith("未收到投诉和举报。")


def test_text_of_which_nothing_can_be_known_is_told_from_text():
    def glyphs(text):
        return [(0.0, 0.0, 1.0, 1.0, char, 10.0) for char in text]

    said = "一、总体情况全年收到申请，上年结转，主动公开，“新媒体”答复率统计" * 5
    assert is_garbled(glyphs("\ue001\ue002" * 50))
    assert is_garbled(glyphs("".join(chr(ord(char) + 1) for char in said)))
    assert is_garbled(glyphs(said + "\ufffd" * 20))
    assert is_garbled(glyphs(said + "ÁÊÂÆÃ" * 4))
    assert not is_garbled(glyphs("一、总体情况2023\ue001" * 20))
    assert not is_garbled(glyphs("本年度主動公開政府資訊，收到申請並答覆，無結轉" * 5))


@pytest.mark.parametrize("told", [lambda n: 48 + (n - 47) % 10, lambda n: 0, lambda n: 0xE000 + n])
def test_digits_of_a_font_that_tells_others_or_none_are_neither_numbers_nor_blank(monkeypatch, told):
    make = ttfonts.makeToUnicodeCMap
    monkeypatch.setattr(
        ttfonts, "makeToUnicodeCMap", lambda name, subset: make(name, [told(n) if 48 <= n < 58 else n for n in subset])
    )
    pdfmetrics.registerFont(ttfonts.TTFont("Vera", "Vera.ttf"))
    sheet = Sheet()
    sheet.table(60, [HEAD, ["规章", "", "", ""]])
    sheet.page.setFont("Vera", 9)
    for x, number in ((220, "18"), (280, "609")):
        sheet.page.drawString(x, 842 - 95, number)
    blocks = sheet.blocks()
    (table,) = blocks.tables()
    _, one, other, blank = rows(table)[1]
    assert one and other and not blank
    assert not any(char.isdigit() for char in one + other)


@pytest.mark.parametrize("font", ["Vera", "Helvetica", "Times-Roman", "Courier"])
def test_digits_are_told_by_a_font_that_is_there_and_by_standard_fonts_without_widths(font):
    pdfmetrics.registerFont(ttfonts.TTFont("Vera", "Vera.ttf"))
    sheet = Sheet()
    sheet.table(60, [HEAD, ["规章", "", "", ""]])
    sheet.page.setFont(font, 8)
    sheet.page.drawString(214, 842 - 95, "2468013579")
    (table,) = sheet.blocks().tables()
    assert rows(table)[1] == ["规章", "2468013579", "", ""]


def test_radicals_that_share_the_glyphs_of_characters_are_those_characters():
    sheet = Sheet()
    sheet.text(60, 100, "云泽省⼈⺠政府")
    assert [p.text for p in sheet.blocks().paragraphs()] == ["云泽省人民政府"]


def test_the_rim_of_tables_within_cells_is_no_row_of_blanks():
    sheet = Sheet()
    sheet.table(60, [HEAD, FIRST])
    for n, number in enumerate(SECOND[1:]):  # the label beside them has one cell for both rows
        x = 210 + 60 * n
        sheet.page.rect(x, 842 - 132, 60, 24)
        sheet.page.line(x, 842 - 114, x + 60, 842 - 114)
        sheet.text(x + 4, 126, number, 9)
    sheet.page.rect(60, 842 - 132, 150, 24)
    sheet.text(64, 120, SECOND[0], 9)
    (table,) = sheet.blocks().tables()
    assert rows(table) == [HEAD, FIRST, SECOND]


@pytest.mark.parametrize("x", [216, 240, 372])
def test_a_number_printed_over_the_edge_of_its_cell_leaves_open_what_it_touches(x):
    sheet = Sheet()
    sheet.table(60, [HEAD, FIRST, ["行政规范性文件", "", "", ""]])
    sheet.text(x, 119, "1234567890123456", 9)
    (table,) = sheet.blocks().tables()
    assert rows(table)[1] == FIRST
    touched = [text for text in rows(table)[2][1:] if text]
    assert touched and not any(text.isdigit() for text in touched)


def test_a_table_without_any_ruling_line_keeps_its_blank_columns():
    sheet = Sheet()
    xs = [60, 250, 310, 370, 430, 490]
    heads = ["", "自然人", "商业企业", "科研机构", "其他", "总计"]
    body = [
        ["一、本年新收", "5", "", "", "1", "6"],
        ["二、上年结转", "0", "", "", "0", "0"],
        ["（七）总计", "5", "", "", "1", "6"],
    ]
    for n, row in enumerate([heads, *body]):
        for x, text in zip(xs, row, strict=True):
            sheet.text(x - 4.5 * len(text) if x > 60 else x, 100 + 20 * n, text, 9)
    (table,) = sheet.blocks().tables()
    assert [row[-6:] for row in rows(table)][1:] == body


def test_numbers_of_neighbouring_columns_without_lines_stay_apart():
    sheet = Sheet()
    xs = [60, 250, 266, 282, 298, 314]
    body = [
        ["一、本年新收", "7", "2", "1", "8", "168"],
        ["二、上年结转", "1", "2", "3", "4", "10"],
        ["（一）予以公开", "5", "0", "0", "1", "6"],
        ["（二）部分公开", "3", "0", "0", "2", "5"],
    ]
    for n, row in enumerate([["", "自", "商", "科", "其", "总"], *body]):
        for x, text in zip(xs, row, strict=True):
            sheet.text(x - 2.25 * len(text) if x > 60 else x, 100 + 20 * n, text, 9)
    (table,) = sheet.blocks().tables()
    assert [row[-6:] for row in rows(table)][1:] == body


def test_sentences_with_space_around_their_numbers_are_no_table():
    sheet = Sheet()
    said = [
        ["例》编制，数据统计时间自 ", "2025", "年", "1", "月", "1", "日起至", "2025", "年", "12", "月"],
        ["31", "日止，全年收到申请", "12", "件，上年结转", "3", "件，办结", "14", "件，结转下年度", "1", "件。"],
        ["全年主动公开信息", "358", "条，其中网站", "208", "条、新媒体", "150", "条，回应留言", "41", "条。"],
    ]
    for n, line in enumerate(said):
        x = 60.0
        for piece in line:
            sheet.text(x, 100 + 22 * n, piece)
            x += pdfmetrics.stringWidth(piece, FONT, 10.5) + 3.5
    blocks = sheet.blocks()
    assert not list(blocks.tables())
    assert "".join(p.text for p in blocks.paragraphs()).replace(" ", "") == "".join(map("".join, said)).replace(" ", "")
