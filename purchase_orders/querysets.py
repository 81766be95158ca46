"""Purchase orders by what is true of them today: present, in a status, at risk, found by a text."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
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
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Greatest, Least

from common.money import ZERO
from purchase_orders.forecast import LATELY
from purchase_orders.models import BalanceEntry, EntryKind, PurchaseOrder, PurchaseOrderLine
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


def unsuspended() -> Orders:
    """Every purchase order that may take an invoice, also an expired one: an invoice may bill days long past."""
    return present_orders().filter(is_suspended=False)


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
    """Active or upcoming, and ending within 30 days, with a line low, or used up before it ends at the present rate;
    needs `with_risks`.
    """
    return in_use(today) & (Q(is_low=True) | Q(expiration__lte=today + SOON) | Q(runs_out=True))


def exhausted(today: date) -> Q:
    """Active or upcoming, and nothing is left of a tracked line; needs `with_risks`."""
    return in_use(today) & Q(is_spent=True)


def with_risks(orders: Orders, today: date) -> Orders:
    """With `is_low`, `is_spent` and `runs_out`."""
    return _with_burn(_with_low_lines(orders), today)


def _with_low_lines(orders: Orders) -> Orders:
    """With `is_low` and `is_spent`: whether of a tracked line less is left than the lowest notice threshold above 0 %,
    or it is used up (`thresholds.is_used_up`).
    """
    lines = PurchaseOrderLine.objects.filter(order=OuterRef("pk"), is_tracked=True)
    left = ExpressionWrapper((F("value") - F("consumed")) * 100, output_field=AMOUNT)
    notice = ExpressionWrapper(F("value") * _LowestNotice("order__thresholds"), output_field=AMOUNT)
    low = lines.alias(left=left, notice=notice).filter(left__lt=F("notice"))
    return orders.alias(is_low=Exists(low), is_spent=Exists(lines.filter(consumed__gte=F("value"), consumed__gt=0)))


def _with_burn(orders: Orders, today: date) -> Orders:
    """With `runs_out`: whether the tracked lines will be used up before the order ends, as `Burn` foretells it."""
    lines = PurchaseOrderLine.objects.filter(order=OuterRef("pk"), is_tracked=True)
    by_order = lines.alias(lately=Coalesce(used_lately(today), ZERO, output_field=AMOUNT)).values("order")
    summed = by_order.annotate(left=Sum(F("value") - F("consumed")), used=Sum("lately"))
    looked_back = Greatest(Least(Value(LATELY), _Days(Value(today), OuterRef("effective")) + 1), Value(1))
    to_go = _Days(OuterRef("expiration"), Value(today))
    needed = ExpressionWrapper(F("left") * looked_back, output_field=AMOUNT)
    foretold = ExpressionWrapper(F("used") * to_go, output_field=AMOUNT)
    return orders.alias(runs_out=Exists(summed.alias(needed=needed).filter(left__gt=0, needed__lt=foretold)))


def used_lately(today: date) -> Subquery:
    """Of a line, what was used, less credits, in the days looked back; for a queryset of lines.

    What somebody adjusted by hand is no rate at which anything is used.
    """
    since = datetime.combine(today - timedelta(days=LATELY), time.min, UTC)
    entries = BalanceEntry.objects.filter(line=OuterRef("pk"), created_at__gte=since).order_by()
    entries = entries.exclude(kind=EntryKind.ADJUSTMENT)
    return Subquery(entries.values("line").annotate(used=Sum("amount")).values("used"))


def with_figures(orders: Orders) -> Orders:
    """With `value` and `used` over the tracked lines, both None when no line is tracked."""
    return orders.annotate(value=_tracked_sum("value"), used=_tracked_sum("consumed"))


def worth(amounts: Collection[Decimal]) -> Q:
    """Whose tracked lines add up to one of the amounts.

    A sum over lines has no index: all lines are added up at once, not those of each order by themselves.
    """
    by_order = PurchaseOrderLine.objects.filter(is_tracked=True).order_by().values("order")
    return Q(pk__in=by_order.annotate(worth=Sum("value")).filter(worth__in=amounts).values("order"))


def with_sorts(orders: Orders) -> Orders:
    """With `left` of the tracked lines, None when no line is tracked, and `supplier_name`, None without a supplier."""
    return orders.annotate(left=_tracked_sum(F("value") - F("consumed")), supplier_name=F("bill_from__name"))


def searched(orders: Orders, text: str) -> Orders:
    """Those whose PO ID, description or tag holds the text."""
    return with_tag_words(orders).filter(holding(text))


def with_tag_words(orders: Orders) -> Orders:
    """With `tag_words`, the tags as one text."""
    return orders.alias(tag_words=Func(F("tags"), Value(" "), function="array_to_string", output_field=TextField()))


def holding(text: str) -> Q:
    """Whose PO ID, description or tag holds the text; fewer than 3 letters find the beginning of a PO ID.

    Needs `with_tag_words`. No index answers it: a few thousand orders are read in some 10 ms.
    """
    if len(text) < SHORTEST_PART:
        return Q(po_key__startswith=po_key(text))
    return Q(po_key__contains=po_key(text)) | Q(description__icontains=text) | Q(tag_words__icontains=text)


class _LowestNotice(Func):
    """The lowest notice threshold above 0 %; none where there is only 0."""

    template = "(SELECT min(step) FROM unnest(%(expressions)s) AS step WHERE step > 0)"
    output_field = IntegerField()


class _Days(Func):
    """Days from the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def _tracked_sum(of: str | CombinedExpression) -> Subquery:
    tracked = PurchaseOrderLine.objects.filter(order=OuterRef("pk"), is_tracked=True)
    return Subquery(tracked.values("order").annotate(total=Sum(of)).values("total"))
