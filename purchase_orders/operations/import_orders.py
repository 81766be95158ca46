"""Bring in many purchase orders at once: all of them, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from common.retry import repeated
from common.sql import Rung, step
from purchase_orders.facts import OrderFacts
from purchase_orders.models import BalanceEntry, Contact, PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.lines import contact_rows, line_row
from purchase_orders.operations.orders import filled, make_room
from purchase_orders.order_rules import check_facts, po_key
from purchase_orders.queries import taken_po_keys
from purchase_orders.refusals import OrderIdTaken, OrderUsed
from tenants.models import now

CHUNK = 500
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class ImportedOrder:
    """An order that an import made: its public id, the instant of that as ISO text, its PO ID."""

    public_id: UUID
    stamp: str
    po_id: str


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


def orders_taken_back(made: Sequence[ImportedOrder]) -> None:
    """Hide orders that an import made, inside the running transaction. Locks the headers.

    Refuses (OrderUsed), naming them, when one was edited, used by an invoice or deleted since.
    """
    step(Rung.ORDER_HEADERS)
    rows = PurchaseOrder.objects.filter(public_id__in=[each.public_id for each in made], deleted_at=None)
    found = {row.public_id: row for row in rows.select_for_update(no_key=True).order_by("id")}
    used = set(BalanceEntry.objects.filter(line__order__in=found.values()).values_list("line__order_id", flat=True))
    kept = [each.po_id for each in made if not _is_untouched(each, found.get(each.public_id), used)]
    if kept:
        raise OrderUsed(f"Changed, used or deleted since the import, so all of it stays: {_named(kept)}.")
    PurchaseOrder.objects.filter(pk__in=[row.pk for row in found.values()]).update(deleted_at=now(), edited_at=now())


def _is_untouched(made: ImportedOrder, row: PurchaseOrder | None, used: set[int]) -> bool:
    return row is not None and row.pk not in used and row.edited_at.isoformat() == made.stamp


def _check_ids(orders: Sequence[OrderFacts]) -> None:
    counts = Counter(po_key(facts.po_id) for facts in orders)
    taken = taken_po_keys(facts.po_id for facts in orders)
    wrong = [facts.po_id.strip() for facts in orders if po_key(facts.po_id) in taken or counts[po_key(facts.po_id)] > 1]
    if wrong:
        raise OrderIdTaken(f"These PO IDs are there already, or come twice: {_named(wrong)}.", field="po_id")


def _named(po_ids: Sequence[str]) -> str:
    more = f" and {len(po_ids) - MOST_NAMED:,} more" if len(po_ids) > MOST_NAMED else ""
    return ", ".join(dict.fromkeys(po_ids[:MOST_NAMED])) + more


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
