"""Pages on which a buyer matches a document again, moves it, and asks why it is not on another purchase order."""

from __future__ import annotations

import pytest

from invoices.models import Document
from invoices.operations.move import move_to_order
from purchase_orders.operations.orders import set_suspended
from tests.building import line, order, po_line
from tests.invoices.association import changes, copy_of, issued, po_lines_of, public_id
from tests.purchase_orders.pages import previewed, words_of

pytestmark = pytest.mark.django_db
PAGES = ("match/", "move/", "why-not/")


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


@pytest.fixture
def unmatched(door) -> Document:
    return issued(door)


@pytest.fixture
def matched(door) -> Document:
    """On PO-1, line 1; there is PO-2 with two lines."""
    with door("initech"):
        order("PO-1")
    document = issued(door, po_number="PO-1")
    with door("initech"):
        order("PO-2", lines=[po_line("1"), po_line("2", "SUBSCRIPTION")])
    return document


def at(document: Document, page: str = "") -> str:
    return f"/invoices/{document.public_id}/{page}"


@pytest.mark.parametrize("page", PAGES)
def test_a_document_of_others_has_no_such_pages(browser_of, unmatched, page):
    for organization, person in (("hooli", "ada"), ("globex", "ada"), ("acme", "ada")):
        assert browser_of(organization, person).get(at(unmatched, page)).status_code == 404


def test_an_order_of_others_has_no_fitting_invoices(door, browser_of):
    with door("initech"):
        ident = order("PO-1").public_id
    assert browser_of("hooli", "ada").get(f"/invoices/fitting-order/{ident}/").status_code == 404


@pytest.mark.parametrize(("person", "page"), [("otto", "match/"), ("otto", "move/"), ("bill", "move/")])
def test_who_may_not_edit_purchase_orders_moves_nothing(door, browser_of, unmatched, person, page):
    with door("initech"):
        ident = order("PO-1").public_id
    browser = browser_of("initech", person)
    assert browser.post(at(unmatched, page), {"reason": "x", "intent": "move", "order": ident}).status_code == 403
    assert browser.post(f"/invoices/fitting-order/{ident}/", {"reason": "x"}).status_code == 403


def test_an_auditor_may_ask_why_not(door, browser_of, matched):
    answer = browser_of("initech", "otto").get(at(matched, "why-not/"))
    assert answer.status_code == 200


def test_the_page_of_an_unmatched_invoice_offers_to_match_and_to_move_it(betty, unmatched):
    page = words_of(betty.get(at(unmatched)))
    assert "Match again" in page
    assert "Move…" in page


def test_a_matched_invoice_is_not_offered_to_be_matched(betty, matched):
    page = words_of(betty.get(at(matched)))
    assert "Match again" not in page
    assert "Why not another PO?" in page
    assert betty.get(at(matched, "match/")).status_code == 302


def test_who_only_reads_is_offered_nothing_to_do(browser_of, unmatched):
    assert "Move…" not in words_of(browser_of("initech", "otto").get(at(unmatched)))


def test_matching_again_shows_first_where_it_would_go(door, betty, unmatched):
    assert "It would stay without a PO" in words_of(betty.get(at(unmatched, "match/")))
    with door("initech"):
        order("PO-NEW")
    assert "It would go to PO-NEW" in words_of(betty.get(at(unmatched, "match/")))
    with door("initech"):
        assert copy_of(unmatched).matched_po == ""


def test_matching_again_with_a_reason_matches_and_says_so(door, betty, unmatched):
    with door("initech"):
        order("PO-NEW")
    answer = betty.post(at(unmatched, "match/"), {"reason": "It is there now"}, follow=True)
    assert "Matched again, to PO-NEW, by Betty: It is there now" in words_of(answer)
    with door("initech"):
        assert copy_of(unmatched).matched_po == "PO-NEW"


def test_without_a_reason_the_page_says_what_is_missing(door, betty, unmatched):
    with door("initech"):
        order("PO-NEW")
    answer = betty.post(at(unmatched, "match/"), {"reason": " "})
    assert answer.status_code == 422
    assert "Give a reason" in words_of(answer)


def test_the_move_shows_its_warnings_line_by_line_and_changes_nothing_yet(door, betty, matched):
    with door("initech"):
        target = public_id("PO-2")
    posted = {"order": target, "line-1": "2", "intent": "preview", "reason": "typed already"}
    answer = betty.post(at(matched, "move/"), posted)
    page = words_of(answer)
    assert "Line 2 is not for services, which the invoice bills here." in page
    assert b"typed already" in answer.content
    with door("initech"):
        assert copy_of(matched).matched_po == "PO-1"


def test_moving_with_a_reason_moves_and_both_pages_say_so(door, betty, browser_of, matched):
    with door("initech"):
        target = public_id("PO-2")
    shown = betty.get(at(matched, "move/"), {"order": target})
    assert "On PO-2" in words_of(shown)
    posted = {"order": target, "line-1": "1", "intent": "move", "reason": "Wrong project", "seen": "0"}
    page = words_of(betty.post(at(matched, "move/"), posted, follow=True))
    assert "Moved from PO-1 to PO-2 by Betty: Wrong project" in page
    assert "Delivered by Acme Distribution SE, and matched to PO-1" in page
    own = words_of(browser_of("acme", "bill").get(at(matched)))
    assert "Moved from PO-1 to PO-2 by Initech AG: Wrong project" in own


def test_the_page_starts_with_the_order_the_invoice_has(betty, matched):
    assert "On PO-1" in words_of(betty.get(at(matched, "move/")))


def test_lines_are_moved_on_the_same_page(door, betty):
    with door("initech"):
        ident = order("PO-1", lines=[po_line("1"), po_line("2")]).public_id
    document = issued(door, line("10.00"), line("20.00"), po_number="PO-1")
    posted = {"order": ident, "line-1": "1", "line-2": "2", "intent": "move", "reason": "Hardware"}
    betty.post(at(document, "move/"), posted)
    with door("initech"):
        assert po_lines_of(copy_of(document)) == ["1", "2"]


def test_the_later_of_two_is_told_and_what_was_typed_stays(door, betty, matched):
    with door("initech"):
        target, other = public_id("PO-2"), order("PO-3").public_id
        move_to_order(matched.public_id, other, reason="first")
    posted = {"order": target, "line-1": "2", "intent": "move", "reason": "second thought", "seen": "0"}
    answer = betty.post(at(matched, "move/"), posted)
    assert answer.status_code == 422
    assert "Somebody matched or moved this document" in words_of(answer)
    assert b"second thought" in answer.content


def test_an_order_that_can_not_take_it_is_no_choice_and_is_refused(door, betty, matched, today):
    with door("initech"):
        dollar = order("DOLLAR", currency="USD").public_id
        suspended = order("SUSPENDED")
        set_suspended([suspended.pk], suspended=True, today=today)
    page = words_of(betty.get(at(matched, "move/")))
    assert "DOLLAR" not in page
    assert "SUSPENDED" not in page
    assert "is in USD, the invoice is in EUR" in words_of(betty.get(at(matched, "move/"), {"order": dollar}))
    posted = {"order": suspended.public_id, "intent": "move", "reason": "x"}
    assert "is suspended" in words_of(betty.post(at(matched, "move/"), posted))


def test_why_not_tells_what_was_then_what_is_now_and_what_if_it_were_named(door, betty, matched):
    with door("initech"):
        target = public_id("PO-2")
    page = words_of(betty.get(at(matched, "why-not/"), {"order": target}))
    assert "It was not there, or it was not looked at." in page
    assert "Dropped: the invoice names PO-1." in page
    assert "Matched to PO-2: covers the one invoice line." in page


def test_why_not_of_an_unmatched_invoice_names_what_is_missing(door, betty):
    with door("initech"):
        ident = order("SUBS", lines=[po_line("1", "SUBSCRIPTION")]).public_id
    document = issued(door)
    page = words_of(betty.get(at(document, "why-not/"), {"order": ident}))
    assert page.count("Dropped: has no line item that takes services.") == 2


def test_an_order_that_was_picked_wrongly_gets_no_answer(betty, matched):
    assert "answer-title" not in betty.get(at(matched, "why-not/"), {"order": "nonsense"}).content.decode()


def test_a_new_order_offers_the_unmatched_invoices_that_fit_and_matches_them(door, betty, unmatched):
    other = issued(door, po_number="PO-OTHER")
    with door("initech"):
        ident = order("PO-NEW").public_id
    page = f"/invoices/fitting-order/{ident}/"
    part = betty.get(page, headers={"HX-Request": "true"})
    assert "1 open invoice without a purchase order would go to PO-NEW now." in words_of(part)
    assert copy_number(door, unmatched) in words_of(betty.get(page))
    assert betty.post(page, {"reason": ""}).status_code == 422
    betty.post(page, previewed(betty.get(page), "PO-NEW was created"))
    with door("initech"):
        assert [copy_of(each).matched_po for each in (unmatched, other)] == ["PO-NEW", ""]
        assert changes() == [("matched_again", "", "PO-NEW", "PO-NEW was created")]


def copy_number(door, document: Document) -> str:
    with door("initech"):
        return copy_of(document).number


def test_the_page_of_an_order_leads_to_what_fits_for_those_who_may_match(door, betty, browser_of):
    with door("initech"):
        ident = order("PO-NEW").public_id
    page = f"/purchase-orders/{ident}/"
    assert f"/invoices/fitting-order/{ident}/" in betty.get(page).content.decode()
    assert f"/invoices/fitting-order/{ident}/" not in browser_of("initech", "otto").get(page).content.decode()


def test_what_fits_costs_the_same_for_many(door, betty, django_assert_max_num_queries):
    for _ in range(4):
        issued(door)
    with door("initech"):
        ident = order("PO-NEW").public_id
    page = f"/invoices/fitting-order/{ident}/"
    betty.get(page)
    with django_assert_max_num_queries(14):
        assert "4 open invoices" in words_of(betty.get(page, headers={"HX-Request": "true"}))


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_cost_the_same_for_many_lines(door, betty, page, django_assert_max_num_queries):
    document = issued(door, *[line("1.00") for _ in range(20)])
    with door("initech"):
        ident = order("PO-1", lines=[po_line(str(n)) for n in range(1, 30)]).public_id
    betty.get(at(document, page))
    with django_assert_max_num_queries(22):
        assert betty.get(at(document, page), {"order": ident}).status_code == 200
