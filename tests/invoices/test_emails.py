"""What buyers are told about documents, in their language, with links to their own pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from billing_platform.notifications.letter import Letter
from billing_platform.notifications.letter_html import html_of
from billing_platform.notifications.letter_text import text_of
from billing_platform.notifications.models import Mail
from common.tongue import tongue_of
from invoices.email_words import ISSUED
from invoices.emails import Reader, issued_letter
from invoices.issue_writes import Issued
from invoices.operations.issue import issue_invoices
from partners.models import Partner, Side
from payment_terms.rules import Kind, Terms
from tests.building import buyer, line, order, verified
from tests.faults.processes import as_superuser

IDENT = UUID("0190b5a0-0000-7000-8000-000000000001")
KINDS = ("invoice", "summary", "credit_note")
PLACES = re.compile(r"{\w+}")


@pytest.fixture
def two_hosts(cast) -> Iterator[None]:
    """Initech is at bills.initech.example, and once was at a host that sorts before it."""
    initech = (cast["initech"].id,)
    as_superuser("UPDATE tenants_domain SET domain = 'bills.initech.example' WHERE tenant_id = %s", initech)
    as_superuser(
        "INSERT INTO tenants_domain (domain, is_primary, tenant_id) VALUES ('aaa.initech.example', false, %s)", initech
    )
    yield
    as_superuser("DELETE FROM tenants_domain WHERE domain = 'aaa.initech.example'")
    as_superuser("UPDATE tenants_domain SET domain = 'initech.localhost' WHERE tenant_id = %s", initech)


@pytest.fixture
def german(cast) -> Iterator[None]:
    """Initech writes and reads German."""
    change = "UPDATE tenants_organization SET locale = %s WHERE id = %s"
    as_superuser(change, ("de-DE", cast["initech"].id))
    yield
    as_superuser(change, ("en", cast["initech"].id))


def issued(kind: str = "invoice", *, po: str = "PO-1", payable: str = "1190.00") -> Issued:
    return Issued(
        1, IDENT, "INV-2026-000231", date(2026, 11, 20), date(2026, 12, 20), Terms(Kind.NET, 30), po, "EUR",
        Decimal("1190.00"), Decimal(payable), kind,
    )  # fmt: skip


def letter(document: Issued, language: str = "en", root: str = "https://initech.example") -> Letter:
    return issued_letter(document, Reader(tongue_of(language), "Acme SE", "Initech AG", root))


def test_an_invoice_is_told_with_its_amount_its_due_date_and_its_purchase_order():
    told = letter(issued())
    assert told.subject == "INV-2026-000231: 1,190.00 EUR, due on 20 December 2026"
    assert told.title == "Acme SE has issued invoice INV-2026-000231"
    assert (told.figure, told.unit) == ("1,190.00", "EUR")
    assert told.why == "It is due on 20 December 2026 and was matched to your purchase order PO-1."
    assert dict(told.facts)["Issue date"] == "20 November 2026"
    assert (told.action, told.address) == ("Open invoice", f"https://initech.example/invoices/{IDENT}/")


def test_the_same_in_german():
    told = letter(issued(), "de")
    assert told.subject == "INV-2026-000231: 1.190,00 EUR, fällig am 20. Dezember 2026"
    assert told.title == "Acme SE hat die Rechnung INV-2026-000231 gestellt"
    assert told.why == "Sie ist am 20. Dezember 2026 fällig und wurde Ihrer Bestellung PO-1 zugeordnet."
    assert dict(told.facts)["Rechnungsdatum"] == "20. November 2026"


def test_what_is_still_to_be_paid_is_the_figure():
    told = letter(issued(payable="190.00"))
    assert told.subject == "INV-2026-000231: 190.00 EUR, due on 20 December 2026"
    assert dict(told.facts)["Total with tax"] == "1,190.00 EUR"


def test_an_invoice_that_is_paid_already_has_no_due_date():
    told = letter(issued(payable="0.00"))
    assert told.subject == "INV-2026-000231: nothing to pay"
    assert "Due date" not in dict(told.facts)


def test_a_credit_note_lowers_what_is_owed():
    told = letter(issued("credit_note", po=""))
    assert told.subject == "INV-2026-000231: credit of 1,190.00 EUR"
    assert told.why == "It lowers what you owe Acme SE. None of your purchase orders fits it."
    assert told.tone_word == "New credit note"


def test_a_buyer_outside_is_led_nowhere_and_hears_nothing_of_purchase_orders():
    told = letter(issued(po=""), root="")
    assert (told.action, told.address) == ("", "")
    assert told.why == "It is due on 20 December 2026."


@pytest.mark.parametrize("language", sorted(ISSUED))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("po", ["PO-1", ""])
@pytest.mark.parametrize("payable", ["1190.00", "0.00"])
@pytest.mark.parametrize("root", ["https://initech.example", ""])
def test_every_letter_is_whole_in_every_language(language, kind, po, payable, root):
    told = letter(issued(kind, po=po, payable=payable), language, root)
    assert "{" not in text_of(told)
    assert "2026-12-20" not in text_of(told)
    assert f'<html lang="{language}">' in html_of(told)


def test_languages_have_the_same_sentences_with_the_same_places():
    """A sentence may leave a fact out of which its language says nothing, but name none that the other has not."""
    places = {
        language: {name: set(PLACES.findall(text)) for name, text in words.items()}
        for language, words in ISSUED.items()
    }
    assert places["en"] == places["de"]


# Issuing


@pytest.mark.django_db
def test_the_link_leads_to_the_buyers_own_host(door, today, settings):
    settings.BASE_URL_PORT = "8206"
    with door("initech"):
        order("PO-1")
    with door("acme"):
        issue_invoices([verified("initech", line("500.00")).pk], today=today)
        mail = Mail.objects.get()
        assert mail.letter["address"] == f"http://initech.localhost:8206/invoices/{mail.about}/"
        assert (mail.about_name, mail.subject[:15]) == ("INV-2026-000001", "INV-2026-000001")


@pytest.mark.django_db
def test_the_link_is_that_of_the_primary_host_and_secure_where_pages_are(two_hosts, door, today, settings):
    settings.IS_DEPLOYED, settings.BASE_URL_PORT = True, ""
    with door("acme"):
        issue_invoices([verified("initech", line("500.00")).pk], today=today)
        assert Mail.objects.get().letter["address"].startswith("https://bills.initech.example/invoices/")


@pytest.mark.django_db
def test_an_organization_is_written_to_in_its_own_locale(german, door, today):
    with door("acme"):
        issue_invoices([verified("initech", line("500.00")).pk], today=today)
        mail = Mail.objects.get()
        assert (mail.language, mail.subject) == ("de", "INV-2026-000001: 595,00 EUR, fällig am 20. Dezember 2026")


@pytest.mark.django_db
def test_a_buyer_outside_is_written_to_in_the_language_noted_for_it(door, today):
    with door("acme"):
        Partner.objects.create(
            side=Side.BUYER,
            identity="name:vandelay",
            name="Vandelay",
            email="ap@vandelay.example",
            language="de",
            country="DE",
        )
        issue_invoices([verified("vandelay", line("500.00")).pk], today=today)
        mail = Mail.objects.get()
        assert (mail.language, "address" in mail.letter) == ("de", False)


@pytest.mark.django_db
def test_names_with_markup_reach_nobody_as_markup(door, today):
    payload = "<script>alert(1)</script>"
    with door("initech"):
        order(f"PO-{payload}")
    with door("acme"):
        partner = buyer("initech")
        partner.name = f"Initech {payload}"
        partner.save(update_fields=["name"])
        issue_invoices([verified("initech", line("500.00")).pk], today=today)
        assert payload in str(Mail.objects.get().letter)
    with door("initech"):
        order_mail = Mail.objects.get(kind="po_balance")
        assert payload in order_mail.letter["title"]
        assert payload in order_mail.about_name
