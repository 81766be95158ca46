"""The twelve months of the story, the present one last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from common.dates import add_months, day_in_month, last_of_month

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Year:
    """Months are counted 0 to 11, the 11th being today's; later ones are to come, earlier ones lie before the story."""

    today: date

    def first(self, month: int) -> date:
        return add_months(self.today.replace(day=1), month - MONTHS + 1)

    def last(self, month: int) -> date:
        return last_of_month(self.first(month))

    def day(self, month: int, day: int) -> date:
        """This day of a month, or its last."""
        first = self.first(month)
        return day_in_month(first.year, first.month, day)

    def before(self, days: int) -> date:
        """So many days before today; negative: after."""
        return self.today - timedelta(days=days)
