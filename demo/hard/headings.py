"""Changes of headings, title and text around the tables; the numbers stay as they are."""

from collections.abc import Callable

from demo.hard.case import Draft
from demo.model import TrueSection
from demo.paper import Box, Grid, Text


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


def run_in_heading(draft: Draft) -> None:
    """Print a heading and the first paragraph of its section in one paragraph."""
    found = [h for h in _headings(draft) if h[0] + 1 < len(draft.paper.items)]
    found = [h for h in found if isinstance(draft.paper.items[h[0] + 1], Text)]
    if found:
        place, item, _ = draft.throw.one(found)
        after = draft.paper.items[place + 1]
        assert isinstance(after, Text)
        mark = draft.throw.one(("。", "\u3000", " ", "："))
        draft.paper.items[place : place + 2] = [Text(f"{item.text}{mark}{after.text}")]
        draft.judged = False


def contents(draft: Draft) -> None:
    """Print a table of contents before the report."""
    found = _headings(draft)
    lines = [Text(item.text + draft.throw.one(("", "……1"))) for _, item, _ in found]
    place = found[0][0] if found else 0
    draft.paper.items[place:place] = [Text("目录"), *lines]
    draft.judged = False


def other_table(draft: Draft) -> None:
    """Put a table of the office's own into section one: labels of the statutory tables, other numbers."""
    found = [place for place, _, section in _headings(draft) if section.number == 2]
    if found:
        labels = draft.throw.some(
            ("行政规范性文件", "行政许可", "行政处罚", "新收申请", "予以公开", "政务微信", "总计"), 4
        )
        rows = [("公开内容", "数量（条）"), *((label, str(draft.throw.randint(1, 900))) for label in labels)]
        boxes = [Box(text, row, column) for row, cells in enumerate(rows) for column, text in enumerate(cells)]
        draft.paper.items.insert(found[0], Grid("other", boxes))


HEADINGS: tuple[Callable[[Draft], None], ...] = (
    heading_numbers,
    plain_headings,
    glued_heading,
    lost_heading,
    broken_heading,
    title_in_two_lines,
    run_in_heading,
    contents,
    other_table,
)
