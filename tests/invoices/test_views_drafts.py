"""The form of a draft: what is typed is saved, and nothing typed is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from invoices.models import Document
from invoices.operations.draft import DraftAdjustment
from invoices.queries.drafts import draft_of
from tests.building import buyer, draft, line, verified
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NEW = "/invoices/new/"


@pytest.fixture
def bill(browser_of):
    return browser_of("acme", "bill")


@pytest.fixture
def partner(door):
    with door("acme"):
        return str(buyer("initech").public_id)


def text_of(answer):
    return unescape(answer.content.decode())


def typed(partner="", lines=(), adjustments=(), **header):
    sent = {"partner": partner, "currency": "EUR", **header}
    for prefix, given in (("lines", lines), ("adjustments", adjustments)):
        sent |= {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(given):
            sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


def a_line(description="Licences", **facts):
    given = {
        "charge_type": "services",
        "product_class": "standard",
        "quantity": "1",
        "unit": "C62",
        "unit_price": "100",
    }
    return {"description": description, **given, **facts}


BLANK = a_line("", unit_price="")


def test_a_new_form_starts_with_one_line_in_the_own_currency(bill):
    answer = bill.get(NEW)
    assert answer.context["head"]["currency"].value() == "EUR"
    assert len(answer.context["entry"].lines.forms) == 1


def test_what_is_typed_is_saved(door, bill, partner):
    first = a_line(quantity="2.5", unit_price="0.03320000", discount="0.01", po_line_number="1.10")
    period = {"period_start": "2026-10-01", "period_end": "2026-10-31", "period_mark": "in_arrears"}
    second = a_line("Freight", product_class="reduced", charge_type="usage", seller_of_record="Globex GmbH", **period)
    rebate = {"is_charge": "", "amount": "10.00", "product_class": "standard", "reason": "Rebate"}
    header = {"po_number": "PO-1", "issue_date": "2026-11-02", "buyer_reference": "CC-1", "internal_note": "ask Ada"}
    answer = bill.post(NEW, typed(partner, [first, second], [rebate], **header))
    with door("acme"):
        document = Document.objects.get()
        stored = draft_of(document, TODAY)
    assert answer["Location"] == f"/invoices/{document.public_id}/"
    assert (stored.po_number, stored.issue_date, stored.buyer_reference) == ("PO-1", date(2026, 11, 2), "CC-1")
    assert (stored.lines[0].quantity, stored.lines[0].unit_price) == (Decimal("2.5"), Decimal("0.0332"))
    assert (stored.lines[0].discount, stored.lines[0].po_line_number) == (Decimal("0.01"), "1.10")
    assert (stored.lines[1].period_end, stored.lines[1].period_mark) == (date(2026, 10, 31), "in_arrears")
    assert stored.adjustments == [DraftAdjustment(Decimal(10), False, "standard", "Rebate")]


def test_opening_and_saving_a_draft_changes_nothing(door, bill, partner):
    with door("acme"):
        adjustments = [DraftAdjustment(Decimal("3.50"), True, "reduced", "Freight")]
        lines = [line("1.23456789", unit="XPP", quantity=Decimal("-2")), line("7", product_class="reduced")]
        document = draft("initech", *lines, adjustments=adjustments, issue_date=TODAY, currency="USD")
        before = draft_of(document, TODAY)
    entry = bill.get(f"/invoices/{document.public_id}/edit/").context["entry"]
    sent = {}
    for form in (entry.head, *entry.lines.forms, *entry.adjustments.forms):
        sent |= {bound.html_name: "" if bound.value() in (None, False) else bound.value() for bound in form}
    for formset in (entry.lines, entry.adjustments):
        sent |= {f"{formset.prefix}-TOTAL_FORMS": len(formset.forms), f"{formset.prefix}-INITIAL_FORMS": 0}
    assert bill.post(f"/invoices/{document.public_id}/edit/", sent).status_code == 302
    with door("acme"):
        assert draft_of(Document.objects.get(), TODAY) == before


def test_errors_name_the_field_and_what_is_allowed_and_nothing_typed_is_lost(door, bill):
    wrong = a_line("Cloud <b>", quantity="1e2", discount="5,5", period_start="2026-12-31", period_end="2026-12-01")
    answer = bill.post(NEW, typed("", [wrong], currency="EURO", po_number="PO-7"))
    page = text_of(answer)
    assert answer.status_code == 422
    for words in (
        "Choose a buyer.",
        "A number with an exponent is not taken.",
        "The period ends before it starts.",
    ):
        assert words in page
    for value in ('value="1e2"', 'value="5,5"', 'value="PO-7"', 'value="Cloud <b>"', 'value="EURO"'):
        assert value in page
    with door("acme"):
        assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"unit_price": ""}, "The number is missing."),
        ({"unit_price": "NaN"}, "NaN is no amount."),
        ({"unit_price": "1.123456789"}, "up to 8 decimals"),
        ({"discount": "0.001"}, "up to 2 decimals in EUR"),
        ({"description": ""}, "Say what is invoiced."),
        ({"charge_type": "unknown"}, "Select a valid choice"),
        ({"quantity": "９"}, "no full-width"),
        ({"quantity": "999999999999999", "unit_price": "999999999999999"}, "at most 15 digits"),
    ],
)
def test_a_line_that_can_not_be_read_is_refused(door, bill, partner, facts, words):
    answer = bill.post(NEW, typed(partner, [a_line(**facts)]))
    assert answer.status_code == 422
    assert words in text_of(answer)
    with door("acme"):
        assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("-1", "Zero or more"),
        ("", "The number is missing."),
        ("1.0051", "decimals"),
        ("1.005", "Write 1005 or 1.0050."),
    ],
)
def test_an_allowance_that_can_not_be_read_is_refused(bill, partner, amount, words):
    row = {"is_charge": "", "amount": amount, "product_class": "standard", "reason": "x"}
    answer = bill.post(NEW, typed(partner, [a_line()], [row]))
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_a_refusal_of_the_operation_stands_in_the_form(bill, partner):
    answer = bill.post(NEW, typed(partner, [BLANK]))
    assert answer.status_code == 422
    assert "Add at least one line." in text_of(answer)


def test_untouched_and_removed_lines_are_not_saved(door, bill, partner):
    removed = a_line("Gone", DELETE="on")
    bill.post(NEW, typed(partner, [BLANK, a_line("Kept"), removed, BLANK]))
    with door("acme"):
        assert [each.description for each in Document.objects.get().lines.all()] == ["Kept"]


def test_add_line_works_without_a_script_and_keeps_what_was_typed(door, bill, partner):
    half = a_line("Half", unit_price="", quantity="2")
    answer = bill.post(NEW, typed(partner, [half], add_line="1", po_number="PO-1"))
    entry = answer.context["entry"]
    assert answer.status_code == 200
    assert [form["description"].value() for form in entry.lines.forms] == ["Half", None]
    assert (entry.lines.forms[0]["quantity"].value(), entry.head["po_number"].value()) == ("2", "PO-1")
    assert "The number is missing." not in text_of(answer)
    with door("acme"):
        assert not Document.objects.exists()


def test_add_allowance_works_without_a_script(bill, partner):
    answer = bill.post(NEW, typed(partner, [a_line()], add_adjustment="1"))
    assert len(answer.context["entry"].adjustments.forms) == 1
    assert len(answer.context["entry"].lines.forms) == 1


def test_the_totals_can_be_seen_before_saving(door, bill, partner):
    answer = bill.post("/invoices/preview/", typed(partner, [a_line(quantity="3", unit_price="33.3350")]))
    assert "119.01" in text_of(answer)
    assert "<html" not in text_of(answer)
    with door("acme"):
        assert not Document.objects.exists()


def test_totals_that_can_not_be_computed_say_what_is_missing(bill, partner):
    assert "once buyer, currency and lines are complete" in text_of(
        bill.post("/invoices/preview/", typed("", [a_line()]))
    )


def test_a_draft_verified_meanwhile_is_refused_and_nothing_typed_is_lost(door, bill, partner):
    with door("acme"):
        document = verified()
    answer = bill.post(f"/invoices/{document.public_id}/edit/", typed(partner, [a_line("New words")]))
    assert answer.status_code == 422
    assert "no draft any more" in text_of(answer)
    assert "New words" in text_of(answer)


def test_a_buyer_of_somebody_else_is_no_choice(door, bill):
    with door("globex"):
        foreign = str(buyer("initech").public_id)
    answer = bill.post(NEW, typed(foreign, [a_line()]))
    assert "This is no active buyer." in text_of(answer)


def test_whoever_saves_later_is_told_and_can_save_again(door, bill, partner):
    with door("acme"):
        document = draft()
    address = f"/invoices/{document.public_id}/edit/"
    opened = bill.get(address).context["seen"]
    theirs = typed(partner, [a_line("Theirs")], seen=opened)
    assert bill.post(address, theirs).status_code == 302
    told = bill.post(address, typed(partner, [a_line("Mine")], seen=opened))
    assert told.status_code == 409
    assert "Somebody saved this draft" in text_of(told)
    assert "Mine" in text_of(told)
    again = bill.post(address, typed(partner, [a_line("Mine")], seen=told.context["seen"]))
    assert again.status_code == 302
    with door("acme"):
        assert document.lines.get().description == "Mine"
