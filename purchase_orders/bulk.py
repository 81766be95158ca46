"""What can be done with many purchase orders at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from billing_platform.bulk.actions import BulkAction, Judged, Selectable
from billing_platform.lists.rows import matching
from billing_platform.lists.state import state_of
from people.permissions import Permission
from purchase_orders.lists import LIST
from purchase_orders.operations import bulk
from purchase_orders.order_rules import full_words
from purchase_orders.queries import OrderRow, active_room, rows_of
from purchase_orders.querysets import Orders, present_orders

CHUNK = 2_000
ORDERS = Selectable(
    key="purchase-orders",
    title="Purchase orders",
    one="purchase order",
    many="purchase orders",
    url_name="purchase_orders:list",
    row_url_name="purchase_orders:detail",
    permission=Permission.SEE_PURCHASE_ORDERS,
    all_matching=lambda query, context: matching(LIST, state_of(LIST, query), context),
    some=lambda rows: present_orders().filter(public_id__in=rows),
)


def judged_for_suspension(orders: Orders, today: date) -> Iterator[Judged]:
    """Whether each is not suspended yet; what it becomes."""
    yield from _judged(orders, today, lambda row: ("Suspended already." if row.is_suspended else "", _suspended(row)))


def judged_for_reactivation(orders: Orders, today: date) -> Iterator[Judged]:
    """Whether each is suspended and, by PO ID, there still is room for it."""
    room = active_room(today)
    left = room.most - room.active
    for row in _judged(orders, today, lambda row: ("" if row.is_suspended else "Not suspended.", _reactivated(row))):
        counts = not row.left_out and not row.note.endswith("Expired")
        if counts and left < 1:
            yield Judged(row.row, row.label, full_words(room.most))
        else:
            left -= counts
            yield row


def judged_for_deletion(orders: Orders, today: date) -> Iterator[Judged]:
    """Every one can be deleted."""
    yield from _judged(orders, today, lambda row: ("", "its ID can be used again"))


def _judged(orders: Orders, today: date, told: Callable[[OrderRow], tuple[str, str]]) -> Iterator[Judged]:
    ids = list(orders.order_by("po_key", "id").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        for row in rows_of(ids[start : start + CHUNK], today):
            reason, note = told(row)
            yield Judged(row.public_id, row.po_id, reason, "", row.currency, row.value, "" if reason else note)


def _suspended(row: OrderRow) -> str:
    return f"{row.status.label} → {row.status_after_suspension.label}"


def _reactivated(row: OrderRow) -> str:
    return f"{row.status.label} → {row.status_after_reactivation.label}"


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
