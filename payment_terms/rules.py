"""Arithmetic of payment terms: due and discount dates, worst cases, and which terms count on an issue date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from common.dates import add_months, day_in_month, first_of_next_month, last_of_month
from common.errors import Refusal

MAX_DAYS = 999
MAX_DAY_OF_MONTH = 31
MAX_MONTHS = 12
# Longer terms between businesses must be expressly agreed and not grossly unfair (Directive 2011/7/EU, article 3(5)).
LONG_TERM_DAYS = 60

_HUNDREDTH = Decimal("0.01")
# A posting on the first waits longest for a day of a later month; four years show every length a month can have.
_FIRSTS_OF_FOUR_YEARS = tuple(date(year, month, 1) for year in range(2024, 2028) for month in range(1, 13))


class InvalidTerms(Refusal):
    """The terms hold a figure outside its range, or one that their kind does not use."""

    code = "invalid_terms"


class Kind(StrEnum):
    """How the due date is counted from the posting date; the order of the steps is part of the kind."""

    NET = "net"  # days after the posting date
    EOM_PLUS = "eom_plus"  # end of the month, then days
    PLUS_EOM = "plus_eom"  # days, then the end of that month
    DAY_OF_MONTH = "day_of_month"  # a day of a following month


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms: a kind with the figures it uses and, with any kind, an early-payment discount.

    `days` 0 to 999 with every kind but DAY_OF_MONTH, which has `day` 1 to 31 (a day the month lacks is its last) of
    the 1st to 12th month after the posting date's. `discount_percent` 0.01 to 99.99 is given together with
    `discount_days`. Invalid terms can't be made: the constructor refuses them (InvalidTerms).
    """

    kind: Kind
    days: int = 0
    day: int | None = None
    months: int | None = None
    discount_percent: Decimal | None = None
    discount_days: int | None = None

    def __post_init__(self) -> None:
        validate(self)


@dataclass(frozen=True, slots=True)
class DatedTerms:
    """A change of terms and the first issue date it counts for; None for the first terms, which have no such date."""

    terms: Terms
    effective_from: date | None


def due_date(terms: Terms, posting_date: date) -> date:
    """The day by which an invoice posted on `posting_date` is to be paid; on that day it is not yet overdue."""
    days = timedelta(days=terms.days)
    match terms.kind:
        case Kind.NET:
            return posting_date + days
        case Kind.EOM_PLUS:
            return last_of_month(posting_date) + days
        case Kind.PLUS_EOM:
            return last_of_month(posting_date + days)
        case Kind.DAY_OF_MONTH:
            month = add_months(posting_date, terms.months or 0)
            return day_in_month(month.year, month.month, terms.day or 0)


def discount_until(terms: Terms, posting_date: date) -> date | None:
    """The last value date of a payment that earns the discount; None where the terms give none."""
    return None if terms.discount_days is None else posting_date + timedelta(days=terms.discount_days)


def worst_case_days(terms: Terms) -> int:
    """Days from posting to due date, for the posting date that makes them most.

    Above LONG_TERM_DAYS the person who sets the terms is warned.
    """
    match terms.kind:
        case Kind.NET:
            return terms.days
        case Kind.DAY_OF_MONTH:
            return max((due_date(terms, first) - first).days for first in _FIRSTS_OF_FOUR_YEARS)
        case _:  # the step to the end of a month takes 30 days, from the first of one that has 31
            return terms.days + 30


def effective_from(changed_on: date, immediately: bool) -> date:
    """The first issue date a change counts for: the first of the following month, or the day it was made.

    `changed_on` is the date in the supplier's zone; `immediately` is the supplier's choice.
    """
    return changed_on if immediately else first_of_next_month(changed_on)


def terms_on(changes: Sequence[DatedTerms], issue_date: date) -> Terms:
    """The terms of an invoice issued on this date. `changes` are in the order they were made, the first terms first.

    The newest change that counts by then wins, so a change replaces one still pending. An undo is one more change: the
    terms it restores, with the date they had. The first terms of a relationship count at once, for earlier issue dates
    too. No change at all is the caller's mistake (ValueError).
    """
    if not changes:
        raise ValueError("a relationship has terms from its creation on; none were given")
    return next((each.terms for each in reversed(changes) if _counts_on(each, issue_date)), changes[0].terms)


def pending_change(changes: Sequence[DatedTerms], today: date) -> DatedTerms | None:
    """The newest change while it does not yet count for an invoice issued today; there is never a second one."""
    if len(changes) < 2 or _counts_on(changes[-1], today):
        return None
    return changes[-1]


def validate(terms: Terms) -> None:
    """Refuses figures outside their range and figures that the kind does not use (InvalidTerms, naming the field)."""
    if terms.kind is Kind.DAY_OF_MONTH:
        _check_range("day", terms.day, 1, MAX_DAY_OF_MONTH)
        _check_range("months", terms.months, 1, MAX_MONTHS)
        _check_unused("days", terms.days or None)
    else:
        _check_range("days", terms.days, 0, MAX_DAYS)
        _check_unused("day", terms.day)
        _check_unused("months", terms.months)
    if terms.discount_percent is None:
        _check_unused("discount_days", terms.discount_days)
    else:
        _check_discount(terms, terms.discount_percent)


def _check_discount(terms: Terms, percent: Decimal) -> None:
    if not (percent.is_finite() and 0 < percent < 100 and percent == percent.quantize(_HUNDREDTH)):
        raise InvalidTerms(
            "The discount is a percentage from 0.01 to 99.99 with at most 2 decimals.", field="discount_percent"
        )
    _check_range("discount_days", terms.discount_days, 0, MAX_DAYS)
    if terms.kind is Kind.NET and (terms.discount_days or 0) > terms.days:
        raise InvalidTerms("The discount can't last longer than the terms themselves.", field="discount_days")


def _check_range(field: str, number: int | None, lowest: int, highest: int) -> None:
    name = field.replace("_", " ")
    if number is None:
        raise InvalidTerms(f"These terms need a number of {name} from {lowest} to {highest}.", field=field)
    if not lowest <= number <= highest:
        raise InvalidTerms(f"{number} is no allowed number of {name}: {lowest} to {highest}.", field=field)


def _check_unused(field: str, number: int | None) -> None:
    if number is not None:
        raise InvalidTerms(f"These terms use no {field.replace('_', ' ')}; leave it empty.", field=field)


def _counts_on(change: DatedTerms, issue_date: date) -> bool:
    return change.effective_from is None or change.effective_from <= issue_date
