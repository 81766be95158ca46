"""The one-time purchase that keeps orders suspended now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from purchase_orders.document_names import document_names
from purchase_orders.models import BalanceEntry, OneTimePurchase, OneTimeSuspension
from purchase_orders.queries import OrderRow, present_rows
from tenants.history.queries import name_of_actor


@dataclass(frozen=True, slots=True)
class OpenPurchase:
    """An open one-time purchase; `suspended` counts the orders it still keeps suspended."""

    id: int
    order_id: int
    order: UUID
    po_id: str
    started_at: datetime
    started_by: str
    suspended: int


def open_purchase() -> OpenPurchase | None:
    """The one that is open, or None; two statements, one where there is none."""
    found = OneTimePurchase.objects.select_related("order").filter(is_open=True).first()
    if found is None:
        return None
    held = OneTimeSuspension.objects.filter(purchase=found, order__is_suspended=True, order__deleted_at=None)
    order, by = found.order, name_of_actor(found.started_by)
    return OpenPurchase(found.pk, order.pk, order.public_id, order.po_id, found.started_at, by, held.count())


def suspended_rows(purchase: OpenPurchase, today: date) -> list[OrderRow]:
    """The orders it keeps suspended, by PO ID; one statement."""
    held = OneTimeSuspension.objects.filter(purchase=purchase.id, order__is_suspended=True)
    return present_rows(Q(pk__in=held.values("order")), today, leaving_out=purchase.order_id)


def matched_since(purchase: OpenPurchase) -> list[str]:
    """The numbers of the documents that used the order of the purchase since it began; at most two statements."""
    entries = BalanceEntry.objects.filter(line__order=purchase.order_id, created_at__gte=purchase.started_at)
    documents = set(entries.values_list("document", flat=True)[:50])
    return sorted(document_names.of(documents).values())


def others_unsuspended(order_id: int, today: date) -> list[OrderRow]:
    """The orders that a purchase on this one would suspend, by PO ID; one statement."""
    return present_rows(Q(is_suspended=False), today, leaving_out=order_id)


def words_for_new_orders(purchase: OpenPurchase | None) -> str:
    """What to know before an order is added while a purchase is open; "" while none is."""
    if purchase is None:
        return ""
    return (
        f"The one-time purchase on {purchase.po_id} is open. A new purchase order is not suspended for it, so the"
        " invoice of the purchase may go to the new one."
    )
