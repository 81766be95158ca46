"""Sixteen real processes use up one line of a purchase order at once: no use is lost, none is counted twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db.models import Sum

from billing_platform.notifications.models import Mail
from invoices.models import Document
from ledger.books import check_books
from purchase_orders.models import BalanceEntry, PurchaseOrderLine
from tests.building import order, po_line
from tests.faults.processes import answer, start

pytestmark = [pytest.mark.slow, pytest.mark.alone]
PROCESSES, INVOICES = 16, 3


def test_sixteen_processes_on_one_line_lose_no_update_and_each_threshold_is_told_once(committed, door):
    with door("initech"):
        order("PO-1", lines=[po_line(quantity=Decimal(1), unit_price=Decimal(380))])
    told = answer(start("consumers", str(PROCESSES), str(INVOICES)))
    assert told["ended"] == [0] * PROCESSES
    with door("initech"):
        assert Document.objects.filter(matched_po="PO-1").count() == PROCESSES * INVOICES
        owed = Document.objects.aggregate(owed=Sum("total"))["owed"]
        entries = BalanceEntry.objects.aggregate(used=Sum("amount"))["used"]
        used = PurchaseOrderLine.objects.get()
        assert used.consumed == entries == owed
        assert used.remaining < 0
        assert sorted(_news()) == ["is below 25 %", "is below 75 %", "is overdrawn"]
        assert list(check_books()) == []
    with door("acme"):
        numbers = sorted(Document.objects.values_list("number", flat=True))
        assert numbers == [f"INV-2026-{n:06d}" for n in range(1, PROCESSES * INVOICES + 1)]
        assert list(check_books()) == []


def _news() -> list[str]:
    """What was mailed, without its figures."""
    subjects = Mail.objects.filter(kind="po_balance").values_list("subject", flat=True)
    return [subject.partition(" line 1 ")[2].partition(",")[0].partition(" by ")[0] for subject in subjects]
