"""Orders of the demo: at risk by forecast, revived for a late invoice, given back to, set aside for a purchase."""

from __future__ import annotations

from datetime import timedelta

import pytest

from invoices.models import Document
from purchase_orders.models import BalanceEntry, EntryKind, OneTimePurchase, PurchaseOrder
from tests.demo.pages import shown
from tests.demo.test_demo import TODAY, YEAR

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def test_an_order_is_at_risk_by_its_forecast_alone(book, visit):
    with book("initech"):
        order = PurchaseOrder.objects.get(po_id="EVENTS-TEAM")
        line = order.lines.get()
    assert line.remaining * 100 > line.value * min(each for each in order.thresholds if each)
    assert order.expiration > TODAY + timedelta(days=30)
    lena = visit("initech", "lena")
    assert "EVENTS-TEAM" in shown(lena, "/purchase-orders/?status=at_risk")
    assert "used up" in shown(lena, f"/purchase-orders/{order.public_id}/")


def test_an_expired_order_was_revived_took_a_late_invoice_and_expired_again(book):
    with book("initech"):
        order = PurchaseOrder.objects.get(po_id="ROLLOUT")
        first, late = Document.objects.filter(direction="in", matched_po="ROLLOUT").order_by("id")
    assert first.issue_date == YEAR.day(3, 11)
    assert order.expiration == YEAR.last(10) < TODAY
    assert late.period_end == YEAR.last(3)
    assert late.issue_date == YEAR.day(10, 9)


def test_a_purchase_is_open_and_waits_for_somebody(book, visit):
    with book("globex"):
        assert OneTimePurchase.objects.get().is_open
        assert PurchaseOrder.objects.get(po_id="GX-RESALE").is_suspended
    assert "1 purchase order is suspended for a one-time purchase" in shown(visit("globex", "lena"), "/")


def test_a_credit_of_a_supplier_gives_back_to_the_line_and_stands_among_its_uses(book, visit):
    with book("initech"):
        entry = BalanceEntry.objects.get(kind=EntryKind.CREDIT, credit_note__isnull=False)
        order = entry.line.order
        note = Document.objects.get(public_id=entry.credit_note)
    assert (order.po_id, entry.amount, note.matched_po) == ("SUPPORT-DESK", -note.total, "")
    assert "285.60" in shown(visit("initech", "lena"), f"/purchase-orders/{order.public_id}/")
