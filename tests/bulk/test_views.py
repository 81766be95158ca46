"""The pages of acts on many rows: choosing, what will happen, confirming, what came of it, undo, stopping, rights."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest

from billing_platform.bulk.models import Run, RunItem
from billing_platform.job_asking import Asker
from invoices.models import Document, State
from people.models import Account
from purchase_orders.models import PurchaseOrder
from tenants.jobs.models import Job, JobState
from tests.building import draft, line, order, verified
from tests.people.routes import NOBODY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]
OUTGOING, ORDERS = "/bulk/of/outgoing/", "/bulk/of/purchase-orders/"


@pytest.fixture
def fixed_day(monkeypatch, today):
    """Pages see this day as today, whenever the tests run."""
    monkeypatch.setattr("people.access.local_today", lambda now, zone: today)


@pytest.fixture
def bill(browser_of):
    return browser_of("acme", "bill")


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


def rows(*objects) -> list[str]:
    return [str(each.public_id) for each in objects]


def text_of(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def previewed(browser, action: str, *objects, address: str = OUTGOING, **sent: str):
    return browser.post(address, {"action": action, "row": rows(*objects)} | sent, follow=True)


def confirmed(browser, action: str, *objects, address: str = OUTGOING, note: str = "") -> str:
    """The address of the confirmed run."""
    run = previewed(browser, action, *objects, address=address).request["PATH_INFO"]
    assert browser.post(f"{run}confirmation/", {"note": note}).status_code == 303
    return run


# What will happen


def test_the_preview_says_what_will_happen_and_does_nothing(door, bill, today, all_jobs):
    with door("acme"):
        good, future = verified("initech", line("100")), verified("globex", issue_date=today + timedelta(days=1))
    page = text_of(previewed(bill, "issue", good, future))
    for words in ("Issue 1 invoice<", "119.00", "due 20 Dec 2026", "lies in the future", "Invoice for Globex GmbH"):
        assert words in page
    assert [job for job in all_jobs() if job.kind.startswith("bulk")] == []


def test_sums_are_by_currency_and_by_whose_they_are(door, bill):
    with door("acme"):
        one, two = draft("initech", line("100")), draft("globex", line("50"), currency="USD")
    answer = previewed(bill, "verify_and_issue", one, two)
    preview = answer.context["preview"]
    assert [(each.currency, f"{each.amount:.2f}") for each in preview.sums] == [("EUR", "119.00"), ("USD", "59.50")]
    assert [(each.who, each.count) for each in preview.groups] == [("Globex GmbH", 1), ("Initech AG", 1)]
    assert "Verify and issue 2 invoices" in text_of(answer)


def test_reasons_are_told_once_with_how_many_share_them(door, bill):
    with door("acme"):
        chosen = [verified("initech") for _ in range(3)]
    [reason] = previewed(bill, "verify", *chosen).context["preview"].reasons
    assert (reason.words, reason.count, reason.first) == ("Verified already.", 3, "Invoice for Initech AG")


def test_all_that_match_follows_the_address_of_the_list(door, bill):
    with door("acme"):
        for _ in range(3):
            verified("initech")
        verified("globex")
    answer = bill.post(f"{OUTGOING}?q=initech&view=verified", {"everything": "1", "action": "issue"}, follow=True)
    assert answer.context["preview"].chosen == 3
    assert 'href="/invoices/outgoing/?q=initech&view=verified"' in text_of(answer)


def test_a_long_preview_names_fifty_and_counts_the_others(door, bill):
    with door("acme"):
        chosen = [draft() for _ in range(52)]
    page = text_of(previewed(bill, "verify", *chosen))
    assert "and 2 more" in page
    assert page.count('<tr><td class="pin card-lead">') == 50


def test_nothing_that_can_be_done_is_no_button(door, bill):
    with door("acme"):
        document = draft()
    page = text_of(previewed(bill, "issue", document))
    assert "Nothing to do here" in page
    assert "Not verified yet" in page
    assert "confirmation" not in page


@pytest.mark.parametrize("sent", [{}, {"action": "issue"}, {"row": []}])
def test_without_a_choice_it_leads_back_to_the_list(bill, sent):
    answer = bill.post(f"{OUTGOING}?view=drafts", sent, follow=True)
    assert answer.redirect_chain == [("/invoices/outgoing/?view=drafts", 302)]
    assert "Choose the invoices first." in text_of(answer)


def test_opened_by_its_address_it_leads_to_the_list(bill):
    assert bill.get(OUTGOING, follow=True).redirect_chain == [("/invoices/outgoing/", 302)]


def test_suspending_shows_what_each_order_becomes(door, betty):
    with door("initech"):
        first, second = order("PO-1"), order("PO-2", is_suspended=True)
    page = text_of(previewed(betty, "suspend_orders", first, second, address=ORDERS))
    assert "Active → Suspended" in page
    assert "Suspended already." in page
    assert "Suspend 1 purchase order<" in page


# Confirming and the result


def test_a_confirmed_choice_is_left_to_a_job_and_its_page_shows_the_progress(door, bill, all_jobs):
    with door("acme"):
        one, two = verified(), verified()
    run = confirmed(bill, "issue", one, two)
    page = text_of(bill.get(run))
    assert "0 of 2" in page
    assert f'hx-get="{run}" hx-trigger="every 2s" hx-target="#run"' in page
    [job] = [each for each in all_jobs() if each.kind == "bulk_issue"]
    assert job.payload == {"run": run.split("/")[2]}


def test_asked_again_it_answers_with_the_changing_part_alone(door, bill):
    with door("acme"):
        document = draft()
    run = confirmed(bill, "verify", document)
    assert (
        bill.get(run, headers={"HX-Request": "true"}).content.decode().strip().startswith('<div class="stack" id="run"')
    )


def test_the_job_issues_what_was_confirmed_and_the_result_names_each(door, bill, drain):
    with door("acme"):
        document = draft("initech", line("100"))
    run = confirmed(bill, "verify_and_issue", document)
    drain()
    page = text_of(bill.get(run))
    assert 'hx-trigger="every' not in page
    assert "INV-2026-000001" in page
    assert "119.00" in page
    with door("initech"):
        assert Document.objects.get().public_id == document.public_id


def test_results_are_narrowed_to_one_end(door, bill, drain):
    with door("acme"):
        good, bad = draft("initech", line("100")), draft("globex", line("200"))
    run = confirmed(bill, "verify", good, bad)
    with door("acme"):
        Document.objects.filter(pk=bad.pk).delete()
    drain()
    page = bill.get(run, {"end": "left_out"})
    assert [(item.label, item.words) for item in page.context["items"]] == [
        ("Invoice for Globex GmbH", "It was deleted meanwhile.")
    ]
    assert [tab.label for tab in page.context["tabs"]] == ["All 2", "Done 1", "Left out 1"]


def test_a_missing_reason_is_asked_for_again_and_nothing_is_lost(door, bill, drain):
    with door("acme"):
        document = verified()
    run = previewed(bill, "return_to_draft", document).request["PATH_INFO"]
    again = bill.post(f"{run}confirmation/", {"note": " "})
    assert again.status_code == 422
    assert "Say why." in text_of(again)
    assert bill.post(f"{run}confirmation/", {"note": "Wrong price"}).status_code == 303
    drain()
    with door("acme"):
        assert Document.objects.get().set_aside == "Back to draft: Wrong price"


def test_deleted_rows_are_told_by_name_and_link_nowhere(door, bill, drain):
    with door("acme"):
        document = draft()
    run = confirmed(bill, "delete_drafts", document)
    drain()
    page = text_of(bill.get(run))
    assert "Invoice for Initech AG" in page
    assert f"/invoices/{document.public_id}/" not in page


def test_undo_brings_back_exactly_what_was_done(door, betty, drain):
    with door("initech"):
        first, second = order("PO-1"), order("PO-2", is_suspended=True)
    run = confirmed(betty, "suspend_orders", first, second, address=ORDERS)
    assert "Undo for these" not in text_of(betty.get(run))
    drain()
    assert "Undo for these 1" in text_of(betty.get(run))
    undone = betty.post(f"{run}undo/", follow=True)
    assert "Undo: re-activate 1 purchase order" in text_of(undone)
    drain()
    with door("initech"):
        assert list(PurchaseOrder.objects.filter(is_suspended=True).values_list("po_id", flat=True)) == ["PO-2"]
    assert "This was undone" in text_of(betty.get(run))


def test_what_can_not_be_undone_says_so(door, bill, drain):
    with door("acme"):
        document = draft()
    run = confirmed(bill, "delete_drafts", document)
    drain()
    assert "Undo" not in text_of(bill.get(run)).partition("<main")[2].partition("</main>")[0]
    assert "can't be undone" in text_of(bill.post(f"{run}undo/", follow=True))


# Stopping and going on


def test_a_run_is_stopped_by_whoever_started_it_and_goes_on_with_the_rest(door, betty, drain):
    with door("initech"):
        chosen = order("PO-1")
    run = confirmed(betty, "suspend_orders", chosen, address=ORDERS)
    assert f'action="{run}cancellation/"' in text_of(betty.get(run))
    stopped = text_of(betty.post(f"{run}cancellation/", follow=True))
    assert "0 of 1 had their turn, 1 are as they were." in stopped
    drain()
    with door("initech"):
        assert not PurchaseOrder.objects.get().is_suspended
    betty.post(f"{run}continuation/")
    drain()
    with door("initech"):
        assert PurchaseOrder.objects.get().is_suspended


def test_the_page_of_its_job_names_it_and_leads_to_it(door, browser_of, betty):
    with door("initech"):
        chosen = order("PO-1")
    run = confirmed(betty, "suspend_orders", chosen, address=ORDERS)
    with door("initech"):
        job = Job.objects.get(kind="bulk_suspend_orders")
    page = text_of(browser_of("initech", "ada").get(f"/jobs/{job.pk}/"))
    assert "Suspend 1 purchase order" in page
    assert f'href="{run}"' in page


def test_a_colleague_who_does_not_manage_jobs_stops_nothing(door, browser_of, bill, monkeypatch):
    with door("acme"):
        document = draft()
    run = confirmed(browser_of("acme", "ada"), "verify", document)
    monkeypatch.setattr(Asker, "may_ask", lambda asker, job: asker.is_own(job))
    assert "cancellation" not in text_of(bill.get(run))
    assert bill.post(f"{run}cancellation/").status_code == 403


def test_who_may_not_suspend_orders_has_the_rest_suspended_by_no_page(door, browser_of, betty, drain):
    """A billing admin manages jobs, and may not change the status of purchase orders."""
    with door("initech"):
        chosen = order("PO-1")
    run = confirmed(betty, "suspend_orders", chosen, address=ORDERS)
    assert betty.post(f"{run}cancellation/").status_code == 303
    with door("initech"):
        job = Job.objects.get(kind="bulk_suspend_orders").pk
    biller = browser_of("initech", "bill")
    assert biller.post(f"/jobs/{job}/retry/").status_code == 403
    assert biller.post(f"{run}continuation/").status_code == 403
    drain()
    with door("initech"):
        assert not PurchaseOrder.objects.get().is_suspended


def test_a_run_of_somebody_shut_out_since_does_nothing_more_and_says_why(door, browser_of, betty, drain):
    with door("initech"):
        chosen = order("PO-1")
    run = confirmed(betty, "suspend_orders", chosen, address=ORDERS)
    with door("initech"):
        Account.objects.filter(email="betty@initech.example").update(is_active=False)
    drain()
    with door("initech"):
        assert not PurchaseOrder.objects.get().is_suspended
        job = Job.objects.get(kind="bulk_suspend_orders")
    ada = browser_of("initech", "ada")
    assert f'href="/jobs/{job.pk}/">See why' in text_of(ada.get(run))
    assert "Whoever asked for this may no longer sign in. What is done stays." in text_of(ada.get(f"/jobs/{job.pk}/"))
    ada.post(f"{run}continuation/")
    drain()
    with door("initech"):
        assert not PurchaseOrder.objects.get().is_suspended


# Who may


def test_a_preview_is_for_its_author_alone_and_a_run_for_whoever_may_do_it(door, browser_of, bill):
    with door("acme"):
        document = draft()
    preview = previewed(bill, "verify", document).request["PATH_INFO"]
    ada = browser_of("acme", "ada")
    assert ada.get(preview).status_code == 404
    assert ada.post(f"{preview}confirmation/").status_code == 404
    bill.post(f"{preview}confirmation/")
    assert ada.get(preview).status_code == 200
    assert browser_of("acme", "otto").get(preview).status_code == 403
    assert browser_of("acme", "betty").get(preview).status_code == 403


@pytest.mark.parametrize("step", ["", "confirmation/", "undo/", "cancellation/", "continuation/"])
def test_a_run_of_another_organization_is_not_found(door, browser_of, bill, step):
    with door("acme"):
        document = draft()
    run = confirmed(bill, "verify", document)
    stranger = browser_of("hooli", "ada")
    answer = stranger.post(run + step) if step else stranger.get(run)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("person", "address", "action", "status"),
    [
        ("otto", OUTGOING, "issue", 403),
        ("betty", OUTGOING, "verify", 403),
        ("bill", ORDERS, "suspend_orders", 403),
        ("bill", OUTGOING, "suspend_orders", 404),
        ("bill", OUTGOING, "no_such", 404),
        ("bill", "/bulk/of/none/", "verify", 404),
    ],
)
def test_what_one_may_not_do_or_is_not_there_is_refused(browser_of, person, address, action, status):
    sent = {"row": [str(NOBODY)], "action": action}
    assert browser_of("acme", person).post(address, sent).status_code == status


@pytest.mark.parametrize("row", ["1", "nonsense", "\0"])
def test_what_is_no_id_is_not_found(bill, row):
    assert bill.post(OUTGOING, {"row": row, "action": "verify"}).status_code == 404


def test_a_row_of_others_is_not_taken(door, browser_of):
    with door("acme"):
        document = draft()
    previewed(browser_of("globex", "bill"), "verify", document)
    with door("globex"):
        assert RunItem.objects.count() == 0
        assert Run.objects.get().chosen == 0


def test_the_bar_offers_each_person_what_that_person_may_do(door, browser_of):
    with door("acme"):
        draft()
    offered = {}
    for person in ("bill", "otto"):
        page = browser_of("acme", person).get("/invoices/outgoing/").content.decode()
        offered[person] = [
            key for key in ("verify", "return_to_draft", "delete_drafts", "issue") if f'value="{key}"' in page
        ]
    assert offered == {"bill": ["verify", "return_to_draft", "delete_drafts", "issue"], "otto": []}


def test_verifying_many_names_the_others_with_their_reason(door, bill, drain):
    with door("acme"):
        good, bad = draft("initech"), draft("initech", line("-100"))
    page = previewed(bill, "verify", good, bad)
    assert [(each.words[:24], each.count) for each in page.context["preview"].reasons] == [
        ("Its total is below zero.", 1)
    ]
    bill.post(f"{page.request['PATH_INFO']}confirmation/")
    drain()
    with door("acme"):
        assert Document.objects.get(pk=good.pk).state == State.VERIFIED
        assert Document.objects.get(pk=bad.pk).state == State.DRAFT


# Cost


def test_preview_and_result_cost_the_same_for_many(door, bill, drain, django_assert_max_num_queries):
    with door("acme"):
        chosen = [draft() for _ in range(40)]
    run = previewed(bill, "verify", *chosen).request["PATH_INFO"]
    with django_assert_max_num_queries(11):
        bill.get(run)
    bill.post(f"{run}confirmation/")
    drain()
    with django_assert_max_num_queries(13):
        assert "Verified" in text_of(bill.get(run))
    with door("acme"):
        assert Job.objects.get(kind="bulk_verify").state == JobState.DONE
