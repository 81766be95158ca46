"""Another posting date for an issued invoice: the due date follows on both sides, the buyer is told."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from billing_platform.notifications.models import Mail
from common import retry
from common.retry import BuyerBusy, LostRace
from invoices import crossing
from invoices.crossing import post_anew
from invoices.due_date_emails import due_date_letter
from invoices.email_words import DUE_DATE_CHANGED
from invoices.emails import reader_of
from invoices.models import Document, PdfVersion, PostingDateChange
from invoices.operations.issue import issue_invoices
from invoices.operations.pdf import make_pdfs
from invoices.operations.posting_date import change_posting_date
from invoices.refusals import NotIssued, PostingDateFixed, PostingDateOutOfRange
from payment_terms.operations import set_first_terms
from payment_terms.rules import Kind, Terms
from tenants import border
from tenants.border import BuyerUnavailable, NoRelationship
from tenants.models import Relationship
from tests.building import TODAY, buyer, draft, verified

pytestmark = pytest.mark.django_db
LATER = date(2026, 12, 5)


@pytest.fixture
def invoice(door) -> Document:
    """Issued on 20 November 2026 with end of month + 10."""
    with door("acme"):
        set_first_terms(buyer("initech"), Terms(Kind.EOM_PLUS, 10))
        document = verified("initech")
        issue_invoices([document.pk], today=TODAY)
        return Document.objects.get(pk=document.pk)


def dates(door, organization: str, document: Document) -> tuple[date | None, date | None]:
    with door(organization):
        found = Document.objects.get(public_id=document.public_id)
        return found.posting_date, found.due_date


def test_the_due_date_follows_by_the_frozen_terms_on_both_sides(door, invoice):
    assert dates(door, "initech", invoice) == (TODAY, date(2026, 12, 10))
    with door("acme"):
        assert change_posting_date(invoice.pk, LATER) == date(2027, 1, 10)
    assert dates(door, "acme", invoice) == dates(door, "initech", invoice) == (LATER, date(2027, 1, 10))


def test_the_buyer_is_told_once_by_mail(door, invoice):
    with door("acme"):
        change_posting_date(invoice.pk, LATER)
        change_posting_date(invoice.pk, LATER)
        [mail] = Mail.objects.filter(kind="due_date_changed")
    assert mail.recipient == "billing@initech.example"
    assert mail.subject == f"{invoice.number}: due date changed to 10 January 2027"


def test_both_sides_keep_the_change_and_in_the_buyers_books_the_supplier_made_it(door, invoice):
    with door("acme"):
        change_posting_date(invoice.pk, LATER)
    with door("initech"):
        change = PostingDateChange.objects.get()
    assert (change.posting_before, change.due_before) == (TODAY, date(2026, 12, 10))
    assert change.made_by.endswith("Acme Distribution SE")


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 12, 22)], ids=str)
def test_it_lies_from_the_issue_date_to_31_days_after_it(door, invoice, day):
    with door("acme"), pytest.raises(PostingDateOutOfRange, match="20 Nov 2026, the issue date, to 21 Dec 2026"):
        change_posting_date(invoice.pk, day)


@pytest.mark.parametrize("day", [TODAY, date(2026, 12, 21)], ids=str)
def test_both_ends_are_allowed(door, invoice, day):
    with door("acme"):
        change_posting_date(invoice.pk, day)
    assert dates(door, "initech", invoice)[0] == day


@pytest.mark.parametrize("column", ["settled", "credit_applied", "credited"])
def test_it_stays_once_money_has_moved(door, invoice, column):
    with door("acme"):
        Document.objects.filter(pk=invoice.pk).update(**{column: 1})
        with pytest.raises(PostingDateFixed):
            change_posting_date(invoice.pk, LATER)
    assert dates(door, "initech", invoice)[0] == TODAY


def test_the_day_it_has_already_is_no_change_even_once_money_has_moved(door, invoice):
    with door("acme"):
        change_posting_date(invoice.pk, LATER)
        Document.objects.filter(pk=invoice.pk).update(settled=1)
        assert change_posting_date(invoice.pk, LATER) == date(2027, 1, 10)
        assert PostingDateChange.objects.count() == 1


FAILURES = {
    "unavailable": (BuyerUnavailable("Initech AG is being upgraded."), BuyerUnavailable),
    "busy": (LostRace(), BuyerBusy),
    "defect": (ZeroDivisionError(), ZeroDivisionError),
}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("failure", "told"), FAILURES.values(), ids=FAILURES)
def test_when_the_crossing_fails_nothing_is_left_on_either_side(
    door, invoice, all_jobs, monkeypatch, failure, told, when
):
    def fail(link, posted):
        if when == "after":
            post_anew(link, posted)
        raise failure

    monkeypatch.setattr(crossing, "post_anew", fail)
    monkeypatch.setattr(retry.time, "sleep", lambda seconds: None)
    before = everything(door, invoice, all_jobs)
    with door("acme"), pytest.raises(told):
        change_posting_date(invoice.pk, LATER)
    assert everything(door, invoice, all_jobs) == before


def test_a_buyer_that_one_does_not_trade_with_any_more_keeps_its_dates(door, invoice, all_jobs):
    before = everything(door, invoice, all_jobs)
    with door("acme"):
        Relationship.objects.filter(public_id=invoice.partner.relationship).update(is_active=False)
        with pytest.raises(NoRelationship):
            change_posting_date(invoice.pk, LATER)
    assert everything(door, invoice, all_jobs) == before


def everything(door, document, all_jobs):
    """What a change of the posting date writes: dates, changes and mails on both sides, jobs."""
    found = []
    for organization in ("acme", "initech"):
        with door(organization):
            copy = Document.objects.get(public_id=document.public_id)
            counts = PostingDateChange.objects.count(), Mail.objects.count()
            found.append((copy.posting_date, copy.due_date, copy.updated_at, *counts))
    return found, [(job.kind, job.payload) for job in all_jobs()]


def test_a_draft_has_none_to_change(door):
    with door("acme"), pytest.raises(NotIssued):
        change_posting_date(draft("initech").pk, LATER)


def test_the_database_refuses_a_posting_date_out_of_range(door, invoice):
    with door("acme"), pytest.raises(IntegrityError, match="document_posted_in_time"), transaction.atomic():
        Document.objects.filter(pk=invoice.pk).update(posting_date=date(2026, 12, 22))


def test_the_first_pdf_stays_and_a_further_one_shows_the_new_date(door, invoice, printing):
    with door("acme"):
        make_pdfs([invoice.pk])
        first = PdfVersion.objects.get().sha256
        change_posting_date(invoice.pk, LATER)
        make_pdfs([invoice.pk])
        make_pdfs([invoice.pk])
        versions = [(each.number, each.reason) for each in PdfVersion.objects.order_by("number")]
        hashes = list(PdfVersion.objects.order_by("number").values_list("sha256", flat=True))
    assert versions == [(1, "issued"), (2, "posting_date")]
    assert hashes[0] == first != hashes[1]
    with door("initech"):
        assert list(PdfVersion.objects.order_by("number").values_list("sha256", flat=True)) == hashes


def test_the_page_changes_it_and_says_so_on_both_sides(browser_of, door, invoice):
    browser = browser_of("acme", "bill")
    address = reverse("invoices:posting_date", args=[invoice.public_id])
    assert "Change posting date" in browser.get(reverse("invoices:detail", args=[invoice.public_id])).content.decode()
    assert "From 20 Nov 2026 to 21 Dec 2026." in browser.get(address).content.decode()
    assert browser.post(address, {"posting_date": "2026-12-05"}).status_code == 302
    for organization in ("acme", "initech"):
        page = browser_of(organization, "bill").get(reverse("invoices:detail", args=[invoice.public_id]))
        assert "Due date changed to 10 Jan 2027" in page.content.decode()


def test_the_page_says_that_the_day_it_has_already_is_no_change(browser_of, invoice):
    browser = browser_of("acme", "bill")
    page = browser.post(
        reverse("invoices:posting_date", args=[invoice.public_id]), {"posting_date": TODAY}, follow=True
    )
    assert "Nothing to change: it is due 10 Dec 2026 already." in page.content.decode()
    assert "is told" not in page.content.decode()


def test_the_later_of_two_is_told_who_set_which_day_and_keeps_theirs_by_sending_it_again(browser_of, door, invoice):
    browser = browser_of("acme", "bill")
    address = reverse("invoices:posting_date", args=[invoice.public_id])
    assert '<input type="hidden" name="seen" value="2026-11-20"' in browser.get(address).content.decode()
    with door("acme"):
        change_posting_date(invoice.pk, date(2026, 11, 25))
    typed = {"posting_date": "2026-12-05", "seen": "2026-11-20"}
    answer = browser.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bill set the posting date to 25 Nov 2026 at" in page
    assert "posted on 25 Nov 2026" in page
    assert 'value="2026-12-05"' in page
    assert dates(door, "initech", invoice)[0] == date(2026, 11, 25)
    assert browser.post(address, {**typed, "seen": answer.context["form"]["seen"].value()}).status_code == 302
    assert dates(door, "initech", invoice)[0] == LATER


def test_the_day_that_somebody_else_set_meanwhile_is_no_reason_to_be_told(browser_of, door, invoice):
    with door("acme"):
        change_posting_date(invoice.pk, LATER)
    address = reverse("invoices:posting_date", args=[invoice.public_id])
    answer = browser_of("acme", "bill").post(address, {"posting_date": "2026-12-05", "seen": "2026-11-20"}, follow=True)
    assert "Nothing to change: it is due" in answer.content.decode()


def test_a_refused_date_stays_in_the_form(browser_of, invoice):
    address = reverse("invoices:posting_date", args=[invoice.public_id])
    answer = browser_of("acme", "bill").post(address, {"posting_date": "2027-02-01"})
    assert answer.status_code == 422
    assert 'value="2027-02-01"' in answer.content.decode()


@pytest.mark.parametrize(
    ("organization", "person", "status"), [("acme", "betty", 403), ("acme", "otto", 403), ("initech", "bill", 404)]
)
def test_only_who_issues_at_the_supplier_changes_it(browser_of, invoice, organization, person, status):
    address = reverse("invoices:posting_date", args=[invoice.public_id])
    assert browser_of(organization, person).post(address, {"posting_date": "2026-12-05"}).status_code == status


def test_the_words_are_there_in_each_language(door, invoice):
    assert DUE_DATE_CHANGED["en"].keys() == DUE_DATE_CHANGED["de"].keys()
    with door("acme"):
        partner = buyer("initech")
        reader = reader_of(partner, border.find_link(partner.relationship))
        letter = due_date_letter(invoice, date(2026, 11, 30), reader)
    assert letter.facts[1:3] == (("Due date", "10 December 2026"), ("Due before", "30 November 2026"))
