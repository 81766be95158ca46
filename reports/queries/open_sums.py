"""Open documents by currency, age and week: every figure is a sum over the same rows, one for each due date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from common.money import ZERO
from invoices.aging import Age, age_of
from invoices.queries.figures import DaySum

WEEK = timedelta(7)
WEEKS = 10  # from the one of today


@dataclass(frozen=True, slots=True)
class Figure:
    """How many documents, and what they come to in one currency."""

    count: int = 0
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Span:
    """Due dates from `first` to `last`, both included (None: without end), and what is due then."""

    first: date | None
    last: date | None
    due: Figure


@dataclass(frozen=True, slots=True)
class OpenSums:
    """What is due in each currency by due date, seen from `today`."""

    days: tuple[DaySum, ...]
    today: date

    @property
    def counts(self) -> dict[str, int]:
        """How many open documents each currency has."""
        return {currency: self.total(currency).count for currency in {day.currency for day in self.days}}

    def total(self, currency: str) -> Figure:
        return self._sum(currency, lambda due: True)

    def overdue(self, currency: str) -> Figure:
        return self._sum(currency, lambda due: due is not None and due < self.today)

    def undated(self, currency: str) -> Figure:
        return self._sum(currency, lambda due: due is None)

    def of_age(self, currency: str, age: Age) -> Figure:
        return self._sum(currency, lambda due: age_of(due, self.today) is age)

    def between(self, currency: str, first: date | None, last: date | None) -> Figure:
        """Due from `first` to `last`, both included; documents without a due date are in no span."""
        start, end = first or date.min, last or date.max
        return self._sum(currency, lambda due: due is not None and start <= due <= end)

    def weeks(self, currency: str) -> Iterator[Span]:
        """The rest of this week (Monday to Sunday), the weeks after it, and all that is due later."""
        first, monday = self.today, self.today - timedelta(self.today.weekday()) + WEEK
        for _ in range(WEEKS):
            last = monday - timedelta(1)
            yield Span(first, last, self.between(currency, first, last))
            first, monday = monday, monday + WEEK
        yield Span(first, None, self.between(currency, first, None))

    def _sum(self, currency: str, counts: Callable[[date | None], bool]) -> Figure:
        found = [day for day in self.days if day.currency == currency and counts(day.day)]
        return Figure(sum(day.count for day in found), sum((day.amount for day in found), ZERO))
