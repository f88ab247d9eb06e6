"""Changes of what is printed in cells and headings that leave every number readable."""

from collections.abc import Callable
from dataclasses import replace

from demo.hard.case import Draft
from demo.model import TrueSection
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
    if not draft.truth.form:
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


def _headings(draft: Draft) -> list[tuple[int, Text, TrueSection]]:
    """Return the headings that still stand as a paragraph of their own, with their place and section."""
    sections = {section.heading: section for section in draft.truth.sections}
    return [
        (n, item, sections[item.text])
        for n, item in enumerate(draft.paper.items)
        if isinstance(item, Text) and item.text in sections
    ]


def heading_numbers(draft: Draft) -> None:
    """Number the sections in another way: ``5、``, ``五．``, ``第五部分``, ``（五）`` or not at all."""
    style = draft.throw.one(("{n}、{t}", "{n}.{t}", "{c}．{t}", "{c}, {t}", "第{c}部分 {t}", "{t}"))
    for place, _, section in _headings(draft):
        number = section.number - 1
        title = section.heading.partition("、")[2]
        section.heading = style.format(n=number + 1, c="一二三四五六"[number], t=title)
        draft.paper.items[place] = Text(section.heading, "heading")


def plain_headings(draft: Draft) -> None:
    """Print headings as ordinary paragraphs, not marked in any way."""
    for place, item, _ in _headings(draft):
        draft.paper.items[place] = Text(item.text, "body")


def glued_heading(draft: Draft) -> None:
    """Glue a heading to the end of the paragraph before it."""
    chosen = [h for h in _headings(draft) if h[0] and isinstance(draft.paper.items[h[0] - 1], Text)][1:]
    if chosen:
        place, item, _ = draft.throw.one(chosen)
        before = draft.paper.items[place - 1]
        assert isinstance(before, Text)
        draft.paper.items[place - 1 : place + 1] = [Text(f"{before.text}{item.text}")]


def lost_heading(draft: Draft) -> None:
    """Lose a heading; its section's text cannot be told from the one before."""
    if found := _headings(draft):
        del draft.paper.items[draft.throw.one(found)[0]]
        draft.judged = False


def broken_heading(draft: Draft) -> None:
    """Break a long heading over two paragraphs."""
    long = [h for h in _headings(draft) if len(h[1].text) > 12]
    if not long:
        return
    place, item, _ = draft.throw.one(long)
    cut = draft.throw.randint(8, len(item.text) - 3)
    draft.paper.items[place : place + 1] = [Text(item.text[:cut], "heading"), Text(item.text[cut:], "heading")]
    draft.judged = False


def title_in_two_lines(draft: Draft) -> None:
    """Break the title before the year."""
    year = draft.paper.title.find(str(draft.truth.year))
    if year > 2:
        title = draft.paper.title
        draft.paper.title = title[:year]
        draft.paper.items.insert(0, Text(title[year:], "title"))


PRINTS: tuple[Callable[[Draft], None], ...] = (
    wide_digits,
    spaced_digits,
    thousands,
    units_in_cells,
    blanks_around,
    label_variants,
    label_spelling,
    heading_numbers,
    plain_headings,
    glued_heading,
    lost_heading,
    broken_heading,
    title_in_two_lines,
)
