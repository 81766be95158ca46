"""The buying side of the dashboard as values ready to print, each figure with the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from common.ui.balance import balance_bar
from common.ui.charts import BarChart, ColumnChart, Mark, bar_chart
from common.ui.figures import money_text
from common.ui.tiles import Tile
from invoices.models import Direction
from invoices.queries.figures import Newest
from purchase_orders.queries import OrderRow
from reports.addresses import documents, orders
from reports.queries.buying import Buying, Orders, Payables
from reports.tiles import BUYING, aging_chart, open_tiles, percent_words, weeks_chart


@dataclass(frozen=True, slots=True)
class PayablesPage:
    """What the half about incoming documents prints; `unmatched` is None where every document has its order."""

    tiles: tuple[Tile, ...]
    waiting: tuple[Tile, ...]
    aging: BarChart
    weeks: ColumnChart
    unmatched: BarChart | None
    unmatched_url: str
    newest: tuple[Newest, ...]


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """What the half about purchase orders prints; `spend` is None where nothing in use tracks its balance."""

    tiles: tuple[Tile, ...]
    at_risk: tuple[OrderRow, ...]
    at_risk_url: str
    spend: BarChart | None


@dataclass(frozen=True, slots=True)
class BuyingPage:
    """Everything the buying side prints."""

    currency: str
    is_empty: bool
    payables: PayablesPage | None
    orders: OrdersPage | None


def buying_page(figures: Buying) -> BuyingPage:
    """The figures in words, in the chosen currency."""
    return BuyingPage(
        currency=figures.currency,
        is_empty=figures.is_empty,
        payables=_payables(figures, figures.payables) if figures.payables else None,
        orders=_orders(figures, figures.orders) if figures.orders else None,
    )


def _payables(figures: Buying, payables: Payables) -> PayablesPage:
    currency = figures.currency
    unmatched_url = documents(Direction.INCOMING, view="unmatched")
    return PayablesPage(
        tiles=open_tiles(BUYING, payables.open, figures.currencies, currency),
        waiting=(
            Tile("Unmatched", sum(payables.to_review.unmatched.values()), unmatched_url, note="documents without a PO"),
            Tile("With findings", payables.to_review.findings, documents(Direction.INCOMING, view="findings"),
                 note="kept as received, look before paying"),
        ),
        aging=aging_chart(BUYING, payables.open, currency),
        weeks=weeks_chart(BUYING, payables.open, currency),
        unmatched=_unmatched_chart(payables) if payables.to_review.unmatched else None,
        unmatched_url=unmatched_url,
        newest=payables.newest,
    )  # fmt: skip


def _unmatched_chart(payables: Payables) -> BarChart:
    whole = Decimal(sum(payables.to_review.unmatched.values()))
    marks = [
        Mark(
            reason.label,
            Decimal(count),
            f"{count:,}",
            documents(Direction.INCOMING, view="unmatched", reason=reason.value),
            note=percent_words(Decimal(count), whole),
        )
        for reason, count in payables.to_review.unmatched.items()
    ]
    return bar_chart("unmatched", "Unmatched documents by reason", marks, f"{whole:,}")


def _orders(figures: Buying, found: Orders) -> OrdersPage:
    counted = found.figures
    return OrdersPage(
        tiles=(
            Tile("POs at risk", counted.at_risk, orders("at_risk"), note="low, soon used up, or ending within 30 days"),
            Tile("POs exhausted", counted.exhausted, orders("exhausted"), note="a tracked line has nothing left"),
        ),
        at_risk=found.at_risk,
        at_risk_url=orders("at_risk"),
        spend=_spend_chart(figures.currency, found) if found.spend else None,
    )


def _spend_chart(currency: str, found: Orders) -> BarChart:
    marks = [
        Mark(
            spent.po_id,
            spent.used,
            money_text(spent.used, currency),
            reverse("purchase_orders:detail", args=[spent.public_id]),
            "bad" if spent.used >= spent.value else "",
            note=f"{balance_bar(spent.used, spent.value, ()).used_percent} %" if spent.value else "",
        )
        for spent in found.spend
    ]
    return bar_chart("spend", f"Used by purchase order, {currency}", marks)
