"""What a change of terms does to documents that are not issued yet, and to the money expected: pure arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from payment_terms.effects import Affected

MOST_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Week:
    """Money of one currency expected in the week that begins on `monday`, before and after the change."""

    monday: date
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class CashMoved:
    """Money of one currency whose due date moves.

    `days` is how many days later it is due on average, weighted by amount, rounded to whole days and negative for
    earlier. `between_months` is what is then due in another month. `weeks` begins with the first that changes.
    """

    currency: str
    documents: int
    amount: Decimal
    days: int
    between_months: Decimal
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change does: documents affected by what they are, from when, and the money moved in each currency."""

    counts_from: date
    documents: Mapping[str, int]
    cash: tuple[CashMoved, ...]
    by_buyer: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.documents.values())


def impact_of(effects: Mapping[str, Sequence[Affected]], counts_from: date) -> Impact:
    """Sums over what the sources told."""
    every = [each for source in effects.values() for each in source]
    by_currency: dict[str, list[Affected]] = defaultdict(list)
    by_buyer: dict[int, int] = defaultdict(int)
    for each in every:
        by_currency[each.currency].append(each)
        by_buyer[each.partner_id] += each.documents
    counts = {name: sum(each.documents for each in source) for name, source in effects.items()}
    cash = sorted((_moved(currency, of) for currency, of in by_currency.items()), key=lambda moved: -moved.documents)
    return Impact(counts_from, counts, tuple(cash), dict(by_buyer))


def _moved(currency: str, of: Sequence[Affected]) -> CashMoved:
    amount = sum((each.amount for each in of), Decimal(0))
    weighted = sum((each.amount * (each.due_after - each.due_before).days for each in of), Decimal(0))
    other_month = (each.amount for each in of if _month(each.due_after) != _month(each.due_before))
    return CashMoved(
        currency,
        sum(each.documents for each in of),
        amount,
        round(weighted / amount) if amount else 0,
        sum(other_month, Decimal(0)),
        _weeks(of),
    )


def _weeks(of: Iterable[Affected]) -> tuple[Week, ...]:
    before: dict[date, Decimal] = defaultdict(Decimal)
    after: dict[date, Decimal] = defaultdict(Decimal)
    for each in of:
        before[_monday(each.due_before)] += each.amount
        after[_monday(each.due_after)] += each.amount
    mondays = sorted(before.keys() | after.keys())
    return tuple(Week(monday, before[monday], after[monday]) for monday in mondays[:MOST_WEEKS])


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
