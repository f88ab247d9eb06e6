"""Writes one report of one body and year: paper and truth.  Called by ``demo.world``."""

from dataclasses import dataclass, replace
from datetime import date

from demo import faults, free_form
from demo.bodies import Body
from demo.dice import dice
from demo.figures import Figures, form_of
from demo.model import Fault, FaultKind, TrueSection, Truth
from demo.paper import Grid, Paper, Text, lay_out
from demo.places import line
from demo.printing import Habit, habit, print_cells
from demo.prose import writer
from indexer.forms import Form

NUMERALS = "一二三四五六"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be written; ``edition`` counts from 0 and goes up when a report is published again, changed."""

    seed: int
    body: Body
    year: int
    site: str
    published: date
    kinds: tuple[FaultKind, ...] = ()
    edition: int = 0


def title_of(assignment: Assignment) -> str:
    """Return the title in the body's own manner."""
    name, year = assignment.body.name(assignment.year), assignment.year
    manner = dice(assignment.seed, "title", assignment.body.key)
    return manner.one(
        (
            f"{name}{year}年政府信息公开工作年度报告",
            f"{name}{year}年政府信息公开工作年度报告",
            f"{name}{year}年度政府信息公开工作年度报告",
            f"{year}年{name}政府信息公开工作年度报告",
            f"{name}{year}年政府信息公开年度报告",
        )
    )


def compose(assignment: Assignment, figures: Figures | None) -> tuple[Paper, Truth]:
    """Write the report; ``figures`` are None before 2019 (free form)."""
    if figures is None:
        return free_form.compose(assignment, _truth(assignment, None))
    body, year = assignment.body, assignment.year
    form = form_of(year, "old_form" in assignment.kinds)
    figures = dict(figures)
    done = faults.plant(assignment.kinds, body.key, year, form, figures)
    if assignment.edition:
        _revise(figures, assignment.edition)
    manner = habit(dice(assignment.seed, "habit", body.key, form.form))
    if "wrong_cell" in assignment.kinds:
        manner = replace(manner, zeros="digits")
    truth = _truth(assignment, form)
    truth.cells = print_cells(form, figures, manner)
    narrative = _narrative(assignment, figures, done)
    if assignment.edition:
        narrative.sections[6].append(Text("更正说明：本报告发布后更正了一处数据，以本版本为准。"))
    truth.numbers, truth.faults = narrative.numbers, done + _marks(assignment)
    paper = Paper(truth.title, list(narrative.preamble))
    old_headings = dice(assignment.seed, "headings", body.key).chance(0.5)
    for section in form.sections:
        heading = (
            section.variants[0] if old_headings and section.number in (4, 5) and section.variants else section.title
        )
        heading = f"{NUMERALS[section.number - 1]}、{heading}"
        paper.items.append(Text(heading, "heading"))
        texts = narrative.sections.get(section.number, [])
        paper.items += texts
        paper.items += [_table(form, key.key, truth, manner) for key in form.tables if key.section == section.number]
        truth.sections.append(TrueSection(section.number, heading, _joined(texts)))
    _sign(assignment, paper, truth)
    return paper, truth


def _revise(figures: Figures, edition: int) -> None:
    """Change one decision count, as an office does that publishes a correction."""
    path = next(path for path in figures if path[-1] == "decisions")
    figures[path] += edition


def _joined(texts: list[Text]) -> str:
    return "".join("".join(text.text.split()) for text in texts)


def _narrative(assignment: Assignment, figures: Figures, done: list[Fault]) -> writer.Narrative:
    def requests(row: str) -> int:
        return int(figures["requests", row, "total"])

    new = requests("new_received")
    if "narrative" in assignment.kinds:
        new += 5
        done.append(Fault("narrative", ("requests", "new_received", "total"), new, new - 5, "section one says so"))
    lawsuits = ("litigation_direct", "litigation_after_reconsideration")
    said = writer.Said(
        applications=new,
        before=requests("carried_from_previous"),
        answered=requests("results_total"),
        carried=requests("carried_to_next"),
        reconsiderations=int(figures["litigation", "reconsideration", "total"]),
        lawsuits=int(sum(figures["litigation", block, "total"] for block in lawsuits)),
    )
    intro_year = assignment.year - 1 if "wrong_year_in_text" in assignment.kinds else None
    return writer.write(assignment.seed, assignment.body, assignment.year, said, assignment.site, intro_year)


def _marks(assignment: Assignment) -> list[Fault]:
    notes: dict[FaultKind, str] = {
        "wrong_year_in_text": f"the introduction says {assignment.year - 1}",
        "old_form": "the tables of 2019 in a report of 2021",
        "late": f"published on {assignment.published.isoformat()}",
    }
    return [Fault(kind, note=note) for kind, note in notes.items() if kind in assignment.kinds]


def _table(form: Form, key: str, truth: Truth, manner: Habit) -> Grid:
    grid = lay_out(form, form.table(key), truth.cells)
    if manner.procurement == "header":
        grid.boxes = [
            replace(box, text=f"{box.text}（单位：万元）") if box.text == "采购总金额" else box for box in grid.boxes
        ]
    return grid


def _truth(assignment: Assignment, form: Form | None) -> Truth:
    body, year = assignment.body, assignment.year
    divisions = line(body.place(year))
    return Truth(
        agency=body.name(year),
        level=body.level,
        region=tuple(division.name for division in divisions),
        code=divisions[-1].code,
        year=year,
        form=form.form if form else None,
        title=title_of(assignment),
        document_date=None,
    )


def _sign(assignment: Assignment, paper: Paper, truth: Truth) -> None:
    """Sign and date the report, as two bodies in three do."""
    if dice(assignment.seed, "sign", assignment.body.key).chance(0.66):
        day = assignment.published
        truth.document_date = day.isoformat()
        paper.items += [Text(truth.agency, "sign"), Text(f"{day.year}年{day.month}月{day.day}日", "sign")]
