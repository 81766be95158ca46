"""Receiving an e-invoice: the same one again, the same one delivered before, and what a refusal leaves."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from common.errors import Refusal
from invoices.models import Document, ReceivedFile
from invoices.operations.issue import issue_invoices
from invoices.operations.receive import receive_einvoice
from invoices.refusals import AlreadyHere, FigureTooLarge
from ledger.books import check_books
from ledger.models import Entry
from partners.models import Partner
from purchase_orders.models import PurchaseOrderLine
from tests.building import MARCH, order, verified

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parent / "einvoice" / "files" / "ubl_invoice.xml"


def content(**changes: str) -> bytes:
    text = FILE.read_text(encoding="utf-8").replace("PO-LINE", "PO-MAR")
    for old, new in changes.items():
        text = text.replace({"number": "ACME-2026-17", "tax_id": "DE123456789"}[old], new)
    return text.encode()


def test_it_is_kept_matched_to_the_po_it_names_and_booked_as_a_payable(door):
    with door("initech"):
        order("po-mar", effective=MARCH[0], expiration=MARCH[1])
        document = receive_einvoice(content(), "march.xml")
        assert (document.number, document.matched_po, document.currency) == ("ACME-2026-17", "po-mar", "EUR")
        taken = sum((line.gross for line in document.lines.all()), Decimal(0))
        assert PurchaseOrderLine.objects.get().consumed == taken == document.total
        assert document.partner.name == "Acme Distribution GmbH"
        assert list(check_books()) == []


def test_the_same_document_under_another_file_name_is_refused_and_says_since_when(door):
    with door("initech"):
        receive_einvoice(content(), "march.xml")
        with pytest.raises(AlreadyHere, match=r"again\.xml: ACME-2026-17 of Acme Distribution GmbH is here since"):
            receive_einvoice(content() + b"\n", "again.xml")
        assert Document.objects.count() == 1


def test_a_document_delivered_by_its_supplier_is_refused_when_somebody_uploads_it_too(door, today):
    with door("acme"):
        issue_invoices([verified(issue_date=None).pk], today=today)
    with door("initech"):
        file = content(number="INV-2026-000001", tax_id="DE 111 111 111")
        with pytest.raises(AlreadyHere, match="Acme Distribution SE"):
            receive_einvoice(file, "sent-by-mail.xml")


def test_another_number_of_the_same_supplier_is_another_document_of_one_partner(door):
    with door("initech"):
        receive_einvoice(content(), "17.xml")
        receive_einvoice(content(number="ACME-2026-18"), "18.xml")
        assert Document.objects.count() == 2
        assert Partner.objects.filter(name="Acme Distribution GmbH").count() == 1


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7", b"<Invoice/>", b"no xml at all", b"\x00\x01"])
def test_what_cannot_be_read_is_refused_with_the_name_of_the_file_and_leaves_nothing(door, broken):
    with door("initech"):
        partners = Partner.objects.count()
        with pytest.raises(Refusal):
            receive_einvoice(broken, "broken.xml")
        counts = [model.objects.count() for model in (Document, ReceivedFile, Entry)]
        assert (counts, Partner.objects.count()) == ([0, 0, 0], partners)


def test_an_allowance_finer_than_a_cent_is_kept_as_sent_and_the_books_tie(door):
    with door("initech"):
        fine = content().replace(b'<cbc:Amount currencyID="EUR">10.00<', b'<cbc:Amount currencyID="EUR">10.005<')
        document = receive_einvoice(fine, "fine.xml")
        assert document.adjustments.get().amount == Decimal("10.0050")
        assert list(check_books()) == []


def test_a_rate_beyond_any_tax_is_refused_in_words_and_leaves_nothing(door):
    with door("initech"):
        with pytest.raises(FigureTooLarge, match=r"rate\.xml: an amount"):
            receive_einvoice(content().replace(b"<cbc:Percent>19<", b"<cbc:Percent>12345<"), "rate.xml")
        assert not Document.objects.exists()


def test_the_bytes_that_were_received_never_change(door):
    with door("initech"):
        receive_einvoice(content(), "march.xml")
        for change in (lambda files: files.update(content=b"x"), lambda files: files._raw_delete("default")):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(ReceivedFile.objects.all())
        assert bytes(ReceivedFile.objects.get().content) == content()
