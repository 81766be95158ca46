"""Create and edit purchase orders, suspend and re-activate them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from common.retry import repeated
from common.sql import Rung, lock, step
from purchase_orders.facts import OrderFacts
from purchase_orders.models import ActiveLimit, OneTimeSuspension, PurchaseOrder
from purchase_orders.operations.lines import tell_contacts, write_contacts, write_lines
from purchase_orders.order_rules import check_facts, full_words, po_key
from purchase_orders.refusals import ChangedMeanwhile, OrderFixed, OrderGone, OrderIdTaken, TooManyActive
from tenants.models import now

HEADER = (
    "description",
    "bill_from_id",
    "seller_of_record",
    "bill_to",
    "ship_to",
    "currency",
    "effective",
    "expiration",
)


@repeated
def create_order(facts: OrderFacts, *, today: date) -> PurchaseOrder:
    """A new purchase order with its lines and contacts. `today` is the date in the buyer's zone.

    Locks the limit row, so that two people adding the last allowed one count one after the other. Refuses a taken
    PO ID, dates that do not fit, and more of anything than allowed.
    """
    check_facts(facts)
    with transaction.atomic():
        if not facts.is_suspended and facts.expiration >= today:
            make_room(1, today=today)
        order = PurchaseOrder(po_id=facts.po_id.strip(), po_key=po_key(facts.po_id), is_suspended=facts.is_suspended)
        try:
            with transaction.atomic():
                filled(order, facts).save()
        except IntegrityError as error:
            if "po_id_once" not in str(error):
                raise
            raise OrderIdTaken(f"There is a purchase order {facts.po_id.strip()} already.", field="po_id") from error
        write_lines(order, facts.lines)
        write_contacts(order, facts.contacts)
    return order


@repeated
def edit_order(
    order_id: int, facts: OrderFacts, *, today: date, expected_edited_at: datetime | None = None
) -> PurchaseOrder:
    """Everything but the PO ID; currency and bill-from only while nothing was consumed. Past matches do not move.

    Locks the limit row when the order is to be active, then header, then lines. Values below what was consumed are
    allowed; the balance is then negative and says so. With `expected_edited_at`, refuses when somebody edited since.
    """
    check_facts(facts)
    with transaction.atomic():
        limit = held_limit() if facts.expiration >= today else None
        order = held_order(order_id)
        _check_unchanged(order, expected_edited_at)
        _check_fixed(order, facts)
        if limit and order.expiration < today and not order.is_suspended:
            check_room(limit, 1, today=today)
        filled(order, facts).save()
        notices = write_lines(order, facts.lines)
        write_contacts(order, facts.contacts)
        tell_contacts(notices)
    return order


@repeated
def set_suspended(order_ids: Collection[int], *, suspended: bool, today: date) -> int:
    """Suspend or re-activate purchase orders; returns how many changed. Repeating it changes nothing.

    A suspended PO takes no new invoices; what was matched stays. What somebody decides by hand no one-time purchase
    gives back any more. Refuses to re-activate beyond the limit.
    """
    with transaction.atomic():
        limit = None if suspended else held_limit()
        ids = [row[0] for row in lock("purchase_orders_purchaseorder", "id", order_ids, Rung.ORDER_HEADERS)]
        changing = PurchaseOrder.objects.filter(id__in=ids, deleted_at=None, is_suspended=not suspended)
        if limit:
            check_room(limit, changing.filter(expiration__gte=today).count(), today=today)
        decided_by_hand(changing.values_list("pk", flat=True))
        return changing.update(is_suspended=suspended, edited_at=now())


@repeated
def delete_order(order_id: int, *, expected_edited_at: datetime | None = None) -> None:
    """Hide a purchase order; its entries and what is printed on invoices stay, its ID may be used again.

    Locks the header. Repeating it changes nothing. With `expected_edited_at`, refuses when somebody edited since.
    """
    with transaction.atomic():
        step(Rung.ORDER_HEADERS)
        present = PurchaseOrder.objects.select_for_update(no_key=True).filter(pk=order_id, deleted_at=None)
        for order in present:
            _check_unchanged(order, expected_edited_at)
            order.deleted_at = order.edited_at = now()
            order.save(update_fields=["deleted_at", "edited_at"])


def decided_by_hand(order_ids: Iterable[int]) -> None:
    """Somebody changes the status of these orders: no one-time purchase gives it back any more."""
    OneTimeSuspension.objects.filter(purchase__is_open=True, order__in=list(order_ids)).delete()


def make_room(count: int, *, today: date) -> None:
    """Refuse when `count` more active orders pass the limit; holds the limit row until the transaction ends."""
    check_room(held_limit(), count, today=today)


def held_room(*, today: date) -> tuple[int, int]:
    """How many more orders may be active, and how many at most; holds the limit row until the transaction ends."""
    limit = held_limit()
    return limit.most - _active_count(today), limit.most


def seed_limit() -> None:
    """Every organization starts with room for 100 active purchase orders."""
    ActiveLimit.objects.get_or_create(pk=1)


def held_limit() -> ActiveLimit:
    """The limit row, locked until the transaction ends: whoever changes how many are active holds it first."""
    step(Rung.BUYER_DOCUMENTS)
    limit: ActiveLimit = ActiveLimit.objects.select_for_update(no_key=True).get(pk=1)
    return limit


def held_order(order_id: int) -> PurchaseOrder:
    """The order with its header locked until the transaction ends; refuses one that was deleted (OrderGone)."""
    step(Rung.ORDER_HEADERS)
    present = PurchaseOrder.objects.select_for_update(no_key=True).filter(pk=order_id, deleted_at=None)
    order: PurchaseOrder | None = present.first()
    if order is None:
        raise OrderGone("This purchase order was deleted meanwhile.")
    return order


def check_room(limit: ActiveLimit, count: int, *, today: date) -> None:
    """Refuse when `count` more active orders pass the held limit (TooManyActive)."""
    active = _active_count(today)
    if count and active + count > limit.most:
        raise TooManyActive(full_words(active, limit.most, count))


def _active_count(today: date) -> int:
    return PurchaseOrder.objects.filter(Q(expiration__gte=today), is_suspended=False, deleted_at=None).count()


def _check_unchanged(order: PurchaseOrder, expected_edited_at: datetime | None) -> None:
    if expected_edited_at is not None and order.edited_at != expected_edited_at:
        raise ChangedMeanwhile("Somebody changed this purchase order while you were editing it.")


def _check_fixed(order: PurchaseOrder, facts: OrderFacts) -> None:
    if po_key(facts.po_id) != order.po_key:
        raise OrderFixed("The PO ID stays as it is. Duplicate the purchase order to use another.", field="po_id")
    used = order.lines.filter(entries__isnull=False).exists()
    if used and (facts.currency, facts.bill_from_id) != (order.currency, order.bill_from_id):
        raise OrderFixed("Currency and bill-from stay once invoices were matched.", field="currency")


def filled(order: PurchaseOrder, facts: OrderFacts) -> PurchaseOrder:
    """The header with what the facts say, edited now; not saved."""
    for name in HEADER:
        setattr(order, name, getattr(facts, name))
    order.tags, order.thresholds = list(facts.tags), sorted(set(facts.thresholds), reverse=True)
    order.edited_at = now()
    return order
