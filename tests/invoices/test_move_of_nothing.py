"""Documents of which nothing is left to move: the line items they point at were used all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from invoices.models import Document, DocumentLine
from invoices.operations.give_back import give_back
from invoices.operations.move import move_to_order
from ledger.books import check_books
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.orders import edit_order
from purchase_orders.order_queries import order_detail
from purchase_orders.refusals import LineInUse, OrderFixed
from tests.building import line, order, po_line
from tests.invoices.association import issued, public_id, uses

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["credited", "nothing"])
def emptied(door, request) -> Document:
    """An invoice that was credited as a whole, and one of 0.00, moved from PO-1 to line 1 of PO-2."""
    with door("initech"):
        order("PO-1")
    document = issued(door, line("100.00" if request.param == "credited" else "0.00"), po_number="PO-1")
    if request.param == "credited":
        with door("acme"):
            give_back(document.public_id, uuid4())
    with door("initech"):
        order("PO-2", lines=[po_line("1"), po_line("2")])
        move_to_order(document.public_id, public_id("PO-2"), reason="Wrong project", lines={1: "1"})
    return document


def edited(today: date, **facts) -> None:
    made = PurchaseOrder.objects.get(po_id="PO-2")
    edit_order(made.pk, replace(order_detail(made.public_id, today).facts, **facts), today=today)


def test_a_line_item_that_only_nothing_was_moved_to_was_used_and_stays(door, emptied, today):
    with door("initech"):
        assert uses()[-1] == ("move", "PO-2/1", 0)
        with pytest.raises(LineInUse):
            edited(today, lines=[po_line("2")])
        with pytest.raises(OrderFixed):
            edited(today, currency="USD")
        assert list(check_books()) == []


def test_a_line_item_that_a_document_points_at_stays_also_without_an_entry(door, today):
    with door("initech"):
        order("PO-1")
    document = issued(door, po_number="PO-1")
    with door("initech"):
        order("PO-2", lines=[po_line("1"), po_line("2")])
        at = PurchaseOrderLine.objects.get(order__po_id="PO-2", number="1")
        DocumentLine.objects.filter(document__public_id=document.public_id).update(order_line=at)
        with pytest.raises(LineInUse, match="Line 1 was used"):
            edited(today, lines=[po_line("2")])
