"""Drafts: what is computed when one is saved, what verifying asks, and what can't be touched any more."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from common.errors import InvalidAmount, Refusal
from common.money import UnknownCurrency
from invoices.models import Adjustment, Document, DocumentKind, DocumentLine, State, TaxRule
from invoices.operations.draft import Draft, DraftAdjustment, delete_draft, draft_totals, save_draft
from invoices.operations.issue import issue_invoices
from invoices.operations.verify import return_to_draft, verify_documents
from invoices.queries.drafts import draft_of
from invoices.refusals import NoLines, NotADraft, NoTaxRule, NotVerified
from partners.models import Partner
from tests.building import buyer, draft, line, verified

pytestmark = pytest.mark.django_db
D = Decimal


def fresh(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def test_a_draft_is_computed_line_by_line_and_rate_by_rate(door):
    with door("acme"):
        document = draft(
            "initech", line("33.335", quantity=D(3)), line("10", discount=D("0.99"), product_class="reduced")
        )
        nets = list(document.lines.order_by("no").values_list("net", "tax", "gross"))
        taxes = {(tax.category, tax.rate): (tax.taxable, tax.tax) for tax in document.taxes.all()}
    assert nets == [(D("100.01"), D("19.00"), D("119.01")), (D("9.01"), D("0.63"), D("9.64"))]
    assert taxes == {("S", D(19)): (D("100.01"), D("19.00")), ("S", D(7)): (D("9.01"), D("0.63"))}
    assert (document.net, document.tax, document.total) == (D("109.02"), D("19.63"), D("128.65"))


def test_allowances_and_charges_are_spread_over_the_lines_of_their_rate(door):
    with door("acme"):
        adjustments = [DraftAdjustment(D("10")), DraftAdjustment(D("4"), is_charge=True, product_class="reduced")]
        document = draft(
            "initech", line("60"), line("30"), line("20", product_class="reduced"), adjustments=adjustments
        )
        lines = list(document.lines.order_by("no").values_list("adjustment", "gross"))
        document.refresh_from_db()
    assert lines == [(D("-6.67"), D("63.46")), (D("-3.33"), D("31.74")), (D("4"), D("25.68"))]
    assert (document.net, document.total) == (D("104"), D("120.88"))
    assert sum(gross for _, gross in lines) == document.total


def test_a_saved_draft_has_no_number_and_nothing_settled(door):
    with door("acme"):
        document = draft()
    assert (document.number, document.state, document.settled, document.payable) == ("", State.DRAFT, 0, document.total)


def test_a_draft_without_lines_is_refused_and_leaves_nothing(door, today):
    with door("acme"):
        with pytest.raises(NoLines):
            save_draft(Draft(buyer("initech"), "EUR", ()), today=today)
        assert not Document.objects.exists()


def test_a_currency_that_is_none_is_refused_and_leaves_nothing(door):
    with door("acme"):
        with pytest.raises(UnknownCurrency):
            draft("initech", currency="EUX")
        assert not Document.objects.exists()


def test_an_amount_too_large_for_the_books_is_refused(door):
    with door("acme"), pytest.raises(InvalidAmount):
        draft("initech", line("999999999999999", quantity=D(999999)))


def test_goods_the_tax_table_does_not_know_are_refused(door):
    with door("acme"), pytest.raises(NoTaxRule, match="no row for wine goods"):
        draft("initech", line(product_class="wine"))


def test_editing_writes_the_draft_anew(door, today):
    with door("acme"):
        document = draft("initech", line("1"), line("2"), adjustments=[DraftAdjustment(D(1))])
        again = Draft(buyer("globex"), "USD", (line("5"),), po_number="PO-3")
        save_draft(again, today=today, document_id=document.pk)
        stored = fresh(document)
        assert (stored.partner.name, stored.currency, stored.po_number) == ("Globex GmbH", "USD", "PO-3")
        assert (stored.total, stored.lines.count(), stored.adjustments.count()) == (D("5.95"), 1, 0)
        assert Document.objects.count() == 1


def test_what_a_form_reads_back_is_what_was_saved(door, today):
    with door("acme"):
        typed = Draft(
            buyer("initech"),
            "EUR",
            [
                line("1.23456789", product_code="A", unit="HUR", period_start=date(2026, 3, 1), po_line_number="2"),
                line("7", product_class="reduced", seller_of_record="Globex", charge_type="marketplace"),
            ],
            [DraftAdjustment(D("3"), True, "reduced", "Freight")],
            DocumentKind.INVOICE,
            issue_date=today,
            internal_note="ask Ada",
        )
        document = save_draft(typed, today=today)
        assert draft_of(fresh(document), today) == typed


def test_an_allowance_taxed_like_no_line_keeps_its_class(door, today):
    with door("acme"):
        charge = DraftAdjustment(D("3"), True, "reduced", "Freight")
        document = draft("initech", line("10"), adjustments=[charge])
        assert draft_of(fresh(document), today).adjustments == [charge]


def test_totals_can_be_seen_before_anything_is_written(door, today):
    with door("acme"):
        assert draft_totals(Draft(buyer("initech"), "EUR", (line("100"),)), today=today).total == D("119.00")
        assert not Document.objects.exists()


def test_verifying_without_a_tax_rule_keeps_the_draft_and_says_why(door, today):
    with door("acme"):
        placed, unplaced = draft("initech"), draft("initech")
        DocumentLine.objects.filter(document=unplaced).update(product_class="wine")
        reasons = {each.document_id: each.refusal for each in verify_documents([placed.pk, unplaced.pk], today=today)}
        assert reasons[placed.pk] == ""
        assert "no row for wine goods" in reasons[unplaced.pk]
        assert (fresh(placed).state, fresh(unplaced).state) == (State.VERIFIED, State.DRAFT)
        assert fresh(unplaced).set_aside == reasons[unplaced.pk]


def test_reverse_charge_needs_the_buyers_vat_number(door, today):
    with door("acme"):
        rule = {"buyer_country": "FR", "buyer_status": "consumer", "effective_from": date(2020, 1, 1)}
        TaxRule.objects.create(category="AE", rate=0, **rule)
        document = draft("initech")
        Partner.objects.filter(pk=document.partner_id).update(country="FR", tax_id="")
        outcome = verify_documents([document.pk], today=today)[0]
    assert outcome.refusal == "Initech AG has no VAT number, which AE needs."


def test_verifying_twice_changes_nothing(door, today):
    with door("acme"):
        document = verified()
        first = fresh(document).verified_at
        assert verify_documents([document.pk], today=today) == []
        assert fresh(document).verified_at == first


def test_a_verified_document_can_not_be_edited(door, today):
    with door("acme"):
        document = verified()
        with pytest.raises(NotADraft):
            save_draft(Draft(buyer("initech"), "EUR", (line("1"),)), today=today, document_id=document.pk)
        assert fresh(document).total == D("119.00")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_back_to_draft_needs_a_reason(door, reason):
    with door("acme"):
        document = verified()
        with pytest.raises(Refusal) as refused:
            return_to_draft(document.pk, reason=reason)
        assert refused.value.field == "reason"
        assert fresh(document).state == State.VERIFIED


def test_back_to_draft_keeps_the_reason_and_opens_it_for_editing(door, today):
    with door("acme"):
        document = verified()
        return_to_draft(document.pk, reason="wrong price")
        assert (fresh(document).state, fresh(document).set_aside) == (State.DRAFT, "Back to draft: wrong price")
        save_draft(Draft(buyer("initech"), "EUR", (line("1"),)), today=today, document_id=document.pk)
        assert (fresh(document).total, fresh(document).set_aside) == (D("1.19"), "")


def test_only_a_verified_document_goes_back(door, today):
    with door("acme"):
        issued = verified()
        issue_invoices([issued.pk], today=today)
        for document in (draft(), issued):
            with pytest.raises(NotVerified):
                return_to_draft(document.pk, reason="why not")


@pytest.mark.parametrize("made", [draft, verified])
def test_what_has_no_number_can_be_deleted_with_its_parts(door, made):
    with door("acme"):
        document = made("initech", adjustments=[DraftAdjustment(D(1))])
        delete_draft(document.pk)
        delete_draft(document.pk)
        assert not Document.objects.exists()
        assert not DocumentLine.objects.exists()
        assert not Adjustment.objects.exists()


def test_an_issued_document_stays(door, today):
    with door("acme"):
        document = verified()
        issue_invoices([document.pk], today=today)
        with pytest.raises(NotADraft, match="INV-2026-000001 is issued and stays"):
            delete_draft(document.pk)
        assert fresh(document).number == "INV-2026-000001"


def test_the_received_copy_is_no_draft_of_its_buyer(door, today):
    with door("acme"):
        issue_invoices([verified().pk], today=today)
    with door("initech"):
        copy = Document.objects.get()
        with pytest.raises(Document.DoesNotExist):
            return_to_draft(copy.pk, reason="why not")
        delete_draft(copy.pk)
        assert Document.objects.filter(pk=copy.pk).exists()
