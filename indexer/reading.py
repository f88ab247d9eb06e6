"""Original → readings: the whole way from bytes to checked reports, for one original.

`nianbao read`, `nianbao check` and the ingest all call :func:`read_original`, inside a worker process.
"""

from dataclasses import dataclass
from typing import Any

from indexer.check import check
from indexer.extract import ExtractError, extract, members
from indexer.read.context import Context
from indexer.read.report import NotAReport, read

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

    ``member`` is the path inside an archive, "" for a file of its own.  ``reason`` is one of indexer.extract's
    documented reasons.
    """

    member: str
    report: dict[str, Any] | None = None
    reason: str | None = None
    detail: str | None = None


def read_original(original: Original) -> list[Reading]:
    """Read one original, or each member of an archive; never raises for what a file holds."""
    try:
        return [_read_member(m.name, m.data, original) for m in members(original.data, original.name)]
    except ExtractError as error:
        return [Reading("", reason=error.reason, detail=error.detail)]


def _read_member(member: str, data: bytes, original: Original) -> Reading:
    inside = "" if data is original.data else member
    try:
        report = check(read(extract(data, member or original.name), original.context))
    except ExtractError as error:
        return Reading(inside, reason=error.reason, detail=error.detail)
    except NotAReport as error:
        return Reading(inside, reason="not_a_report", detail=str(error))
    return Reading(inside, report=report.to_json())
