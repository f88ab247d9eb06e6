"""Damaged text: what is lost stays unknown, what is left is read, and no number is invented."""

import random
from collections.abc import Callable

import pytest
from papers import Truth, flat, make_truth, text_rows

from indexer.extract import extract
from indexer.read.report import read
from indexer.report import CellPath, Report

FORMS = ("2019", "2021")
STYLES: dict[str, Callable[[list[str]], str]] = {
    "tabs": "\t".join,
    "pipes": lambda r: "| " + " | ".join(r) + " |",
    "spaces": " ".join,
}
NOISE = "才卜P]弓5=口旦"


def read_rows(truth: Truth, rows: dict[str, list[list[str]]], style: str) -> Report:
    return read(extract(flat(truth, rows, STYLES[style]).encode(), "report.txt"))


def request_lines(truth: Truth, rows: dict[str, list[list[str]]]) -> dict[str, int]:
    """Return row key → ordinal of its line."""
    first = len(rows["requests"]) - len(truth.form.table("requests").rows)
    return {row.key[0]: first + n for n, row in enumerate(truth.form.table("requests").rows)}


def differing(report: Report, truth: Truth, lost: set[CellPath] = frozenset()) -> dict[CellPath, object]:  # type: ignore[assignment]
    out: dict[CellPath, object] = {}
    for path, value in truth.values.items():
        cell = report.cells[path]
        if path in lost:
            inferred_right = cell.inferred is None or cell.inferred == value
            if cell.value is not None or cell.state not in {"missing", "ambiguous"} or not inferred_right:
                out[path] = (cell, value)
        elif cell.value != value:
            out[path] = (cell, value)
    return out


def row_paths(truth: Truth, key: str) -> set[CellPath]:
    return {("requests", key, c.key) for c in truth.form.table("requests").columns}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(6))
def test_lost_rows_are_missing_and_never_zero(form: str, style: str, seed: int) -> None:
    truth, rng = make_truth(form, seed), random.Random(seed)
    rows = text_rows(truth)
    lines = request_lines(truth, rows)
    lost = rng.sample(sorted(lines), rng.choice([1, 2, 5, 9]))
    for key in lost:
        rows["requests"][lines[key]] = []
    rows["requests"] = [r for r in rows["requests"] if r]
    report = read_rows(truth, rows, style)
    paths = set().union(*(row_paths(truth, key) for key in lost))
    assert differing(report, truth, paths) == {}
    assert all(report.cells[path].state == "missing" for path in paths)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(6))
def test_row_that_lost_one_value_without_a_trace_is_ambiguous(form: str, style: str, seed: int) -> None:
    truth, rng = make_truth(form, seed + 50), random.Random(seed)
    rows = text_rows(truth)
    lines = request_lines(truth, rows)
    key = rng.choice(sorted(lines))
    del rows["requests"][lines[key]][-rng.randint(1, 7)]
    report = read_rows(truth, rows, style)
    assert differing(report, truth, row_paths(truth, key)) == {}
    assert {report.cells[path].state for path in row_paths(truth, key)} == {"ambiguous"}


def test_values_that_the_sums_force_are_inferred_beside_the_ambiguous_row() -> None:
    truth = make_truth("2021", 21)
    rows = text_rows(truth)
    n = request_lines(truth, rows)["granted"]
    del rows["requests"][n][-1]
    report = read_rows(truth, rows, "spaces")
    inferred = {path: report.cells[path].inferred for path in row_paths(truth, "granted")}
    assert inferred == {path: truth.values[path] for path in row_paths(truth, "granted")}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(6))
def test_digit_that_a_converter_dropped_from_its_field_is_ambiguous_in_that_field_alone(form: str, seed: int) -> None:
    truth, rng = make_truth(form, seed + 80, busy=False), random.Random(seed)
    rows = text_rows(truth)
    lines = request_lines(truth, rows)
    key, column = rng.choice(sorted(lines)), rng.randint(0, 6)
    rows["requests"][lines[key]][column - 7] = ""
    report = read_rows(truth, rows, "tabs")
    path = ("requests", key, truth.form.table("requests").columns[column].key)
    assert differing(report, truth, {path}) == {}
    assert report.cells[path].inferred == 0


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(10))
def test_labels_with_the_noise_of_ocr(form: str, style: str, seed: int) -> None:
    truth, rng = make_truth(form, seed), random.Random(seed)
    rows = text_rows(truth)
    for key in ("active_disclosure", "requests"):
        for row in rows[key]:
            if len(row) > 1 and row[-1].lstrip("-").replace(".", "").isdigit():
                n = max(i for i, c in enumerate(row) if not c.lstrip("-").replace(".", "").isdigit())
                if len(row[n]) > 5 and rng.random() < 0.5:
                    at = rng.randrange(len(row[n]))
                    row[n] = row[n][:at] + rng.choice(NOISE) + row[n][at + 1 :]
    assert differing(read_rows(truth, rows, style), truth) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", ["new_received", "refused_third_party", "not_processed_repeat", "carried_to_next"])
@pytest.mark.parametrize("damaged", ["", "尸巳门尸", "口口"])
def test_row_without_a_readable_label_is_known_by_its_neighbours(form: str, key: str, damaged: str) -> None:
    truth = make_truth(form, 11)
    rows = text_rows(truth)
    line = rows["requests"][request_lines(truth, rows)[key]]
    rows["requests"][request_lines(truth, rows)[key]] = [damaged, *line[-7:]]
    report = read_rows(truth, rows, "tabs")
    if damaged == "尸巳门尸":  # four foreign characters may as well be a local row
        assert differing(report, truth, row_paths(truth, key)) == {}
    else:
        assert differing(report, truth) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", [0, 1, 2])
@pytest.mark.parametrize("style", STYLES)
def test_label_broken_over_lines_wherever_the_numbers_stand(form: str, where: int, style: str) -> None:
    truth = make_truth(form, 12)
    rows = text_rows(truth)
    lines = request_lines(truth, rows)
    for key in ("not_processed_reconfirm", "unable_not_held"):
        n = lines[key]
        row = rows["requests"][n]
        label, numbers = row[-8], row[-7:]
        third = len(label) // 3
        parts = [[label[:third]], [label[third : 2 * third]], [label[2 * third :]]]
        parts[0] = [*row[:-8], *parts[0]]
        parts[where] = parts[where] + numbers
        rows["requests"][n] = ["\n".join(STYLES[style](part) for part in parts)]
    text = flat(truth, rows, lambda r: r[0] if "\n" in r[0] else STYLES[style](r))
    report = read(extract(text.encode(), "report.txt"))
    assert differing(report, truth) == {}


@pytest.mark.parametrize("form", FORMS)
def test_merged_cells_that_a_tool_repeats_are_one_cell(form: str) -> None:
    truth = make_truth(form, 13)
    rows = text_rows(truth)
    table = truth.form.table("requests")
    first = len(rows["requests"]) - len(table.rows)
    for n, row in enumerate(table.rows):
        labels = [*row.groups, *[row.label] * (3 - len(row.groups))]
        rows["requests"][first + n] = [*labels, *rows["requests"][first + n][-7:]]
    if form == "2021":
        rows["active_disclosure"] = [
            [row[0], *row[1:] * 3] if len(row) == 2 else row * 4 if len(row) == 1 else row
            for row in rows["active_disclosure"]
        ]
    assert differing(read_rows(truth, rows, "tabs"), truth) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(4))
def test_aligned_columns_show_which_value_is_absent(form: str, seed: int) -> None:
    truth, rng = make_truth(form, seed, busy=True), random.Random(seed)
    rows = text_rows(truth)
    lines = request_lines(truth, rows)
    key, column = rng.choice(sorted(lines)), rng.randint(0, 5)
    rows["requests"][lines[key]][column - 7] = ""

    def wide(row: list[str]) -> str:
        if len(row) < 8 or row[0].isdigit():
            return "   ".join(row)
        label = "".join(row[:-7]).ljust(40, "\u3000")
        return label + "".join(c.rjust(8) for c in row[-7:])

    report = read(extract(flat(truth, rows, wide).encode(), "report.txt"))
    path = ("requests", key, truth.form.table("requests").columns[column].key)
    others = {p: v for p, v in differing(report, truth, {path}).items() if p != path}
    assert others == {}
    assert report.cells[path].value is None
