"""Purchase orders by what is true of them today: present, in a status, at risk, found by a text."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    TextField,
    Value,
)

from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from purchase_orders.order_rules import po_key
from purchase_orders.status import SOON, OrderStatus
from tenants.base import TenantQuerySet

Orders = TenantQuerySet[Any]  # of purchase orders, with whatever was annotated
SHORTEST_PART = 3
SUSPENDED = frozenset({OrderStatus.SUSPENDED, OrderStatus.SUSPENDED_EXPIRED})
AMOUNT: DecimalField[Any, Any] = DecimalField(max_digits=23, decimal_places=4)


def present_orders() -> Orders:
    """Every purchase order that is not deleted."""
    return PurchaseOrder.objects.filter(deleted_at=None)


def in_status(status: OrderStatus, today: date) -> Q:
    """The condition for one of the statuses; the same cut of days as `order_status`."""
    is_expired = Q(expiration__lt=today)
    if status in SUSPENDED:
        return Q(is_suspended=True) & (is_expired if status == OrderStatus.SUSPENDED_EXPIRED else ~is_expired)
    if status == OrderStatus.EXPIRED:
        return Q(is_suspended=False) & is_expired
    starts_later = Q(effective__gt=today)
    return Q(is_suspended=False) & ~is_expired & (starts_later if status == OrderStatus.UPCOMING else ~starts_later)


def in_use(today: date) -> Q:
    """Active or upcoming: neither suspended nor expired."""
    return Q(is_suspended=False, expiration__gte=today)


def at_risk(today: date) -> Q:
    """Active or upcoming, and ending within 30 days or with a line low; needs `with_low_lines`."""
    return in_use(today) & (Q(is_low=True) | Q(expiration__lte=today + SOON))


def exhausted(today: date) -> Q:
    """Active or upcoming, and nothing is left of a tracked line; needs `with_low_lines`."""
    return in_use(today) & Q(is_spent=True)


def with_low_lines(orders: Orders) -> Orders:
    """With `is_low` and `is_spent`: whether of a tracked line less is left than the lowest notice threshold above 0 %,
    or nothing.
    """
    lines = PurchaseOrderLine.objects.filter(order=OuterRef("pk"), is_tracked=True)
    left = ExpressionWrapper((F("value") - F("consumed")) * 100, output_field=AMOUNT)
    notice = ExpressionWrapper(F("value") * _LowestNotice("order__thresholds"), output_field=AMOUNT)
    low = lines.alias(left=left, notice=notice).filter(left__lt=F("notice"))
    return orders.alias(is_low=Exists(low), is_spent=Exists(lines.filter(consumed__gte=F("value"), value__gt=0)))


def with_figures(orders: Orders) -> Orders:
    """With `value` and `used` over the tracked lines, both None when no line is tracked."""
    return orders.annotate(value=_tracked_sum("value"), used=_tracked_sum("consumed"))


def searched(orders: Orders, text: str) -> Orders:
    """Those whose PO ID, description or tag holds the text; fewer than 3 letters find the beginning of a PO ID."""
    if len(text) < SHORTEST_PART:
        return orders.filter(po_key__startswith=po_key(text))
    words = Func(F("tags"), Value(" "), function="array_to_string", output_field=TextField())
    holds = Q(po_key__contains=po_key(text)) | Q(description__icontains=text) | Q(tag_words__icontains=text)
    return orders.alias(tag_words=words).filter(holds)


class _LowestNotice(Func):
    """The lowest notice threshold above 0 %; none where there is only 0."""

    template = "(SELECT min(step) FROM unnest(%(expressions)s) AS step WHERE step > 0)"
    output_field = IntegerField()


def _tracked_sum(column: str) -> Subquery:
    tracked = PurchaseOrderLine.objects.filter(order=OuterRef("pk"), is_tracked=True)
    return Subquery(tracked.values("order").annotate(total=Sum(column)).values("total"))
