"""Real e-invoices go the whole way: kept, matched and booked once, and the books tie."""

from __future__ import annotations

from datetime import date

import pytest

from common.errors import Refusal
from invoices.models import Document, ReceivedFile
from invoices.operations.receive import receive_einvoice
from invoices.refusals import AlreadyHere
from ledger.books import check_books
from purchase_orders.book import NO_PO_WORDS, folded
from tests.building import order
from tests.interop.samples import SAMPLES, need

pytestmark = [pytest.mark.django_db, pytest.mark.interop]
need("einvoice", "e-invoices")
FILES = sorted((SAMPLES / "einvoice").iterdir())
PDFS = sorted(SAMPLES.glob("facturx_pdf*/*.pdf"))


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_sample_is_kept_with_its_figures_and_comes_in_once(door, path):
    with door("initech"):
        document = receive_einvoice(path.read_bytes(), path.name)
        assert list(check_books()) == []
        assert (
            document.lines.exists() or document.explanation["outcome"] == "no_lines" or document.kind == "credit_note"
        )
        with pytest.raises(AlreadyHere):
            receive_einvoice(path.read_bytes(), path.name)
        assert Document.objects.count() == ReceivedFile.objects.count() == 1


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_the_number_a_sample_names_is_looked_for_and_placeholders_name_none(door, path):
    with door("initech"):
        order("OPEN-1", effective=date(2010, 1, 1), expiration=date(2030, 12, 31))
        document = receive_einvoice(path.read_bytes(), path.name)
        named = folded(document.po_number) not in {"", *NO_PO_WORDS}
        outcome = (document.explanation or {}).get("outcome")
        if document.kind == "credit_note" and not named:
            assert document.matched_po == ""
        elif named:
            assert outcome in {"unknown_number", "no_lines", "several_numbers"}
        elif document.currency == "EUR" and document.lines.exists() and outcome != "several_numbers":
            assert outcome in {"matched", "unknown_number"}


def test_the_whole_folder_in_one_organization_ties_and_each_document_stands_once(door):
    kept, refused = 0, []
    with door("initech"):
        for path in FILES:
            try:
                receive_einvoice(path.read_bytes(), path.name)
                kept += 1
            except Refusal as refusal:
                refused.append(refusal.code)
        assert set(refused) == {"already_here"}
        assert Document.objects.count() == ReceivedFile.objects.count() == kept
        assert list(check_books()) == []


@pytest.mark.parametrize("path", PDFS, ids=[path.name for path in PDFS])
def test_a_pdf_is_kept_as_it_came_and_comes_in_once(door, path):
    with door("initech"):
        document = receive_einvoice(path.read_bytes(), path.name)
        assert bytes(document.received_file.content) == path.read_bytes()
        assert list(check_books()) == []
        with pytest.raises(AlreadyHere):
            receive_einvoice(path.read_bytes(), path.name)


@pytest.mark.parametrize("path", sorted((SAMPLES / "einvoice_invalid").iterdir()), ids=lambda path: path.name)
def test_a_document_that_cannot_be_read_leaves_nothing(door, path):
    with door("initech"):
        with pytest.raises(Refusal, match="ZUGFeRD 1"):
            receive_einvoice(path.read_bytes(), path.name)
        assert Document.objects.count() == 0
