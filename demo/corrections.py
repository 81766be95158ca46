"""What is put right: an invoice matched again, moved, or credited in part; one-time purchases, one of them open."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from demo.catalogue import CONSULTING, SUPPORT, TRAINING, Product
from demo.scene import Event, Scene
from demo.year import Year
from invoices.models import Document, DocumentKind
from invoices.operations.draft import Draft
from invoices.operations.give_back import give_back
from invoices.operations.match_again import match_again
from invoices.operations.move import move_to_order
from people.permissions import Role
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.models import LineType, PurchaseOrder
from purchase_orders.operations.one_time import finish_one_time, start_one_time
from purchase_orders.operations.orders import create_order

LATE = "TRAINING-LATE"


def events(year: Year) -> Iterator[Event]:
    """An invoice comes before its order, another is on the wrong one; a purchase finds its order alone, one begins."""
    for organization, role, day, act, minute in (
        ("acme", Role.BILLING_ADMIN, 25, _bill_before_the_order, 0),
        ("initech", Role.BUYER, 26, _write_the_order_and_match, 0),
        ("acme", Role.BILLING_ADMIN, 26, _bill_on_the_wrong_order, 60),
        ("initech", Role.BUYER, 27, _move, 0),
        ("vandelay", Role.BUYER, 26, _suspend_the_others, 0),
        ("acme", Role.BILLING_ADMIN, 26, _bill_the_purchase, 30),
        ("vandelay", Role.BUYER, 26, _re_activate, 60),
        ("globex", Role.BILLING_ADMIN, 21, _credit_two_hours, 0),
    ):
        yield Event(year.day(10, day), organization, role, act, minute=minute)
    yield Event(year.today, "globex", Role.BUYER, _begin_a_purchase, minute=260)


def _bill_before_the_order(scene: Scene) -> None:
    _bill(scene, "initech", TRAINING, LATE)


def _write_the_order_and_match(scene: Scene) -> None:
    first, last = scene.year.first(10), scene.year.last(12)
    line = LineFacts("1", LineType.MARKETPLACE_TRANSACTION, first, last, Decimal(4), Decimal(940), Decimal(19),
                     description="Training on site", product_code=TRAINING.code)  # fmt: skip
    facts = OrderFacts(
        LATE, "EUR", first, last, [line], "Training, ordered by telephone", scene.supplier("acme").pk,
        contacts=[ContactFacts("lena@initech.example", "Lena Brandt")],
    )  # fmt: skip
    create_order(facts, today=scene.day)
    match_again([_named(LATE).public_id], reason="The order was entered after the invoice had come")


def _bill_on_the_wrong_order(scene: Scene) -> None:
    _bill(scene, "initech", CONSULTING, "CONSULTING")


def _move(scene: Scene) -> None:
    order = PurchaseOrder.objects.get(po_id=LATE, deleted_at=None)
    move_to_order(_named("CONSULTING").public_id, order.public_id, reason="The day was a training, not consulting")


def _suspend_the_others(scene: Scene) -> None:
    start_one_time(PurchaseOrder.objects.get(po_id="4500047").pk)


def _bill_the_purchase(scene: Scene) -> None:
    _bill(scene, "vandelay", TRAINING, "")


def _re_activate(scene: Scene) -> None:
    purchase = PurchaseOrder.objects.get(po_id="4500047").one_time_purchases.get()
    finish_one_time(purchase.pk, today=scene.day)


def _credit_two_hours(scene: Scene) -> None:
    """The credit note names no order: what it credits is given back to where the line of the invoice stands."""
    invoice = Document.objects.filter(direction="out", po_number="SUPPORT-DESK").latest("id")
    line = SUPPORT.times(2)
    note = scene.draft("initech", line, kind=DocumentKind.CREDIT_NOTE, buyer_reference=f"Credit for {invoice.number}")
    scene.issue_saved([note])
    note.refresh_from_db()
    give_back(invoice.public_id, note.public_id, {1: note.total})


def _begin_a_purchase(scene: Scene) -> None:
    """Not finished: the other order of Globex stays suspended until somebody does."""
    start_one_time(PurchaseOrder.objects.get(po_id="GX-FAIR").pk)


def _bill(scene: Scene, buyer: str, product: Product, po: str) -> None:
    scene.issue([Draft(scene.buyer(buyer), "EUR", [product.times(1)], po_number=po)])


def _named(po_number: str) -> Document:
    """The newest received document that prints this number."""
    return Document.objects.filter(direction="in", po_number=po_number).latest("id")
