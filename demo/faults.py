"""Which faults the world holds, and how they get into the numbers.  Called by ``demo.compose`` and ``demo.world``.

Everything that is not listed here is right.
"""

from demo.figures import Figures
from demo.model import Fault, FaultKind
from indexer.forms import Form
from indexer.report import CellPath

PLANNED: dict[tuple[str, int], tuple[FaultKind, ...]] = {
    ("980100", 2023): ("wrong_cell",),
    ("980121", 2022): ("wrong_cell",),
    ("980202-housing", 2024): ("wrong_cell",),
    ("980381", 2020): ("wrong_cell",),
    ("980221101", 2024): ("wrong_cell",),
    ("980200-finance", 2025): ("wrong_cell",),
    ("980300", 2021): ("cross_year",),
    ("980102", 2024): ("cross_year",),
    ("980100-education", 2022): ("cross_year",),
    ("980381", 2024): ("valid_count",),
    ("980000-finance", 2023): ("valid_count",),
    ("980200", 2022): ("narrative",),
    ("980322", 2023): ("narrative",),
    ("980121-civil", 2024): ("narrative",),
    ("980202101", 2023): ("wrong_year_in_text",),
    ("980300-water", 2022): ("wrong_year_in_text",),
    ("980221", 2021): ("old_form",),
    ("980322202", 2021): ("old_form",),
    ("980121203", 2023): ("late",),
    ("980202", 2020): ("late",),
    ("980300-health", 2024): ("late",),
    ("980381104", 2025): ("late",),
    ("980121", 2019): ("missing",),
    ("980322101", 2024): ("missing",),
    ("980123-culture", 2023): ("missing",),
    ("980100-transport", 2025): ("missing",),
}
"""(body, report year) → faults."""

_ROWS = ("granted", "unable_not_held", "partially_granted", "new_received", "results_total")


def planned(body: str, year: int) -> tuple[FaultKind, ...]:
    """Return the faults of a body's report of ``year``."""
    return PLANNED.get((body, year), ())


def plant(kinds: tuple[FaultKind, ...], body: str, year: int, form: Form, figures: Figures) -> list[Fault]:
    """Break ``figures`` in place where ``kinds`` say so; return what was done."""
    done: list[Fault] = []
    if "wrong_cell" in kinds:
        done.append(_wrong_cell(body, year, figures))
    if "cross_year" in kinds:
        done.append(_cross_year(figures))
    if "valid_count" in kinds and form.form == "2021":
        path = ("active_disclosure", "art20_1", "normative_documents", "currently_valid")
        figures[path] += 3
        done.append(Fault("valid_count", path, figures[path], figures[path] - 3, "Y2"))
    return done


def _wrong_cell(body: str, year: int, figures: Figures) -> Fault:
    number = sum(map(ord, body)) + year
    column = "natural_person" if number % 3 else "total"
    path: CellPath = ("requests", _ROWS[number % len(_ROWS)], column)
    right = figures[path]
    figures[path] = right + (10 if number % 2 else 2)
    return Fault("wrong_cell", path, figures[path], right, "H1-H3")


def _cross_year(figures: Figures) -> Fault:
    """Move requests from those carried over to the new ones: the report adds up, the years no longer meet."""
    for column in ("natural_person", "total"):
        figures["requests", "carried_from_previous", column] += 2
        figures["requests", "new_received", column] -= 2
    path = ("requests", "carried_from_previous", "natural_person")
    return Fault("cross_year", path, figures[path], figures[path] - 2, "Y1")
