"""Hard cases come back from their seed, keep their truth, and are read without an invented number."""

import copy
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from demo.dice import dice
from demo.hard import flatten, shapes
from demo.hard.case import Case, Draft
from demo.hard.cases import FORMATS, case, cases
from demo.hard.verdict import DAMAGED, verdict
from demo.world import SEED, build


def test_the_same_seed_gives_the_same_cases() -> None:
    first, again = case(17, 3), case(17, 3)
    assert (first.id, first.data, first.truth) == (again.id, again.data, again.truth)
    assert case(17, 4).data != first.data


@pytest.mark.slow
def test_the_cases_cover_every_format_and_every_step() -> None:
    formats, steps = Counter(), Counter()
    for found in cases(250, 2):
        formats[found.format] += 1
        steps.update(found.steps)
    assert set(formats) == set(FORMATS)
    assert len(steps) > 30
    assert set(steps) >= DAMAGED


@pytest.mark.slow
@pytest.mark.parametrize("style", [flatten.one_a_line, flatten.blanks, flatten.aligned, flatten.tabs])
def test_a_subtotal_in_flattened_text_never_takes_the_place_of_a_cell(style: Callable[[Draft], str]) -> None:
    world = build(SEED)
    documents = [d for d in world.reports() if d.truth and d.truth.cells and d.parent is None]
    for number, document in enumerate(documents[::12]):
        paper, truth = world.paper(document)
        draft = Draft(paper, copy.deepcopy(truth), dice("subtotal", number))
        shapes.subtotal_column(draft)
        text = style(draft).encode()
        made = Case(document.id, "a.txt", "txt", text, draft.truth, frozenset(draft.open_cells), judged=False, steps=())
        result = verdict(made).judgement
        assert not [*result.wrong, *result.false], document.id


def test_a_lost_row_is_missing_in_the_truth_and_in_the_gold_file() -> None:
    found = next(c for c in cases(200, 5) if "lost_rows" in c.steps)
    lost = [path for path, cell in found.truth.cells.items() if cell.state == "missing"]
    assert lost and all(found.truth.cells[path].value is None for path in lost)
    table, row, column = lost[0]
    assert found.truth.to_gold(found.open_cells)["tables"][table][row][column] == {"value": None, "state": "missing"}


def _read(made: Iterable[Case], *, damaged: bool) -> tuple[list[str], int, int]:
    """Return numbers that are wrong or invented (of damaged cases too, if wanted), and cells right and missed."""
    wrong, right, missed = [], 0, 0
    for found in made:
        judgement, whole = verdict(found).judgement, not DAMAGED & set(found.steps)
        if damaged or whole:
            wrong += [f"{found.id}: {line}" for line in judgement.wrong + judgement.false]
        if whole:
            right, missed = right + judgement.right, missed + len(judgement.missed)
    return wrong, right, missed


@pytest.mark.slow
@pytest.mark.parametrize("format", sorted(FORMATS))
def test_no_number_is_invented_and_text_originals_are_read_whole(format: str) -> None:
    wrong, right, missed = _read(cases(120, 11, (format,), ("statutory",)), damaged=True)
    assert not wrong
    least = {"txt": 0.99, "ofd": 0.99, "pdf": 0.999}.get(format, 1.0)  # these OFD pages have no ruling lines
    assert right >= least * (right + missed), (right, missed)


@pytest.mark.slow
@pytest.mark.parametrize("format", ["html", "docx", "odt", "rtf", "xlsx"])
@pytest.mark.parametrize("kind", ["annex", "tables"])
def test_annexes_of_before_2019_are_read_without_a_false_number(format: str, kind: str) -> None:
    wrong, right, missed = _read(cases(60, 12, (format,), (kind,)), damaged=False)
    assert not wrong
    assert right >= 0.999 * (right + missed), (right, missed)


@pytest.mark.slow
@pytest.mark.parametrize("format", ["ofd", "pdf", "txt"])
@pytest.mark.parametrize("kind", ["annex", "tables"])
def test_annexes_on_pages_and_in_text_leave_open_what_is_not_told(format: str, kind: str) -> None:
    wrong, right, missed = _read(cases(40, 777, (format,), (kind,)), damaged=False)
    assert not wrong
    assert right >= 0.45 * (right + missed), (right, missed)
