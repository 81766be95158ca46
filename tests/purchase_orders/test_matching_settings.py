"""The words that name no purchase order are the buyer's own: chosen on a page, in force from then on."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from invoices.models import DocumentKind
from invoices.operations.match_again import match_again
from invoices.operations.move import move_to_order
from invoices.queries.association import match_preview, why_not
from invoices.queries.fitting import fitting_documents
from ledger.books import check_books
from members.operations.access import set_roles
from members.operations.roles import RoleFacts, create_role
from people.models import Account
from people.permissions import Permission
from purchase_orders.book import USUAL_NO_PO_WORDS
from purchase_orders.matching_queries import TABLE, no_po_words
from purchase_orders.models import MatchingSettings, PurchaseOrder
from purchase_orders.operations.matching_settings import choose_no_po_words, reset_no_po_words
from purchase_orders.operations.orders import set_suspended
from purchase_orders.refusals import ChangedMeanwhile, TooManyWords, WrongWord
from purchase_orders.what_if_queries import what_if_suspended
from tenants.history.queries import changes_of
from tests.building import line, order, po_line
from tests.invoices.association import copy_of, issued, po_lines_of, public_id, uses
from tests.purchase_orders.pages import errors_of, form_of, page_of, words_of

pytestmark = pytest.mark.django_db
PAGE = "/purchase-orders/matching/"
WORDS = "/purchase-orders/matching/words/"
USUAL = "/purchase-orders/matching/usual-words/"


def test_without_a_choice_the_usual_words_are_in_use(door):
    with door("initech"):
        assert (no_po_words().words, no_po_words().is_usual) == (USUAL_NO_PO_WORDS, True)


@pytest.mark.parametrize(("printed", "found"), [("tbd ", "PO-1"), ("N/A", ""), ("", "PO-1")])
def test_issuing_goes_by_the_words_of_the_buyer(door, printed, found):
    with door("initech"):
        order("PO-1")
        choose_no_po_words(["TBD"])
    document = issued(door, po_number=printed)
    with door("initech"):
        assert copy_of(document).matched_po == found


def test_the_words_of_the_supplier_count_for_nothing(door):
    with door("initech"):
        order("PO-1")
    with door("acme"):
        choose_no_po_words(["TBD"])
    document = issued(door, po_number="TBD")
    with door("initech"):
        assert copy_of(document).explanation["outcome"] == "unknown_number"


@pytest.mark.parametrize(("printed", "explained"), [("TBD", False), ("N/A", True)])
def test_a_credit_note_is_matched_where_it_names_an_order_by_the_words_of_the_buyer(door, printed, explained):
    with door("initech"):
        order("PO-1")
        choose_no_po_words(["TBD"])
    document = issued(door, kind=DocumentKind.CREDIT_NOTE, po_number=printed)
    with door("initech"):
        copy = copy_of(document)
        assert (copy.matched_po, copy.explanation is not None) == ("", explained)
        assert (match_preview(copy) is not None) is explained
        assert "PO-1" in why_not(copy, public_id("PO-1")).if_named


def test_a_new_word_leaves_past_matches_and_lets_open_documents_be_matched_again(door):
    with door("initech"):
        order("PO-1")
    past, waiting = issued(door, po_number="PO-1"), issued(door, po_number="TBD")
    with door("initech"):
        before = uses()
        choose_no_po_words(["TBD", "PO-1"])
        assert (copy_of(past).matched_po, copy_of(waiting).matched_po, uses()) == ("PO-1", "", before)
        assert match_preview(copy_of(waiting)).po == "PO-1"
        offered = fitting_documents(PurchaseOrder.objects.get(po_id="PO-1"))
        assert [row.public_id for row in offered.rows] == [waiting.public_id]
        assert match_again([waiting.public_id], reason="The word is known now").matched == 1
        assert copy_of(waiting).matched_po == "PO-1"
        assert list(check_books()) == []


def test_a_number_that_has_become_a_word_waives_no_type_when_a_document_is_moved(door, today):
    lines = [po_line("1", "MONTHLY_USAGE"), po_line("2", "SERVICES")]
    with door("initech"):
        order("PO-1", lines=lines, is_suspended=True)
    document = issued(door, line("10.00", charge_type="usage", po_line_number="2"), po_number="PO-1")
    with door("initech"):
        set_suspended([PurchaseOrder.objects.get(po_id="PO-1").pk], suspended=False, today=today)
        choose_no_po_words(["PO-1"])
        move_to_order(document.public_id, public_id("PO-1"), reason="It is this one")
        assert po_lines_of(copy_of(document)) == ["1"]


def test_a_what_if_matches_the_past_by_the_words_of_today(door, today):
    with door("initech"):
        order("PO-1")
    issued(door, po_number="TBD")
    with door("initech"):
        order("PO-2", is_suspended=True)
        ids = [PurchaseOrder.objects.get(po_id="PO-1").pk]
        assert what_if_suspended(ids, suspended=True, today=today).rows == ()
        choose_no_po_words(["TBD"])
        [row] = what_if_suspended(ids, suspended=True, today=today).rows
        assert (row.before, row.after) == ("PO-1 · 1", "")


def test_words_are_kept_trimmed_and_once_and_empty_ones_are_left_out(door):
    with door("initech"):
        assert choose_no_po_words([" TBD ", "", "tbd", "open", "  "])
        assert no_po_words().words == ("TBD", "open")
        assert not choose_no_po_words(["TBD", "open"])


def test_resetting_brings_the_usual_words_back_and_the_history_tells_both(door):
    with door("initech"):
        choose_no_po_words(["TBD"])
        assert reset_no_po_words()
        assert not reset_no_po_words()
        assert no_po_words().is_usual
        newest, before, *_ = changes_of(TABLE, no_po_words().row)
        assert ("TBD → -, NA" in newest.words, before.words.endswith("→ TBD")) == (True, True)


def test_more_than_fifty_words_too_long_ones_and_a_stale_page_are_refused(door):
    with door("initech"):
        with pytest.raises(TooManyWords, match=r"These are 51 words\. At most 50 can be kept\."):
            choose_no_po_words([f"word {n}" for n in range(51)])
        with pytest.raises(WrongWord, match="at most 200 printable"):
            choose_no_po_words(["x" * 201])
        choose_no_po_words(["TBD"])
        with pytest.raises(ChangedMeanwhile):
            choose_no_po_words(["open"], seen=USUAL_NO_PO_WORDS)
        assert no_po_words().words == ("TBD",)


def test_at_most_one_row_holds_the_words(door):
    with door("initech"):
        choose_no_po_words(["TBD"])
        with pytest.raises(IntegrityError):
            MatchingSettings.objects.create(no_po_words=[])


def test_the_page_shows_the_words_takes_others_and_resets_them(browser_of, door):
    browser = browser_of("initech", "betty")
    page = browser.get(PAGE)
    assert page_of(page).xpath("//textarea[@name='words']")[0].text.split() == list(USUAL_NO_PO_WORDS)
    assert "These are the usual words." in words_of(page)
    browser.post(WORDS, form_of(page, words="TBD\n\n to follow "))
    with door("initech"):
        assert no_po_words().words == ("TBD", "to follow")
    assert "Reset to the usual words" in words_of(browser.get(PAGE))
    browser.post(USUAL)
    with door("initech"):
        assert no_po_words().is_usual


def test_a_refusal_is_told_on_the_page_with_what_was_typed(browser_of):
    browser = browser_of("initech", "betty")
    typed = "\n".join(f"word {n}" for n in range(51))
    answer = browser.post(WORDS, form_of(browser.get(PAGE), words=typed))
    assert answer.status_code == 422
    assert any("At most 50 can be kept." in each for each in errors_of(answer))
    assert "word 50" in words_of(answer)


def test_two_people_on_the_page_at_once_the_later_is_told(browser_of, door):
    browser = browser_of("initech", "betty")
    opened = browser.get(PAGE)
    with door("initech"):
        choose_no_po_words(["TBD"])
    answer = browser.post(WORDS, form_of(opened, words="open"))
    assert answer.status_code == 422
    assert "Somebody changed these words meanwhile. They are now: TBD." in words_of(answer)
    assert page_of(answer).xpath("//textarea[@name='words']")[0].text.split() == ["open"]
    assert browser.post(WORDS, form_of(answer)).status_code == 302
    with door("initech"):
        assert no_po_words().words == ("open",)


def test_the_same_words_sent_twice_are_saved_once_and_no_conflict(browser_of, door):
    browser = browser_of("initech", "betty")
    sent = form_of(browser.get(PAGE), words="TBD")
    assert [browser.post(WORDS, sent).status_code for _ in range(2)] == [302, 302]
    with door("initech"):
        assert no_po_words().words == ("TBD",)


@pytest.mark.parametrize("who", ["otto", "bill"])
def test_who_may_see_purchase_orders_reads_the_words_and_changes_none(browser_of, door, who):
    with door("initech"):
        choose_no_po_words(["TBD", "to follow"])
    browser = browser_of("initech", who)
    page = browser.get(PAGE)
    content = page_of(page).xpath("//main")[0]
    assert [word.text for word in content.xpath(".//section[@id='words']//li")] == ["TBD", "to follow"]
    assert "The usual words: -, NA" in words_of(page)
    assert content.xpath(".//form | .//button | .//textarea | .//input") == []
    assert [browser.post(path).status_code for path in (WORDS, USUAL)] == [403, 403]
    with door("initech"):
        assert no_po_words().words == ("TBD", "to follow")


def test_who_may_not_see_purchase_orders_does_not_see_the_words(browser_of, door):
    with door("initech"):
        admin = Account.objects.get(email="ada@initech.example").public_id
        key = create_role(RoleFacts("Partners alone", "", frozenset({Permission.SEE_PARTNERS})), by=admin)
        betty = Account.objects.get(email="betty@initech.example")
        set_roles(betty.public_id, [str(key)], by=admin)
    assert browser_of("initech", "betty").get(PAGE).status_code == 403


def test_the_menu_leads_to_the_page_and_marks_it_alone(browser_of):
    links = page_of(browser_of("initech", "betty").get(PAGE)).xpath("//nav//a[@aria-current='page']/@href")
    assert set(links) == {PAGE}
