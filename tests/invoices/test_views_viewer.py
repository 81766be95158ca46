"""The document viewer: what was sent beside what was understood, and nothing that was sent is ever run."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from pathlib import Path

import pytest

from invoices.einvoice.reading import embedded_in
from invoices.models import Document, ReceivedFile
from invoices.operations.issue import issue_invoices
from invoices.operations.receive import receive_einvoice
from invoices.queries import viewer as reading
from tests.building import draft, verified
from tests.invoices.einvoice.pdf_files import invoice_pdf

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "einvoice" / "files"
UBL = (FILES / "ubl_invoice.xml").read_bytes()
CII = (FILES / "cii_invoice.xml").read_bytes()
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def received(door):
    """Takes a file into initech's books; the address of its document."""

    def receive(content=UBL, name="ubl_invoice.xml"):
        with door("initech"):
            return f"/invoices/{receive_einvoice(content, name).public_id}/document/"

    return receive


@pytest.fixture
def bill(browser_of):
    """Who may see payment details too."""
    return browser_of("initech", "bill")


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace("\xa0", " ").split())


def rows_of(page):
    return {row.about or row.name: row for group in page.context["viewed"].groups for row in group.rows}


def changed(old, new, content=UBL):
    assert old.encode() in content
    return content.replace(old.encode(), new.encode(), 1)


@pytest.mark.parametrize("content", [UBL, CII], ids=["ubl", "cii"])
def test_each_field_stands_beside_what_was_understood_of_it(bill, received, door, content):
    page = bill.get(received(content))
    assert page.status_code == 200
    with door("initech"):
        document = Document.objects.get()
    rows = rows_of(page)
    assert rows["BT-1"].value == rows["BT-1"].understood == document.number
    assert [term for term, row in rows.items() if row.differs] == []
    assert {"BT-2", "BT-5", "BT-27", "BT-112", "BT-115", "BT-126", "BT-129", "BT-131", "BT-116"} <= {
        term for term, row in rows.items() if row.understood
    }


def test_what_was_understood_otherwise_than_sent_is_marked(bill, received):
    content = re.sub(rb"<cbc:BuyerReference>[^<]*</cbc:BuyerReference>", b"", UBL)
    long = f"<cbc:BuyerReference>{'x' * 300}</cbc:BuyerReference><cac:AccountingSupplierParty>"
    page = bill.get(received(changed("<cac:AccountingSupplierParty>", long, content)))
    row = rows_of(page)["BT-10"]
    assert (row.differs, row.value, row.understood) == (True, "x" * 300, "x" * 200)
    assert text_of(page).count("differs from what was sent") == 1


def test_a_finding_stands_at_the_field_it_is_about_and_the_others_on_top(bill, received):
    content = re.sub(rb"<cbc:DueDate>[^<]*<", b"<cbc:DueDate>soon<", UBL)
    assert content != UBL
    page = bill.get(received(content))
    assert [finding.message for finding in rows_of(page)["BT-9"].findings] == ["“soon” is not a date."]
    shown = [finding.message for finding in page.context["viewed"].review.rows]
    assert "“soon” is not a date." not in shown
    assert "1 finding marked at its field" in text_of(page)


def test_every_finding_is_on_the_page(bill, received, door):
    page = bill.get(received((FILES / "ubl_credit_note.xml").read_bytes()))
    with door("initech"):
        findings = Document.objects.get().findings
    assert findings
    assert [each["message"] for each in findings if each["message"] not in text_of(page)] == []


def test_what_was_understood_without_being_sent_is_told(bill, received):
    content = re.sub(rb"<cbc:TaxExclusiveAmount[^>]*>[^<]*</cbc:TaxExclusiveAmount>", b"", UBL)
    page = bill.get(received(content))
    assert "BT-109" in {fact.note for fact in page.context["viewed"].not_sent}
    assert "Understood without being sent" in text_of(page)


def test_hostile_content_is_printed_and_runs_nothing(bill, received):
    hostile = changed(
        "<cbc:IssueDate>", f"<cbc:Note><![CDATA[{SCRIPT}<img src=x onerror=alert(2)>]]></cbc:Note><cbc:IssueDate>"
    )
    page = bill.get(received(hostile, '"><img src=x>.xml'))
    assert SCRIPT in text_of(page)
    assert SCRIPT.encode() not in page.content
    assert b"<img src=x" not in page.content
    assert "script-src" not in page["Content-Security-Policy"]
    assert "default-src 'self'" in page["Content-Security-Policy"]


def test_the_original_is_saved_byte_by_byte_under_a_safe_name(bill, received):
    answer = bill.get(received(UBL, '../../etc/p"a\nss.html') + "original/")
    assert answer.content == UBL
    assert answer["Content-Type"] == "application/xml"
    assert answer["Content-Disposition"] == 'attachment; filename="p_a_ss.xml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_xml_is_there_in_lines_and_a_long_one_says_that_it_is_shortened(bill, received, monkeypatch):
    address = received()
    assert "\n  <cbc:" in unescape(bill.get(address).content.decode())
    monkeypatch.setattr(reading, "RAW_CHARACTERS", 100)
    assert "The first 100 of" in text_of(bill.get(address))


def test_a_long_document_is_turned_page_by_page_and_nothing_falls_between(bill, received, monkeypatch):
    address = received()
    whole = [row for group in bill.get(address).context["viewed"].groups for row in group.rows]
    monkeypatch.setattr(reading, "PAGE_ENTRIES", 7)
    first = bill.get(address).context["viewed"]
    parts = [bill.get(f"{address}?page={n}").context["viewed"] for n in range(1, first.pages + 1)]
    assert [row for part in parts for group in part.groups for row in group.rows] == whole
    assert f"Page 1 of {first.pages}" in text_of(bill.get(f"{address}?page=nonsense"))


def test_the_xml_stands_on_the_first_page_alone(bill, received, monkeypatch):
    address = received()
    monkeypatch.setattr(reading, "PAGE_ENTRIES", 7)
    assert bill.get(f"{address}?page=1").context["viewed"].raw
    assert bill.get(f"{address}?page=2").context["viewed"].raw == ""


def test_a_file_with_very_many_elements_is_shown_as_xml_and_says_why(bill, received, monkeypatch):
    address = received(changed("<cbc:DocumentCurrencyCode", "<cbc:Note/>" * 50_000 + "<cbc:DocumentCurrencyCode"))
    monkeypatch.setattr(reading, "groups_of", None)
    page = bill.get(f"{address}?page=2")
    seen = page.context["viewed"]
    assert (seen.groups, seen.pages, len(seen.raw)) == ((), 1, reading.RAW_CHARACTERS)
    assert "Of files with more than 50,000 only the XML is shown." in text_of(page)
    assert "ubl_invoice.xml" in text_of(page)


@pytest.fixture
def pdf(received, door):
    """A document that came as a PDF; only the bytes of its file are other than those of an XML."""
    content = b"%PDF-1.7\n" + b"x" * 50
    address = received()
    with door("initech"):
        kept = ReceivedFile.objects.get()
    kept.content, kept.sha256, kept.name = content, hashlib.sha256(content).hexdigest(), "invoice.pdf"
    return address, kept


def test_a_pdf_is_framed_from_its_own_address_beside_what_was_understood(bill, pdf, monkeypatch):
    address, kept = pdf
    monkeypatch.setattr("invoices.views.viewer.received_file", lambda document: kept)
    page = bill.get(address)
    assert f'<iframe class="sheet-pdf" src="{address}picture/"' in page.content.decode()
    assert "Open the PDF alone" in text_of(page)
    assert "Invoice number" in {fact.label for fact in page.context["viewed"].understood}
    assert page["X-Frame-Options"] == "DENY"
    picture = bill.get(f"{address}picture/")
    assert picture.content == bytes(kept.content)
    assert picture["Content-Type"] == "application/pdf"
    assert picture["Content-Disposition"] == 'inline; filename="invoice.pdf"'
    assert picture["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in picture["Content-Security-Policy"]


def test_the_pdf_with_its_embedded_xml_is_for_those_who_may_see_payment_details(browser_of, received):
    account = b"000123"
    address = received(invoice_pdf(("factur-x.xml", CII)), "invoice.pdf")
    may, may_not = browser_of("initech", "bill"), browser_of("initech", "betty")
    picture = may.get(f"{address}picture/")
    assert account in embedded_in(picture.content, name="x", max_bytes=len(picture.content)).xml
    page = may_not.get(address)
    assert "iframe" not in page.content.decode()
    assert "picture/" not in page.content.decode()
    assert "payment details, and so is the PDF, which names them." in text_of(page)
    assert "Invoice number" in {fact.label for fact in page.context["viewed"].understood}
    assert may_not.get(f"{address}picture/").status_code == 403


def test_xml_is_never_opened_in_a_frame(bill, received):
    assert bill.get(f"{received()}picture/").status_code == 404


def test_a_document_that_came_without_a_file_says_what_there_is(browser_of, door, today):
    with door("acme"):
        issue_invoices([verified("initech").pk], today=today)
        address = f"/invoices/{Document.objects.get().public_id}/document/"
    assert "This document was made here." in text_of(browser_of("acme", "bill").get(address))
    delivered = browser_of("initech", "betty").get(address)
    assert "Acme Distribution SE delivered it through this platform" in text_of(delivered)
    assert browser_of("initech", "bill").get(f"{address}original/").status_code == 404


def test_a_draft_has_no_document_yet(browser_of, door):
    with door("acme"):
        address = f"/invoices/{draft('initech').public_id}/document/"
    assert "Show the draft" in text_of(browser_of("acme", "bill").get(address))


def test_the_page_of_an_incoming_invoice_leads_to_its_document(bill, received):
    address = received()
    assert f'href="{address}"' in bill.get(address.removesuffix("document/")).content.decode()


def test_a_stranger_finds_neither_page_nor_file(browser_of, received):
    address, stranger = received(), browser_of("hooli", "ada")
    answers = [stranger.get(f"{address}{part}") for part in ("", "original/", "picture/")]
    assert [answer.status_code for answer in answers] == [404] * 3


def test_who_may_not_see_invoices_is_refused_page_and_file(browser_of, received, monkeypatch):
    monkeypatch.setattr("people.models.Account.may", lambda person, permission: False)
    address, nobody = received(), browser_of("initech", "otto")
    answers = [nobody.get(f"{address}{part}") for part in ("", "original/", "picture/")]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_the_page_asks_the_database_as_often_for_many_lines_as_for_few(bill, received, django_assert_max_num_queries):
    line = re.search(rb"<cac:InvoiceLine>.*?</cac:InvoiceLine>", UBL, re.DOTALL)[0]
    for content in (UBL, UBL.replace(line, line * 40).replace(b"<cbc:ID>", b"<cbc:ID>9", 1)):
        address = received(content)
        with django_assert_max_num_queries(12):
            assert bill.get(address).status_code == 200


@pytest.mark.parametrize("content", [UBL, CII], ids=["ubl", "cii"])
def test_bank_accounts_are_for_those_who_may_see_payment_details(browser_of, bill, received, content):
    address = received(content)
    account = "DE75512108001245126199" if content == UBL else "000123"
    assert account in text_of(bill.get(address))
    page = browser_of("initech", "betty").get(address)
    assert account not in page.content.decode()
    assert "How to pay is left out" in text_of(page)
    assert {group.title for group in page.context["viewed"].groups} & {"Payment", "Payee"} == set()
    assert browser_of("initech", "betty").get(f"{address}original/").status_code == 403
