"""Upload of e-invoices: each file is taken on the whole or not at all."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from invoices.models import Document
from tests.building import order
from tests.invoices.einvoice.pdf_files import hostile_files

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "einvoice" / "files"
UPLOAD = "/invoices/upload/"


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


def a_file(name, content=None):
    return SimpleUploadedFile(name, content if content is not None else (FILES / name).read_bytes())


def text_of(answer):
    return unescape(answer.content.decode())


def test_a_good_file_becomes_an_incoming_invoice(door, betty):
    answer = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml")]})
    assert answer.status_code == 200
    with door("initech"):
        document = Document.objects.get()
        assert (document.direction, document.source) == ("in", "uploaded")
    assert "1 of 1 taken" in text_of(answer)
    assert f"/invoices/{document.public_id}/" in text_of(answer)
    assert betty.get(f"/invoices/{document.public_id}/").status_code == 200


def test_one_bad_file_holds_back_no_other(door, betty):
    files = [
        a_file("broken.xml", b"<Invoice"),
        a_file("ubl_invoice.xml"),
        a_file("notes.txt", b"hello"),
        a_file("cii_invoice.xml"),
    ]
    answer = betty.post(UPLOAD, {"files": files})
    assert answer.status_code == 422
    assert [result.document is not None for result in answer.context["results"]] == [False, True, False, True]
    assert all(result.reason for result in answer.context["results"] if result.document is None)
    with door("initech"):
        assert Document.objects.count() == 2


def test_the_same_file_twice_is_here_already(door, betty):
    answer = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml"), a_file("ubl_invoice.xml")]})
    assert "is here" in answer.context["results"][1].reason
    with door("initech"):
        assert Document.objects.count() == 1


def test_a_file_that_is_too_large_names_the_limit(door, betty, settings):
    settings.EINVOICE_MAX_BYTES = 2048
    answer = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml")]})
    assert "The largest file that is read has 2.0 KB." in text_of(answer).replace("\xa0", " ")
    with door("initech"):
        assert not Document.objects.exists()


def test_no_file_at_all_is_said(betty):
    answer = betty.post(UPLOAD, {})
    assert answer.status_code == 422
    assert "Choose at least one file." in text_of(answer)


def test_an_uploaded_invoice_finds_its_order_and_shows_what_was_found_in_it(door, betty):
    with door("initech"):
        order("PO-1")
    betty.post(UPLOAD, {"files": [a_file("ubl_credit_note.xml")]})
    with door("initech"):
        document = Document.objects.get()
        assert document.findings
    page = text_of(betty.get(f"/invoices/{document.public_id}/"))
    assert "What the file leaves open" in page
    assert document.findings[0]["message"] in page
    listed = text_of(betty.get("/invoices/incoming/?view=findings"))
    assert document.number in listed


def test_hostile_pdf_files_are_refused_in_words_and_leave_nothing(door, betty):
    names = ["bomb-in-a-bomb", "circle-of-kids", "deep-arrays", "javascript", "encrypted-rc4", "entities-inside"]
    hostile = dict(hostile_files())
    answer = betty.post(UPLOAD, {"files": [a_file(f"{name}.pdf", hostile[name]) for name in names]})
    assert answer.status_code == 422
    assert all(result.reason for result in answer.context["results"])
    with door("initech"):
        assert not Document.objects.exists()
