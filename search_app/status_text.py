"""An overview as lines for a terminal; `nianbao status` prints them."""

from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width

from crawler.wording import one_line

HEAD = ("portal", "last visit", "result", "next visit", "documents", "problems")
PROBLEMS = 3
"""Problems of a portal that are listed; the page and --json have more."""


def lines(found: dict[str, Any], *, alarms_only: bool = False) -> Iterator[str]:
    """Yield an overview line by line; with ``alarms_only`` what a monitor should mail."""
    for alarm in found["alarms"]:
        yield f"ALARM  {alarm['kind']}  {alarm['portal'] or ''}  {one_line(alarm['message'])}"
    if alarms_only:
        return
    yield "  ".join(f"{name}: {count}" for name, count in found["counts"].items())
    yield "  ".join(f"{year}: {count}" for year, count in found["years"].items())
    if found["portals"]:
        yield ""
        yield from _columns([HEAD, *map(_row, found["portals"])])
    for portal in found["portals"]:
        for problem in portal["problems"][:PROBLEMS]:
            yield f"problem  {portal['name']}  {_problem(problem)}"
    for problem in found["problems"]:
        yield f"problem  {_problem(problem)}"
    for failure in found["failures"]:
        member = f" ({failure['member']})" if failure["member"] else ""
        yield f"unread   {failure['reason']}  {failure['url']}{member}  {failure['detail']}"


def _problem(problem: dict[str, Any]) -> str:
    return f"{problem['kind']}  {problem['url'] or ''}  {one_line(problem['evidence'])[:200]}"


def _row(portal: dict[str, Any]) -> tuple[str, ...]:
    return (
        portal["title"] or portal["name"],
        (portal["started"] or "never")[:16],
        "running" if portal["running"] else portal["reason"] or "",
        (portal["due"] or "")[:16],
        ", ".join(f"{count} {state}" for state, count in portal["documents"].items()),
        str(portal["open_problems"] or ""),
    )


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
