"""Originals of three sizes in every format, from one report of the demonstration world.  Called by ``run``.

Tables are the same in all; the text grows: a small office's report, what most offices write, and a
book of fifty pages.  DOC and XLS are made by LibreOffice and left out where it is not installed.
"""

from collections.abc import Callable, Iterator

from demo.dice import dice
from demo.hard import outside
from demo.paper import Paper, Text
from demo.typeset import docx, html, odt, ofd, pdf, rtf, xlsx
from demo.world import SEED, build

SIZES = {"small": 0, "normal": 3_000, "large": 60_000}
"""Size → the least number of characters of text; real reports of counties and districts have 1,300 to 3,400."""

_MAKERS: dict[str, Callable[[Paper], bytes]] = {
    "html": lambda paper: html.render(paper).encode(),
    "docx": docx.render,
    "odt": odt.render,
    "rtf": rtf.render,
    "pdf": pdf.render,
    "ofd": ofd.render,
    "doc": lambda paper: outside.doc(paper, dice("benchmark")),
    "xlsx": xlsx.render,
    "xls": lambda paper: outside.xls(paper, dice("benchmark")),
}


def originals() -> Iterator[tuple[str, str, bytes]]:
    """Yield (format, size, bytes)."""
    papers = {size: grown(characters) for size, characters in SIZES.items()}
    for kind, make in _MAKERS.items():
        for size, paper in papers.items():
            try:
                yield kind, size, make(paper)
            except outside.UnavailableError:
                break


def grown(characters: int) -> Paper:
    """Return a report whose paragraphs are repeated in their places until it has so many characters."""
    world = build(SEED)
    paper, _ = world.paper(next(d for d in world.reports() if d.truth and d.truth.cells and d.parent is None))
    written = sum(len(item.text) for item in paper.items if isinstance(item, Text))
    times = max(1, -(-characters // written))
    return Paper(
        paper.title,
        [
            again
            for item in paper.items
            for again in [item] * (times if isinstance(item, Text) and item.style == "body" else 1)
        ],
    )
