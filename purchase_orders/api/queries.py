"""Pages of purchase orders and of their uses for programs: each row once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F

from partners.models import Partner, Side
from purchase_orders.document_names import document_names
from purchase_orders.lists import VIEWS
from purchase_orders.models import BalanceEntry, PurchaseOrder
from purchase_orders.order_rules import po_key
from purchase_orders.queries import RISKS, OrderRow, order_row
from purchase_orders.querysets import Orders, present_orders, searched, with_figures, with_risks
from tenants.base import TenantQuerySet

CONDITIONS = {view.key: view.condition for view in VIEWS}
DAYS = {
    "starts_since": "effective__gte",
    "starts_until": "effective__lte",
    "ends_since": "expiration__gte",
    "ends_until": "expiration__lte",
}


@dataclass(frozen=True, slots=True)
class OrdersAsked:
    """What orders are narrowed to; None and empty narrow nothing. `state` is a view of the list, `supplier` an ID."""

    state: str = "all"
    po_id: str = ""
    words: str = ""
    supplier: str = ""
    tag: str = ""
    currency: str = ""
    days: Mapping[str, date | None] = field(default_factory=dict)
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrdersFound:
    """Rows with their orders, and the id of the last where another page follows."""

    rows: tuple[tuple[OrderRow, PurchaseOrder], ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class UseRow:
    """One use of a line; `document` is the public id of the document, `number` what it is called, "" for nothing."""

    at: datetime
    kind: str
    line: str
    document: UUID
    number: str
    document_line: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class UsesFound:
    """Uses, and the id of the last where another page follows."""

    rows: tuple[UseRow, ...]
    next: int | None


def orders_page(asked: OrdersAsked, size: int, after: int, today: date) -> OrdersFound:
    """At most `size` orders whose id is above `after`, oldest first; one statement."""
    found = with_risks(_narrowed(asked), today).filter(CONDITIONS[asked.state](today), pk__gt=after)
    shown = with_figures(found).annotate(**{name: F(name) for name in RISKS}).select_related("bill_from")
    orders: list[Any] = list(shown.order_by("pk")[: size + 1])
    rows = tuple((order_row(order, today), order) for order in orders[:size])
    return OrdersFound(rows, orders[size - 1].pk if len(orders) > size else None)


def uses_page(order_id: int, line: str | None, size: int, before: int | None) -> UsesFound:
    """At most `size` uses of an order whose id is below `before`, newest first; at most two statements."""
    found = BalanceEntry.objects.filter(line__order=order_id)
    found = found if line is None else found.filter(line__number__iexact=line.strip())
    found = found if before is None else found.filter(pk__lt=before)
    entries = list(found.select_related("line").order_by("-pk")[: size + 1])
    numbers = document_names.of({entry.document for entry in entries})
    rows = tuple(_use(entry, numbers.get(entry.document, "")) for entry in entries[:size])
    return UsesFound(rows, entries[size - 1].pk if len(entries) > size else None)


def supplier_of(supplier_id: int | None) -> Partner | None:
    """The supplier of this row; no statement for none."""
    return Partner.objects.filter(pk=supplier_id).first() if supplier_id else None


def suppliers_named(named: str) -> TenantQuerySet[Partner]:
    """The supplier, if any, that a request names by its Organization ID or id."""
    by = {"organization_number": int(named[4:])} if named.startswith("ORG-") else {"public_id": UUID(named)}
    found: TenantQuerySet[Partner] = Partner.objects.filter(side=Side.SUPPLIER, **by)
    return found


def _narrowed(asked: OrdersAsked) -> Orders:
    found = present_orders()
    found = searched(found, asked.words) if asked.words else found
    given: dict[str, Any] = {
        "po_key": po_key(asked.po_id) or None,
        "currency": asked.currency or None,
        "tags__contains": [asked.tag] if asked.tag else None,
        "edited_at__gte": asked.updated_since,
        **{DAYS[name]: day for name, day in asked.days.items()},
    }
    found = found.filter(**{name: value for name, value in given.items() if value is not None})
    return found.filter(bill_from__in=suppliers_named(asked.supplier)) if asked.supplier else found


def _use(entry: BalanceEntry, number: str) -> UseRow:
    return UseRow(
        entry.created_at, entry.kind, entry.line.number, entry.document, number, entry.document_line, entry.amount
    )
