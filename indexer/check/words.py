"""How cells and identities are called in messages, in Chinese and English.  Called by the checks."""

from functools import cache

from indexer.forms import Column, Form, Row, Table, forms
from indexer.report import CellPath, Number

CHECKS = {
    "H1": (
        "本年新收加上年结转应等于办理结果总计加结转下年度",
        "new + carried over must equal results + carried to next year",
    ),
    "H2": ("办理结果总计应等于各项办理结果之和", "the total of results must equal the sum of the results"),
    "H3": ("总计应等于各类申请人之和", "the total must equal the sum of the applicants"),
    "H4": ("总计应等于各种结果之和", "the total must equal the sum of the outcomes"),
    "H5": ("应为不小于零的整数", "must be a whole number of at least zero"),
}
"""Check → what it demands, in Chinese and English."""


@cache
def _places(form: str) -> dict[CellPath, tuple[Table, Row, Column]]:
    return {path: (table, row, column) for table in forms()[form].tables for path, row, column in table.cells()}


def cell_name(form: Form, path: CellPath, *, english: bool = False) -> str:
    """Return e.g. "三、（三）4.保护第三方合法权益 × 商业企业"."""
    _, row, column = _places(form.form)[path]
    if english:
        return f"{row.label_en} × {column.label_en}"
    group = row.groups[-1] if row.groups else ""
    short = group.split("）")[0] + "）" if "）" in group else group
    label = row.label if not short or row.label.startswith(short) else f"{short}{row.label}"
    return f"{label} × {column.label}"


def shown(number: Number | None, *, english: bool = False) -> str:
    """Return a number as messages print it."""
    if number is None:
        return "blank" if english else "空白"
    return f"{number:.10g}" if isinstance(number, float) else str(number)
