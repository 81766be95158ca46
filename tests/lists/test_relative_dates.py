"""Spans counted from today."""

from __future__ import annotations

from datetime import date

import pytest

from billing_platform.lists.relative_dates import Span, days_of


@pytest.mark.parametrize(
    ("span", "today", "first", "last"),
    [
        ("today", "2026-11-20", "2026-11-20", "2026-11-20"),
        ("last-7-days", "2026-11-20", "2026-11-14", "2026-11-20"),
        ("last-30-days", "2026-03-01", "2026-01-31", "2026-03-01"),
        ("last-90-days", "2026-11-20", "2026-08-23", "2026-11-20"),
        ("next-7-days", "2026-11-20", "2026-11-20", "2026-11-26"),
        ("next-30-days", "2026-12-20", "2026-12-20", "2027-01-18"),
        ("this-month", "2028-02-10", "2028-02-01", "2028-02-29"),
        ("last-month", "2026-03-31", "2026-02-01", "2026-02-28"),
        ("last-month", "2026-01-15", "2025-12-01", "2025-12-31"),
        ("this-quarter", "2026-05-31", "2026-04-01", "2026-06-30"),
        ("last-quarter", "2026-02-01", "2025-10-01", "2025-12-31"),
        ("this-year", "2026-11-20", "2026-01-01", "2026-12-31"),
        ("last-year", "2026-11-20", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_span_has_these_days(span, today, first, last):
    found = days_of(Span(span), date.fromisoformat(today))
    assert found == (date.fromisoformat(first), date.fromisoformat(last))


def test_overdue_is_every_day_before_today():
    assert days_of(Span.OVERDUE, date(2026, 3, 1)) == (None, date(2026, 2, 28))


@pytest.mark.parametrize("span", Span)
def test_every_span_has_days_on_a_leap_day(span):
    first, last = days_of(span, date(2028, 2, 29))
    assert first is None or first <= last
