"""What changed between choosing and issuing: another buyer, another tax, a closed buyer, a relationship that ended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoices.models import Document, DocumentKind, State, TaxRule
from invoices.operations import issue
from invoices.operations.draft import Draft, save_draft
from invoices.operations.issue import issue_invoices
from invoices.operations.verify import return_to_draft, verify_documents
from invoices.taxes import BuyerStatus
from tenants.models import Relationship
from tests.building import buyer, draft, line, order, verified

pytestmark = pytest.mark.django_db


def fresh(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def raise_the_tax() -> None:
    """25 % from 2 December 2026 on."""
    TaxRule.objects.create(
        buyer_country="DE",
        buyer_status=BuyerStatus.BUSINESS,
        effective_from=date(2026, 12, 2),
        category="S",
        rate=25,
    )


def test_a_draft_given_to_another_buyer_meanwhile_never_reaches_the_first(door, today, monkeypatch):
    with door("acme"):
        document = verified("initech", line("61.00"))
        chosen = issue._chunks

        def changed_meanwhile(rows):
            return_to_draft(document.pk, reason="wrong buyer")
            save_draft(Draft(buyer("globex"), "EUR", [line("61.00")]), today=today, document_id=document.pk)
            verify_documents([document.pk], today=today)
            return chosen(rows)

        monkeypatch.setattr(issue, "_chunks", changed_meanwhile)
        result = issue_invoices([document.pk], today=today)
        assert (result.issued, result.waiting) == (0, [document.pk])
        assert fresh(document).state == State.VERIFIED
        monkeypatch.setattr(issue, "_chunks", chosen)
        assert issue_invoices([document.pk], today=today).issued == 1
    with door("initech"):
        assert not Document.objects.exists()
    with door("globex"):
        assert Document.objects.get(direction="in").net == Decimal("61.00")


def test_a_tax_that_changed_by_the_issue_date_sets_the_draft_aside(door, today):
    with door("acme"):
        document = verified()
        raise_the_tax()
        assert issue_invoices([document.pk], today=date(2026, 12, 2)).set_aside == 1
        assert "it is S 25 %" in fresh(document).set_aside
        assert issue_invoices([document.pk], today=date(2026, 12, 1)).issued == 1


def test_a_draft_saved_before_the_tax_changed_is_not_verified(door, today):
    with door("acme"):
        document = draft()
        raise_the_tax()
        assert "out of date" in verify_documents([document.pk], today=date(2026, 12, 2))[0].refusal


def test_an_invoice_over_less_than_nothing_is_not_verified(door, today):
    with door("acme"):
        document = draft("initech", line("-5.00"))
        assert "below zero" in verify_documents([document.pk], today=today)[0].refusal


def test_a_relationship_that_ended_sets_its_drafts_aside_and_holds_back_nobody(door, today):
    with door("acme"):
        ended, other = verified("initech"), verified("globex")
        Relationship.objects.filter(public_id=ended.partner.relationship).update(is_active=False)
        result = issue_invoices([ended.pk, other.pk], today=today)
        assert (result.issued, result.set_aside) == (1, 1)
        assert "do not trade" in fresh(ended).set_aside


@pytest.mark.parametrize("number", ["NA", "-", "Dummywert", ""])
def test_a_credit_note_that_names_no_po_gives_back_to_none(door, today, number):
    with door("initech"):
        order("PO-1")
    with door("acme"):
        note = verified("initech", kind=DocumentKind.CREDIT_NOTE, po_number=number)
        assert issue_invoices([note.pk], today=today).issued == 1
    with door("initech"):
        copy = Document.objects.get()
        assert (copy.matched_po, copy.explanation) == ("", None)
