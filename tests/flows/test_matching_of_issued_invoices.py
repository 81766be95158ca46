"""Which purchase order an issued invoice finds in the buyer's books, and what the explanation says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing_platform.notifications.models import Mail
from invoices.models import Document
from invoices.operations.issue import issue_invoices
from ledger.books import check_books
from purchase_orders.explanation import from_json
from purchase_orders.explanation_text import headline, sentences
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.orders import delete_order, set_suspended
from tests.building import MARCH, line, order, po_line, verified

pytestmark = pytest.mark.django_db
APRIL = (date(2026, 4, 1), date(2026, 4, 30))
THIRD_OF_APRIL = date(2026, 4, 3)
TAKEN = "Matched to PO-1: covers the one invoice line."


@pytest.fixture
def issue(door):
    """Issue an invoice of these lines from acme to initech; the copy that initech then holds."""

    def issue(*lines, today=date(2026, 11, 20), **facts) -> Document:
        with door("acme"):
            document = verified("initech", *lines, today=today, **facts)
            assert issue_invoices([document.pk], today=today).issued == 1
        return document

    return issue


def received(document: Document) -> Document:
    return Document.objects.get(public_id=document.public_id)


def dropped(copy: Document) -> dict[str, str]:
    """PO ID → the rule that dropped or outranked it."""
    return {po: group.rule.value for group in from_json(copy.explanation).groups for po in group.orders}


def said(copy: Document) -> tuple[str, dict[str, str]]:
    """What the explanation that was stored with the copy says: its headline, and of each order."""
    stored = from_json(copy.explanation)
    return headline(stored), {each.po_id: each.text for each in sentences(stored)}


def march_and_april() -> None:
    for po_id, (start, end) in (("PO-MAR", MARCH), ("PO-APR", APRIL)):
        order(po_id, effective=start, expiration=end, today=start)


def usage_of_march():
    return line("50.00", charge_type="usage", period_start=MARCH[0], period_end=MARCH[1], period_mark="in_arrears")


def test_usage_of_march_invoiced_in_april_matches_the_po_that_ended_in_march(door, issue):
    with door("initech"):
        march_and_april()
    document = issue(usage_of_march(), today=THIRD_OF_APRIL)
    with door("initech"):
        assert received(document).matched_po == "PO-MAR"


def test_with_that_po_suspended_nothing_matches_and_each_reason_is_named(door, issue):
    with door("initech"):
        march_and_april()
        set_suspended([PurchaseOrder.objects.get(po_id="PO-MAR").pk], suspended=True, today=THIRD_OF_APRIL)
    document = issue(usage_of_march(), today=THIRD_OF_APRIL)
    with door("initech"):
        copy = received(document)
        assert (copy.matched_po, copy.order) == ("", None)
        assert dropped(copy) == {"PO-MAR": "suspended", "PO-APR": "starts"}
        reasons = {
            "PO-MAR": "Dropped: suspended.",
            "PO-APR": "Dropped: starts 1 Apr, the invoice bills Mar.",
        }
        assert said(copy) == ("Not matched: none of 2 purchase orders takes it.", reasons)
        for made in PurchaseOrder.objects.all():
            delete_order(made.pk)
        assert said(received(document))[1] == reasons


def test_the_po_that_covers_more_lines_wins(door, issue):
    with door("initech"):
        order("PO-A", lines=[po_line("1", "ALL")])
        order("PO-B", lines=[po_line("1", "SUBSCRIPTION")])
    document = issue(line("10.00", charge_type="usage"), line("10.00", charge_type="subscription"))
    with door("initech"):
        copy = received(document)
        assert copy.matched_po == "PO-A"
        assert dropped(copy)["PO-B"] == "coverage"


def test_enough_is_judged_on_the_lines_that_would_be_used_not_on_the_whole_po(door, issue):
    with door("initech"):
        order("PO-A", lines=[_value("1", "SUBSCRIPTION", "10000"), _value("2", "MONTHLY_USAGE", "100")])
        order("PO-B", lines=[_value("1", "MONTHLY_USAGE", "600")])
        PurchaseOrder.objects.filter(po_id="PO-A").update(edited_at="2026-11-19T00:00Z")
        PurchaseOrder.objects.filter(po_id="PO-B").update(edited_at="2026-11-18T00:00Z")
    document = issue(line("420.17", charge_type="usage"))
    with door("initech"):
        copy = received(document)
        assert (copy.total, copy.matched_po) == (Decimal("500.00"), "PO-B")


@pytest.mark.parametrize(
    ("number", "currency", "matched", "outcome", "told"),
    [
        ("", "EUR", "PO-1", "matched", TAKEN),
        ("PO-1", "EUR", "PO-1", "matched", TAKEN),
        (" po-1 ", "EUR", "PO-1", "matched", TAKEN),
        ("PO-2", "EUR", "", "named_dropped", "Not matched: PO-2 is suspended."),
        ("PO-9", "EUR", "", "unknown_number", "Not matched: no PO with this number (PO-9)."),
        ("PO-1", "USD", "", "named_dropped", "Not matched: PO-1 is in EUR, the invoice is in USD."),
        ("N/A", "EUR", "PO-1", "matched", TAKEN),
        ("Dummywert", "EUR", "PO-1", "matched", TAKEN),
    ],
)
def test_the_number_on_the_invoice_decides(door, issue, number, currency, matched, outcome, told):
    with door("initech"):
        order("PO-1")
        order("PO-2", is_suspended=True)
    document = issue(line("10.00"), po_number=number, currency=currency)
    with door("initech"):
        copy = received(document)
        assert (copy.matched_po, copy.explanation["outcome"]) == (matched, outcome)
        assert said(copy)[0] == told


def test_one_mail_tells_the_contacts_when_a_line_first_falls_below_75_percent(door, issue):
    with door("initech"):
        order("PO-1")
    issue(line("250.00"))
    with door("initech"):
        assert PurchaseOrderLine.objects.get().remaining == Decimal("892.50")
        assert not Mail.objects.filter(kind="po_balance").exists()
    issue(line("10.00"))
    issue(line("10.00"))
    with door("initech"):
        assert Mail.objects.get(kind="po_balance").recipient == "betty@initech.example"
        assert list(check_books()) == []


def test_an_exhausted_po_still_matches_and_its_balance_goes_below_zero(door, issue):
    with door("initech"):
        order("PO-1")
    issue(line("900.00"))
    document = issue(line("900.00"))
    with door("initech"):
        assert received(document).matched_po == "PO-1"
        assert PurchaseOrderLine.objects.get().remaining == Decimal("-952.00")


def _value(number: str, kind: str, value: str):
    return po_line(number, kind, quantity=Decimal(1), unit_price=Decimal(value), tax_percent=None)
