"""What the contacts of a purchase order are told, in their language."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from billing_platform.notifications.letter import Letter, Tone
from billing_platform.notifications.letter_text import text_of
from billing_platform.notifications.models import Mail
from invoices.operations.issue import issue_invoices
from purchase_orders.email_words import BALANCE
from purchase_orders.emails import LineNotice, balance_letter
from purchase_orders.facts import ContactFacts
from purchase_orders.models import EntryKind
from purchase_orders.operations.consume import Use, consume
from tests.building import line, order, verified
from tests.purchase_orders.pages import form_of

IDENT = UUID("0190b5a0-0000-7000-8000-000000000001")
PLACES = re.compile(r"{\w+}")
REMAINING = ("9000.00", "3357.04", "100.00", "0.00", "-20.00")


def notice(remaining: str, percent: int = 25, description: str = "Cloud usage") -> LineNotice:
    return LineNotice(
        1, IDENT, "IT-CLOUD-2026H2", "EUR", "1", Decimal("13566.00"), Decimal(remaining), percent, description,
        date(2026, 12, 31),
    )  # fmt: skip


def letter(remaining: str, percent: int = 25, language: str = "en") -> Letter:
    return balance_letter(notice(remaining, percent), language, "Initech AG", "https://initech.example")


def test_a_line_below_a_notice_is_told_with_what_is_left():
    told = letter("3357.04")
    assert told.subject == "IT-CLOUD-2026H2: line 1 is below 25 %, 3,357.04 EUR left"
    assert told.title == "Line 1 of IT-CLOUD-2026H2 has 24 % left"
    assert (told.figure, told.unit, told.share) == ("3,357.04", "EUR", 24)
    assert dict(told.facts) == {
        "Line": "1",
        "Description": "Cloud usage",
        "Line value": "13,566.00 EUR",
        "Used so far": "10,208.96 EUR",
        "PO expires": "31 December 2026",
    }
    assert told.address == f"https://initech.example/purchase-orders/{IDENT}/"


def test_the_same_in_german():
    told = letter("3357.04", language="de")
    assert told.subject == "IT-CLOUD-2026H2: Position 1 unter 25 %, noch 3.357,04 EUR"
    assert told.title == "Von Position 1 der Bestellung IT-CLOUD-2026H2 sind 24 % übrig"
    assert dict(told.facts)["Bestellung endet"] == "31. Dezember 2026"


@pytest.mark.parametrize(
    ("remaining", "percent", "tone", "title"),
    [
        ("9000.00", 75, Tone.NEWS, "Line 1 of IT-CLOUD-2026H2 has 66 % left"),
        ("3391.50", 75, Tone.NEWS, "Line 1 of IT-CLOUD-2026H2 has 25 % left"),
        ("3391.49", 25, Tone.WARN, "Line 1 of IT-CLOUD-2026H2 has 24 % left"),
        ("100.00", 25, Tone.WARN, "Line 1 of IT-CLOUD-2026H2 has less than 1 % left"),
        ("0.00", 0, Tone.BAD, "Line 1 of IT-CLOUD-2026H2 is used up"),
        ("-20.00", 0, Tone.BAD, "Line 1 of IT-CLOUD-2026H2 is overdrawn by 20.00 EUR"),
    ],
)
def test_the_tone_follows_what_is_left(remaining, percent, tone, title):
    told = letter(remaining, percent)
    assert (told.tone, told.title) == (tone, title)


def test_a_line_without_value_is_used_up():
    empty = LineNotice(1, IDENT, "PO-1", "EUR", "1", Decimal(0), Decimal(0), 0, "", date(2026, 12, 31))
    told = balance_letter(empty, "en", "Initech AG", "https://initech.example")
    assert (told.title, told.share) == ("Line 1 of PO-1 is used up", 0)
    assert "Description" not in dict(told.facts)


@pytest.mark.parametrize("language", sorted(BALANCE))
@pytest.mark.parametrize("remaining", REMAINING)
def test_every_letter_is_whole_in_every_language(language, remaining):
    text = text_of(letter(remaining, language=language))
    assert "{" not in text
    assert "2026-12-31" not in text


def test_languages_have_the_same_sentences_with_the_same_places():
    places = {
        language: {name: set(PLACES.findall(text)) for name, text in words.items()}
        for language, words in BALANCE.items()
    }
    assert places["en"] == places["de"]


@pytest.mark.django_db
def test_each_contact_reads_its_own_language_and_is_led_to_the_buyers_host(door, today, settings):
    settings.BASE_URL_PORT = "8206"
    contacts = [ContactFacts("lena@initech.example", language="de"), ContactFacts("betty@initech.example")]
    with door("initech"):
        made = order("PO-1", contacts=contacts)
    with door("acme"):
        issue_invoices([verified("initech", line("500.00")).pk], today=today)
    with door("initech"):
        mails = {mail.recipient: mail for mail in Mail.objects.all()}
        assert mails["lena@initech.example"].subject == "PO-1: Position 1 unter 75 %, noch 595,00 EUR"
        assert mails["betty@initech.example"].subject == "PO-1: line 1 is below 75 %, 595.00 EUR left"
        address = f"http://initech.localhost:8206/purchase-orders/{made.public_id}/"
        assert {mail.letter["address"] for mail in mails.values()} == {address}


@pytest.mark.django_db
def test_what_a_request_says_of_its_host_is_in_no_link(door, browser_of, used):
    with door("initech"):
        made = order("PO-1")
        used(made, "290.00")
    path = reverse("purchase_orders:edit", args=[made.public_id])
    betty = browser_of("initech", "betty")
    typed = form_of(betty.get(path), **{"lines-0-quantity": "9.7"})
    forged = {"host": "initech.localhost:666", "x-forwarded-host": "evil.example", "x-forwarded-port": "667"}
    assert betty.post(path, typed, headers=forged).status_code == 302
    with door("initech"):
        address = Mail.objects.get().letter["address"]
    assert address == f"http://initech.localhost/purchase-orders/{made.public_id}/"


@pytest.mark.django_db
def test_a_match_tells_below_75_percent_a_credit_to_exactly_75_arms_it_again_and_a_cent_more_tells_again(door):
    with door("initech"), transaction.atomic():
        made = order("PO-1")
        item = made.lines.select_for_update(no_key=True).get()
        invoice, cent = uuid4(), uuid4()
        left = []
        for use in (
            Use(item.pk, invoice, 1, Decimal("595.00")),
            Use(item.pk, invoice, 1, Decimal("-297.50"), EntryKind.CREDIT, credit_note=uuid4()),
            Use(item.pk, cent, 1, Decimal("0.01")),
        ):
            written = consume([use])
            item.refresh_from_db()
            left.append((item.remaining, written))
        assert left == [(Decimal("595.00"), 1), (Decimal("892.50"), 0), (Decimal("892.49"), 1)]
        assert list(Mail.objects.order_by("id").values_list("subject", flat=True)) == [
            "PO-1: line 1 is below 75 %, 595.00 EUR left",
            "PO-1: line 1 is below 75 %, 892.49 EUR left",
        ]
