"""The page of one job: how far it is, why it failed, and who may cancel it or have it tried again."""

from __future__ import annotations

import pytest
from django.test import Client

from people.models import Account
from tenants.jobs.models import Job, JobState
from tenants.jobs.operations import MOST_ATTEMPTS
from tenants.jobs.registry import KINDS, JobKind
from tenants.models import now
from tests.people.routes import NOBODY

pytestmark = pytest.mark.django_db
BEN = "person:0190 Ben Vogt <ben@acme.example>"


@pytest.fixture
def job(door):
    """Writes one job of acme; `of="bill"` makes it that person's."""

    def write(kind: str = "issue_invoices", organization: str = "acme", of: str = "", **facts: object) -> Job:
        with door(organization):
            actor = str(Account.objects.get(email__startswith=f"{of}@").as_actor()) if of else BEN
            return Job.objects.bulk_create([Job(kind=kind, actor=actor, **facts)])[0]

    return write


@pytest.fixture
def state_of(door):
    def read(made: Job) -> str:
        with door("acme"):
            return Job.objects.get(pk=made.pk).state

    return read


def page_of(browser: Client, made: Job) -> str:
    return browser.get(f"/jobs/{made.pk}/").content.decode()


def cancel(browser: Client, made: Job, **options):
    return browser.post(f"/jobs/{made.pk}/cancellation/", **options)


def retry(browser: Client, made: Job, **options):
    return browser.post(f"/jobs/{made.pk}/retry/", **options)


def test_a_running_job_shows_its_progress_and_asks_again_by_itself(browser_of, job):
    made = job(state=JobState.RUNNING, done=52, total=86, attempts=1)
    page = page_of(browser_of("acme", "ada"), made)
    assert "52 of 86" in page
    assert f'hx-get="/jobs/{made.pk}/" hx-trigger="every 2s" hx-target="#job"' in page
    assert "Ben Vogt" in page


def test_asked_again_it_answers_with_the_changing_part_alone(browser_of, job):
    made = job(state=JobState.RUNNING, done=1, total=2)
    part = browser_of("acme", "ada").get(f"/jobs/{made.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div class="stack" id="job"')


def test_a_job_of_unknown_length_asks_again_too(browser_of, job):
    assert 'hx-trigger="every 2s"' in page_of(browser_of("acme", "ada"), job(state=JobState.RUNNING))


def test_a_job_that_ended_asks_no_more(browser_of, job):
    for state in (JobState.DONE, JobState.PARKED, JobState.CANCELLED):
        made = job(state=state, done=3, total=5, finished_at=now())
        assert 'hx-trigger="every' not in page_of(browser_of("acme", "ada"), made)


def test_a_job_names_the_page_of_what_it_works_on_to_those_who_may_open_it(browser_of, job):
    made = job("read_upload", payload={"upload": str(NOBODY)})
    assert f"/invoices/uploads/{NOBODY}/" in page_of(browser_of("acme", "ada"), made)
    assert f"/invoices/uploads/{NOBODY}/" not in page_of(browser_of("acme", "otto"), made)


def test_a_cancelled_job_says_what_was_not_done_and_who_cancelled_it(browser_of, job, door):
    made = job(total=86, done=40)
    cancel(browser_of("acme", "ada"), made)
    page = page_of(browser_of("acme", "ada"), made)
    assert "40 of 86 done, 46 not done" in page
    assert "Cancelled by" in page
    assert "Go on" in page


def test_cancelling_asks_once_more_and_changes_nothing_before(browser_of, job, state_of):
    made, ada = job(total=86), browser_of("acme", "ada")
    asked = ada.get(f"/jobs/{made.pk}/cancellation/").content.decode()
    assert "What is done stays done" in asked
    assert state_of(made) == JobState.QUEUED
    assert "cancelled." in cancel(ada, made, follow=True).content.decode()
    assert state_of(made) == JobState.CANCELLED


def test_a_job_at_work_is_told_to_stop_after_its_present_item(browser_of, job):
    made, ada = job(state=JobState.RUNNING, done=1, total=9), browser_of("acme", "ada")
    page = cancel(ada, made, follow=True).content.decode()
    assert "1 of 9, stops after the present item" in page
    assert f"/jobs/{made.pk}/cancellation/" not in page


def test_a_failed_job_is_tried_again_and_keeps_its_earlier_error_in_sight(browser_of, job, state_of):
    error = "supplier_suspended: This organization issues nothing."
    made, ada = job(state=JobState.PARKED, attempts=MOST_ATTEMPTS, error=error), browser_of("acme", "ada")
    assert "It could not be done" in page_of(ada, made)
    page = retry(ada, made, follow=True).content.decode()
    assert state_of(made) == JobState.QUEUED
    assert "An earlier try failed" in page
    assert "This organization issues nothing." in page


@pytest.mark.parametrize(("ask", "state"), [(cancel, JobState.DONE), (retry, JobState.DONE), (retry, JobState.QUEUED)])
def test_what_cannot_be_asked_any_more_is_told_and_changes_nothing(browser_of, job, state_of, ask, state):
    made = job(state=state)
    answer = ask(browser_of("acme", "ada"), made, follow=True).content.decode()
    assert "This job " in answer
    assert state_of(made) == state


def test_whoever_asked_for_a_job_and_may_do_what_it_does_stops_it_and_has_it_go_on(
    browser_of, job, state_of, monkeypatch
):
    made, betty = job("tried_by_buyers", of="betty"), browser_of("acme", "betty")
    kind = JobKind("tried_by_buyers", "fast", lambda running: None, ("change_purchase_order_status",))
    monkeypatch.setitem(KINDS, "tried_by_buyers", kind)
    assert cancel(betty, made).status_code == 302
    assert state_of(made) == JobState.CANCELLED
    assert retry(betty, made).status_code == 302
    assert state_of(made) == JobState.QUEUED


@pytest.mark.parametrize("lacks", [["change_purchase_order_status"], ["issue_invoices", "edit_purchase_orders"]])
def test_who_manages_jobs_has_none_go_on_whose_act_asks_for_more_than_they_may(
    browser_of, job, state_of, monkeypatch, lacks
):
    monkeypatch.setitem(KINDS, "of_others", JobKind("of_others", "fast", lambda running: None, tuple(lacks)))
    made = job("of_others", of="betty", state=JobState.CANCELLED)
    bill, ada = browser_of("acme", "bill"), browser_of("acme", "ada")
    assert "/retry/" not in page_of(bill, made)
    answer = retry(bill, made)
    assert (answer.status_code, state_of(made)) == (403, JobState.CANCELLED)
    assert "purchase order" in answer.content.decode()
    assert "/retry/" in page_of(ada, made)
    assert retry(ada, made).status_code == 302
    assert state_of(made) == JobState.QUEUED


def test_what_the_house_owes_is_had_to_go_on_by_whoever_manages_jobs(browser_of, job, state_of):
    made = job("make_pdfs", state=JobState.PARKED)
    assert retry(browser_of("acme", "bill"), made).status_code == 302
    assert state_of(made) == JobState.QUEUED


def test_who_manages_jobs_stops_one_whose_act_they_may_not_do(browser_of, job, state_of):
    made = job("bulk_suspend_orders", of="betty", payload={"run": str(NOBODY)})
    assert cancel(browser_of("acme", "bill"), made).status_code == 302
    assert state_of(made) == JobState.CANCELLED


@pytest.mark.parametrize("person", ["betty", "otto"])
@pytest.mark.parametrize("ask", [cancel, retry])
def test_whoever_neither_asked_for_a_job_nor_manages_jobs_is_refused(browser_of, job, state_of, person, ask):
    made = job(state=JobState.QUEUED if ask is cancel else JobState.PARKED)
    before = state_of(made)
    assert ask(browser_of("acme", person), made).status_code == 403
    assert browser_of("acme", person).get(f"/jobs/{made.pk}/cancellation/").status_code == 403
    assert state_of(made) == before


def test_an_own_job_whose_act_one_may_no_longer_do_is_refused(browser_of, job):
    made = job("issue_invoices", of="betty")
    assert cancel(browser_of("acme", "betty"), made).status_code == 403


def test_what_the_house_owes_is_not_offered_for_cancelling(browser_of, job):
    made = job("make_pdfs")
    assert "cancellation" not in page_of(browser_of("acme", "ada"), made)


def test_what_the_house_owes_is_not_cancelled_by_those_who_manage_jobs_either(browser_of, job, state_of):
    made, ada = job("make_pdfs"), browser_of("acme", "ada")
    assert ada.get(f"/jobs/{made.pk}/cancellation/").status_code == 403
    assert cancel(ada, made).status_code == 403
    assert state_of(made) == JobState.QUEUED


@pytest.mark.parametrize("ask", [cancel, retry])
def test_a_job_of_another_organization_is_not_found(browser_of, job, state_of, ask):
    made = job()
    for organization in ("hooli", "globex"):
        assert ask(browser_of(organization, "ada"), made).status_code == 404
        assert browser_of(organization, "ada").get(f"/jobs/{made.pk}/").status_code == 404
    assert state_of(made) == JobState.QUEUED


def test_the_page_of_a_job_costs_a_fixed_number_of_statements(browser_of, job, django_assert_max_num_queries):
    made, ada = job(state=JobState.RUNNING, done=3, total=9), browser_of("acme", "ada")
    with django_assert_max_num_queries(7):
        page_of(ada, made)


def test_who_only_reads_jobs_is_offered_nothing(browser_of, job):
    page = page_of(browser_of("acme", "otto"), job(total=2))
    assert "cancellation" not in page
    assert "/retry/" not in page
