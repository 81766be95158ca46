"""The PDF by its address and on the page of its document: who gets it, with which headers, and what is said instead."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from common import pdf
from invoices.models import Document, PdfVersion
from invoices.operations import pdf as making
from invoices.operations.issue import issue_invoices
from invoices.operations.receive import receive_einvoice
from invoices.pdf.keeping import FrozenPdf, keep
from invoices.views import pdf as views
from people.models import Account, RoleAssignment
from tests.building import draft, line, verified

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.usefixtures("printing")]
EINVOICE = Path(__file__).resolve().parents[1] / "einvoice" / "files" / "ubl_invoice.xml"
OFF = {"libpango-1.0-0": ("libnosuchthing.so.9",)}


@pytest.fixture
def issued(door, today):
    with door("acme"):
        document = verified("initech", line("500"))
        issue_invoices([document.pk], today=today)
        return Document.objects.get(pk=document.pk)


@pytest.fixture
def address(issued):
    return f"/invoices/{issued.public_id}/pdf/"


def page_of(browser, document):
    return unescape(browser.get(f"/invoices/{document.public_id}/").content.decode())


@pytest.mark.parametrize(("organization", "person"), [("acme", "bill"), ("acme", "otto"), ("initech", "betty")])
def test_both_sides_open_the_same_pdf(browser_of, address, organization, person):
    first = browser_of("initech", "bill").get(address)
    answer = browser_of(organization, person).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content == first.content
    assert answer["ETag"] == first["ETag"]


def test_the_headers_name_the_file_and_let_no_one_else_keep_it(browser_of, address):
    answer = browser_of("acme", "bill").get(address)
    assert answer["Content-Disposition"] == 'inline; filename="INV-2026-000001.pdf"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_has_it_already_is_told_so_by_its_hash(browser_of, address):
    bill = browser_of("acme", "bill")
    etag = bill.get(address)["ETag"]
    again = bill.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert bill.get(address, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("organization", ["globex", "hooli"])
@pytest.mark.parametrize("path", ["", "1/"])
def test_a_stranger_finds_nothing(browser_of, address, organization, path):
    assert browser_of(organization, "ada").get(address + path).status_code == 404


@pytest.mark.parametrize("path", ["", "1/"])
def test_who_may_not_see_invoices_is_turned_away(browser_of, door, address, path):
    with door("acme"):
        RoleAssignment.objects.filter(account=Account.objects.get(email="betty@acme.example")).delete()
    assert browser_of("acme", "betty").get(address + path).status_code == 403


@pytest.mark.parametrize("path", ["", "1/"])
def test_it_is_only_read(browser_of, address, path):
    assert browser_of("acme", "ada").post(address + path).status_code == 405


def test_every_version_stays_at_its_address_and_the_newest_is_the_current_one(browser_of, door, issued, address):
    bill = browser_of("acme", "bill")
    first = bill.get(address).content
    with door("acme"):
        keep(issued.pk, FrozenPdf(2, b"%PDF-1.7 second", "sent", datetime.now(UTC), "person:x Eva", "", "", ""))
    assert bill.get(address).content == b"%PDF-1.7 second"
    assert bill.get(f"{address}1/").content == first
    assert bill.get(f"{address}2/")["Content-Disposition"] == 'inline; filename="INV-2026-000001-v2.pdf"'
    assert bill.get(f"{address}3/").status_code == 404
    page = page_of(bill, issued)
    assert page.index("Version 2") < page.index("Version 1")
    assert "Sent by the supplier's system by Eva" in page


def test_the_page_shows_the_hash_who_made_it_and_why(browser_of, door, issued, address):
    bill = browser_of("acme", "bill")
    assert "It is being made. Open it to have it at once." in page_of(bill, issued)
    bill.get(address)
    page = page_of(bill, issued)
    with door("acme"):
        sha256 = PdfVersion.objects.get().sha256
    assert f'<code class="mono">{sha256}</code>' in page
    assert f"{sha256[:12]}…" in page
    assert "Made from the issued document by Bill" in page
    assert "Download PDF" in page


def test_a_draft_has_a_preview_that_nobody_keeps(browser_of, door):
    with door("acme"):
        document = draft()
    bill = browser_of("acme", "bill")
    assert "Preview PDF" in page_of(bill, document)
    answer = bill.get(f"/invoices/{document.public_id}/pdf/")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == 'inline; filename="draft.pdf"'
    assert "ETag" not in answer
    with door("acme"):
        assert not PdfVersion.objects.exists()


def test_what_came_from_outside_has_none(browser_of, door):
    with door("initech"):
        document = receive_einvoice(EINVOICE.read_bytes(), EINVOICE.name)
    ada = browser_of("initech", "ada")
    assert ada.get(f"/invoices/{document.public_id}/pdf/").status_code == 404
    assert "Download PDF" not in page_of(ada, document)


def test_a_number_can_not_reach_into_the_headers(browser_of, door, issued, address, monkeypatch):
    bill = browser_of("acme", "bill")
    bill.get(address)
    document_of = views.document_of

    def renamed(public_id):
        document = document_of(public_id)
        document.number = '../"; x=\r\nSet-Cookie: a=b'
        return document

    monkeypatch.setattr(views, "document_of", renamed)
    assert bill.get(address)["Content-Disposition"] == 'inline; filename="x-Set-Cookie-a-b.pdf"'


# Where the libraries are missing


@pytest.fixture
def off(monkeypatch):
    monkeypatch.setattr(pdf, "LIBRARIES", OFF)


def test_a_server_without_libraries_says_what_is_missing(browser_of, issued, address, off):
    bill = browser_of("acme", "bill")
    page = page_of(bill, issued)
    assert "PDFs are off on this server: install libpango-1.0-0, then restart it." in page
    assert "Download PDF" not in page
    answer = bill.get(address, follow=True)
    assert answer.redirect_chain == [(f"/invoices/{issued.public_id}/", 302)]
    assert "PDFs are off on this server" in answer.content.decode()


def test_a_server_without_libraries_still_hands_out_what_was_made(browser_of, address, monkeypatch):
    bill = browser_of("acme", "bill")
    made = bill.get(address).content
    monkeypatch.setattr(pdf, "LIBRARIES", OFF)
    assert bill.get(address).content == made


def test_a_server_without_libraries_issues_all_the_same_and_says_why_in_the_job(issued, off, drain, all_jobs):
    drain()
    [job] = [each for each in all_jobs() if each.kind == "make_pdfs"]
    assert (job.state, job.result["ready"]) == ("done", 0)
    assert "libpango-1.0-0" in job.result["off"]


def test_readiness_names_it(client, off):
    answer = client.get("/readyz", headers={"host": "localhost"})
    assert answer.status_code == 200
    assert "libpango-1.0-0" in answer.json()["pdf"]


@pytest.mark.parametrize("limit", ["MOST_LINES_AT_ONCE", "MOST_CHARACTERS_AT_ONCE"])
def test_a_draft_too_long_for_a_preview_says_so_on_its_page(browser_of, door, monkeypatch, limit):
    monkeypatch.setattr(making, limit, 0)
    with door("acme"):
        document = draft("initech", line("500"))
    answer = browser_of("acme", "bill").get(f"/invoices/{document.public_id}/pdf/", follow=True)
    assert answer.redirect_chain == [(f"/invoices/{document.public_id}/", 302)]
    assert "too long for a preview" in answer.content.decode()
