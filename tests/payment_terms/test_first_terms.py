"""First terms of a new buyer, set on its page: they count at once, until terms are set or something is issued."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from invoices.models import Document
from invoices.operations.issue import issue_invoices
from payment_terms.models import BuyerTerms, CountsFrom
from payment_terms.operations import change_default, choose_counts_from, set_first_terms, set_terms, undo_terms
from payment_terms.queries import terms_in_effect
from payment_terms.queries.history import history_of
from payment_terms.refusals import AlreadyCounts, AlreadyIssued, NothingToUndo, StaleTerms
from payment_terms.rules import Kind, Terms
from payment_terms.standing import newest_change
from tests.building import buyer, draft, verified
from tests.payment_terms.pages import address, id_of, looked_and_saved, sent_by, stored, today, typed_in_row

pytestmark = pytest.mark.django_db
OFFER = "First terms: count at once"
FIFTEEN = {"kind": "net", "days": "15", "first": "on"}


def issued(to: str) -> Document:
    document = verified(to, today=today())
    assert issue_invoices([document.pk], today=today()).issued == 1
    document.refresh_from_db()
    return document


def terms_on(door, *days: date) -> list[int]:
    with door("acme"):
        found = terms_in_effect(buyer("initech").pk, days)
    return [found[day].days for day in days]


def test_an_invoice_of_the_day_on_which_first_terms_were_set_on_the_page_has_them(browser_of, door):
    """Created with first terms 15 and invoiced the same day: due 15 days later, with no waiting for the next month."""
    browser, page = browser_of("acme", "ada"), address("terms", id_of(door))
    assert looked_and_saved(browser, page, FIFTEEN).status_code == 302
    with door("acme"):
        invoice = issued("initech")
        assert (invoice.terms_text, invoice.due_date) == ("Net 15", today() + timedelta(days=15))
    assert terms_on(door, date(2020, 1, 1)) == [15]


def test_first_terms_show_what_they_do_to_drafts_of_earlier_dates_before_they_are_saved(browser_of, door):
    with door("acme"):
        draft("initech", today=today(), issue_date=today() - timedelta(days=20))
    looked = browser_of("acme", "ada").post(address("terms", id_of(door)), FIFTEEN | {"step": "preview"})
    said = looked.content.decode()
    assert "at once, for earlier issue dates too" in said
    assert "1 draft" in said
    assert "15 days earlier" in said
    assert stored(door) == "default"


def test_first_terms_stand_in_the_history_are_no_edit_and_are_taken_back(browser_of, door):
    browser, row = browser_of("acme", "ada"), id_of(door)
    saved = looked_and_saved(browser, address("terms", row), FIFTEEN)
    said = browser.get(saved.url).content.decode()
    assert "Net 15, counting at once, saved for Initech AG." in said
    assert "Undo the last change" in said
    assert OFFER not in said
    with door("acme"):
        newest, *_ = history_of(buyer("initech").pk)
        assert (newest.way, newest.text) == ("First terms", "Net 15")
        assert BuyerTerms.objects.get().updated_by == ""
    browser.post(address("undo", row))
    assert (stored(door), terms_on(door, today())) == ("", [30])
    assert OFFER in browser.get(address("detail", row)).content.decode()
    looked_and_saved(browser, address("terms", row), FIFTEEN | {"days": "51"})
    assert terms_on(door, today()) == [51]


def test_without_the_tick_a_change_of_a_new_buyer_counts_by_its_date(browser_of, door):
    looked_and_saved(browser_of("acme", "ada"), address("terms", id_of(door)), {"kind": "net", "days": "15"})
    assert terms_on(door, today()) == [30]


def test_ticking_it_after_the_look_is_shown_first(browser_of, door):
    answer = looked_and_saved(
        browser_of("acme", "ada"), address("terms", id_of(door)), {"kind": "net", "days": "15"}, first="on"
    )
    assert (answer.status_code, stored(door)) == (422, "default")
    assert "You looked at Net 15, not at Net 15, counting at once." in answer.content.decode()


def test_once_terms_are_set_or_something_is_issued_it_is_not_offered(browser_of, door):
    browser, row, other = browser_of("acme", "ada"), id_of(door), id_of(door, "globex")
    assert OFFER in browser.get(address("detail", row)).content.decode()
    typed_in_row(browser, row, "45")
    with door("acme"):
        issued("globex")
    for each in (row, other):
        assert OFFER not in browser.get(address("detail", each)).content.decode()


@pytest.mark.parametrize("happened", ["issued", "set"])
def test_what_happened_after_the_look_is_told_and_first_terms_are_refused(browser_of, door, happened):
    browser, page = browser_of("acme", "ada"), address("terms", id_of(door))
    looked = browser.post(page, FIFTEEN | {"step": "preview"})
    with door("acme"):
        if happened == "issued":
            issued("initech")
        else:
            set_terms(buyer("initech").pk, Terms(Kind.NET, 45), today=today())
    late = browser.post(page, FIFTEEN | {"step": "save"} | sent_by(looked) | {"seen": ""})
    words = {"issued": "Invoices were issued to Initech AG already.", "set": "Initech AG has payment terms already."}
    assert late.status_code == 409
    assert words[happened] in late.content.decode()
    assert OFFER not in late.content.decode()
    assert terms_on(door, today()) == [30]


def test_first_terms_are_refused_by_name_after_an_invoice_or_a_change_somebody_made(door):
    with door("acme"):
        partner, before = buyer("initech"), newest_change()
        set_terms(partner.pk, Terms(Kind.NET, 45), today=today())
        with pytest.raises(StaleTerms):
            set_first_terms(partner, Terms(Kind.NET, 15), seen=before)
        issued("globex")
        with pytest.raises(AlreadyIssued):
            set_first_terms(buyer("globex"), Terms(Kind.NET, 15))


@pytest.mark.parametrize("rule", CountsFrom)
def test_first_terms_an_invoice_was_issued_with_are_taken_back_as_any_change_that_counts(door, rule):
    with door("acme"):
        partner = buyer("initech")
        choose_counts_from(rule)
        set_first_terms(partner, Terms(Kind.NET, 15))
        issued("initech")
        if rule == CountsFrom.NEXT_MONTH:
            with pytest.raises(AlreadyCounts):
                undo_terms(partner.pk, today=today())
        else:
            undo_terms(partner.pk, today=today())
    yesterday, now = terms_on(door, today() - timedelta(days=1), today())
    assert (yesterday, now) == ((15, 15) if rule == CountsFrom.NEXT_MONTH else (15, 30))


def test_after_first_terms_were_taken_back_the_buyer_has_the_default_of_the_day_it_began(door):
    with door("acme"):
        partner = buyer("initech")
        change_default(Terms(Kind.NET, 60), today=today() - timedelta(days=70))
        before = terms_in_effect(partner.pk, [today() - timedelta(days=100), today()])
        set_first_terms(partner, Terms(Kind.NET, 15))
        undo_terms(partner.pk, today=today())
        assert terms_in_effect(partner.pk, before) == before
        with pytest.raises(NothingToUndo):
            undo_terms(partner.pk, today=today())


def test_who_may_not_edit_is_offered_no_first_terms(browser_of, door):
    bill, row = browser_of("acme", "bill"), id_of(door)
    assert OFFER not in bill.get(address("detail", row)).content.decode()
    assert bill.post(address("terms", row), FIFTEEN).status_code == 403
