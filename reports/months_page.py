"""What was issued in each of the last twelve months: a chart of one currency, a line for each of the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import formats

from common.money import ZERO
from common.ui.charts import ColumnChart, Mark, Sparkline, column_chart, sparkline
from common.ui.figures import money_text
from reports.addresses import issued_url
from reports.queries.selling import Issued


@dataclass(frozen=True, slots=True)
class OtherCurrency:
    """The same in another currency: the sum of the months, how it came about, and its own chart."""

    currency: str
    amount: Decimal
    line: Sparkline
    url: str


@dataclass(frozen=True, slots=True)
class MonthsPage:
    """The chart of the chosen currency, and the others."""

    chart: ColumnChart
    others: tuple[OtherCurrency, ...]


def months_page(issued: Issued, asked: str) -> MonthsPage:
    """`asked` where anything was issued in it, else the first currency by its code."""
    known = sorted(issued.currencies)
    currency = asked if asked in known or not known else known[0]
    return MonthsPage(_chart(issued, currency), tuple(_other(issued, code) for code in known if code != currency))


def _chart(issued: Issued, currency: str) -> ColumnChart:
    marks = [_month(issued, currency, month) for month in issued.months]
    total = sum((mark.value for mark in marks), ZERO)
    title = f"Issued by month, {currency}"
    label = f"{title}: {marks[-1].words} in {marks[-1].label}, {marks[-2].words} in the month before"
    return column_chart("months", title, marks, label, money_text(total, currency))


def _month(issued: Issued, currency: str, month: date) -> Mark:
    amount = issued.within(currency, month)
    return Mark(
        formats.date_format(month, "F Y"),
        amount,
        money_text(amount, currency),
        issued_url(currency, month),
        "" if month == issued.months[-1] else "soft",
        formats.date_format(month, "M"),
    )


def _other(issued: Issued, currency: str) -> OtherCurrency:
    values = [issued.within(currency, month) for month in issued.months]
    line = sparkline(f"Issued by month, {currency}", values)
    return OtherCurrency(currency, sum(values, ZERO), line, f"{reverse('issued_by_month')}?currency={currency}")
