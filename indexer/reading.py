"""Original → readings: the whole way from bytes to checked reports, for one original.

`nianbao read`, `nianbao check` and the ingest all call :func:`read_original`, inside a worker process.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from indexer.blocks import Blocks
from indexer.check import check
from indexer.extract import ExtractError, extract, members
from indexer.read.context import Context
from indexer.read.report import NotAReport, read
from indexer.read.several import apart

_REPORT = re.compile(r"#\d+$")
_NOTHING = Context()


@dataclass(frozen=True, slots=True)
class Original:
    """What a worker needs of one original: its bytes, its file name and where it came from."""

    data: bytes
    name: str
    context: Context = _NOTHING


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: a report as JSON (docs/data.md), or the reason why there is none.

    ``member`` is the path inside an archive, "" for a file of its own, with ``#2`` and so on behind it for the second
    report in one file.  ``reason`` is one of indexer.extract's documented reasons.
    """

    member: str
    report: dict[str, Any] | None = None
    reason: str | None = None
    detail: str | None = None


def read_original(original: Original) -> list[Reading]:
    """Read one original, or each member of an archive; never raises for what a file holds."""
    try:
        found = members(original.data, original.name)
        return [reading for m in found for reading in _read_member(m.name, m.data, original)]
    except ExtractError as error:
        return [Reading("", reason=error.reason, detail=error.detail)]


def file_of(member: str) -> str:
    """Return the path inside an archive of a reading's member, "" for the original itself."""
    return _REPORT.sub("", member)


def _read_member(member: str, data: bytes, original: Original) -> list[Reading]:
    inside = "" if data is original.data else member
    try:
        first, *more = apart(extract(data, member or original.name))
    except ExtractError as error:
        return [Reading(inside, reason=error.reason, detail=error.detail)]
    beside = replace(original.context, link_text="", page_title="", file_name="")  # they name the first
    return [
        _read(first, inside, original.context),
        *(_read(blocks, f"{inside}#{n}", beside) for n, blocks in enumerate(more, 2)),
    ]


def _read(blocks: Blocks, member: str, context: Context) -> Reading:
    try:
        return Reading(member, report=check(read(blocks, context)).to_json())
    except NotAReport as error:
        return Reading(member, reason="not_a_report", detail=str(error))
