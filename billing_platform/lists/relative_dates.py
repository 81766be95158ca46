"""Spans of days that are counted from today: last 7 days, this month, next 30 days, overdue."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from common.dates import add_months, last_of_month


class Span(StrEnum):
    """The spans in the order in which they are offered; `label` stands in the choice and on the chip."""

    TODAY = "today"
    LAST_7 = "last-7-days"
    LAST_30 = "last-30-days"
    LAST_90 = "last-90-days"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    THIS_QUARTER = "this-quarter"
    LAST_QUARTER = "last-quarter"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"
    NEXT_7 = "next-7-days"
    NEXT_30 = "next-30-days"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        return "Before today" if self is Span.OVERDUE else self.value.replace("-", " ").capitalize()


PAST = tuple(span for span in Span if not span.value.startswith("next") and span is not Span.OVERDUE)
AHEAD = (Span.OVERDUE, Span.TODAY, Span.NEXT_7, Span.NEXT_30, Span.THIS_MONTH, Span.LAST_MONTH, Span.THIS_QUARTER)
DAYS = {Span.LAST_7: -7, Span.LAST_30: -30, Span.LAST_90: -90, Span.NEXT_7: 7, Span.NEXT_30: 30}
MONTHS_BACK = {Span.THIS_MONTH: 0, Span.LAST_MONTH: 1}
QUARTERS_BACK = {Span.THIS_QUARTER: 0, Span.LAST_QUARTER: 1}
YEARS_BACK = {Span.THIS_YEAR: 0, Span.LAST_YEAR: 1}


def days_of(span: Span, today: date) -> tuple[date | None, date]:
    """First and last day, both included; no first day where the span has no beginning.

    So many last or next days count today as one of them: the last 7 days began six days ago.
    """
    if span is Span.OVERDUE:
        return None, today - timedelta(1)
    if span is Span.TODAY:
        return today, today
    if span in DAYS:
        count = DAYS[span]
        return (today + timedelta(count + 1), today) if count < 0 else (today, today + timedelta(count - 1))
    return _whole(span, today)


def _whole(span: Span, today: date) -> tuple[date, date]:
    """Months, quarters and years from their first to their last day, also where that is still to come."""
    if span in MONTHS_BACK:
        first = add_months(today.replace(day=1), -MONTHS_BACK[span])
        return first, last_of_month(first)
    if span in QUARTERS_BACK:
        begun = today.replace(month=today.month - (today.month - 1) % 3, day=1)
        first = add_months(begun, -3 * QUARTERS_BACK[span])
        return first, last_of_month(add_months(first, 2))
    year = today.year - YEARS_BACK[span]
    return date(year, 1, 1), date(year, 12, 31)
