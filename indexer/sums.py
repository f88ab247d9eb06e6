"""The sums of a report, counted in one way for command line and page.  Called with a report as JSON (docs/data.md)."""

from collections.abc import Mapping
from typing import Any

OUTCOMES = ("holds", "holds_if_blank_is_zero", "fails", "not_checkable")


def tally(report: Mapping[str, Any]) -> dict[str, int]:
    """Return how many sums (H1-H4) have each outcome; H5 is a demand on single numbers, no sum."""
    outcomes = [check["outcome"] for check in report.get("checks") or () if check["check"] != "H5"]
    return {outcome: outcomes.count(outcome) for outcome in OUTCOMES}


def is_fully_checked(report: Mapping[str, Any]) -> bool:
    """Tell whether a report has sums and none of them had to be left open."""
    counted = tally(report)
    return any(counted.values()) and not counted["not_checkable"]
