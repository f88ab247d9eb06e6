"""Annexes of before 2019 in the ways offices fill them in: own columns, units in any place, lines left out.

Called by ``demo.hard.older``.  An annex is a list of `Entry`; a change works on the entries, a column adds cells
to each row, and a layout (``demo.hard.annex_layouts``) makes the table.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from demo.dice import Dice
from demo.model import TrueLine
from indexer.report import Number


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an annex: how deep it stands, its number and label as printed, unit, number and what is printed."""

    depth: int
    number: str
    label: str
    unit: str
    value: Number | None
    text: str

    @property
    def is_heading(self) -> bool:
        """Whether the line has no number of its own."""
        return not self.unit

    @property
    def true(self) -> TrueLine:
        """What a perfect reader finds."""
        return TrueLine(self.label, self.value, self.unit)


@dataclass(slots=True)
class Sheet:
    """An annex in the making: its entries, the columns around the label and the number, and the steps taken."""

    entries: list[Entry]
    year: int
    throw: Dice
    key: str = "annex"
    before: list[Callable[[int, Entry], str]] = field(default_factory=list)
    between: list[tuple[str, Callable[[int, Entry], str]]] = field(default_factory=list)
    after: list[tuple[str, Callable[[int, Entry], str]]] = field(default_factory=list)
    units: str = "column"
    value_head: str = "统计数"
    value_last: bool = True


def lines_left_out(sheet: Sheet) -> None:
    """Leave out some lines, the sum above its parts among them."""
    gone = {n for n, e in enumerate(sheet.entries) if not e.is_heading and sheet.throw.chance(0.12)}
    sheet.entries = [e for n, e in enumerate(sheet.entries) if n not in gone]


def empty_values(sheet: Sheet) -> None:
    """Leave values empty, or print a dash or slash for them: some, or nearly all."""
    mark = sheet.throw.one(("", "", "—", "/", "-", "无"))
    share = sheet.throw.one((0.1, 0.3, 0.8))
    sheet.entries = [
        replace(e, value=None, text=mark) if not e.is_heading and sheet.throw.chance(share) else e
        for e in sheet.entries
    ]


def own_lines(sheet: Sheet) -> None:
    """Add lines of the office's own."""
    for label, unit in (
        ("其中：移动客户端公开政府信息数", "条"),
        ("公开栏公开信息数", "条"),
        ("政务服务热线答复数", "次"),
    ):
        place = sheet.throw.randrange(1, len(sheet.entries))
        value = sheet.throw.randint(0, 500)
        sheet.entries.insert(place, Entry(2, "", label, unit, value, str(value)))


def other_numbers(sheet: Sheet) -> None:
    """Number the lines in another way: letters, circles, brackets, or not at all."""
    style = sheet.throw.one(("ABCDEFGHIJKLMN", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭", "abcdefghijklmn", "", "brackets", "dots"))
    out: list[Entry] = []
    count = 0
    for e in sheet.entries:
        count = count + 1 if e.depth == 2 else 0
        if not style:
            out.append(replace(e, number=""))
        elif e.depth != 2 or not count:
            out.append(e)
        elif style == "brackets":
            out.append(replace(e, number=f"（{count}）"))
        elif style == "dots":
            out.append(replace(e, number=f"1.{count} "))
        else:
            out.append(replace(e, number=style[min(count, 14) - 1] + ("." if style[0].isalpha() else "")))
    sheet.entries = out


def units_in_labels(sheet: Sheet) -> None:
    """Print the unit in brackets behind the label, in no column."""
    sheet.units = "label"


def units_in_values(sheet: Sheet) -> None:
    """Print the unit behind the number."""
    sheet.units = "value"


def unit_column_last(sheet: Sheet) -> None:
    """Print the column of units behind the numbers."""
    sheet.units = "last"


def codes(sheet: Sheet) -> None:
    """Print the code of every line between label and unit."""
    sheet.between.append((sheet.throw.one(("代码", "指标代码", "序号")), lambda n, e: f"{n + 1:02d}"))


def serials(sheet: Sheet) -> None:
    """Print a serial number before every line."""
    sheet.before.append(lambda n, e: str(n + 1))


def last_year_too(sheet: Sheet) -> None:
    """Print the number of the year before in a column of its own, before or behind this year's."""
    old = [str(sheet.throw.randint(0, 60)) for _ in range(200)]
    year = sheet.year
    heads = sheet.throw.one(
        ((f"{year}年", f"{year - 1}年"), ("本年数", "上年数"), ("本年度", "历年累计"), ("本期", "上年同期"))
    )
    sheet.value_head = heads[0]
    sheet.after.append((heads[1], lambda n, e: "" if e.is_heading else old[n]))
    sheet.value_last = sheet.throw.chance(0.5)


def range_in_head(sheet: Sheet) -> None:
    """Print the span of time above the numbers."""
    if sheet.after:
        return
    year = sheet.year
    sheet.value_head = sheet.throw.one(
        (f"统计数（{year}年1月1日—{year}年12月31日）", f"{year}年度", f"{year}.1-{year}.12", f"{year}年1-12月", "数值")
    )


def remarks(sheet: Sheet) -> None:
    """Add a column for remarks, nearly empty."""
    some = sheet.throw.chance(0.5)
    sheet.after.append(("备注", lambda n, e: "含下属单位" if some and n % 17 == 5 else ""))


CHANGES: tuple[Callable[[Sheet], None], ...] = (lines_left_out, empty_values, own_lines, other_numbers)
COLUMNS: tuple[Callable[[Sheet], None], ...] = (
    units_in_labels,
    units_in_values,
    unit_column_last,
    codes,
    serials,
    last_year_too,
    range_in_head,
    remarks,
)
