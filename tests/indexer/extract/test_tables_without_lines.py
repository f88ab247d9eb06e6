"""PDF tables without ruling lines: labels, rows and columns from the words of the forms and from where things stand."""

import pytest

from tests.indexer.extract.test_pdf_tables import Sheet, rows

HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
XS = [220, 262, 306, 350, 412, 474, 510]
LONG = ["1.申请人无正当理由", "逾期不补正、行政机", "关不再处理其政府信", "息公开申请"]


def draw(sheet, top, *lines):
    """Draw lines of (x, text) pairs, 12 points apart."""
    for n, line in enumerate(lines):
        for x, text in line:
            sheet.text(x, top + 12 * n, text, 9)


def numbers(*values, right=False):
    return [(x + (30 - 4.5 * len(v) if right else 0), v) for x, v in zip(XS, values, strict=True) if v]


def heads():
    return list(zip(XS, HEADS, strict=True))


def value_rows(sheet) -> dict[str, list[str]]:
    found = {}
    for table in sheet.blocks().tables():
        for row in rows(table):
            words = [text for text in row if any("一" <= c <= "鿿" for c in text)]
            if words and len(row) > len(HEADS):
                found[words[-1]] = row[-len(HEADS) :]
    return found


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_label_of_many_lines_has_the_numbers_beside_any_of_its_lines(at):
    sheet = Sheet()
    draw(sheet, 80, heads(), [(60, "（一）予以公开"), *numbers(*"1234567")])
    draw(sheet, 110, *[[(60, text), *(numbers(*"7654321") if n == at else [])] for n, text in enumerate(LONG)])
    draw(sheet, 164, [(60, "3.其他"), *numbers(*"0000000")])
    found = value_rows(sheet)
    assert found["".join(LONG)] == list("7654321")
    assert found["3.其他"] == list("0000000")


def test_headings_that_touch_are_still_a_column_each():
    sheet = Sheet()
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    draw(sheet, 80, [(60 + 36 * n, name) for n, name in enumerate(names)])
    draw(sheet, 96, [(74 + 36 * n, value) for n, value in enumerate("20103")])
    (table,) = sheet.blocks().tables()
    assert rows(table) == [names, list("20103")]


def test_blank_columns_are_known_by_the_headings_beside_them():
    sheet = Sheet()
    body = {
        "一、本年新收": ("12", "", "", "", "", "3", "15"),
        "（一）予以公开": ("8", "", "", "", "", "", "8"),
        "（七）总计": ("9", "", "", "", "", "3", "12"),
    }
    draw(sheet, 80, heads(), *[[(60, label), *numbers(*values, right=True)] for label, values in body.items()])
    found = value_rows(sheet)
    assert {label: found[label] for label in body} == {label: list(values) for label, values in body.items()}


def test_headings_at_the_end_of_a_page_tell_the_columns_of_the_next():
    sheet = Sheet()
    draw(sheet, 800, heads())
    sheet.next()
    values = ("5", "", "1", "", "", "", "6")
    draw(sheet, 60, [(60, "一、本年新收"), *numbers(*values)], [(60, "二、上年结转"), *numbers(*values)])
    assert value_rows(sheet)["二、上年结转"] == list(values)


def test_a_label_cut_by_a_page_end_is_one_row_though_headings_and_page_number_stand_between():
    sheet = Sheet()
    draw(sheet, 80, heads(), [(60, "一、本年新收"), *numbers(*"1234567")], [(60, "4.保护第三"), *numbers(*"7654321")])
    sheet.text(280, 800, "— 3 —", 9)
    sheet.next()
    draw(sheet, 80, heads(), [(60, "方合法权益")], [(60, "5.属于三类内部事务信息"), *numbers(*"0000000")])
    (table,) = sheet.blocks().tables()
    found = {row[0].replace("\n", ""): row[1:] for row in rows(table)}
    assert found["4.保护第三方合法权益"] == list("7654321")
    assert found["5.属于三类内部事务信息"] == list("0000000")
    pages = {cell.text: cell.place.page for cell in table.cells if cell.text in {"7", "0"}}
    assert pages == {"7": 1, "0": 2}


def test_a_number_that_a_page_end_breaks_is_never_half_a_number():
    sheet = Sheet()
    draw(sheet, 80, heads(), [(60, "一、本年新收"), *numbers("12", *"234567")])
    sheet.next()
    sheet.text(XS[0], 60, "34", 9)
    draw(sheet, 100, [(60, "（一）予以公开"), *numbers(*"1234567")])
    assert value_rows(sheet)["一、本年新收"][0] != "12"


def test_a_box_around_a_table_without_lines_hides_nothing():
    sheet = Sheet()
    sheet.page.rect(50, sheet.height - 160, 500, 100)
    draw(sheet, 80, heads(), [(60, "一、本年新收"), *numbers(*"1234567")], [(60, "（七）总计"), *numbers(*"7654321")])
    assert value_rows(sheet)["（七）总计"] == list("7654321")


def test_the_rest_of_a_table_with_other_columns_keeps_its_numbers_apart():
    sheet = Sheet()
    draw(
        sheet, 80, heads(), [(60, "一、本年新收"), *numbers(*"1234567")], [(60, "（一）予以公开"), *numbers(*"1111111")]
    )
    rest = [[(60, label), *[(400 + 20 * n, v) for n, v in enumerate(values)]] for label, values in
            (("3.其他", "7654321"), ("（七）总计", "2222222"))]  # fmt: skip
    draw(sheet, 122, *rest)
    assert value_rows(sheet)["3.其他"] == list("7654321")


def test_a_label_with_wrong_letters_is_one_row_with_its_numbers():
    sheet = Sheet()
    damaged = ["1.申请人无正当埋由", "逾期不补正、行政机", "关不冉处理其政信", "息公开申清"]
    draw(sheet, 80, heads(), [(60, "（一）予以公开"), *numbers(*"1234567")])
    draw(sheet, 110, *[[(60, text), *(numbers(*"7654321") if n == 1 else [])] for n, text in enumerate(damaged)])
    draw(sheet, 164, [(60, "3.其他"), *numbers(*"0000000")])
    assert value_rows(sheet)["".join(damaged)] == list("7654321")


def test_a_number_below_another_is_no_second_half_of_it_where_wider_ones_stand_on_one_line():
    sheet = Sheet()
    draw(sheet, 80, heads(), [(60, "一、本年新收"), *numbers("208", *"234567")])
    draw(sheet, 110, [(60, "（一）予以公开"), *numbers(*"1234567")], [(XS[0], "2")])
    assert value_rows(sheet)["（一）予以公开"][0] not in {"12", "21"}


def test_the_box_of_a_number_frames_that_number():
    sheet = Sheet()
    draw(sheet, 80, heads(), [(60, "一、本年新收"), *numbers(*"1234567")], [(60, "（七）总计"), *numbers(*"7654321")])
    cells = [c for t in sheet.blocks().tables() for c in t.cells if c.text.isdigit()]
    assert len(cells) == 14
    for cell in cells:
        x0, top, x1, bottom = cell.place.box
        assert any(abs(x - x0) < 1 and x1 - x < 6 for x in XS)
        assert any(top < y - 3 < bottom < y + 3 for y in (92, 104))


def printed_twice(across, down):
    sheet = Sheet()
    body = [heads(), [(60, "一、本年新收"), *numbers(*"1234567")], [(60, "（一）予以公开"), *numbers(*"2345678")]]
    draw(sheet, 80, *body, [(60, "（七）总计"), *numbers(*"7654321")])
    moved = [[(x + across, text) for x, text in line] for line in body]
    draw(sheet, 80 + down, *moved, [(60 + across, "（七）总计"), *numbers_at(across, "7654321")])
    return sheet


def numbers_at(across, values):
    return [(x + across, value) for x, value in zip(XS, values, strict=True)]


def test_print_that_is_doubled_to_look_bold_is_read_once():
    found = value_rows(printed_twice(0.6, 0.4))
    assert found["（一）予以公开"] == list("2345678") and found["（七）总计"] == list("7654321")


@pytest.mark.parametrize("move", [(0, 3), (4, 5), (2, 8), (0, 12)])
def test_a_page_that_is_printed_over_itself_tells_no_number_and_says_why(move):
    blocks = printed_twice(*move).blocks()
    texts = [cell.text for table in blocks.tables() for cell in table.cells]
    assert not [text for text in texts if text.replace("\n", "").isdigit()]
    assert any("printed over itself" in note for note in blocks.notes)


@pytest.mark.parametrize(("below", "rows_"), [(130, 2), (94, 1)])
def test_an_empty_row_below_headings_is_there_where_it_has_room(below, rows_):
    sheet = Sheet()
    draw(sheet, 80, heads())
    sheet.text(60, below, "五、存在的主要问题及改进情况", 9)
    (table,) = sheet.blocks().tables()
    assert len(rows(table)) == rows_
