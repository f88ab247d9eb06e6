"""Reads a hard case and compares the reading with its truth.  Called by ``demo.hard.__main__`` and the tests."""

from dataclasses import dataclass, field
from typing import Any

from demo.hard.case import Case
from demo.judge import Judgement, judge
from demo.model import TrueCell
from indexer.reading import Original, read_original

DAMAGED = frozenset({"damaged_labels", "lost_rows", "lost_table", "six_values", "eight_values"})
"""Steps after which the original is damaged: then a number may be missed, never invented."""


@dataclass(slots=True)
class Verdict:
    """What is wrong with a reading, line by line, and the judgement that the lines come from."""

    lines: list[str] = field(default_factory=list)
    judgement: Judgement = field(default_factory=Judgement)
    unread: str | None = None

    def counts(self) -> dict[str, int]:
        """Return the counts that add up over cases."""
        found = self.judgement
        return {
            "cases": 1,
            "unread": int(self.unread is not None),
            "right": found.right,
            "wrong": len(found.wrong),
            "false": len(found.false),
            "missed": len(found.missed),
            "states": len(found.states),
            "facts": len(found.facts),
            "sections": len(found.sections),
        }


def verdict(case: Case) -> Verdict:
    """Read a case and compare."""
    readings = read_original(Original(case.data, case.name))
    report = readings[0].report
    if report is None:
        reason = f"unread: {readings[0].reason}: {readings[0].detail}"
        return Verdict([reason], Judgement(missed=[reason] * len(case.truth.cells)), reason)
    _settle_open(case, report)
    judgement = judge(case.truth, report)
    judgement.facts = [line for line in judgement.facts if not line.startswith(("region", "level", "title"))]
    if not case.judged:
        judgement.sections = []
    return Verdict(judgement.all, judgement)


def _settle_open(case: Case, report: dict[str, Any]) -> None:
    """Take what was read for an open cell as the truth where it is the printed number or none at all.

    A nought that slipped into the place of a blank is printed there, and says the same.
    """
    for path in case.open_cells & set(case.truth.cells):
        true = case.truth.cells[path]
        node: Any = report["tables"]
        for key in path:
            node = node.get(key) if isinstance(node, dict) else None
        found = node or {"value": None, "state": "missing"}
        if found["value"] is None or found["value"] == (true.value or 0):
            case.truth.cells[path] = TrueCell(true.text, found["value"], found["state"], found.get("unit"))
