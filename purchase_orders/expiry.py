"""When the contacts of a purchase order are told that it ends: a ladder of days before its last day."""

from __future__ import annotations

from datetime import date, time, timedelta

from common.dates import whole_months_covered

LONG, MIDDLE, SHORT = (60, 30, 7, 0), (30, 7, 0), (7, 0)
LONG_ABOVE, MIDDLE_FROM = 3, 1  # whole months of validity
FIRST_STEP = max(LONG)
ROUND_AT = time(6)  # when the mails of a day are made, in the buyer's zone
STOOD_STILL = timedelta(days=30)  # a clock that stood still longer says nothing about orders that ended meanwhile


def ladder(effective: date, expiration: date) -> tuple[int, ...]:
    """Days before the last day at which notice is given, the earliest first, by the whole months of validity."""
    months = whole_months_covered(effective, expiration)
    if months > LONG_ABOVE:
        return LONG
    return MIDDLE if months >= MIDDLE_FROM else SHORT


def due_step(effective: date, expiration: date, today: date, *, since: date) -> int | None:
    """The step to be told on `today`, the latest one whose day has come; None before the first.

    Steps before the order begins, or before it was written down (`since`), are left out. A clock that stood still
    finds only the latest step, so that what was missed is told once. Both ends of the validity are included.
    """
    start = max(effective, since)
    days = ((step, expiration - timedelta(days=step)) for step in ladder(effective, expiration))
    return min((step for step, day in days if start <= day <= today), default=None)


def next_round(today: date, at: time) -> date:
    """The day on which notices are given next, seen from this time of day in the buyer's zone."""
    return today if at < ROUND_AT else today + timedelta(days=1)


def coming_steps(effective: date, expiration: date, today: date) -> list[tuple[int, date]]:
    """The steps that lie ahead, with their days, the next one first."""
    days = ((step, expiration - timedelta(days=step)) for step in ladder(effective, expiration))
    return [(step, day) for step, day in days if day > today and day >= effective]
