"""One-time purchases: suspend the other orders for one purchase, and give exactly those back afterwards."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from common.retry import repeated
from common.sql import Rung, lock
from purchase_orders.models import OneTimePurchase, OneTimeSuspension, PurchaseOrder
from purchase_orders.operations.orders import check_room, held_limit
from purchase_orders.querysets import unsuspended
from purchase_orders.refusals import OneTimeOpen, OrderGone
from tenants import border
from tenants.clock import Present
from tenants.models import now

TABLE, HELD = "purchase_orders_purchaseorder", Rung.ORDER_HEADERS


@repeated
def start_one_time(order_id: int) -> OneTimePurchase:
    """Suspend every other order, so that invoices of the purchase find this one alone, and remember which.

    Expired ones too: an invoice that bills last month finds them as well. What is created, imported or re-activated
    while the purchase is open is not suspended for it. Holds the limit row, then headers, so that two at once count one
    after the other. Refuses while another purchase is open (OneTimeOpen), and an order that is suspended or gone.
    """
    with transaction.atomic():
        held_limit()
        others = unsuspended().exclude(pk=order_id)
        ids = [row[0] for row in lock(TABLE, "id", [order_id, *others.values_list("pk", flat=True)], HELD)]
        if order_id not in ids or not unsuspended().filter(pk=order_id).exists():
            raise OrderGone("This purchase order is suspended or was deleted. Choose one that takes invoices.")
        suspended = unsuspended().filter(pk__in=ids).exclude(pk=order_id)
        purchase = _opened(order_id)
        OneTimeSuspension.objects.bulk_create(OneTimeSuspension(purchase=purchase, order=each) for each in suspended)
        suspended.update(is_suspended=True, edited_at=now())
    return purchase


@repeated
def finish_one_time(purchase_id: int, *, today: date) -> int:
    """Re-activate exactly the orders that were suspended for the purchase, and close it; returns how many.

    Those that were deleted meanwhile, or whose status somebody changed by hand, stay as they are. Refuses beyond the
    limit of active orders (TooManyActive), with nothing changed. Repeating it changes nothing.
    """
    with transaction.atomic():
        limit = held_limit()
        held = _held_suspensions(purchase_id)
        back = PurchaseOrder.objects.filter(pk__in=held, deleted_at=None, is_suspended=True)
        check_room(limit, back.filter(expiration__gte=today).count(), today=today)
        count = back.update(is_suspended=False, edited_at=now())
        _close(purchase_id)
    return count


@repeated
def keep_suspended(purchase_id: int) -> None:
    """Close the purchase and leave the orders suspended that were suspended for it.

    Holds the limit row as `finish_one_time` does, so that of two who end the purchase in both ways the first decides.
    """
    with transaction.atomic():
        held_limit()
        _held_suspensions(purchase_id)
        _close(purchase_id)


def _opened(order_id: int) -> OneTimePurchase:
    try:
        with transaction.atomic():
            return OneTimePurchase.objects.create(
                order_id=order_id, started_at=Present(), started_by=border.present_actor()
            )
    except IntegrityError as error:
        if "po_one_time_one_open" not in str(error):
            raise
        raise OneTimeOpen("Another one-time purchase is open. Finish it first.") from error


def _held_suspensions(purchase_id: int) -> list[int]:
    """The orders of an open purchase, locked; none of one that is closed."""
    ids = OneTimeSuspension.objects.filter(purchase=purchase_id, purchase__is_open=True).values_list("order", flat=True)
    return [row[0] for row in lock(TABLE, "id", list(ids), HELD)]


def _close(purchase_id: int) -> None:
    OneTimePurchase.objects.filter(pk=purchase_id, is_open=True).update(is_open=False)
