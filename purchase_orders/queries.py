"""Purchase orders as their list and the pages about several of them show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F

from purchase_orders.filters import OrderFilter, OrderView
from purchase_orders.models import ActiveLimit
from purchase_orders.querysets import Orders, present_orders, searched, with_figures, with_low_lines
from purchase_orders.status import OrderStatus, counts_as_active, days_left_words, ends_soon, order_status


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A purchase order in a list; `value` and `used` over its tracked lines, None when none is tracked."""

    id: int
    public_id: UUID
    po_id: str
    description: str
    currency: str
    effective: date
    expiration: date
    edited_at: datetime
    thresholds: list[int]
    is_suspended: bool
    value: Decimal | None
    used: Decimal | None
    is_low: bool
    today: date

    @property
    def status(self) -> OrderStatus:
        return order_status(self.effective, self.expiration, is_suspended=self.is_suspended, today=self.today)

    @property
    def status_after_suspension(self) -> OrderStatus:
        return order_status(self.effective, self.expiration, is_suspended=True, today=self.today)

    @property
    def status_after_reactivation(self) -> OrderStatus:
        return order_status(self.effective, self.expiration, is_suspended=False, today=self.today)

    @property
    def ends_soon(self) -> bool:
        return ends_soon(self.status, self.expiration, self.today)

    @property
    def risk(self) -> str:
        """Why an order in use is at risk, in words; empty when it is not."""
        low = ["a line is low"] if self.is_low and counts_as_active(self.status) else []
        return ", ".join(low + ([f"ends {days_left_words(self.expiration, self.today)}"] if self.ends_soon else []))


COLUMNS = [name for name in OrderRow.__slots__ if name != "today"]


@dataclass(frozen=True, slots=True)
class Room:
    """How many orders are active of how many that may be."""

    active: int
    most: int


def order_counts(wanted: OrderFilter, today: date) -> dict[OrderView, int]:
    """How many orders each view holds of those the text finds; one statement."""
    orders = with_low_lines(_found(wanted))
    counts = orders.aggregate(**{view.value: Count("pk", filter=view.condition(today)) for view in OrderView})
    return {OrderView(name): count for name, count in counts.items()}


def order_rows(wanted: OrderFilter, today: date, rows: slice) -> list[OrderRow]:
    """One page of the list; one statement."""
    found = with_low_lines(_found(wanted)).filter(wanted.view.condition(today)).order_by(*wanted.columns)
    return _rows(found, today, rows)


def chosen_rows(public_ids: Collection[UUID], today: date) -> list[OrderRow]:
    """The orders with these public ids that are there, by PO ID; one statement."""
    return _rows(with_low_lines(present_orders().filter(public_id__in=public_ids)).order_by("po_key"), today)


def active_room(today: date) -> Room:
    """Active orders (upcoming ones count) and how many there may be; two statements."""
    active = present_orders().filter(expiration__gte=today, is_suspended=False).count()
    return Room(active, ActiveLimit.objects.values_list("most", flat=True).get(pk=1))


def _found(wanted: OrderFilter) -> Orders:
    return searched(present_orders(), wanted.text) if wanted.text else present_orders()


def _rows(orders: Orders, today: date, rows: slice = slice(None)) -> list[OrderRow]:
    shown = with_figures(orders).annotate(is_low=F("is_low")).values(*COLUMNS)
    return [OrderRow(today=today, **row) for row in shown[rows]]
