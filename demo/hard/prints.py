"""Changes of what is printed in cells that leave every number readable."""

from collections.abc import Callable
from dataclasses import replace

import opencc

from demo.hard.case import Draft
from demo.paper import Box, Text
from indexer.forms import forms

_WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


def _values(draft: Draft, change: Callable[[str], str], share: float) -> None:
    """Apply ``change`` to the print of ``share`` of the values."""
    for grid in draft.grids():
        grid.boxes = [
            replace(box, text=change(box.text))
            if box.path and box.text and box.text[-1].isdigit() and draft.throw.chance(share)
            else box
            for box in grid.boxes
        ]


def wide_digits(draft: Draft) -> None:
    """Print digits in full width."""
    _values(draft, lambda text: text.translate(_WIDE), 1.0)


def spaced_digits(draft: Draft) -> None:
    """Put blanks between the digits of some numbers, as justified typesetting does."""
    _values(draft, lambda text: " ".join(text), 0.3)


def thousands(draft: Draft) -> None:
    """Print separators of thousands."""
    mark = draft.throw.one((",", "，"))

    def print_(text: str) -> str:
        whole, dot, rest = text.partition(".")
        return f"{int(whole):,}".replace(",", mark) + dot + rest if whole.lstrip("-").isdigit() else text

    _values(draft, print_, 1.0)


def units_in_cells(draft: Draft) -> None:
    """Print 件 behind counts of table two."""
    for grid in draft.grids("active_disclosure"):
        grid.boxes = [
            replace(b, text=f"{b.text}件") if b.path and b.path[-1] == "decisions" and b.text else b for b in grid.boxes
        ]


def blanks_around(draft: Draft) -> None:
    """Put white space of several kinds around values."""
    _values(draft, lambda text: draft.throw.one((f" {text}", f"{text}\u3000", f"\u00a0{text}\u00a0", f"{text} ")), 0.6)


def label_variants(draft: Draft) -> None:
    """Print another known wording of some labels."""
    if draft.truth.form not in forms():
        return
    known = {row.label: row.variants for table in forms()[draft.truth.form].tables for row in table.rows}
    for grid in draft.grids():
        grid.boxes = [_variant(draft, box, known.get(box.text, ())) for box in grid.boxes]


def _variant(draft: Draft, box: Box, variants: tuple[str, ...]) -> Box:
    if box.path or not variants or draft.throw.chance(0.4):
        return box
    chosen = draft.throw.one(variants)
    return replace(box, text=chosen)


def label_spelling(draft: Draft) -> None:
    """Print labels with other punctuation: half-width brackets, 、 for a full stop, blanks inside."""
    brackets = draft.throw.chance(0.6)
    stop = draft.throw.one((".", "．", "、"))
    for grid in draft.grids():
        boxes = []
        for box in grid.boxes:
            text = box.text
            if box.path is None:
                text = text.replace("（", "(").replace("）", ")") if brackets else text
                text = text[0] + stop + text[2:] if text[:1].isdigit() and text[1:2] == "." else text
                text = text[:4] + " " + text[4:] if len(text) > 8 and draft.throw.chance(0.2) else text
            boxes.append(replace(box, text=text))
        grid.boxes = boxes


def spaced_labels(draft: Draft) -> None:
    """Put blanks between the characters of short labels (规　章), as justified cells do."""
    mark = draft.throw.one((" ", "\u3000", "  "))
    for grid in draft.grids():
        grid.boxes = [
            replace(b, text=mark.join(b.text))
            if b.path is None and 2 <= len(b.text) <= 3 and not b.text.isdigit()
            else b
            for b in grid.boxes
        ]


def upright_labels(draft: Draft) -> None:
    """Print the labels above the columns of tables three and four from top to bottom, a character a line."""
    for key in ("requests", "litigation"):
        for grid in draft.grids(key):
            first = min((b.row for b in grid.boxes if b.path), default=0)
            grid.boxes = [
                replace(b, text="\n".join(b.text)) if b.row < first and 2 < len(b.text) < 9 else b for b in grid.boxes
            ]


def signs(draft: Draft) -> None:
    """Print the sign of changes in another way: +3, 增3, 减2, −2."""
    plus, minus = draft.throw.one((("+", "-"), ("增", "减"), ("增加", "减少"), ("＋", "－"), ("", "−")))
    for grid in draft.grids("active_disclosure"):
        boxes = []
        for box in grid.boxes:
            text = box.text
            if box.path and box.path[-1] == "change_this_year" and text.lstrip("-").isdigit() and text != "0":
                text = f"{minus}{text[1:]}" if text[0] == "-" else f"{plus}{text}"
            boxes.append(replace(box, text=text))
        grid.boxes = boxes


def fee_unit_in_cell(draft: Draft) -> None:
    """Print 万元 behind the amount of fees as well."""
    for grid in draft.grids("active_disclosure"):
        grid.boxes = [
            replace(b, text=f"{b.text}万元") if b.path and b.path[-1] == "fee_amount" and b.text else b
            for b in grid.boxes
        ]


def traditional(draft: Draft) -> None:
    """Print the whole report in traditional characters."""
    convert = opencc.OpenCC("s2t").convert
    for grid in draft.grids():
        grid.boxes = [replace(b, text=convert(b.text)) for b in grid.boxes]
    draft.paper.title = convert(draft.paper.title)
    draft.paper.items = [Text(convert(i.text), i.style) if isinstance(i, Text) else i for i in draft.paper.items]
    for section in draft.truth.sections:
        section.heading, section.narrative = convert(section.heading), convert(section.narrative)
    draft.truth.annex = [replace(line, label=convert(line.label)) for line in draft.truth.annex]
    draft.truth.agency = convert(draft.truth.agency)


PRINTS: tuple[Callable[[Draft], None], ...] = (
    wide_digits,
    spaced_digits,
    thousands,
    units_in_cells,
    blanks_around,
    label_variants,
    label_spelling,
    spaced_labels,
    upright_labels,
    signs,
    fee_unit_in_cell,
    traditional,
)
