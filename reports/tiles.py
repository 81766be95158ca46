"""The figures and charts of open documents, the same for what is owed to us and for what we owe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from django.utils import formats

from common.ui.charts import BarChart, ColumnChart, Mark, bar_chart, column_chart
from common.ui.figures import day_text, money_text
from common.ui.tiles import Link, Tile
from invoices.aging import Age
from invoices.models import Direction
from reports.addresses import documents
from reports.queries.open_sums import Figure, OpenSums, Span

AGE_TONES = {
    Age.TO_30: "soft",
    Age.TO_60: "warn",
    Age.TO_90: "warn",
    Age.TO_120: "bad",
    Age.OVER_120: "bad",
}
SOON = timedelta(27)  # four weeks, today among them


@dataclass(frozen=True, slots=True)
class OpenWords:
    """What the two sides call the same figures."""

    direction: Direction
    open: str
    soon: str
    aging: str
    weeks: str


SELLING = OpenWords(
    Direction.OUTGOING, "Open receivables", "Expected in 4 weeks", "Aging of open receivables", "Expected cash-in"
)
BUYING = OpenWords(Direction.INCOMING, "To pay", "To pay in 4 weeks", "Aging of what is to be paid", "Payments by week")


def open_tiles(words: OpenWords, sums: OpenSums, currencies: tuple[str, ...], currency: str) -> tuple[Tile, ...]:
    """Open, overdue and due in four weeks: in the chosen currency, and the others beside it."""
    others = tuple(code for code in currencies if code != currency)
    return tuple(
        Tile(
            shown.label,
            shown.of(currency).amount,
            _listed(words, currency, shown.narrowed),
            currency,
            shown.note,
            _others(words, others, shown),
        )
        for shown in _shown(words, sums, currency)
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """A figure by currency, and what its list is narrowed to besides."""

    label: str
    of: Callable[[str], Figure]
    narrowed: dict[str, str]
    note: str


def _shown(words: OpenWords, sums: OpenSums, currency: str) -> Iterator[_Shown]:
    total, overdue = sums.total(currency), sums.overdue(currency)
    yield _Shown(words.open, sums.total, {"view": "open"}, count_words(total.count, "invoice"))
    yield _Shown("Overdue", sums.overdue, {"view": "overdue"}, _share_of_open(overdue, total))
    first, last = sums.today, sums.today + SOON
    soon = partial(sums.between, first=first, last=last)
    note = f"{count_words(soon(currency).count, 'invoice')} by {day_text(last)}"
    yield _Shown(words.soon, soon, {"view": "open", "due_since": str(first), "due_until": str(last)}, note)


def _others(words: OpenWords, codes: tuple[str, ...], shown: _Shown) -> tuple[Link, ...]:
    """The same figure in other currencies, those that have none left out."""
    found = ((code, shown.of(code)) for code in codes)
    return tuple(
        Link(f"{money_text(figure.amount, code)} in {figure.count:,}", _listed(words, code, shown.narrowed))
        for code, figure in found
        if figure.count
    )


def _listed(words: OpenWords, currency: str, chosen: dict[str, str]) -> str:
    return documents(words.direction, currency=currency, **chosen)


def aging_chart(words: OpenWords, sums: OpenSums, currency: str) -> BarChart:
    """A bar for each class of aging, with its share of all that is open."""
    total = sums.total(currency).amount
    marks = [
        Mark(
            age.label,
            figure.amount,
            money_text(figure.amount, currency),
            documents(words.direction, view="open", currency=currency, age=age.value),
            AGE_TONES.get(age, ""),
            note=percent_words(figure.amount, total),
        )
        for age in Age
        for figure in [sums.of_age(currency, age)]
    ]
    return bar_chart("aging", f"{words.aging}, {currency}", marks, money_text(total, currency))


def weeks_chart(words: OpenWords, sums: OpenSums, currency: str) -> ColumnChart:
    """Columns by week of the due date; what is overdue, later or without a date is told in words beside them.

    With terms of a year those are a hundred times a week: drawn to scale, no week could be read. All add up to what is
    open.
    """
    marks = list(_weeks(words.direction, sums, currency))
    largest = max((mark for mark in marks if not mark.is_beside), key=lambda mark: mark.value)
    title = f"{words.weeks}, {currency}"
    most = f"most is {largest.words}, {largest.label.lower()}" if largest.value else "nothing is due in ten weeks"
    label = f"{title} by week: {most}"
    return column_chart("weeks", title, marks, label, money_text(sums.total(currency).amount, currency))


def _weeks(direction: Direction, sums: OpenSums, currency: str) -> Iterator[Mark]:
    def mark(label: str, figure: Figure, short: str = "", **chosen: str | date | None) -> Mark:
        url = documents(direction, **({"view": "open", "currency": currency} | chosen))
        words = money_text(figure.amount, currency)
        return Mark(label, figure.amount, words, url, short=short, is_beside=not short)

    yield mark("Overdue", sums.overdue(currency), view="overdue")
    for at, span in enumerate(sums.weeks(currency)):
        label, short = _week_words(at, span)
        yield mark(label, span.due, short, due_since=span.first, due_until=span.last)
    if (undated := sums.undated(currency)).count:
        yield mark("Without a due date", undated, undated="1")


def _week_words(at: int, span: Span) -> tuple[str, str]:
    """The week's name, and the short one below its column; what is later has no column."""
    if span.last is None:
        return f"Later, from {day_text(span.first)}", ""
    short = formats.date_format(span.first, "j M") if span.first else ""
    return ("This week" if at == 0 else f"Week of {day_text(span.first)}"), short


def count_words(count: int, what: str) -> str:
    """A count with its noun: "1 invoice", "612 invoices"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def percent_words(part: Decimal, whole: Decimal) -> str:
    """A share in whole percent, "under 1 %" for what would round to nothing; empty where there is no whole."""
    if not whole:
        return ""
    percent = (part * 100 / whole).quantize(Decimal(1), ROUND_HALF_UP)
    return "under 1 %" if part and not percent else f"{percent} %"


def _share_of_open(overdue: Figure, total: Figure) -> str:
    if not overdue.count:
        return "nothing is late"
    return f"{percent_words(overdue.amount, total.amount)} of open, {count_words(overdue.count, 'invoice')}"
