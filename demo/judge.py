"""Compares a reading with the truth of the demonstration.  Used by the tests and by ``demo.hard``."""

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from demo.model import TrueCell, Truth
from indexer.report import State


@dataclass(slots=True)
class Judgement:
    """How a reading compares; the lists say what differs, one line for each, with what is true first."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """Return every difference."""
        return [*self.wrong, *self.false, *self.missed, *self.states, *self.facts, *self.sections]


def judge(truth: Truth, report: dict[str, Any]) -> Judgement:
    """Compare a report in the shape of docs/data.md with the truth."""
    judgement = Judgement()
    for path, cell in truth.cells.items():
        _cell(judgement, ".".join(path), cell, _at(report["tables"], path))
    names = ("province", "city", "county", "township")
    region = tuple(name for key in names if (name := report["region"][key]))
    facts: list[tuple[str, Any, Any]] = [
        ("agency", truth.agency, report["publisher"]["name"]),
        ("level", truth.level, report["region"]["level"]),
        ("region", truth.region, region),
        ("year", truth.year, report["report_year"]),
        ("form", truth.form, report["form"]),
        ("title", truth.title, report["title"]),
        ("document_date", truth.document_date, report["document_date"]),
    ]
    judgement.facts += [f"{name}: {true!r}, read {found!r}" for name, true, found in facts if true != found]
    _annex(judgement, truth, report["tables"]["annex2014"])
    _sections(judgement, truth, report)
    return judgement


def _annex(judgement: Judgement, truth: Truth, found: list[dict[str, Any]]) -> None:
    """Compare the annex of before 2019 in printed order, line by line of equal labels; headings do not count."""
    true = [line for line in truth.annex if line.unit]
    labels, read = [plain(line.label) for line in true], [plain(entry["label"]) for entry in found]
    taken: set[int] = set()
    pairs: dict[int, int] = {}
    for kind, a, end, b, stop in SequenceMatcher(None, labels, read, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and end - a == stop - b):
            pairs |= dict(zip(range(a, end), range(b, stop), strict=True))
    pairs |= _out_of_order(labels, read, pairs)
    for n, line in enumerate(true):
        have: dict[str, Any] = found[pairs[n]] if n in pairs else {"value": None, "state": "missing"}
        taken.add(pairs.get(n, -1))
        state: State = "blank" if line.value is None else "value"
        _cell(judgement, f"annex2014 {n} {labels[n]}", TrueCell("", line.value, state), have)
        if have["value"] is not None and have["unit"] != line.unit:
            judgement.states.append(f"annex2014 {n} {labels[n]}: unit {line.unit}, read {have['unit']}")
    for n, entry in enumerate(found):
        if n not in taken and entry["value"] is not None:
            judgement.false.append(f"annex2014: no line, read {entry['label']} {entry['value']}")


def _out_of_order(labels: list[str], read: list[str], pairs: dict[int, int]) -> dict[int, int]:
    """Pair lines that were read in another order, as of indicators side by side, where one label names one of each."""
    true_left = [n for n in range(len(labels)) if n not in pairs]
    read_left = [n for n in range(len(read)) if n not in pairs.values()]
    return {
        mine[0]: yours[0]
        for label in {labels[n] for n in true_left}
        if len(mine := [n for n in true_left if labels[n] == label]) == 1
        and len(yours := [n for n in read_left if read[n] == label]) == 1
    }


_MARK = r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+(?:\.\d+|[.、])|[A-Za-z][.、]?)"


def plain(label: str) -> str:
    """Return a label without white space, its number, 其中 and a unit in brackets."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", re.sub("[①-⑳]", "", label)))
    text = re.sub(rf"^(?:其中:?)?{_MARK}?(?:其中:?)?", "", text)
    return re.sub(r"\((?:单位:)?\w{1,2}\)$", "", text)


def _at(tables: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    node: Any = tables
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else {"value": None, "state": "missing"}


def _cell(judgement: Judgement, where: str, true: TrueCell, found: dict[str, Any]) -> None:
    value, state = found["value"], found["state"]
    line = f"{where}: {true.state} {true.value}, read {state} {value}"
    if true.value is None and value is not None:
        judgement.false.append(line)
    elif true.value is not None and value is None:
        judgement.missed.append(line)
    elif true.value != value:
        judgement.wrong.append(line)
    elif true.state != state:
        judgement.states.append(line)
    else:
        judgement.right += 1
        if true.unit != found.get("unit") and where.endswith("procurement_amount"):
            judgement.states.append(f"{where}: unit {true.unit}, read {found.get('unit')}")


def _sections(judgement: Judgement, truth: Truth, report: dict[str, Any]) -> None:
    if not truth.cells:
        return
    found = {section["number"]: section for section in report["sections"]}
    for section in truth.sections:
        read = found.get(section.number)
        if read is None:
            judgement.sections.append(f"section {section.number} is not there")
            continue
        narrative = "".join(read["narrative"].split())
        if narrative != section.narrative:
            judgement.sections.append(
                f"section {section.number}: {section.narrative[:12]}…{section.narrative[-12:]} "
                f"({len(section.narrative)}), read {narrative[:12]}…{narrative[-12:]} ({len(narrative)})"
            )
