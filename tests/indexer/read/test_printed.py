"""What a cell prints: numbers, units, blanks, and what must stay words."""

import pytest

from indexer.read.printed import printed


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("0", 0, None),
        (" 20809 ", 20809, None),
        ("-15", -15, None),
        ("－15", -15, None),
        ("—15", -15, None),
        ("+102", 102, None),
        ("减15", -15, None),
        ("增 加 3", 3, None),
        ("1,234,567", 1234567, None),
        ("１，２３４", 1234, None),
        ("２ ０ ８", 208, None),
        ("18342件", 18342, "件"),
        ("251000元", 251000, "元"),
        ("52288.028万元", 52288.028, "万元"),
        ("52288.028萬元", 52288.028, "万元"),
        ("0.00", 0, None),
        ("\u00a03\u200b", 3, None),
        ("12\u202c", 12, None),
        ("38①", 38, None),
        ("38[1]", 38, None),
        ("0¹", 0, None),
        ("0（注2）", 0, None),
        ("251000元*", 251000, "元"),
    ],
)
def test_number_is_read_as_printed_and_its_unit_kept(text: str, number: float, unit: str | None) -> None:
    assert (printed(text).number, printed(text).unit) == (number, unit)


@pytest.mark.parametrize(
    "text", ["", " ", "\u3000", "-", "—", "——", "/", "／", "－", "\\", "无", "\n", "/\u200e", "单击此处输入文字。"]
)
def test_blank_is_never_a_zero(text: str) -> None:
    assert printed(text).kind == "blank"
    assert printed(text).number is None


@pytest.mark.parametrize("text", ["O", "l", "10²3", "¹", "约50", "12.5.3", "1,23", "3-5", "规章", "1\n2", "9" * 30])
def test_what_is_no_number_stays_words(text: str) -> None:
    assert printed(text).kind == "text"


def test_digits_wrapped_in_a_narrow_pdf_cell_are_one_number_but_two_lines_elsewhere_are_not() -> None:
    assert printed("2080\n9", joined=True).number == 20809
    assert printed("2080\n9").number is None


def test_leading_zeros_are_shown_as_printed() -> None:
    assert (printed("0012").number, printed("0012").raw, printed("0012").plain) == (12, "0012", False)
