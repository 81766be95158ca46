"""What is done with many purchase orders at once: chunks of what somebody chose, saw and confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from billing_platform.bulk.actions import Instruction, Item, Outcome
from billing_platform.bulk.models import End
from common.sql import Rung, step
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import decided_by_hand, held_room
from purchase_orders.order_rules import full_words
from tenants.models import now

GONE = "It was deleted meanwhile."
Found = Mapping[UUID, PurchaseOrder]


def suspend_chosen(items: Sequence[Item], instruction: Instruction) -> list[Outcome]:
    """Suspend orders, inside the running transaction; those suspended meanwhile stay as they are."""
    found = _locked(items)
    going = {row for row, order in found.items() if not order.is_suspended}
    _write(found, going, is_suspended=True)
    return [_outcome(item, found, going, "It is suspended meanwhile.") for item in items]


def reactivate_chosen(items: Sequence[Item], instruction: Instruction) -> list[Outcome]:
    """Re-activate orders as far as there is room, inside the running transaction; holds the limit, then the orders."""
    room, most = held_room(today=instruction.today)
    found = _locked(items)
    stopped = [item.row for item in items if item.row in found and found[item.row].is_suspended]
    going = set(_that_fit(stopped, found, room, instruction.today))
    _write(found, going, is_suspended=False)
    full = dict.fromkeys((row for row in stopped if row not in going), full_words(most - min(room, 0), most))
    return [_outcome(item, found, going, full.get(item.row, "It is active meanwhile.")) for item in items]


def delete_chosen(items: Sequence[Item], instruction: Instruction) -> list[Outcome]:
    """Hide orders, inside the running transaction; entries and what is printed on invoices stay."""
    found = _locked(items)
    going = set(found)
    _write(found, going, deleted_at=now())
    return [_outcome(item, found, going, GONE) for item in items]


def _that_fit(rows: Sequence[UUID], found: Found, room: int, today: date) -> list[UUID]:
    """In the order in which they were chosen; expired ones need no room."""
    fitting = []
    for row in rows:
        counts = found[row].expiration >= today
        if not counts or room > 0:
            fitting.append(row)
            room -= counts
    return fitting


def _locked(items: Sequence[Item]) -> Found:
    step(Rung.ORDER_HEADERS)
    rows = PurchaseOrder.objects.filter(public_id__in=[item.row for item in items], deleted_at=None)
    return {each.public_id: each for each in rows.select_for_update(no_key=True).order_by("id")}


def _write(found: Found, rows: set[UUID], **columns: object) -> None:
    ids = [found[row].pk for row in rows]
    decided_by_hand(ids)
    changing = PurchaseOrder.objects.filter(pk__in=ids)
    changing.update(**columns, edited_at=now())


def _outcome(item: Item, found: Found, going: set[UUID], otherwise: str) -> Outcome:
    if item.row in going:
        return Outcome(item.row)
    return Outcome(item.row, End.LEFT_OUT, otherwise if item.row in found else GONE)
