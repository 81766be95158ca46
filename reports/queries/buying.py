"""What an organization buys: the figures of its dashboard, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from invoices.models import Direction
from invoices.queries import figures
from invoices.queries.figures import Newest, ToReview
from purchase_orders.queries import OrderFigures, OrderRow, Spend, order_figures, orders_at_risk, spend_by_order
from reports.queries.open_sums import OpenSums
from reports.queries.selling import known_currencies

SHOWN = 5
ORDERS_IN_CHART = 10


@dataclass(frozen=True, slots=True)
class Payables:
    """What is to be paid in each currency, and which incoming documents somebody has to look at."""

    open: OpenSums
    to_review: ToReview
    newest: tuple[Newest, ...]


@dataclass(frozen=True, slots=True)
class Orders:
    """Purchase orders that somebody has to look at, and what was used of those of one currency."""

    figures: OrderFigures
    at_risk: tuple[OrderRow, ...]
    spend: tuple[Spend, ...]


@dataclass(frozen=True, slots=True)
class Buying:
    """The two halves of the buying side; one is None for somebody who may not see it."""

    today: date
    currency: str
    currencies: tuple[str, ...]
    payables: Payables | None
    orders: Orders | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever received or ordered, as far as the person may see."""
        is_unused = self.payables is None or not self.payables.newest
        return is_unused and (self.orders is None or not self.orders.figures.total)


def buying(today: date, currency: str, *, sees_invoices: bool, sees_orders: bool) -> Buying:
    """The figures of the buying side; `currency` where it has any, else the one with most open documents.

    At most six statements: three of documents, three of purchase orders.
    """
    payables = _payables(today) if sees_invoices else None
    figures_of_orders = order_figures(today) if sees_orders else None
    counts = payables.open.counts if payables else {}
    others = {each.currency for each in payables.newest} if payables else set()
    known = known_currencies(counts, others.union(figures_of_orders.currencies if figures_of_orders else ()))
    chosen = currency if currency in known else next(iter(known), "")
    orders = _orders(figures_of_orders, chosen, today) if figures_of_orders else None
    return Buying(today, chosen, known, payables, orders)


def _payables(today: date) -> Payables:
    return Payables(
        open=OpenSums(figures.open_by_due_date(Direction.INCOMING), today),
        to_review=figures.incoming_to_review(),
        newest=figures.newest(Direction.INCOMING, SHOWN),
    )


def _orders(counted: OrderFigures, currency: str, today: date) -> Orders:
    at_risk = orders_at_risk(today, SHOWN) if counted.at_risk or counted.exhausted else ()
    return Orders(counted, tuple(at_risk), spend_by_order(currency, today, ORDERS_IN_CHART))
