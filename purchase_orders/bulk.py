"""What can be done with many purchase orders at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from billing_platform.bulk.actions import BulkAction, Judged, Selectable
from people.permissions import Permission
from purchase_orders.lists import LIST
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations import bulk
from purchase_orders.order_rules import full_words
from purchase_orders.queries import active_room
from purchase_orders.querysets import Orders, present_orders, with_figures
from purchase_orders.status import order_status

CHUNK = 2_000
ORDERS = Selectable.of_list(LIST, present_orders, "purchase_orders:detail")


def judged_for_suspension(orders: Orders, today: date) -> Iterator[Judged]:
    """Whether each is not suspended yet; what it becomes."""
    for order, value in _in_chunks(orders):
        yield _judged(order, value, "Suspended already." if order.is_suspended else "", _becomes(order, today))


def judged_for_reactivation(orders: Orders, today: date) -> Iterator[Judged]:
    """Whether each is suspended and, by PO ID, there still is room for it."""
    room = active_room(today)
    left = room.most - room.active
    for order, value in _in_chunks(orders):
        needs_room = order.is_suspended and order.expiration >= today
        reason = "" if order.is_suspended else "Not suspended."
        if needs_room and left < 1:
            reason = full_words(max(room.active, room.most), room.most)
        yield _judged(order, value, reason, _becomes(order, today))
        left -= needs_room


def judged_for_deletion(orders: Orders, today: date) -> Iterator[Judged]:
    """Every one can be deleted."""
    for order, value in _in_chunks(orders):
        yield _judged(order, value, "", "its ID can be used again")


def _in_chunks(orders: Orders) -> Iterator[tuple[PurchaseOrder, Decimal | None]]:
    """Each order with the value of its tracked lines, by PO ID; a statement for each 2,000."""
    ids = list(orders.order_by("po_key", "id").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        found = with_figures(present_orders().filter(pk__in=ids[start : start + CHUNK]))
        yield from ((order, order.value) for order in found.order_by("po_key", "id"))


def _judged(order: PurchaseOrder, value: Decimal | None, reason: str, note: str) -> Judged:
    return Judged(order.public_id, order.po_id, reason, "", order.currency, value, "" if reason else note)


def _becomes(order: PurchaseOrder, today: date) -> str:
    """What it is and what it becomes: "Active → Suspended"."""
    before, after = (
        order_status(order.effective, order.expiration, is_suspended=suspended, today=today)
        for suspended in (order.is_suspended, not order.is_suspended)
    )
    return f"{before.label} → {after.label}"


SUSPEND = BulkAction(
    key="suspend_orders",
    selectable=ORDERS,
    verb="Suspend",
    past="suspended",
    lede="New invoices will not match them until they are re-activated. What was matched stays.",
    permissions=(Permission.CHANGE_PURCHASE_ORDER_STATUS,),
    judge=judged_for_suspension,
    carry_out=bulk.suspend_chosen,
    icon="pause",
    states=("running",),
    undo="reactivate_orders",
)
REACTIVATE = BulkAction(
    key="reactivate_orders",
    selectable=ORDERS,
    verb="Re-activate",
    past="re-activated",
    lede="New invoices can match them again. Invoices that came meanwhile stay as they are.",
    permissions=(Permission.CHANGE_PURCHASE_ORDER_STATUS,),
    judge=judged_for_reactivation,
    carry_out=bulk.reactivate_chosen,
    icon="play",
    states=("suspended",),
    undo="suspend_orders",
)
DELETE = BulkAction(
    key="delete_orders",
    selectable=ORDERS,
    verb="Delete",
    past="deleted",
    lede="Deleted purchase orders are hidden. What was matched to them, and what is printed on invoices, stays.",
    permissions=(Permission.EDIT_PURCHASE_ORDERS,),
    judge=judged_for_deletion,
    carry_out=bulk.delete_chosen,
    icon="trash",
    is_danger=True,
    removes=True,
)
ACTIONS = (SUSPEND, REACTIVATE, DELETE)
