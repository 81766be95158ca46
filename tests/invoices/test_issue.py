"""Issuing: who is set aside and why, what a second run does, and that trouble with one holds back nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing_platform.notifications.models import Mail
from invoices import crossing
from invoices.models import Document, State
from invoices.operations.issue import issue_invoices
from invoices.operations.verify import verify_documents
from invoices.refusals import SupplierSuspended
from ledger.books import check_books
from partners.models import Partner, Side
from tenants.border import BuyerUnavailable
from tests.building import draft, line, order, verified

pytestmark = pytest.mark.django_db


def fresh(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def test_issuing_twice_issues_once(door, today):
    with door("acme"):
        document = verified()
        assert issue_invoices([document.pk], today=today).issued == 1
        assert issue_invoices([document.pk], today=today).issued == 0
    with door("initech"):
        assert Document.objects.count() == 1


def test_a_draft_is_issued_only_when_asked_to_verify_as_well(door, today):
    with door("acme"):
        document = draft()
        assert issue_invoices([document.pk], today=today).issued == 0
        assert issue_invoices([document.pk], today=today, verify=True).issued == 1


def test_a_future_issue_date_is_set_aside_with_its_reason_and_holds_back_nobody(door, today):
    with door("acme"):
        early, good = verified(issue_date=today + timedelta(days=1)), verified()
        result = issue_invoices([early.pk, good.pk], today=today)
        assert (result.issued, result.set_aside) == (1, 1)
        assert "future" in fresh(early).set_aside
        assert (fresh(early).state, fresh(good).number) == (State.VERIFIED, "INV-2026-000001")


def test_an_issue_date_before_the_last_one_of_the_series_is_set_aside(door, today):
    with door("acme"):
        issue_invoices([verified().pk], today=today)
        late = verified(issue_date=today - timedelta(days=1))
        assert issue_invoices([late.pk], today=today).set_aside == 1
        assert "last one used" in fresh(late).set_aside


def test_one_run_issues_earlier_dates_first_whoever_the_buyer_is(door, today):
    with door("acme"):
        newer, older = verified("globex"), verified("initech", issue_date=today - timedelta(days=3))
        assert issue_invoices([newer.pk, older.pk], today=today).issued == 2
        assert (fresh(older).number, fresh(newer).number) == ("INV-2026-000001", "INV-2026-000002")


def test_numbers_start_anew_with_the_year_of_the_issue_date(door):
    with door("acme"):
        first = verified(issue_date=date(2025, 12, 31))
        issue_invoices([first.pk], today=date(2026, 1, 2))
        second = verified(today=date(2026, 1, 2))
        issue_invoices([second.pk], today=date(2026, 1, 2))
        assert (fresh(first).number, fresh(second).number) == ("INV-2025-000001", "INV-2026-000001")


def test_a_suspended_organization_issues_nothing(door, today, cast):
    with door("acme"):
        document = verified()
        from dataclasses import replace

        from tenants import border

        border.connection.set_tenant(replace(cast["acme"], status="suspended"))
        with pytest.raises(SupplierSuspended):
            issue_invoices([document.pk], today=today)
        border.connection.set_tenant(cast["acme"])


def test_a_buyer_outside_the_platform_gets_its_mail_and_no_copy(door, today):
    with door("acme"):
        Partner.objects.create(
            side=Side.BUYER, identity="name:vandelay", name="Vandelay", country="DE", email="ap@vandelay.example"
        )
        document = verified("vandelay")
        assert issue_invoices([document.pk], today=today).issued == 1
        assert fresh(document).number == "INV-2026-000001"
        assert Mail.objects.get(kind="invoice_issued").recipient == "ap@vandelay.example"
        assert list(check_books()) == []


def test_trouble_with_one_buyer_undoes_its_documents_only_and_is_not_hidden(door, today, monkeypatch):
    deliver = crossing.deliver

    def fail_for_globex(link, delivery):
        if link.buyer.name.startswith("Globex"):
            raise ZeroDivisionError
        return deliver(link, delivery)

    monkeypatch.setattr(crossing, "deliver", fail_for_globex)
    with door("acme"):
        bad, good = verified("globex"), verified("initech")
        with pytest.raises(ExceptionGroup, match="unchanged"):
            issue_invoices([bad.pk, good.pk], today=today)
        assert (fresh(bad).state, fresh(bad).number) == (State.VERIFIED, "")
        assert fresh(good).number == "INV-2026-000001"
        assert list(check_books()) == []


def test_a_buyer_that_cannot_be_reached_keeps_its_documents_waiting_and_a_job_comes_again(
    door, today, monkeypatch, all_jobs
):
    def unreachable(link, invoices, *, copies):
        raise BuyerUnavailable("away")

    monkeypatch.setattr(crossing, "match", unreachable)
    with door("acme"):
        document = verified()
        assert issue_invoices([document.pk], today=today).waiting == [document.pk]
    waiting = [job.payload for job in all_jobs() if job.kind == "issue_invoices"]
    assert waiting == [{"documents": [document.pk], "verify": False}]


def test_the_same_lines_of_a_batch_see_what_the_one_before_left(door, today):
    with door("initech"):
        order("PO-1")
        order("PO-2")
    with door("acme"):
        ids = [verified("initech", line("800.00")).pk for _ in range(2)]
        assert issue_invoices(ids, today=today).issued == 2
    with door("initech"):
        assert set(Document.objects.values_list("matched_po", flat=True)) == {"PO-1", "PO-2"}


def test_a_draft_that_the_tax_table_cannot_place_is_not_verified_and_says_why(door, today):
    with door("acme"):
        document = draft()
        Document.objects.filter(pk=document.pk).update(issue_date=date(2019, 1, 1))
        assert "tax table" in verify_documents([document.pk], today=today)[0].refusal
        assert (fresh(document).state, "tax table" in fresh(document).set_aside) == (State.DRAFT, True)


def test_verifying_many_drafts_of_one_buyer_costs_no_more_statements(door, today, django_assert_max_num_queries):
    with door("acme"):
        ids = [draft().pk for _ in range(12)]
        with django_assert_max_num_queries(8):
            verify_documents(ids, today=today)


def test_statements_of_issuing_do_not_grow_with_the_documents(door, today, django_assert_max_num_queries):
    with door("initech"):
        order("PO-1")
    with door("acme"):
        ids = [verified("initech", line("1.00"), line("2.00")).pk for _ in range(25)]
        with django_assert_max_num_queries(45):
            assert issue_invoices(ids, today=today).issued == 25


def test_supplier_and_buyer_hold_the_same_figures_and_the_buyer_none_of_the_suppliers_notes(door, today):
    with door("acme"):
        document = verified(internal_note="margin 40 %")
        issue_invoices([document.pk], today=today)
        ours = fresh(document)
    with door("initech"):
        copy = Document.objects.get(public_id=ours.public_id)
        assert (copy.number, copy.total, copy.due_date) == (ours.number, Decimal("119.00"), ours.due_date)
        assert copy.internal_note == ""
        assert copy.supplier_party["name"] == "Acme Distribution SE"
