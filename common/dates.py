"""Calendar arithmetic in whole months, and which day it is where somebody works."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from common.errors import Refusal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnknownTimeZone(Refusal):
    """The text names no zone of the IANA time zone database."""

    code = "unknown_time_zone"


def version_of(changed_at: datetime) -> int:
    """The instant of a change as a whole number, which names what it left: microseconds since 1970."""
    return (changed_at - EPOCH) // timedelta(microseconds=1)


def local_today(now: datetime, zone: str) -> date:
    """The date in an IANA zone at an instant. An instant without offset is the caller's mistake (ValueError)."""
    if now.tzinfo is None or now.utcoffset() is None:
        raise ValueError("local_today needs an instant with an offset from UTC, not a bare date and time")
    return now.astimezone(time_zone(zone)).date()


def time_zone(name: str) -> ZoneInfo:
    """The zone of this IANA name, such as Europe/Berlin; refuses every other text."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder or an overlong name is an OSError
        raise UnknownTimeZone(f"{name[:40]!r} is no time zone. Use a name such as Europe/Berlin.") from error


def last_of_month(day: date) -> date:
    """The last day of the month the day lies in."""
    return day_in_month(day.year, day.month, 31)


def first_of_next_month(day: date) -> date:
    """The first day of the month after the one the day lies in."""
    return add_months(day.replace(day=1), 1)


def add_months(day: date, months: int) -> date:
    """The same day so many months later (earlier, when negative); the last of a month that lacks it.

    To keep an anchor, count from it each time: 31 January plus 1 is 28 February, plus 2 is 31 March.
    """
    year, month_index = divmod(_month_number(day) + months, 12)
    return day_in_month(year, month_index + 1, day.day)


def day_in_month(year: int, month: int, day: int) -> date:
    """This day of that month, or the month's last where it has no such day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def whole_months_between(start: date, end: date) -> int:
    """How many whole months fit from `start` to `end`, `end` not included: 31 Jan to 28 Feb is one, to 27 Feb none."""
    months = _month_number(end) - _month_number(start)
    return months - (day_in_month(end.year, end.month, start.day) > end)


def whole_months_covered(first: date, last: date) -> int:
    """How many whole months a period covers, both days included: 1 Jan to 31 Mar is three, to 30 Mar two."""
    if last == last_of_month(last):  # the day after would be a first, and after 9999-12-31 there is none
        return _month_number(last) - _month_number(first) + (first.day == 1)
    return whole_months_between(first, last.replace(day=last.day + 1))


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1
