"""How cells and identities are called in messages, in Chinese and English.  Called by the checks."""

from functools import cache

from indexer.forms import Column, Form, Row, Table, forms
from indexer.report import CellPath, Number

SIDES = {
    "H1": (
        ("本年新收加上年结转", "办理结果总计加结转下年度"),
        ("new plus carried over", "results plus carried to next year"),
    ),
    "H2": (("办理结果总计", "各项办理结果之和"), ("the total of results", "the sum of the results")),
    "H3": (("总计", "各类申请人之和"), ("the total", "the sum of the applicants")),
    "H4": (("总计", "各种结果之和"), ("the total", "the sum of the outcomes")),
}
"""Check → what its two sides are called, in Chinese and English; they must be equal."""
COUNT = ("应为不小于零的整数", "must be a whole number of at least zero")
"""What H5 demands."""


@cache
def _places(form: str) -> dict[CellPath, tuple[Table, Row, Column]]:
    return {path: (table, row, column) for table in forms()[form].tables for path, row, column in table.cells()}


def cell_name(form: Form, path: CellPath, *, english: bool = False) -> str:
    """Return e.g. "（三）4.保护第三方合法权益 × 商业企业"."""
    _, row, column = _places(form.form)[path]
    return f"{row_name(row, english=english)} × {column.label_en if english else column.label}"


def row_name(row: Row, *, english: bool = False) -> str:
    """Return e.g. "（三）4.保护第三方合法权益", without the explanation in brackets that some labels have."""
    if english:
        return row.label_en
    group = row.groups[-1] if row.groups else ""
    short = group.split("）")[0] + "）" if "）" in group and group.startswith("（") else group
    label = row.label if len(row.label) < _LONGEST_LABEL else row.label.split("（区分")[0].split("、行政机关")[0]
    if not short or label.startswith((short, "（")):
        return label
    return f"{short}{label}" if len(short) < len("（十一）") else f"{short} {label}"


_LONGEST_LABEL = 20


def shown(number: Number | None, *, english: bool = False) -> str:
    """Return a number as messages print it."""
    if number is None:
        return "blank" if english else "空白"
    return f"{number:.10g}" if isinstance(number, float) else str(number)
