"""What an organization sells: the figures of its dashboard, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from common.dates import add_months
from common.money import ZERO
from invoices.models import Direction
from invoices.queries import figures
from invoices.queries.figures import DaySum, Newest, PartnerSum, SetAside, StateSum
from reports.queries.open_sums import OpenSums

MONTHS = 12
LATE_WITHIN = timedelta(90)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued each day of the months that begin on `months`, the present one last; credit notes took away."""

    days: tuple[DaySum, ...]
    months: tuple[date, ...]

    @property
    def currencies(self) -> set[str]:
        return {day.currency for day in self.days}

    def within(self, currency: str, month: date) -> Decimal:
        """What was issued in the month that begins on this day."""
        end = add_months(month, 1)
        found = (each for each in self.days if each.currency == currency)
        return sum((each.amount for each in found if each.day and month <= each.day < end), ZERO)


@dataclass(frozen=True, slots=True)
class Selling:
    """Sums of each currency, and for the chosen one the buyers that owe most; counts of what waits."""

    today: date
    currency: str
    currencies: tuple[str, ...]
    open: OpenSums
    issued: Issued
    waiting: tuple[StateSum, ...]
    issued_late: tuple[StateSum, ...]
    set_aside: tuple[SetAside, ...]
    overdue_buyers: tuple[PartnerSum, ...]
    newest: tuple[Newest, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever written or issued here."""
        return not (self.newest or self.waiting)

    @property
    def late_since(self) -> date:
        """From when on documents issued late are counted: the last 90 days, today among them."""
        return _late_since(self.today)


def selling(today: date, currency: str) -> Selling:
    """The figures of the selling side; `currency` where it has any, else the one with most open documents.

    At most six statements, however many documents there are.
    """
    sums = OpenSums(figures.open_by_due_date(Direction.OUTGOING), today)
    issued = issued_by_month(today, 2)
    documents, newest = figures.outgoing_to_review(_late_since(today)), figures.newest(Direction.OUTGOING, SHOWN)
    others = issued.currencies | {each.currency for each in documents.waiting}
    known = known_currencies(sums.counts, others | {each.currency for each in newest})
    chosen = currency if currency in known else next(iter(known), "")
    return Selling(
        today=today,
        currency=chosen,
        currencies=known,
        open=sums,
        issued=issued,
        waiting=documents.waiting,
        issued_late=documents.issued_late,
        set_aside=figures.set_aside(SHOWN) if any(each.is_set_aside for each in documents.waiting) else (),
        overdue_buyers=figures.largest_overdue(Direction.OUTGOING, chosen, today, SHOWN),
        newest=newest,
    )


def issued_by_month(today: date, count: int = MONTHS) -> Issued:
    """What was issued in the last so many months, the present one among them; one statement."""
    months = tuple(add_months(today.replace(day=1), at - count + 1) for at in range(count))
    return Issued(figures.issued_by_day(Direction.OUTGOING, months[0]), months)


def _late_since(today: date) -> date:
    return today - LATE_WITHIN + timedelta(1)


def known_currencies(counts: Mapping[str, int], others: set[str]) -> tuple[str, ...]:
    """Currencies by how many open documents they have, then by code."""
    return tuple(sorted({*counts, *others}, key=lambda code: (-counts.get(code, 0), code)))
