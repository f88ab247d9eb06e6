"""Text that a spreadsheet would run as a formula: what strangers wrote is defused in every CSV of ours."""

import re
from typing import TypeVar

T = TypeVar("T")

_RUNS = re.compile(r"[=@\t\r＝＠]|[+\-＋－](?![0-9.,%]*$)")
"""How a formula begins; a sign before a number, or alone, is none."""


def defused(value: T) -> T | str:
    """Return a text that a spreadsheet would run with an apostrophe before it, everything else as it is."""
    return "'" + value if isinstance(value, str) and _RUNS.match(value) else value
