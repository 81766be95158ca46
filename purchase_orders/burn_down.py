"""How the balance of a purchase order went down month by month, and when it will be used up at the present rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils import formats

from common.dates import time_zone
from common.money import ZERO, round_money
from common.ui.charts import ColumnChart, Mark, column_chart
from common.ui.figures import day_text, money_text
from purchase_orders.forecast import Burn, Level, days_looked_back, levels
from purchase_orders.models import BalanceEntry, PurchaseOrderLine
from purchase_orders.order_queries import OrderDetail
from purchase_orders.querysets import used_lately
from purchase_orders.status import counts_as_active
from tenants import border

MONTH = 30  # days a rate is told for


@dataclass(frozen=True, slots=True)
class BurnDown:
    """The chart, and what it comes to in a sentence; `is_short` when the order is used up before it ends."""

    chart: ColumnChart
    sentence: str
    is_short: bool


def burn_down(order: OrderDetail, today: date) -> BurnDown | None:
    """The burn-down of an order's tracked lines, in two statements; None where no line is tracked or nothing was used.

    The value is taken as it is today, also for months in which it was another.
    """
    if not order.is_tracked or not order.is_used:
        return None
    facts, burn = order.facts, _burn(order, today)
    found = levels(_used_by_month(order.id), burn, (facts.effective, facts.expiration), today)
    runs_out = burn.runs_out_on(today) if counts_as_active(order.status) else None
    sentence = _sentence(order, burn, runs_out, today)
    return BurnDown(_chart(order, found), sentence, runs_out is not None and runs_out < facts.expiration)


def _burn(order: OrderDetail, today: date) -> Burn:
    tracked = PurchaseOrderLine.objects.filter(order=order.id, is_tracked=True)
    used = tracked.annotate(lately=used_lately(today)).aggregate(used=Sum("lately"))["used"]
    return Burn(order.value - order.used, used or ZERO, days_looked_back(order.facts.effective, today))


def _used_by_month(order_id: int) -> dict[date, Decimal]:
    zone = time_zone(border.present_organization().time_zone)
    entries = BalanceEntry.objects.filter(line__order=order_id, line__is_tracked=True).order_by()
    by_month = entries.annotate(month=TruncMonth("created_at", tzinfo=zone)).values("month")
    return {row["month"].date(): row["used"] for row in by_month.annotate(used=Sum("amount"))}


def _sentence(order: OrderDetail, burn: Burn, runs_out: date | None, today: date) -> str:
    facts = order.facts
    if burn.left <= 0:
        return "Nothing is left."
    if not counts_as_active(order.status):
        return f"{_money(burn.left, order)} was not used."
    if burn.used <= 0:
        return f"Nothing was used in the last {burn.days} days."
    rate = f"At the rate of the last {burn.days} days, {_money(burn.used * MONTH / burn.days, order)} in {MONTH} days,"
    if runs_out is not None and runs_out < facts.expiration:
        early = (facts.expiration - runs_out).days
        days = "a day" if early == 1 else f"{early} days"
        return f"{rate} it is used up about {day_text(runs_out)}, {days} before it ends."
    rest = burn.left_after((facts.expiration - today).days)
    return f"{rate} it lasts until it ends, with about {_money(rest, order)} left."


def _chart(order: OrderDetail, found: list[Level]) -> ColumnChart:
    title = "Left at the end of each month"
    marks = [_mark(order, level) for level in found]
    label = f"{title}: {marks[-1].words} in {marks[-1].label}" if marks else title
    return column_chart("burn-down", title, marks, label)


def _mark(order: OrderDetail, level: Level) -> Mark:
    note = "expected" if level.is_foretold else ""
    tone = "bad" if level.left < 0 else "soft" if level.is_foretold else ""
    label, short = formats.date_format(level.month_end, "F Y"), formats.date_format(level.month_end, "M")
    return Mark(label, round_money(level.left, order.facts.currency), _money(level.left, order), "", tone, short, note)


def _money(amount: Decimal, order: OrderDetail) -> str:
    currency = order.facts.currency
    return money_text(round_money(amount, currency), currency)
