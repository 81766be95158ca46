"""One invoice, two companies, one commit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing_platform.notifications.models import Mail
from invoices.models import Document, State
from invoices.operations.issue import issue_invoices
from ledger.books import check_books
from purchase_orders.models import PurchaseOrderLine
from tests.building import line, order, verified

pytestmark = pytest.mark.django_db


def test_an_issued_invoice_stands_in_both_books_matched_and_booked(door, today):
    with door("initech"):
        order("PO-1")
    with door("acme"):
        document = verified("initech", line("500.00"))
        result = issue_invoices([document.pk], today=today)
        document = Document.objects.get(pk=document.pk)
        assert (result.issued, document.number, document.due_date) == (1, "INV-2026-000001", date(2026, 12, 20))
        assert (document.state, document.matched_po) == (State.ISSUED, "PO-1")
        assert list(check_books()) == []
    with door("initech"):
        copy = Document.objects.get(direction="in")
        assert (copy.public_id, copy.total, copy.matched_po) == (document.public_id, Decimal("595.00"), "PO-1")
        assert copy.lines.get().order_line.remaining == Decimal("595.00")
        assert copy.explanation["outcome"] == "matched"
        assert list(check_books()) == []
        assert "below 75 %" in Mail.objects.get(kind="po_balance").subject
        assert PurchaseOrderLine.objects.get().sent_thresholds == [75]
