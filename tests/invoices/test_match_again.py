"""Matching a received document again that found no purchase order: what it uses and what both sides see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoices.models import Document
from invoices.operations.match_again import match_again
from invoices.operations.move import move_lines
from invoices.parties import present_link
from invoices.queries.fitting import fitting_documents
from invoices.refusals import NoReason, SupplierUnavailable
from ledger.books import check_books
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import set_suspended
from tests.building import line, order
from tests.invoices.association import changes, copy_of, issued, po_lines_of, used, uses

pytestmark = pytest.mark.django_db
GROSS = Decimal("119.00")


def test_an_unmatched_invoice_finds_the_order_that_was_made_for_it(door):
    document = issued(door)
    with door("initech"):
        assert copy_of(document).matched_po == ""
        order("PO-NEW")
        result = match_again([document.public_id], reason="PO-NEW was created")
        copy = copy_of(document)
        assert (result.matched, result.still_unmatched, result.waiting) == (1, 0, [])
        assert (copy.matched_po, copy.order.po_id, po_lines_of(copy)) == ("PO-NEW", "PO-NEW", ["1"])
        assert copy.explanation["outcome"] == "matched"
        assert uses() == [("match", "PO-NEW/1", GROSS)]
        assert list(check_books()) == []


def test_the_supplier_sees_the_order_and_the_reason_and_the_printed_number_stays(door):
    document = issued(door, po_number="PO-LATE")
    with door("initech"):
        order("PO-LATE")
        match_again([document.public_id], reason="It was entered late")
        assert changes() == [("matched_again", "", "PO-LATE", "It was entered late")]
    with door("acme"):
        own = Document.objects.get(pk=document.pk)
        assert (own.matched_po, own.po_number, own.order) == ("PO-LATE", "PO-LATE", None)
        assert changes() == [("matched_again", "", "PO-LATE", "It was entered late")]
        assert own.association_changes.get().actor == "organization:ORG-000003 Initech AG"
        assert list(check_books()) == []


def test_matching_again_twice_changes_nothing_more(door):
    document = issued(door)
    with door("initech"):
        order("PO-NEW")
        match_again([document.public_id], reason="first")
        assert match_again([document.public_id], reason="second").matched == 0
        assert [each[3] for each in changes()] == ["first"]
        assert used("PO-NEW") == GROSS


def test_what_still_finds_nothing_gets_the_explanation_of_today(door, today):
    document = issued(door)
    with door("initech"):
        made = order("PO-1")
        set_suspended([made.pk], suspended=True, today=today)
        assert match_again([document.public_id], reason="again").still_unmatched == 1
        assert copy_of(document).explanation["groups"] == [["suspended", ["PO-1"]]]
        assert changes() == []


def test_several_are_matched_in_the_order_of_their_numbers_each_seeing_what_the_one_before_left(door):
    documents = [issued(door, line("400.00"), issue_date=date(2026, 11, day)) for day in (1, 2, 3)]
    with door("initech"):
        order("PO-1")
        order("PO-2")
        PurchaseOrder.objects.update(edited_at="2026-11-01T00:00Z")
        result = match_again([each.public_id for each in reversed(documents)], reason="both are new")
        assert result.matched == 3
        assert [copy_of(each).matched_po for each in documents] == ["PO-1", "PO-1", "PO-2"]
        assert list(check_books()) == []


def test_documents_of_several_suppliers_are_matched_in_the_order_of_their_numbers_as_the_preview_shows(door):
    made = [("acme", 1), ("globex", 2), ("acme", 3)]
    documents = [issued(door, line("400.00"), supplier=by, issue_date=date(2026, 11, day)) for by, day in made]
    with door("initech"):
        order("PO-1")
        order("PO-2")
        PurchaseOrder.objects.update(edited_at="2026-11-01T00:00Z")
        shown = {row.public_id: row.po_id for row in fitting_documents(None).rows}
        match_again([each.public_id for each in documents], reason="both are new")
        found = [copy_of(each).matched_po for each in documents]
        assert found == ["PO-1", "PO-1", "PO-2"] == [shown[each.public_id] for each in documents]


def test_a_supplier_who_cannot_be_reached_is_told_once_however_often_his_turn_comes(door, monkeypatch):
    made = [("acme", 1), ("globex", 2), ("acme", 3)]
    documents = [issued(door, supplier=by, issue_date=date(2026, 11, day)) for by, day in made]

    def unavailable(partner):
        if partner.name.startswith("Acme"):
            raise SupplierUnavailable("Acme cannot be reached.")
        return present_link(partner)

    monkeypatch.setattr("invoices.operations.match_again.present_link", unavailable)
    with door("initech"):
        order("PO-1")
        result = match_again([each.public_id for each in documents], reason="new")
        assert (result.matched, result.waiting) == (1, ["Acme cannot be reached."])


def test_with_one_order_in_mind_nothing_goes_to_another(door):
    for_one, for_other = issued(door, po_number="PO-1"), issued(door, po_number="PO-2")
    with door("initech"):
        made, _ = order("PO-1"), order("PO-2")
        result = match_again([for_one.public_id, for_other.public_id], reason="PO-1 is there", only=made.pk)
        assert result.matched == 1
        assert [copy_of(each).matched_po for each in (for_one, for_other)] == ["PO-1", ""]


def test_invoices_of_several_suppliers_are_matched_at_once_and_each_sees_his_own(door):
    documents = [issued(door, supplier=name) for name in ("acme", "globex")]
    with door("initech"):
        order("PO-1")
        assert match_again([each.public_id for each in documents], reason="new").matched == 2
    for name in ("acme", "globex"):
        with door(name):
            assert Document.objects.get(direction="out").matched_po == "PO-1"
            assert list(check_books()) == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 401])
def test_without_a_reason_nothing_is_matched(door, reason):
    document = issued(door)
    with door("initech"):
        order("PO-1")
        with pytest.raises(NoReason):
            match_again([document.public_id], reason=reason)
        assert copy_of(document).matched_po == ""


def test_an_invoice_taken_off_its_order_is_matched_again_and_uses_its_gross_once(door):
    with door("initech"):
        order("PO-1")
    document = issued(door)
    with door("initech"):
        move_lines(document.public_id, {1: ""}, reason="Not ours")
        assert (copy_of(document).matched_po, used("PO-1")) == ("", 0)
        match_again([document.public_id], reason="It is ours")
        assert [each[0] for each in uses()] == ["match", "release", "move"]
        assert used("PO-1") == GROSS
        assert list(check_books()) == []


def test_a_document_of_another_organization_is_not_touched(door):
    document = issued(door)
    with door("hooli"):
        assert match_again([document.public_id], reason="mine now").matched == 0


def test_the_threshold_mail_goes_when_matching_again_uses_a_line_up(door, all_jobs):
    document = issued(door, line("500.00"))
    with door("initech"):
        order("PO-1")
        match_again([document.public_id], reason="new")
    assert "send_outbox" in {job.kind for job in all_jobs()}
