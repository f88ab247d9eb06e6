"""Makes hard cases: a report of the world, some changes and damage, one format.  Called by ``demo.hard.__main__``.

The same seed and number give the same case.
"""

import copy
from collections.abc import Callable, Iterator
from functools import cache

from demo.dice import dice
from demo.hard import damage, flatten, headings, older, outside, pages, prints, shapes
from demo.hard.case import Case, Draft
from demo.model import Document
from demo.paper import Paper
from demo.typeset import docx, odt, ofd, pdf, rtf, xlsx
from demo.world import SEED, World, build

FORMATS = {"html": 30, "txt": 30, "docx": 12, "pdf": 10, "odt": 6, "rtf": 6, "xlsx": 6, "ofd": 5}
"""Format → its share of the cases."""

KINDS = {"statutory": 8, "annex": 1, "tables": 1}
"""Kind → its share: the tables of 2019 and 2021, the annex of 2014, the small tables of 2008-2013."""

_OLDER: dict[str, Callable[[Draft], None]] = {"annex": older.annex_of_2014, "tables": older.tables_of_2008}

_BYTES: dict[str, Callable[[Paper], bytes]] = {
    "docx": docx.render,
    "pdf": pdf.render,
    "odt": odt.render,
    "xlsx": xlsx.render,
    "ofd": ofd.render,
}
_NOT_FLAT = {
    prints.upright_labels,
    shapes.spacer_column,
    shapes.empty_rows,
    prints.spaced_digits,
    shapes.unmerge_sideways,
    shapes.subtotal_column,
}
"""Changes that leave no trace in flattened text, or that nobody could undo there."""

_NOT_ON_SHEETS = {
    headings.glued_heading,
    headings.broken_heading,
    headings.title_in_two_lines,
    headings.other_table,
    headings.contents,
    headings.run_in_heading,
    shapes.caption,
}


@cache
def _world() -> tuple[World, list[Document]]:
    world = build(SEED)
    return world, [d for d in world.reports() if d.truth and d.truth.cells and d.parent is None]


@cache
def _old() -> list[Document]:
    world, _ = _world()
    return [d for d in world.reports() if d.truth and not d.truth.cells and d.parent is None]


def cases(count: int, seed: int = 1, formats: tuple[str, ...] = (), kinds: tuple[str, ...] = ()) -> Iterator[Case]:
    """Yield ``count`` cases, of ``formats`` and ``kinds`` only where these are given."""
    for number in range(count):
        yield case(number, seed, formats, kinds)


def case(number: int, seed: int = 1, formats: tuple[str, ...] = (), kinds: tuple[str, ...] = ()) -> Case:
    """Return case ``number``."""
    throw = dice("hard", seed, number)
    world, documents = _world()
    shares_of = {name: KINDS[name] for name in kinds} if kinds else KINDS
    kind = throw.choices(list(shares_of), list(shares_of.values()))[0]
    document = throw.one(documents if kind == "statutory" else _old())
    paper, truth = world.paper(document)
    draft = Draft(paper, copy.deepcopy(truth), throw)
    shares = {name: FORMATS.get(name, 1) for name in formats} if formats else FORMATS
    format = throw.choices(list(shares), list(shares.values()))[0]
    if kind != "statutory":
        _OLDER[kind](draft)
    _change(draft, format)
    name, data = _typeset(draft, format)
    return Case(
        f"{number}:{document.id}:{format}:{'+'.join(draft.steps)}",
        name,
        format,
        data,
        draft.truth,
        frozenset(draft.open_cells),
        draft.judged
        and format not in ("pdf", "ofd", "xlsx", "xls", "scan")
        and not (format == "txt" and "local_rows" in draft.steps),
        tuple(draft.steps),
    )


def _change(draft: Draft, format: str) -> None:
    throw = draft.throw
    kinds: list[tuple[tuple[Callable[[Draft], None], ...], tuple[float, ...]]] = [
        (shapes.SHAPES, (0.5, 0.35, 0.15)),
        (prints.PRINTS, (0.35, 0.4, 0.25)),
        (headings.HEADINGS, (0.5, 0.35, 0.15)),
        (damage.DAMAGES, (0.75, 0.25)),
        (damage.FLAT_DAMAGES if format == "txt" else (), (0.8, 0.2)),
    ]
    for choices, weights in kinds:
        for step in throw.some(choices, throw.choices(range(len(weights)), weights)[0]):
            if (format == "txt" and step in _NOT_FLAT) or (format in ("xlsx", "xls", "ofd") and step in _NOT_ON_SHEETS):
                continue
            step(draft)
            draft.steps.append(step.__name__)


def _typeset(draft: Draft, format: str) -> tuple[str, bytes]:
    if format == "txt":
        shifted = {"six_values", "eight_values"} & set(draft.steps) and draft.truth.cells
        beside = "side_by_side" in draft.steps
        style = draft.throw.one(
            [s for s in flatten.STYLES if not (shifted and s in flatten.GRIDS) and (not beside or s in flatten.COLUMNS)]
        )
        draft.steps.append(style.__name__)
        return "report.txt", style(draft).encode()
    if format == "html":
        pages.join_title(draft)
        layout = draft.throw.one(pages.LAYOUTS)
        draft.steps.append(layout.__name__)
        return "report.html", pages.encoded(layout(draft), draft.throw)
    if format in ("xlsx", "xls"):
        _open_what_a_sheet_cannot_tell(draft)
    if format == "rtf":
        return "report.rtf", rtf.render(draft.paper, draft.throw.chance(0.4))
    if format in outside.MAKERS:
        return f"report.{'pdf' if format == 'scan' else format}", outside.MAKERS[format](draft.paper, draft.throw)
    return f"report.{format}", _BYTES[format](draft.paper)


def _open_what_a_sheet_cannot_tell(draft: Draft) -> None:
    """An empty last row leaves nothing on a sheet: whether it is blank or lost cannot be told."""
    for grid in draft.grids("litigation"):
        if not any(box.text for box in grid.boxes if box.path):
            draft.open_cells |= {box.path for box in grid.boxes if box.path}
