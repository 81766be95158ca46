"""An invoice says where both sides are and which account to pay to, as it was on the day of its issue."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import replace

import pytest
from pypdf import PdfReader

from invoices.models import Document, DocumentKind
from invoices.operations.issue import issue_invoices
from invoices.parties import PARTY
from invoices.pdf.inputs import inputs_of
from invoices.pdf.paper import print_document
from invoices.pdf.sheet import sheet_of
from invoices.queries.document import parties
from partners.models import Partner, Side
from tenants import border
from tenants.border import Actor
from tests.building import draft, verified

pytestmark = pytest.mark.django_db
ADDRESS = {"street": "Kehrwieder 8", "postcode": "20457", "city": "Hamburg"}
ACCOUNT = {"iban": "DE02200505501015871393", "bic": "HASPDEHHXXX", "account_holder": ""}
PRINTED_IBAN = "DE02 2005 0550 1015 8713 93"


@pytest.fixture
def acme_with(cast):
    """`with acme_with(city="Bremen"):` acme's books, where it has an address, an account, and facts given otherwise."""

    @contextmanager
    def opened(**facts):
        acme = replace(cast["acme"], **(ADDRESS | ACCOUNT | facts))
        with border.inside(acme, Actor("person:bill", "Bill"), via="web", request="test"):
            yield

    return opened


@pytest.fixture
def issued(acme_with, today):
    """`issued("initech", kind=…)`: the public id of a document of acme's."""

    def issue(to="initech", **facts):
        with acme_with():
            document = verified(to, **facts)
            assert issue_invoices([document.pk], today=today).issued == 1
            return document.public_id

    return issue


def read(public_id):
    return Document.objects.select_related("partner").get(public_id=public_id)


def sheet(document, today):
    return sheet_of(document, inputs_of(document), today=today)


def payment_rows(document, today):
    return {row.label: row.value for row in sheet(document, today).payment.rows}


def test_the_paper_names_the_address_and_the_account_of_the_day_of_issue(issued, acme_with, today):
    public_id = issued()
    with acme_with(street="Elsewhere 1", city="Bremen", iban="DE89370400440532013000", account_holder="Somebody else"):
        document = read(public_id)
        shown = sheet(document, today)
        assert shown.supplier.address == ("Kehrwieder 8", "20457 Hamburg", "Germany")
        assert payment_rows(document, today) == {
            "Amount": "119.00 EUR",
            "Account holder": "Acme Distribution SE",
            "IBAN": PRINTED_IBAN,
            "BIC": "HASPDEHHXXX",
            "Reference": "RF94 INV2 0260 0000 1",
        }


def test_an_account_of_somebody_else_names_its_holder(acme_with, today):
    with acme_with(account_holder="Acme Treasury"):
        document = verified("initech")
        issue_invoices([document.pk], today=today)
        assert payment_rows(read(document.public_id), today)["Account holder"] == "Acme Treasury"


def test_a_document_issued_before_there_was_an_account_lacks_it(door, acme_with, today):
    with door("acme"):
        document = verified("initech")
        issue_invoices([document.pk], today=today)
    with acme_with():
        issued = read(document.public_id)
        assert payment_rows(issued, today).keys() == {"Amount", "Account holder", "Reference"}
        assert "Kehrwieder 8" not in sheet(issued, today).supplier.address


def test_the_preview_of_a_draft_has_the_present_address_and_its_page_too(acme_with, today):
    with acme_with():
        document = Document.objects.select_related("partner").get(pk=draft("initech").pk)
        assert sheet(document, today).supplier.address == ("Kehrwieder 8", "20457 Hamburg", "Germany")
        assert parties(document)[0].place == "Kehrwieder 8, 20457 Hamburg, DE"


def test_a_credit_note_asks_nobody_to_pay(issued, acme_with, today):
    public_id = issued(kind=DocumentKind.CREDIT_NOTE)
    with acme_with():
        assert sheet(read(public_id), today).payment is None


def test_the_address_crosses_to_the_buyer_and_the_account_stays(issued, door):
    public_id = issued()
    with door("initech"):
        copy = Document.objects.get(public_id=public_id)
        assert {name: copy.supplier_party[name] for name in ADDRESS} == ADDRESS
        assert set(copy.supplier_party) == set(copy.buyer_party) == set(PARTY)
        assert copy.pdf_inputs is None
        assert ACCOUNT["iban"] not in str(Document.objects.filter(public_id=public_id).values().get())


@pytest.mark.pdf
@pytest.mark.usefixtures("printing")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Account holder", "Germany", "VAT DE111111111", "Pay by 20 December 2026")),
        ("de", ("Kontoinhaber", "Deutschland", "USt-IdNr. DE111111111", "Zahlbar bis 20. Dezember 2026")),
    ],
)
def test_the_printed_invoice_can_be_paid_in_either_language(acme_with, today, language, words):
    with acme_with():
        facts = {"country": "AT", "city": "Wien", "tax_id": "ATU12345675", "language": language}
        Partner.objects.create(side=Side.BUYER, identity="name:vandelay", name="Vandelay", **facts)
        document = verified("vandelay")
        issue_invoices([document.pk], today=today)
        content = print_document(read(document.public_id), today=today).content
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    for printed in ("Kehrwieder 8", "20457 Hamburg", PRINTED_IBAN, "HASPDEHHXXX", *words):
        assert printed in text
