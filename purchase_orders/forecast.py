"""When what is left of a purchase order will be used up, if its use goes on as it did lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from common.dates import add_months, last_of_month
from common.money import ZERO

LATELY = 90  # days looked back
FARTHEST = 3650  # days: what lasts longer is not foretold
MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Burn:
    """What of the tracked lines is left, and what of it was used, less credits, in the last `days` days."""

    left: Decimal
    used: Decimal
    days: int

    def left_after(self, days: int) -> Decimal:
        """What will be left after so many more days; below zero when more is used than there is."""
        return self.left - self.used * days / self.days

    def runs_out_on(self, today: date) -> date | None:
        """The day on which nothing is left at this rate; None when nothing is used, or nothing is left already."""
        if self.used <= 0 or self.left <= 0:
            return None
        days = (self.left * self.days / self.used).to_integral_value(ROUND_CEILING)
        return today + timedelta(days=int(days)) if days <= FARTHEST else None


def days_looked_back(effective: date, today: date) -> int:
    """How many days the rate is taken from: at most 90, and none before the order began; at least one."""
    return max(1, min(LATELY, (today - effective).days + 1))


@dataclass(frozen=True, slots=True)
class Level:
    """What is left at the end of a month, or will be (`is_foretold`)."""

    month_end: date
    left: Decimal
    is_foretold: bool


def levels(used_by_month: dict[date, Decimal], burn: Burn, valid: tuple[date, date], today: date) -> list[Level]:
    """What was left at the end of each month of the validity, and will be at the present rate; at most 24 months.

    `used_by_month` holds what was used, less credits, by the first day of the month. The value is taken as it is now.
    """
    return [_level(last_of_month(first), used_by_month, burn, (valid[1], today)) for first in _months(valid, today)]


def _level(end: date, used_by_month: dict[date, Decimal], burn: Burn, days: tuple[date, date]) -> Level:
    last, today = days
    if end > today:
        return Level(end, burn.left_after(max((min(end, last) - today).days, 0)), is_foretold=True)
    later = sum((used for month, used in used_by_month.items() if month > end), ZERO)
    return Level(end, burn.left + later, is_foretold=False)


def _months(valid: tuple[date, date], today: date) -> list[date]:
    """The months of the validity by their first days; of a long one those around today."""
    first, months = valid[0].replace(day=1), []
    while first <= valid[1]:
        months.append(first)
        first = add_months(first, 1)
    passed = sum(month <= today for month in months)
    start = max(0, min(passed - MOST_MONTHS // 2, len(months) - MOST_MONTHS))
    return months[start : start + MOST_MONTHS]
