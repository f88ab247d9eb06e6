"""Two manifestations of one report → findings: where its HTML and its DOC print different numbers.

Called by ``indexer.ingest`` with stored reports (JSON of docs/data.md).  A difference is a finding of its own
kind: either the office published two texts or one of them was misread; it is never reported as the office's broken sum.
"""

from typing import Any

from indexer.check.words import cell_name, shown
from indexer.check.years import value
from indexer.forms import forms
from indexer.report import Finding

SHOWN = 5
"""Differences that the message spells out; all cells are in ``Finding.cells``."""


def compare(best: dict[str, Any], other: dict[str, Any]) -> list[Finding]:
    """Return at most one finding that names the cells in which two readings of the same report differ."""
    form = forms().get(best["form"] or "")
    if form is None or best["form"] != other["form"]:
        return []
    pairs = [(path, value(best, path), value(other, path)) for path, _, _ in form.cells()]
    differing = [(path, a, b) for path, a, b in pairs if a is not None and b is not None and abs(a - b) > 1e-6]
    if not differing:
        return []
    zh = "；".join(f"{cell_name(form, p)}：{shown(a)} / {shown(b)}" for p, a, b in differing[:SHOWN])
    en = "; ".join(f"{cell_name(form, p, english=True)}: {shown(a)} / {shown(b)}" for p, a, b in differing[:SHOWN])
    more, more_en = (
        ("", "") if len(differing) <= SHOWN else (f" 等 {len(differing)} 处", f" and {len(differing)} in all")
    )
    kinds = f"{best['format']} / {other['format']}"
    return [
        Finding(
            "manifestations",
            f"同一报告的两份原件（{kinds}）数字不一致，请核对原件：{zh}{more}",
            f"Two originals of this report ({kinds}) print different numbers, please compare them: {en}{more_en}",
            [path for path, _, _ in differing],
            severity="warning",
        )
    ]
