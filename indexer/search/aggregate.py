"""Series and comparison: numbers of result sets by year, level or place, with the reports behind each figure.

Forms that do not compare are never added up: a number with cells of table two (主动公开) has a figure for each form.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from indexer import forms
from indexer.index.schema import MANY, STATES
from indexer.index.snapshot import Snapshot
from indexer.search import numbers as names
from indexer.search import vocabulary
from indexer.search.controls import understood
from indexer.search.execute import numbers, summed
from indexer.search.found import Found
from indexer.search.measures import measured
from indexer.search.model import FACETS, Figure, Line, Point, SearchRequest, Series
from indexer.search.notes import blamed_on, refusal
from indexer.search.numbers import Measure

BREAK = {
    "zh": "2019年与2021年表式的主动公开数据口径不同，不能相加或相连",
    "en": "table two of the forms of 2019 and 2021 counts different things; the figures are neither added nor joined",
}


def series(snapshot: Snapshot, lines: Mapping[str, SearchRequest], wanted: Sequence[str], by: str) -> Series:
    """Aggregate.  Raises QueryError for an unknown number or facet."""
    if by not in FACETS or by in MANY:
        with blamed_on("by"):
            raise refusal("no_group", name=by, known=", ".join(f for f in FACETS if f not in MANY))
    with blamed_on("show"):
        measures = {name: measured(name) for name in wanted}
    language = next(iter(lines.values())).language if lines else "zh"
    return Series(
        by,
        {name: names.label(name, language) for name in wanted},
        tuple(_line(snapshot, label, request, measures, by) for label, request in lines.items()),
        {name: BREAK[language] for name, measure in measures.items() if not comparable(measure)},
    )


def comparable(measure: Measure) -> bool:
    """Whether a measure means the same in all forms that have it (tables three and four do, table two does not)."""
    cells = measure.cells
    with_it = [
        form.form for form in forms.forms().values() if {".".join(path) for path, _, _ in form.cells()} & set(cells)
    ]
    return len(with_it) < 2 or not any(cell.startswith("active_disclosure.") for cell in cells)


def _line(snapshot: Snapshot, label: str, request: SearchRequest, measures: Mapping[str, Measure], by: str) -> Line:
    request, parsed = understood(request)
    found = Found(snapshot, request, parsed.tree)
    ids = found.ids
    values, codes = snapshot.facet(by)
    group = codes[ids]
    order = np.argsort(group, kind="stable")
    ids, group = ids[order], group[order]
    edges = np.searchsorted(group, np.arange(len(values) + 1))
    facts = {name: _Facts(snapshot, measure, ids) for name, measure in measures.items()}
    form_names, form_codes = snapshot.facet("form")
    names_of = _labels(by, values, request.language)
    points = []
    for code, value in enumerate(values):
        start, end = int(edges[code]), int(edges[code + 1])
        if start == end:
            continue
        figures = {}
        for name, fact in facts.items():
            form = form_codes[ids[start:end]]
            apart = [[f] for f in np.unique(form)] if not fact.comparable else [list(np.unique(form))]
            figures[name] = tuple(
                fact.figure(tuple(form_names[f] for f in some), start + np.flatnonzero(np.isin(form, some)))
                for some in apart
            )
        points.append(Point(value, names_of[code], end - start, figures))
    points = _with_shares(points, facts)
    return Line(label, len(ids), tuple(sorted(points, key=lambda point: _order(by, point.value))))


def _labels(by: str, values: Sequence[str], language: str) -> list[str]:
    """Return what groups are called; a place of a name that several have by its whole path."""
    short = [vocabulary.label_of(by, value, language) for value in values]
    often = Counter(short)
    whole = (" ".join(step for step in value.split("/") if step) for value in values)
    return [path if often[name] > 1 else name for name, path in zip(short, whole, strict=True)]


def _with_shares(points: list[Point], facts: Mapping[str, "_Facts"]) -> list[Point]:
    """Return the points with what part each figure's sum is of the sum of all; of forms that do not compare, apart."""
    whole: defaultdict[tuple[str, tuple[str, ...]], float] = defaultdict(float)
    for point in points:
        for name, figures in point.figures.items():
            for figure in figures:
                whole[name, () if facts[name].comparable else figure.forms] += figure.total or 0.0

    def shared(name: str, figure: Figure) -> Figure:
        of = whole[name, () if facts[name].comparable else figure.forms]
        is_sum = facts[name].over is None and figure.total is not None and of > 0
        return replace(figure, share=figure.total / of) if is_sum and figure.total is not None else figure

    return [
        replace(point, figures={name: tuple(shared(name, f) for f in fs) for name, fs in point.figures.items()})
        for point in points
    ]


def _order(by: str, value: str) -> tuple[int, str]:
    """Sort levels from the top down, everything else by its value; the unknown comes last."""
    levels = list(vocabulary.LEVELS)
    at = levels.index(value) if by == "level" and value in levels else len(levels) * (not value)
    return at, value


class _Facts:
    """A measure's values and states for the reports of a line."""

    def __init__(self, snapshot: Snapshot, measure: Measure, ids: np.ndarray) -> None:
        self.comparable = comparable(measure)
        self.value = numbers(snapshot, measure)[ids]
        self.over = summed(snapshot, measure.over)[ids] if measure.under else None
        self.under = summed(snapshot, measure.under)[ids] if measure.under else None
        states = [snapshot.cell(path)[1][ids] for path in measure.cells]
        code = {state: i for i, state in enumerate(STATES)}
        form_names, form_codes = snapshot.facet("form")
        has_form = np.array([bool(name) for name in form_names], bool)[form_codes[ids]]
        self.absent = np.all([s == code[""] for s in states], axis=0) & has_form
        self.blank = np.any([s == code["blank"] for s in states], axis=0)

    def figure(self, of_forms: tuple[str, ...], at: np.ndarray) -> Figure:
        """Aggregate the reports ``at``."""
        value = self.value[at]
        is_known = ~np.isnan(value)
        known = value[is_known]
        absent = int(self.absent[at].sum())
        blank = int((self.blank[at] & ~is_known).sum())
        total = float(known.sum()) if len(known) else None
        if self.over is not None and self.under is not None and len(known):
            total = float(self.over[at][is_known].sum() / self.under[at][is_known].sum())
        return Figure(
            of_forms,
            len(at),
            len(known),
            blank,
            len(at) - len(known) - blank - absent,
            absent,
            total,
            float(np.median(known)) if len(known) else None,
            float(known.mean()) if len(known) else None,
        )
