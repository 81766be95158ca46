"""The purchase orders of the demo: every status, and every mood of a balance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

from demo.order_table import ORDERS, Line, Order
from demo.scene import Event, Scene
from demo.year import Year
from people.permissions import Role
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import create_order, edit_order, set_suspended

AHEAD = timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Change:
    """In a month of the story the buyer raises the quantity of an order's first line."""

    order: str
    month: int
    quantity: int


RAISED = (Change("CLOUD-FRAME", 7, 30), Change("BC-017", 9, 150))
REVIVED = {"ROLLOUT": 10}  # in this month, for which it is extended


def events(year: Year) -> Iterator[Event]:
    """Each order is written before it begins; some are suspended, some raised or revived later."""
    by_id = {order.po_id: order for order in ORDERS}
    for order in ORDERS:
        written = max(year.first(0), min(year.first(order.start) - AHEAD, year.before(6)))
        yield Event(written, order.buyer, Role.BUYER, partial(_write, order=order))
        if order.suspended is not None:
            act = partial(_suspend, po_id=order.po_id)
            yield Event(year.day(order.suspended, 9), order.buyer, Role.BUYER, act)
    for change in RAISED:
        order = by_id[change.order]
        act = partial(_raise, order=order, quantity=change.quantity)
        yield Event(year.day(change.month, 11), order.buyer, Role.BUYER, act)
    for po_id, month in REVIVED.items():
        act = partial(_extend, order=by_id[po_id], month=month)
        yield Event(year.day(month, 3), by_id[po_id].buyer, Role.BUYER, act)


def _write(scene: Scene, order: Order) -> None:
    create_order(_facts(scene, order), today=scene.day)


def _suspend(scene: Scene, po_id: str) -> None:
    ids = list(PurchaseOrder.objects.filter(po_id=po_id).values_list("pk", flat=True))
    set_suspended(ids, suspended=True, today=scene.day)


def _raise(scene: Scene, order: Order, quantity: int) -> None:
    first, *others = order.lines
    _edit(scene, replace(order, lines=(replace(first, quantity=quantity), *others)))


def _extend(scene: Scene, order: Order, month: int) -> None:
    _edit(scene, replace(order, end=month))


def _edit(scene: Scene, order: Order) -> None:
    edit_order(PurchaseOrder.objects.get(po_id=order.po_id).pk, _facts(scene, order), today=scene.day)


def _facts(scene: Scene, order: Order) -> OrderFacts:
    year = scene.year
    effective = year.first(order.start)
    expiration = year.last(order.end) if order.ends_in is None else year.before(-order.ends_in)
    lines = [
        _line(str(number), line, OrderFacts("", order.currency, effective, expiration, ()), order.tax)
        for number, line in enumerate(order.lines, 1)
    ]
    bill_from = scene.supplier(order.bill_from).pk if order.bill_from else None
    contacts = [ContactFacts(f"lena@{order.buyer}.example", "Lena Brandt", order.language)]
    contacts += [ContactFacts(address) for address in order.copies_to]
    return OrderFacts(
        order.po_id, order.currency, effective, expiration, lines, order.description, bill_from,
        tags=order.tags, thresholds=order.thresholds, contacts=contacts,
    )  # fmt: skip


def _line(number: str, line: Line, order: OrderFacts, tax: int) -> LineFacts:
    return LineFacts(
        number, line.type, order.effective, order.expiration, Decimal(line.quantity), Decimal(line.price),
        Decimal(tax), description=line.description, is_tracked=line.is_tracked, product_code=line.product,
        seller_of_record=line.seller,
    )  # fmt: skip
