"""An overview and the ledger of duties as lines for a terminal; `nianbao status` prints them in either language."""

from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width

from crawler.duties import Duty
from crawler.wording import in_language
from search_app.language import catalogue

PROBLEMS = 3
"""Problems of a portal that are listed; the page and --json have more."""
STATES = ("on_time", "late", "missing", "withdrawn", "unreachable", "undated", "not_yet_due")


class Words:
    """The messages of one language; what has none is shown as it is."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._messages = catalogue(language)

    def __call__(self, table: str, key: object) -> str:
        """Return a message; a key that has none is shown as it is."""
        return self._messages.get(f"{table}.{key}", "" if key is None else str(key))

    def said(self, text: str) -> str:
        """Return the line of this language of what the crawler said."""
        return in_language(text, self.language)


def lines(found: dict[str, Any], language: str, *, alarms_only: bool = False) -> Iterator[str]:
    """Yield an overview line by line; with ``alarms_only`` what a monitor should mail."""
    words = Words(language)
    for alarm in found["alarms"]:
        kind = words("alarm", alarm["kind"])
        yield f"{words('status', 'alarm')}  {kind}  {alarm['portal'] or ''}  {words.said(alarm['message'])}"
    if alarms_only:
        return
    yield "  ".join(f"{words('status', name)}: {count}" for name, count in found["counts"].items())
    yield "  ".join(f"{year}: {count}" for year, count in found["years"].items())
    if found["portals"]:
        head = ("portal", "last", "result", "next", "documents", "problems")
        yield ""
        rows = [_row(portal, words) for portal in found["portals"]]
        yield from _columns([tuple(words("status", name) for name in head), *rows])
    if found["disabled"]:
        yield words("status", "disabled").format(count=found["disabled"])
    for portal in found["portals"]:
        for problem in portal["problems"][:PROBLEMS]:
            yield f"{words('status', 'problem')}  {portal['name']}  {_problem(problem, words)}"
    for problem in found["problems"]:
        yield f"{words('status', 'problem')}  {_problem(problem, words)}"
    for failure in found["failures"]:
        member = f" ({failure['member']})" if failure["member"] else ""
        reason = words("reason", failure["reason"])
        yield f"{words('status', 'unread')}  {reason}  {failure['url']}{member}  {failure['detail']}"


def _problem(problem: dict[str, Any], words: Words) -> str:
    kind = words("problem", problem["kind"])
    return f"{kind}  {problem['url'] or ''}  {words.said(problem['evidence'])[:200]}"


def _row(portal: dict[str, Any], words: Words) -> tuple[str, ...]:
    ended = portal["reason"] if portal["reason"] not in (None, "finished") else ""
    result = words("status", "running") if portal["running"] else words("reach", portal["reach"])
    planned = (portal["due"] or "")[:16].replace("T", " ")
    return (
        portal["title"] or portal["name"],
        (portal["started"] or "")[:16].replace("T", " ") or words("status", "never"),
        f"{result} {words('ended', ended)}".strip(),
        words("unscheduled", portal["unscheduled"]) or planned,
        ", ".join(f"{words('document', state)} {count}" for state, count in portal["documents"].items()),
        str(portal["open_problems"] or ""),
    )


def duty_lines(found: list[Duty], language: str) -> Iterator[str]:
    """Yield the ledger: a count for each state, then what is not on time."""
    words = Words(language)
    counts = {state: sum(duty.state == state for duty in found) for state in STATES}
    told = "  ".join(f"{words('duty', state)}: {count}" for state, count in counts.items() if count)
    yield told or words("status", "nobody")
    state, *rest = (words("duties", name) for name in ("state", "body", "deadline", "claimed", "seen"))
    head = (state, words("status", "portal"), *rest, "")
    rows = [
        _duty(duty, words)
        for duty in sorted(found, key=lambda d: (STATES.index(d.state), d.portal, d.body))
        if duty.state != "on_time"
    ]
    if rows:
        yield from _columns([head, *rows])


def _duty(duty: Duty, words: Words) -> tuple[str, ...]:
    practice = "" if duty.by_law else f" ({words('duties', 'practice')})"
    return (
        words("duty", duty.state),
        duty.portal,
        duty.body,
        f"{duty.deadline}{practice}",
        str(duty.claimed or "-"),
        f"{duty.first_seen:%Y-%m-%d}" if duty.first_seen else "-",
        words.said(duty.note or ""),
    )


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
