"""Bring in many purchase orders at once: all of them, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from common.retry import repeated
from purchase_orders.facts import OrderFacts
from purchase_orders.models import Contact, PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.lines import contact_rows, line_row
from purchase_orders.operations.orders import filled, make_room
from purchase_orders.order_rules import check_facts, po_key
from purchase_orders.refusals import OrderIdTaken

CHUNK = 500
MOST_NAMED = 10


@repeated
def import_orders(orders: Sequence[OrderFacts], *, today: date) -> list[PurchaseOrder]:
    """New purchase orders with their lines and contacts. `today` is the date in the buyer's zone.

    One transaction, a constant number of statements for 500 orders. Locks the limit row. Refuses what `create_order`
    refuses, naming the order, and PO IDs that are taken, also by somebody at the same moment, or come twice.
    """
    with transaction.atomic():
        return orders_written(orders, today=today)


def orders_written(orders: Sequence[OrderFacts], *, today: date) -> list[PurchaseOrder]:
    """As `import_orders`, inside the running transaction."""
    for facts in orders:
        check_facts(facts)
    active = sum(not facts.is_suspended and facts.expiration >= today for facts in orders)
    if active:
        make_room(active, today=today)
    _check_ids(orders)
    try:
        with transaction.atomic():
            return [row for chunk in _chunks(orders) for row in _written(chunk)]
    except IntegrityError as error:
        if "po_id_once" in str(error):
            _check_ids(orders)
        raise


def _check_ids(orders: Sequence[OrderFacts]) -> None:
    counts = Counter(po_key(facts.po_id) for facts in orders)
    taken = {
        key
        for chunk in _chunks(orders)
        for key in PurchaseOrder.objects.filter(
            po_key__in=[po_key(facts.po_id) for facts in chunk], deleted_at=None
        ).values_list("po_key", flat=True)
    }
    wrong = [facts.po_id.strip() for facts in orders if po_key(facts.po_id) in taken or counts[po_key(facts.po_id)] > 1]
    if wrong:
        named = ", ".join(dict.fromkeys(wrong[:MOST_NAMED]))
        more = f" and {len(wrong) - MOST_NAMED:,} more" if len(wrong) > MOST_NAMED else ""
        raise OrderIdTaken(f"These PO IDs are there already, or come twice: {named}{more}.", field="po_id")


def _written(orders: Sequence[OrderFacts]) -> list[PurchaseOrder]:
    rows = PurchaseOrder.objects.bulk_create([_header(facts) for facts in orders])
    pairs = list(zip(rows, orders, strict=True))
    PurchaseOrderLine.objects.bulk_create([line_row(row, line) for row, facts in pairs for line in facts.lines])
    Contact.objects.bulk_create([each for row, facts in pairs for each in contact_rows(row, facts.contacts)])
    return rows


def _header(facts: OrderFacts) -> PurchaseOrder:
    row = PurchaseOrder(po_id=facts.po_id.strip(), po_key=po_key(facts.po_id), is_suspended=facts.is_suspended)
    return filled(row, facts)


def _chunks(orders: Sequence[OrderFacts]) -> Iterator[Sequence[OrderFacts]]:
    return (orders[start : start + CHUNK] for start in range(0, len(orders), CHUNK))
