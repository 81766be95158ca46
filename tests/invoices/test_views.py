"""Pages of documents: who may open them, what they show, and what a step of their life does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from invoices.models import Document, State
from invoices.operations.issue import issue_invoices
from invoices.operations.verify import verify_documents
from invoices.queries.happened import timeline
from tests.building import draft, line, order, po_line, verified
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
OUTGOING, INCOMING = "/invoices/outgoing/", "/invoices/incoming/"
UNKNOWN = "00000000-0000-7000-8000-000000000000"


def text_of(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def fresh(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


@pytest.fixture
def bill(browser_of: Callable[[str, str], Client]) -> Client:
    return browser_of("acme", "bill")


@pytest.fixture
def issued(door, today):
    """An invoice of acme over 595.00 in initech's books, matched to PO-1."""
    with door("initech"):
        order("PO-1")
    with door("acme"):
        document = verified("initech", line("500"), internal_note="our secret margin")
        issue_invoices([document.pk], today=today)
        return Document.objects.get(pk=document.pk)


def test_every_address_says_who_may_open_it():
    patterns = next(each for each in get_resolver().url_patterns if getattr(each, "app_name", "") == "invoices")
    assert [each.name for each in patterns.url_patterns if not hasattr(each.callback, "required_permissions")] == []


@pytest.mark.parametrize("path", [OUTGOING, INCOMING, "/invoices/new/", "/invoices/upload/", f"/invoices/{UNKNOWN}/"])
def test_a_visitor_is_asked_to_sign_in(path):
    answer = Client(headers={"host": "acme.localhost"}).get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("organization", ["globex", "hooli"])
def test_a_document_of_others_does_not_exist(browser_of, issued, organization):
    browser = browser_of(organization, "ada")
    for path in ("", "edit/"):
        assert browser.get(f"/invoices/{issued.public_id}/{path}").status_code == 404
    for path in ("verification/", "return/", "deletion/"):
        assert browser.post(f"/invoices/{issued.public_id}/{path}", {"reason": "x"}).status_code == 404


def test_nobody_changes_what_was_received(browser_of, issued):
    ada = browser_of("initech", "ada")
    assert ada.get(f"/invoices/{issued.public_id}/").status_code == 200
    for path in ("verification/", "return/", "deletion/"):
        assert ada.post(f"/invoices/{issued.public_id}/{path}", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("otto", "/invoices/new/"),
        ("betty", "/invoices/new/"),
        ("otto", "/invoices/upload/"),
        ("betty", f"/invoices/{UNKNOWN}/deletion/"),
        ("otto", f"/invoices/{UNKNOWN}/return/"),
        ("otto", "/invoices/preview/"),
    ],
)
def test_the_wrong_role_is_turned_away(browser_of, person, path):
    assert browser_of("acme", person).post(path).status_code == 403


@pytest.mark.parametrize("path", ["preview/", f"{UNKNOWN}/verification/"])
def test_nothing_changes_by_opening_an_address(bill, path):
    assert bill.get(f"/invoices/{path}").status_code == 405


@pytest.mark.parametrize(("organization", "path"), [("acme", OUTGOING), ("initech", INCOMING)])
def test_a_list_of_a_hundred_takes_no_more_statements_than_one_of_one(
    door, browser_of, today, django_assert_max_num_queries, organization, path
):
    browser = browser_of(organization, "bill")
    for count in (1, 99):
        with door("acme"):
            made = [verified("initech", po_number="PO-9") for _ in range(count)]
            issue_invoices([each.pk for each in made], today=today)
            draft("globex")
        with django_assert_max_num_queries(10):
            assert browser.get(f"{path}?per=100").status_code == 200


def test_every_row_is_reached_by_following_next(door, bill, today):
    with door("acme"):
        days = [today - timedelta(days=n % 3) for n in range(28)]
        made = [draft("initech", issue_date=day) for day in days] + [draft("globex")]
    seen: list[str] = []
    path = "?per=25"
    while path:
        answer = bill.get(OUTGOING + path)
        seen += [str(row.public_id) for row in answer.context["found"]]
        path = answer.context["pages"].next_url
    assert sorted(seen) == sorted(str(each.public_id) for each in made)
    assert len(answer.context["found"]) == 4
    assert len(bill.get(OUTGOING + answer.context["pages"].previous_url).context["found"]) == 25


def test_the_list_shows_why_a_draft_was_set_aside(door, bill, today):
    with door("acme"):
        late = verified("initech", issue_date=today + timedelta(days=3))
        issue_invoices([late.pk], today=today)
    assert "lies in the future" in text_of(bill.get(OUTGOING))


def test_filters_stand_in_the_address_and_can_be_taken_away_one_by_one(door, bill, today):
    with door("acme"):
        draft("initech")
        wanted = draft("globex")
        partner = wanted.partner.public_id
    answer = bill.get(f"{OUTGOING}?partner={partner}&status=draft&q=glob")
    assert [row.public_id for row in answer.context["found"]] == [wanted.public_id]
    assert [chip.remove_url for chip in answer.context["chips"]] == [
        f"?partner={partner}&q=glob",
        "?status=draft&q=glob",
    ]


def test_a_search_without_result_offers_the_way_back(door, bill):
    with door("acme"):
        draft()
    answer = text_of(bill.get(f"{OUTGOING}?q=zzz&view=drafts"))
    assert "Nothing matches" in answer
    assert '"?view=drafts">Remove filters' in answer


def test_the_incoming_list_names_the_purchase_order_or_why_there_is_none(door, browser_of, issued, today):
    with door("acme"):
        issue_invoices([verified("initech", po_number="PO-9").pk], today=today)
    answer = text_of(browser_of("initech", "betty").get(INCOMING))
    assert "PO-1" in answer
    assert "Not matched: no PO with this number (PO-9)." in answer


def test_the_supplier_sees_the_matched_order_but_not_why(bill, issued):
    answer = text_of(bill.get(f"/invoices/{issued.public_id}/"))
    assert "Matched to PO-1" in answer
    assert "Why this PO?" not in answer
    assert "our secret margin" in answer


def test_the_buyer_sees_why_the_order_was_chosen_and_no_internal_note(browser_of, issued):
    answer = text_of(browser_of("initech", "betty").get(f"/invoices/{issued.public_id}/"))
    assert "Why this PO?" in answer
    assert 'data-verdict="chosen"' in answer
    assert "/purchase-orders/" in answer
    assert "our secret margin" not in answer


def test_the_buyer_sees_why_no_order_was_chosen(door, browser_of, today):
    with door("initech"):
        order("PO-USD", currency="USD")
    with door("acme"):
        document = verified("initech")
        issue_invoices([document.pk], today=today)
    answer = text_of(browser_of("initech", "betty").get(f"/invoices/{document.public_id}/"))
    assert "Why no PO?" in answer
    assert "PO-USD is in USD" in answer or "in USD, the invoice is in EUR" in answer


def test_a_page_shows_only_the_steps_its_state_and_reader_allow(door, bill, browser_of, issued):
    with door("acme"):
        one, two = draft("initech"), verified("initech")
    otto = browser_of("acme", "otto")
    seen = {}
    for name, document in (("draft", one), ("verified", two), ("issued", issued)):
        answer = text_of(bill.get(f"/invoices/{document.public_id}/"))
        words = (
            "Edit</a>",
            "Verify</button>",
            "Back to draft</a>",
            "Delete</a>",
            "Issue invoice",
            "Verify and issue",
        )
        seen[name] = [word for word in words if word in answer]
        assert "Delete" not in text_of(otto.get(f"/invoices/{document.public_id}/"))
    assert seen == {
        "draft": ["Edit</a>", "Verify</button>", "Delete</a>", "Verify and issue"],
        "verified": ["Back to draft</a>", "Delete</a>", "Issue invoice"],
        "issued": [],
    }


@pytest.mark.parametrize(("step", "asked"), [("deletion", "Delete this draft?"), ("return", "Back to draft?")])
def test_a_step_asks_on_a_page_of_its_own_and_changes_nothing_by_being_opened(door, bill, step, asked):
    with door("acme"):
        document = verified("initech")
    answer = bill.get(f"/invoices/{document.public_id}/{step}/")
    assert f"<h1>{asked}</h1>" in text_of(answer)
    assert "Keep it</a>" in text_of(answer)
    with door("acme"):
        assert fresh(document).state == State.VERIFIED


def test_an_issued_document_is_not_even_asked_about(bill, issued):
    answer = bill.get(f"/invoices/{issued.public_id}/deletion/", follow=True)
    assert "is issued and stays" in text_of(answer)


def test_history_is_for_those_who_may_see_it(browser_of, issued):
    assert "Changes" in text_of(browser_of("acme", "ada").get(f"/invoices/{issued.public_id}/"))
    assert "Changes" not in text_of(browser_of("acme", "bill").get(f"/invoices/{issued.public_id}/"))


def test_a_draft_is_verified_from_its_page(door, bill):
    with door("acme"):
        document = draft()
    assert bill.post(f"/invoices/{document.public_id}/verification/").status_code == 302
    with door("acme"):
        assert fresh(document).state == State.VERIFIED


def test_back_to_draft_without_a_reason_is_refused_and_says_so(door, bill):
    with door("acme"):
        document = verified()
    answer = bill.post(f"/invoices/{document.public_id}/return/", {"reason": " "})
    assert answer.status_code == 422
    assert "Say why it goes back to draft." in text_of(answer)
    with door("acme"):
        assert fresh(document).state == State.VERIFIED


def test_back_to_draft_shows_its_reason(door, bill):
    with door("acme"):
        document = verified()
    answer = bill.post(f"/invoices/{document.public_id}/return/", {"reason": "wrong price"}, follow=True)
    assert "Back to draft: wrong price" in text_of(answer)


def test_a_draft_is_deleted(door, bill):
    with door("acme"):
        document = draft()
    answer = bill.post(f"/invoices/{document.public_id}/deletion/", follow=True)
    assert "The draft for Initech AG is deleted." in text_of(answer)
    with door("acme"):
        assert not Document.objects.exists()


def test_deleting_an_issued_invoice_is_refused_in_words(door, bill, issued):
    answer = bill.post(f"/invoices/{issued.public_id}/deletion/", follow=True)
    assert "INV-2026-000001 is issued and stays." in text_of(answer)
    with door("acme"):
        assert fresh(issued).number == "INV-2026-000001"


def test_the_documents_of_an_order_are_a_page_or_a_part_of_one(door, browser_of, issued, django_assert_max_num_queries):
    with door("initech"):
        public_id = order("PO-2").public_id
        matched = Document.objects.get().order.public_id
    betty = browser_of("initech", "betty")
    page, part = betty.get(f"/invoices/of-order/{matched}/"), None
    with django_assert_max_num_queries(7):
        part = betty.get(f"/invoices/of-order/{matched}/", headers={"HX-Request": "true"})
    assert "<html" in text_of(page)
    assert "<html" not in text_of(part)
    for answer in (page, part):
        assert "INV-2026-000001" in text_of(answer)
        assert "595.00" in text_of(answer)
    assert "No documents yet" in text_of(betty.get(f"/invoices/of-order/{public_id}/"))


def test_the_documents_of_an_unknown_order_are_not_found(browser_of, door):
    with door("initech"):
        public_id = order("PO-1").public_id
    assert browser_of("hooli", "betty").get(f"/invoices/of-order/{public_id}/").status_code == 404


def test_a_second_page_of_an_orders_documents_stays_on_its_address(door, browser_of, today, monkeypatch):
    monkeypatch.setattr("invoices.views.lists.PAGE_SIZE", 2)
    with door("initech"):
        public_id = order("PO-1", lines=[po_line(quantity=1000)]).public_id
    with door("acme"):
        issue_invoices([verified("initech", line("1")).pk for _ in range(3)], today=today)
    betty = browser_of("initech", "betty")
    first = betty.get(f"/invoices/of-order/{public_id}/", headers={"HX-Request": "true"})
    assert first.context["pages"].next_url.startswith(f"/invoices/of-order/{public_id}/?after=")
    assert len(betty.get(first.context["pages"].next_url).context["rows"]) == 1


def test_a_verified_document_is_not_opened_for_editing(door, bill):
    with door("acme"):
        document = draft()
        verify_documents([document.pk], today=TODAY)
    answer = bill.get(f"/invoices/{document.public_id}/edit/", follow=True)
    assert "Take it back to draft to edit it." in text_of(answer)


def test_the_page_of_a_draft_tells_every_step_and_the_reason_it_came_back(door, bill):
    with door("acme"):
        document = draft()
    bill.post(f"/invoices/{document.public_id}/verification/")
    bill.post(f"/invoices/{document.public_id}/return/", {"reason": "wrong price"})
    told = [entry.what for entry in bill.get(f"/invoices/{document.public_id}/").context["entries"]]
    assert sorted(told) == ["Back to draft by Bill: wrong price", "Created", "Verified by Bill"]
    assert told.index("Back to draft by Bill: wrong price") < told.index("Verified by Bill")


def test_what_happened_at_the_same_moment_stands_in_the_order_of_a_documents_life(door, issued):
    with door("acme"):
        document = Document.objects.get(public_id=issued.public_id)
        document.created_at = document.issued_at
        told = [entry.what for entry in timeline(document, TODAY, with_mails=False, sees_orders=True)]
    assert told[-1] == "Created"


def test_only_what_is_not_issued_can_be_ticked_and_a_draft_shows_its_total(door, bill, issued):
    with door("acme"):
        document = draft("initech", line("250"))
    page = text_of(bill.get(OUTGOING))
    assert f'value="{document.public_id}"' in page
    assert f'value="{issued.public_id}"' not in page
    assert '297.50 <span class="ccy">EUR</span></span></span><span class="cell-sub">not issued</span>' in page
