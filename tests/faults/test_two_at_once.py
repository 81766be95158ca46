"""Several issue and edit at once, in real processes: nothing lost, nothing doubled, nobody starved."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest

from invoices.models import Document
from ledger.books import check_books
from purchase_orders.models import PurchaseOrder
from tests.building import line, order, po_line, verified
from tests.faults.processes import answer, as_superuser, start

pytestmark = pytest.mark.slow
SECONDS = os.environ.get("CONTENTION_SECONDS", "60")


def test_the_same_drafts_issued_twice_at_once_are_issued_once(committed, door):
    with door("initech"):
        order("PO-1")
    with door("acme"):
        ids = [str(verified("initech", line("1.00")).pk) for _ in range(40)]
    answers = [answer(process) for process in [start("issuer", "acme", "once", *ids) for _ in range(2)]]
    assert sum(each["issued"] for each in answers) == 40
    with door("acme"):
        numbers = list(Document.objects.order_by("number").values_list("number", flat=True))
        assert numbers == [f"INV-2026-{n:06d}" for n in range(1, 41)]
        assert list(check_books()) == []
    with door("initech"):
        assert Document.objects.count() == 40
        assert list(check_books()) == []


@pytest.mark.alone
def test_two_suppliers_issue_to_one_buyer_while_it_edits_and_no_deadlock_reaches_anybody(committed, door):
    with door("initech"):
        for n in range(1, 6):
            order(f"PO-{n}", lines=[po_line(str(k), quantity=Decimal(9000)) for k in range(1, 6)], contacts=[])
    issuers = [start("issuer", name, "loop", SECONDS) for name in ("acme", "globex")]
    editing = answer(start("editor", SECONDS), timeout=float(SECONDS) + 60)
    issuing = [answer(process) for process in issuers]
    assert editing["refused"] * 20 <= editing["edits"], "the editor was starved"
    assert sum(each["waiting"] for each in issuing) == 0, "an issuer was turned away"
    for took in (editing["took"], *(each["took"] for each in issuing)):
        assert sorted(took)[int(len(took) * 0.99)] <= 1.0
    assert len(editing["took"]) > float(SECONDS)
    for name in ("acme", "globex", "initech"):
        with door(name):
            assert list(check_books()) == []
    with door("initech"):
        assert Document.objects.filter(order__isnull=False).count() == sum(each["issued"] for each in issuing)
        assert PurchaseOrder.objects.count() == 5
    deadlocks = as_superuser("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0][0]
    issued = sum(each["issued"] for each in issuing)
    print(f"\n{issued} issued, {editing['edits']} edits, {editing['refused']} refused, {deadlocks} deadlocks")
