"""Tell the contacts of purchase orders that they end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from billing_platform.notifications.operations import notify, send_soon
from common.dates import local_today
from common.money import ZERO
from common.sql import columns_of, rows
from purchase_orders.expiry import FIRST_STEP, STOOD_STILL, due_step
from purchase_orders.expiry_emails import EndNotice, expiry_messages
from purchase_orders.models import PurchaseOrder
from purchase_orders.querysets import present_orders
from tenants import border

INSERT = """
INSERT INTO purchase_orders_expirynotice (order_id, expiration, step, is_told, created_at)
SELECT o, e, s, t, public.present() FROM unnest(%s::bigint[], %s::date[], %s::int[], %s::boolean[]) AS u (o, e, s, t)
 WHERE NOT EXISTS (SELECT 1 FROM purchase_orders_expirynotice n
                    WHERE n.order_id = o AND n.expiration = e AND n.step < s)
    ON CONFLICT (order_id, expiration, step) DO NOTHING RETURNING order_id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """How many orders were told about, and how many mails that made."""

    orders: int
    mails: int


def tell_of_expiry(*, today: date) -> Told:
    """Mail the contacts of orders whose next step of the ladder has come; `today` is the date in the buyer's zone.

    One transaction in a constant number of statements. Each step of an order and last day counts once, whoever runs
    this at the same time or again, and none after a later one; while an order is suspended its steps pass in silence.
    Another last day begins anew.
    """
    with transaction.atomic():
        due = list(_due(today))
        written = {row[0] for row in rows(INSERT, columns_of(list(map(_record, due)), 4))} if due else set()
        told = [order for order, _ in due if order.pk in written and not order.is_suspended]
        mails = notify(expiry_messages([_notice(order, today) for order in told]))
        if mails:
            send_soon()
    return Told(len(told), mails)


def _due(today: date) -> Iterable[tuple[PurchaseOrder, int]]:
    """The orders for which a step's day has come, also those that were told already, each with its step."""
    ending = present_orders().filter(expiration__range=(today - STOOD_STILL, today + timedelta(days=FIRST_STEP)))
    tracked = Q(lines__is_tracked=True)
    summed = ending.annotate(
        tracked_value=Sum("lines__value", filter=tracked), tracked_used=Sum("lines__consumed", filter=tracked)
    )
    zone = border.present_organization().time_zone
    order: Any
    for order in summed.order_by("pk"):
        step = due_step(order.effective, order.expiration, today, since=local_today(order.created_at, zone))
        if step is not None:
            yield order, step


def _record(due: tuple[PurchaseOrder, int]) -> tuple[Any, ...]:
    order, step = due
    return order.pk, order.expiration, step, not order.is_suspended


def _notice(order: Any, today: date) -> EndNotice:
    value, used = order.tracked_value, order.tracked_used
    return EndNotice(
        order_id=order.pk,
        order=order.public_id,
        po_id=order.po_id,
        description=order.description,
        currency=order.currency,
        effective=order.effective,
        expiration=order.expiration,
        days=(order.expiration - today).days,
        value=value or ZERO,
        remaining=(value or ZERO) - (used or ZERO),
        is_tracked=value is not None,
    )
