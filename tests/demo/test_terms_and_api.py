"""Payment terms and the API of the demo are in use: posting dates, an ERP, changes of many, the default, at once."""

from __future__ import annotations

import pytest

from billing_platform.api.models import ApiToken, ServiceAccount
from billing_platform.notifications.models import Mail, MailState
from common.pdf import why_off
from demo.erp import EXTERNAL_NUMBER
from demo.terms import AT_ONCE, DEFAULT
from demo.year import Year
from invoices.models import Document, PdfReason, PostingDateChange
from payment_terms.models import BatchWay, CountsFrom, TermsBatch, TermsChange, TermsSettings
from payment_terms.wording import as_text
from tenants.history.models import Change
from tests.demo.pages import shown
from tests.demo.test_demo import TODAY

pytestmark = [pytest.mark.slow, pytest.mark.alone]
YEAR = Year(TODAY)


def test_a_posting_date_was_changed_the_buyer_was_told_and_a_further_pdf_shows_it(book, visit):
    with book("acme"):
        change = PostingDateChange.objects.get()
        invoice: Document = change.document
        reasons = list(invoice.pdf_versions.order_by("number").values_list("reason", flat=True))
        mail = Mail.objects.get(kind="due_date_changed")
    assert (mail.about, mail.state) == (invoice.public_id, MailState.SENT)
    assert reasons == ([] if why_off() else [PdfReason.ISSUED, PdfReason.POSTING_DATE])
    for slug, person in (("acme", "ben"), ("initech", "lena")):
        assert "Due date changed to" in shown(visit(slug, person), f"/invoices/{invoice.public_id}/")
    assert f"{invoice.number}" in shown(visit("acme", "ben"), "/mails/?q=due")


def test_the_pdf_and_the_number_of_an_erp_stand_on_both_sides(book):
    made_by = []
    for slug in ("acme", "pendant"):
        with book(slug):
            document = Document.objects.get(external_number=EXTERNAL_NUMBER)
            newest = document.pdf_versions.order_by("-number")[0]
            assert newest.reason == PdfReason.SENT, slug
            made_by.append(newest.made_by.partition(" ")[2])
    assert made_by == ["ERP by token “Invoice PDFs”", "Acme Distribution SE"]


def test_a_service_account_has_a_token_of_which_the_hash_alone_is_kept(book, visit):
    with book("acme"):
        token = ApiToken.objects.get()
        account = ServiceAccount.objects.get()
        told = " ".join(str(row) for row in Change.objects.filter(table__startswith="api_").values_list())
    assert (account.name, token.service_account_id, len(token.sha256)) == ("ERP", account.pk, 64)
    assert "bill_" not in told.replace(token.shown, "")
    assert "Invoice PDFs" in shown(visit("acme", "mara"), f"/api-access/{account.public_id}/")


def test_terms_were_changed_together_and_once_taken_back(book, visit):
    with book("acme"):
        ways = list(TermsBatch.objects.order_by("id").values_list("way", flat=True))
        last = TermsBatch.objects.filter(way=BatchWay.BULK).latest("id")
        assert {row.effective_from for row in TermsChange.objects.filter(batch=last)} == {YEAR.first(12)}
        pendant = TermsChange.objects.filter(partner__name__startswith="Pendant").latest("id").partner
    assert ways == [BatchWay.BULK, BatchWay.UNDO, BatchWay.BULK]
    history = shown(visit("acme", "mara"), f"/payment-terms/{pendant.public_id}/")
    assert "Changed together" in history
    assert "Undone" in history


def test_a_default_was_changed_and_one_supplier_lets_changes_count_at_once(book):
    with book("nordwind"):
        default = TermsChange.objects.filter(partner=None).latest("id")
        assert (default.kind, default.days, default.effective_from) == (DEFAULT.kind, DEFAULT.days, YEAR.first(8))
        lindenau = Document.objects.filter(direction="out", partner__name__contains="Lindenau", state="issued")
        assert as_text(DEFAULT) in set(lindenau.values_list("terms_text", flat=True))
    with book("globex"):
        assert TermsSettings.objects.get().counts_from == CountsFrom.IMMEDIATELY
        change = TermsChange.objects.filter(partner__name__contains="Verne").latest("id")
        assert (change.kind, change.days, change.effective_from) == (AT_ONCE.kind, AT_ONCE.days, YEAR.day(9, 4))
