"""A portal is visited daily in its season, weekly otherwise, after each statutory date, and soon after a failure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.register import Visits
from crawler.schedule.due import in_season, next_due

DAILY_THEN_WEEKLY = Visits()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    ("season", "day", "within"),
    [
        (("01-01", "04-30"), date(2025, 1, 1), True),
        (("01-01", "04-30"), date(2025, 4, 30), True),
        (("01-01", "04-30"), date(2025, 5, 1), False),
        (("12-01", "02-28"), date(2025, 12, 31), True),
        (("12-01", "02-28"), date(2025, 1, 15), True),
        (("12-01", "02-28"), date(2025, 3, 1), False),
    ],
)
def test_a_season_may_run_over_new_year(season, day, within):
    assert in_season(Visits(season=season), day) is within


def test_daily_in_season_and_weekly_otherwise():
    assert abs(next_due("a", DAILY_THEN_WEEKLY, at(2025, 2, 10), 0) - at(2025, 2, 11)) <= DAY / 10
    assert abs(next_due("a", DAILY_THEN_WEEKLY, at(2025, 6, 10), 0) - at(2025, 6, 17)) <= DAY


def test_the_season_begins_on_its_first_day_in_china_not_a_week_later():
    due = next_due("a", DAILY_THEN_WEEKLY, at(2024, 12, 30), 0)
    assert at(2024, 12, 31, 16) <= due <= at(2024, 12, 31, 22)  # 1 January begins in China at 16:00 UTC


@pytest.mark.parametrize(
    ("before", "mark"), [(at(2025, 1, 28), at(2025, 1, 31, 16)), (at(2025, 3, 27), at(2025, 3, 31, 16))]
)
def test_every_portal_is_looked_at_on_the_day_after_a_statutory_date(before, mark):
    autumn = Visits(season=("09-01", "09-30"), otherwise=30)
    assert mark <= next_due("a", autumn, before, 0) <= mark + 6 * HOUR


def test_failures_are_tried_again_in_an_hour_then_two_then_four_but_never_later_than_usual():
    start = at(2025, 6, 10)
    waits = [next_due("a", DAILY_THEN_WEEKLY, start, n) - start for n in range(1, 12)]
    assert all(HOUR * 2**n <= wait <= HOUR * 2**n * 1.1 for n, wait in enumerate(waits[:7]))
    assert all(wait <= 7.7 * DAY for wait in waits)


def test_portals_do_not_all_come_at_the_same_moment():
    dues = {next_due(f"portal{n}", DAILY_THEN_WEEKLY, at(2025, 2, 10), 0) for n in range(100)}
    assert len(dues) > 95
    assert max(dues) - min(dues) > 3 * HOUR


@given(moments, st.integers(0, 40), st.sampled_from([0.5, 1, 7, 30]), st.sampled_from([1, 7, 90]))
def test_a_due_date_always_lies_ahead_and_within_the_interval(started, failures, in_days, otherwise):
    visits = Visits(in_season=in_days, otherwise=otherwise)
    due = next_due("a", visits, started, failures)
    assert started < due <= started + timedelta(days=max(in_days, otherwise)) * 1.1 + HOUR
