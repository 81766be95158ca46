"""Whole months, ends of months, and the date where somebody works."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.dates import (
    UnknownTimeZone,
    add_months,
    day_in_month,
    first_of_next_month,
    last_of_month,
    local_today,
    whole_months_between,
    whole_months_covered,
)

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "200"))

days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("day", "last", "first_of_next"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 1)),
        (date(2026, 2, 28), date(2026, 2, 28), date(2026, 3, 1)),
        (date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_month_ends_the_day_before_the_next_begins(day: date, last: date, first_of_next: date) -> None:
    assert last_of_month(day) == last
    assert first_of_next_month(day) == first_of_next


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
    ],
)
def test_months_are_added_and_a_missing_day_becomes_the_last(day: date, months: int, found: date) -> None:
    assert add_months(day, months) == found


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2026, 5, 1), date(2026, 5, 1), 0),
    ],
)
def test_whole_months_between_do_not_count_the_end(start: date, end: date, months: int) -> None:
    assert whole_months_between(start, end) == months


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), 3),
        (date(2026, 1, 1), date(2026, 3, 30), 2),
        (date(2026, 1, 15), date(2026, 4, 14), 3),
        (date(2026, 1, 15), date(2026, 4, 13), 2),
        (date(2026, 1, 15), date(2026, 3, 31), 2),
        (date(2024, 2, 1), date(2024, 2, 29), 1),
        (date(2024, 2, 1), date(2024, 2, 28), 0),
        (date(2026, 5, 7), date(2026, 5, 7), 0),
        (date(2026, 1, 1), date(9999, 12, 31), 12 * 7974),
    ],
)
def test_whole_months_covered_count_both_days(first: date, last: date, months: int) -> None:
    assert whole_months_covered(first, last) == months


@settings(max_examples=EXAMPLES, deadline=None)
@given(days, days)
def test_one_more_month_would_go_beyond_the_end(one: date, other: date) -> None:
    start, end = sorted((one, other))
    months = whole_months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


@settings(max_examples=EXAMPLES, deadline=None)
@given(days, days)
def test_a_period_covers_as_many_months_as_lie_before_the_day_after_it(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert whole_months_covered(first, last) == whole_months_between(first, last + timedelta(days=1))


@settings(max_examples=EXAMPLES, deadline=None)
@given(days)
def test_the_first_of_the_next_month_is_the_day_after_the_last(day: date) -> None:
    assert first_of_next_month(day) == last_of_month(day) + timedelta(days=1)
    assert day_in_month(day.year, day.month, day.day) == day


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 12, 1)),
        (datetime(2026, 11, 30, 22, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 11, 30)),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), "Europe/Berlin", date(2026, 8, 1)),
        (datetime(2026, 12, 1, 4, 59, tzinfo=UTC), "America/New_York", date(2026, 11, 30)),
        (datetime(2026, 12, 1, 4, 59, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 12, 1)),
    ],
)
def test_today_is_the_date_on_the_wall_of_the_zone(instant: datetime, zone: str, day: date) -> None:
    assert local_today(instant, zone) == day


def test_an_instant_without_offset_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="offset"):
        local_today(datetime(2026, 11, 30, 23, 30), "Europe/Berlin")  # noqa: DTZ001


@pytest.mark.parametrize("zone", ["", "Europe", "Nowhere/City", "../etc/passwd", "/etc/passwd", "x" * 3000, "A\0B"])
def test_a_text_that_names_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(UnknownTimeZone) as refusal:
        local_today(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), zone)
    assert refusal.value.code == "unknown_time_zone"
