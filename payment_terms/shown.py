"""Terms and their impact as values ready to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from common.ui.charts import ColumnChart, Mark, column_chart
from common.ui.figures import day_text, money_text
from payment_terms.impact import CashMoved, Impact, Week
from payment_terms.rules import LONG_TERM_DAYS, Terms, discount_until, due_date, worst_case_days


@dataclass(frozen=True, slots=True)
class CashShown:
    """Money moved in one currency: how far, how much of it into another month, and week by week."""

    words: str
    tone: str
    note: str
    chart: ColumnChart


@dataclass(frozen=True, slots=True)
class ImpactShown:
    """What a change would do, in words; `example` is the due date of an invoice posted on its first day, or today."""

    counts_from: str
    affected: str
    amounts: str
    cash: tuple[CashShown, ...]
    example: str
    warning: str


def shown_impact(impact: Impact, terms: Terms | None, *, at_once: bool = False) -> ImpactShown:
    """The impact of giving these terms; None for the default, which has no example of its own.

    `at_once` are first terms, which count for earlier issue dates too.
    """
    counted = ", ".join(_counted(number, name) for name, number in impact.documents.items())
    amounts = ", ".join(money_text(cash.amount.normalize(), cash.currency) for cash in impact.cash)
    return ImpactShown(
        "at once, for earlier issue dates too" if at_once else f"from {day_text(impact.counts_from)}",
        counted or "none",
        amounts,
        tuple(_cash(cash) for cash in impact.cash),
        example_of(terms, impact.counts_from) if terms else "",
        warning_of(terms) if terms else "",
    )


def effect_words(impact: Impact) -> str:
    """The impact in one line, for the row that was just edited; empty where nothing is moved."""
    if not impact.total:
        return ""
    counted = ", ".join(_counted(number, name) for name, number in impact.documents.items() if number)
    moved = "; ".join(
        f"{money_text(cash.amount.normalize(), cash.currency)} {_days(cash.days)}" for cash in impact.cash
    )
    return f"{counted}: {moved}"


def warning_of(terms: Terms) -> str:
    """What the law says of terms that may exceed 60 days; empty for shorter ones. Nothing is blocked."""
    days = worst_case_days(terms)
    if days <= LONG_TERM_DAYS:
        return ""
    return (
        f"An invoice may have to wait {days} days. Between businesses more than {LONG_TERM_DAYS} days must be expressly"
        " agreed and must not be grossly unfair (Directive 2011/7/EU, article 3)."
    )


def warning_of_many(rows: Sequence[Terms]) -> str:
    """The warning for the longest terms of these rows, with how many are long; empty where none is."""
    long = [terms for terms in rows if worst_case_days(terms) > LONG_TERM_DAYS]
    if not long:
        return ""
    longest = warning_of(max(long, key=worst_case_days))
    return f"Over {LONG_TERM_DAYS} days in {len(long):,} of {len(rows):,} rows. {longest}"


def example_of(terms: Terms, posted: date) -> str:
    """When an invoice posted on this day would be due, and until when the discount holds."""
    told = f"An invoice posted on {day_text(posted)} would be due on {day_text(due_date(terms, posted))}"
    until = discount_until(terms, posted)
    if until is None or terms.discount_percent is None:
        return f"{told}."
    return f"{told}, or {terms.discount_percent.normalize():f} % less if paid by {day_text(until)}."


def _cash(cash: CashMoved) -> CashShown:
    tone = "good" if cash.days < 0 else "warn" if cash.days > 0 else ""
    between = money_text(cash.between_months.normalize(), cash.currency)
    note = f"{between} moves to another month" if cash.between_months else "all in the same month"
    marks = [mark for week in cash.weeks for mark in _marks(week, cash.currency)]
    words = f"{money_text(cash.amount.normalize(), cash.currency)} expected by week, before and after the change"
    chart = column_chart(f"moved-{cash.currency}", f"Expected cash-in in {cash.currency}", marks, words)
    return CashShown(_days(cash.days), tone, note, chart)


def _marks(week: Week, currency: str) -> Iterator[Mark]:
    day = day_text(week.monday)
    for amount, word, tone in ((week.before, "before", "soft"), (week.after, "after", "")):
        short = day.rsplit(" ", 1)[0] if word == "before" else ""
        yield Mark(f"Week of {day}, {word}", amount, money_text(amount.normalize(), currency), tone=tone, short=short)


def _days(days: int) -> str:
    if not days:
        return "on the same day on average"
    return f"{abs(days)} {'day' if abs(days) == 1 else 'days'} {'later' if days > 0 else 'earlier'}"


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name.removesuffix('s') if number == 1 else name}"
