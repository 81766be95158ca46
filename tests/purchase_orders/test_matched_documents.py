"""The documents on an order's page add up to what is used of it, also after credits and moves."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from invoices.models import DocumentKind
from invoices.operations.give_back import give_back
from invoices.operations.move import move_to_order
from invoices.queries.of_order import matched_documents
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from tests.building import line, order
from tests.invoices.association import issued, public_id
from tests.purchase_orders.pages import words_of

pytestmark = pytest.mark.django_db
D = Decimal


def listed(po_id: str, today) -> list[tuple[D, D, D]]:
    """Gross, credited and amount of every row, the newest first; they tie with what is used."""
    made = PurchaseOrder.objects.get(po_id=po_id)
    rows = matched_documents(made, 50, today).rows
    used = sum(each.consumed for each in PurchaseOrderLine.objects.filter(order=made))
    assert sum(row.amount for row in rows) == used
    return [(row.gross, row.credited, row.amount) for row in rows]


def test_after_credits_and_a_move_the_amounts_add_up_to_what_is_used(door, today):
    with door("initech"):
        order("PO-1")
        order("PO-2", is_suspended=True)
    document, whole = issued(door, line("100.00"), line("50.00"), po_number="PO-1"), issued(door, po_number="PO-1")
    issued(door, kind=DocumentKind.CREDIT_NOTE, po_number="PO-1")
    with door("acme"):
        give_back(document.public_id, uuid4(), {1: D("19.00"), 2: D("0.50")})
        give_back(whole.public_id, uuid4(), None)
    with door("initech"):
        assert listed("PO-1", today) == [
            (D("-119.00"), D(0), D("-119.00")),
            (D("119.00"), D("119.00"), D(0)),
            (D("178.50"), D("19.50"), D("159.00")),
        ]
        PurchaseOrder.objects.filter(po_id="PO-2").update(is_suspended=False)
        move_to_order(document.public_id, public_id("PO-2"), reason="It is the other one")
        assert listed("PO-2", today) == [(D("178.50"), D("19.50"), D("159.00"))]
        assert len(listed("PO-1", today)) == 2


def test_the_page_says_what_was_credited_beside_what_is_used(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    document = issued(door)
    with door("acme"):
        give_back(document.public_id, uuid4(), {1: D("19.00")})
    page = words_of(browser_of("initech", "betty").get(f"/invoices/of-order/{made.public_id}/"))
    assert "100.00 EUR 119.00 less 19.00 credited" in page
