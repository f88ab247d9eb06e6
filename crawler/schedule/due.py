"""When a portal is due: pure functions over its entry, its last visit and its failures.

Days are those of China (UTC+8).  Article 49 of the 条例: departments publish by 31 January, governments by 31 March; on
the day after each, every portal is looked at, so that "late" is known to the day.
"""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

from crawler.register import Visits

CHINA = timezone(timedelta(hours=8))
STATUTORY = ((2, 1), (4, 1))
"""The days after the statutory dates, as (month, day)."""

FIRST_RETRY = timedelta(hours=1)
JITTER = 0.1
"""Visits are spread over this share of their interval, and over so many hours after a statutory date: """
HOURS_AFTER_A_DATE = 6


def in_season(visits: Visits, day: date) -> bool:
    """Say whether a day of China lies in an entry's season, whose end may lie in the next year."""
    first, last = visits.season
    today = f"{day:%m-%d}"
    return first <= today <= last if first <= last else today >= first or today <= last


def interval(visits: Visits, moment: datetime) -> timedelta:
    """Return how long after a moment the next visit is."""
    season = in_season(visits, moment.astimezone(CHINA).date())
    return timedelta(days=visits.in_season if season else visits.otherwise)


def next_due(portal: str, visits: Visits, started: datetime, failures: int) -> datetime:
    """Return when a portal is due after a visit that began at ``started`` and was the n-th failure in a row (0: none).

    A season or statutory date that comes earlier than the interval's end brings the visit forward.  After a failure it
    is tried again in an hour, then two, four …, never later than it would have been.
    """
    usual = interval(visits, started)
    spread = _share(portal, started)
    if failures:
        again: timedelta = min(FIRST_RETRY * 2 ** min(failures - 1, 16), usual)
        return started + again * (1 + JITTER * spread)
    due = started + usual * (1 + JITTER * (2 * spread - 1))
    marks = [_begin(date(year, *day)) for year in _years(started) for day in (*STATUTORY, _month_day(visits.season[0]))]
    coming = [mark + timedelta(hours=HOURS_AFTER_A_DATE * spread) for mark in marks if started < mark < due]
    return min([due, *coming])


def _years(moment: datetime) -> tuple[int, int]:
    year = moment.astimezone(CHINA).year
    return year, year + 1


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _begin(day: date) -> datetime:
    """Return the moment at which a day begins in China, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC)


def _share(portal: str, started: datetime) -> float:
    """Return a number in [0, 1) that is the portal's own for this visit: the same in every process."""
    key = f"{portal} {started.isoformat()}".encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:4], "big") / 2**32
