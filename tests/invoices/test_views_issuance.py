"""Many documents at once: preview, confirm, and what is told."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest

from invoices.models import Document, DocumentLine, State
from invoices.operations.issue import issue_invoices, request_issue
from tests.building import draft, line, verified

pytestmark = pytest.mark.django_db
ISSUANCE, VERIFICATION = "/invoices/issuance/", "/invoices/verification/"


@pytest.fixture
def bill(browser_of):
    return browser_of("acme", "bill")


def rows(*documents):
    return [str(each.public_id) for each in documents]


def text_of(answer):
    return unescape(answer.content.decode())


def jobs_of(all_jobs):
    return [(job.kind, job.payload) for job in all_jobs() if job.kind == "issue_invoices"]


def test_the_preview_says_what_will_happen_and_does_nothing(door, bill, today, all_jobs):
    with door("acme"):
        good, future = verified("initech", line("100")), verified("globex", issue_date=today + timedelta(days=1))
    answer = bill.post(ISSUANCE, {"row": rows(good, future), "intent": "issue"})
    assert answer.status_code == 200
    for words in ("Issue 1 invoice<", "119.00", "20 Dec 2026", "lies in the future", "Draft for Globex GmbH"):
        assert words in text_of(answer)
    assert jobs_of(all_jobs) == []


def test_a_confirmed_issue_is_left_to_a_job(door, bill, all_jobs):
    with door("acme"):
        one, two = verified(), verified()
    chosen = {"row": rows(one, two), "intent": "issue"}
    answer = bill.post(ISSUANCE, chosen | {"confirmed": "2"}, follow=True)
    assert "0 of 2" in text_of(answer)
    assert 'hx-trigger="every 2s"' in text_of(answer)
    assert jobs_of(all_jobs) == [("issue_invoices", {"documents": [one.pk, two.pk], "verify": False})]


def test_the_job_issues_what_was_confirmed(door, bill, drain):
    with door("acme"):
        document = draft()
    bill.post(ISSUANCE, {"row": rows(document), "intent": "verify_and_issue", "confirmed": "1"})
    drain()
    with door("initech"):
        assert Document.objects.get().public_id == document.public_id


def test_drafts_are_left_out_unless_they_are_verified_as_well(door, bill):
    with door("acme"):
        document = draft()
    assert "Not verified yet" in text_of(bill.post(ISSUANCE, {"row": rows(document), "intent": "issue"}))
    both = bill.post(ISSUANCE, {"row": rows(document), "intent": "verify_and_issue"})
    assert "Issue 1 invoice<" in text_of(both)


def test_all_that_match_follows_the_filter_of_the_list(door, bill, all_jobs):
    with door("acme"):
        wanted = [verified("initech") for _ in range(3)]
        verified("globex")
    address = f"{ISSUANCE}?q=initech&view=verified"
    preview = bill.post(address, {"everything": "1", "row": rows(wanted[0]), "intent": "issue"})
    assert preview.context["preview"].count == 3
    bill.post(address, {"everything": "1", "intent": "issue", "confirmed": "3"})
    assert jobs_of(all_jobs) == [("issue_invoices", {"documents": [each.pk for each in wanted], "verify": False})]


def test_a_choice_that_changed_is_shown_again_before_anything_happens(door, bill, all_jobs):
    with door("acme"):
        verified("initech")
        verified("initech")
    answer = bill.post(f"{ISSUANCE}?q=initech", {"everything": "1", "intent": "issue", "confirmed": "1"})
    assert answer.status_code == 409
    assert "The choice has changed since you saw it" in text_of(answer)
    assert jobs_of(all_jobs) == []


def test_nothing_chosen_issues_nothing(bill, all_jobs):
    for sent in ({"intent": "issue"}, {"intent": "issue", "confirmed": "0"}):
        assert "Nothing to issue" in text_of(bill.post(ISSUANCE, sent))
    assert jobs_of(all_jobs) == []


def test_what_is_no_document_of_ours_is_not_found_or_not_taken(door, bill, browser_of):
    with door("acme"):
        document = verified()
    assert bill.post(ISSUANCE, {"row": "1", "intent": "issue"}).status_code == 404
    stranger = browser_of("globex", "bill")
    assert stranger.post(ISSUANCE, {"row": rows(document), "intent": "issue"}).context["preview"].count == 0


def test_many_drafts_are_verified_and_the_others_named_with_their_reason(door, bill):
    with door("acme"):
        good, bad = draft("initech"), draft("initech")
        DocumentLine.objects.filter(document=bad).update(product_class="wine")
    answer = text_of(bill.post(VERIFICATION, {"row": rows(good, bad)}, follow=True))
    assert "1 invoice verified." in answer
    assert "1 invoice left out: The tax table has no row for wine goods" in answer
    with door("acme"):
        assert Document.objects.get(pk=good.pk).state == State.VERIFIED
        assert Document.objects.get(pk=bad.pk).state == State.DRAFT


def test_verifying_what_is_no_draft_says_so(door, bill):
    with door("acme"):
        document = verified()
    assert "None of these is a draft." in text_of(bill.post(VERIFICATION, {"row": rows(document)}, follow=True))


def test_too_many_at_once_names_the_limit_and_the_way_out(door, bill, monkeypatch):
    monkeypatch.setattr("invoices.views.issuance.MOST_VERIFIED", 1)
    with door("acme"):
        one, two = draft(), draft()
    answer = text_of(bill.post(VERIFICATION, {"row": rows(one, two)}, follow=True))
    assert "At most 1 are verified at once." in answer
    with door("acme"):
        assert not Document.objects.filter(state=State.VERIFIED).exists()


def test_after_a_bulk_step_the_list_is_as_it_was(door, bill):
    with door("acme"):
        document = draft()
    answer = bill.post(f"{VERIFICATION}?view=drafts&q=init", {"row": rows(document)})
    assert answer["Location"] == "/invoices/outgoing/?view=drafts&q=init"


def test_the_preview_names_each_invoice_with_buyer_and_amount(door, bill):
    with door("acme"):
        one, two = verified("initech", line("100")), verified("globex", line("200"))
    preview = bill.post(ISSUANCE, {"row": rows(one, two), "intent": "issue"}).context["preview"]
    assert [(each.public_id, each.buyer, str(each.total)) for each in preview.listed] == [
        (one.public_id, "Initech AG", "119.0000"),
        (two.public_id, "Globex GmbH", "238.0000"),
    ]
    assert preview.unlisted_count == 0


def test_a_long_preview_names_fifty_and_counts_the_others(door, bill):
    with door("acme"):
        chosen = [verified() for _ in range(52)]
    page = text_of(bill.post(ISSUANCE, {"row": rows(*chosen), "intent": "issue"}))
    assert "and 2 more" in page
    assert page.count('<tr><td class="pin card-lead">') == 50


def test_the_result_tells_the_numbers_given_and_what_was_set_aside(door, bill, drain):
    with door("acme"):
        chosen = [draft("initech", line("100")), draft("globex", line("200")), draft("initech", line("-1"))]
    going = {"row": rows(*chosen[:2]), "intent": "verify_and_issue", "confirmed": "2"}
    address = bill.post(ISSUANCE, going).url
    with door("acme"):
        DocumentLine.objects.filter(document=chosen[1]).update(tax_rate=5)
    drain()
    outcome = bill.get(address).context["outcome"]
    assert (outcome.is_open, outcome.total) == (False, 2)
    assert [each.number for each in outcome.issued] == ["INV-2026-000001"]
    assert [each.set_aside for each in outcome.set_aside] != [""]
    assert (outcome.issued_count, outcome.set_aside_count, outcome.waiting_count) == (1, 1, 0)
    assert 'hx-trigger="every' not in text_of(bill.get(address))


def test_the_result_asks_again_by_itself_until_the_job_is_done(door, bill, drain):
    with door("acme"):
        document = verified()
    address = bill.post(ISSUANCE, {"row": rows(document), "intent": "issue", "confirmed": "1"}).url
    page = text_of(bill.get(address))
    assert f'hx-get="{address}" hx-trigger="every 2s" hx-target="#outcome"' in page
    assert "0 of 1 done" in page
    drain()
    assert "of 1 done" not in text_of(bill.get(address))


def test_a_reason_of_an_earlier_run_does_not_count_before_the_job_begins(door, bill, drain, today):
    with door("acme"):
        document = verified()
        DocumentLine.objects.filter(document=document).update(tax_rate=5)
        assert issue_invoices([document.pk], today=today).set_aside == 1
        assert Document.objects.exclude(set_aside="").get() == document
        address = f"{ISSUANCE}{request_issue([document.pk], verify=False)}/"
    waiting = bill.get(address).context["outcome"]
    assert (waiting.set_aside_count, waiting.set_aside, waiting.progress.done) == (0, (), 0)
    drain()
    judged = bill.get(address).context["outcome"]
    assert (judged.set_aside_count, [each.pk for each in judged.set_aside]) == (1, [document.pk])


def test_the_result_costs_the_same_for_many(door, bill, drain, django_assert_max_num_queries):
    with door("acme"):
        chosen = [draft() for _ in range(12)]
    going = {"row": rows(*chosen), "intent": "verify_and_issue", "confirmed": "12"}
    address = bill.post(ISSUANCE, going).url
    drain()
    with django_assert_max_num_queries(12):
        assert "INV-2026-000001 – INV-2026-000012" in text_of(bill.get(address))


def test_the_result_is_for_those_who_issue_here(door, bill, browser_of):
    with door("acme"):
        document = verified()
    address = bill.post(ISSUANCE, {"row": rows(document), "intent": "issue", "confirmed": "1"}).url
    assert browser_of("acme", "otto").get(address).status_code == 403
    assert browser_of("hooli", "ada").get(address).status_code == 404
