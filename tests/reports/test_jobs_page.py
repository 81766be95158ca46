"""The page of jobs: what runs, what waits, what failed and why, what was done."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from billing_platform.exports.listed import ListSource
from billing_platform.exports.sources import Asked
from common.errors import Refusal
from people.models import Account
from reports.job_list import JOBS
from tenants.base import CrossedBorder
from tenants.jobs.models import Job, JobState
from tenants.jobs.operations import enqueue, run_job
from tenants.jobs.queries import own_jobs
from tenants.jobs.registry import KINDS, JobKind
from tenants.models import now

pytestmark = pytest.mark.django_db
BEN = "person:0190 Ben Vogt <ben@acme.example>"


@pytest.fixture
def job(door):
    """Writes one job of acme."""

    def write(kind: str = "issue_invoices", organization: str = "acme", **facts: object) -> Job:
        with door(organization):
            return Job.objects.bulk_create([Job(kind=kind, actor=BEN, **facts)])[0]

    return write


def page_of(browser, state: str = "") -> str:
    return browser.get("/jobs/", {"state": state} if state else {}).content.decode()


def test_a_running_job_shows_how_far_it_got_and_who_asked_for_it(browser_of, job):
    job(state=JobState.RUNNING, done=52, total=86, attempts=1)
    page = page_of(browser_of("acme", "ada"))
    assert '<progress class="progress" max="86" value="52" aria-label="Issue invoices: 52 of 86">' in page
    assert "Ben Vogt" in page
    assert 'Running and queued <span class="views-count">1</span>' in page


@pytest.mark.parametrize("state", ["all", "failed"])
def test_the_other_views_are_counted_beside_a_page_that_holds_all(browser_of, job, state):
    job(state=JobState.PARKED, error="x_refused: no")
    job(state=JobState.DONE)
    page = page_of(browser_of("acme", "ada"), state)
    for label, count in (("Failed", 1), ("Finished", 1), ("Cancelled", 0), ("All", 2)):
        assert f'{label} <span class="views-count">{count}</span>' in page


def test_a_job_of_unknown_length_shows_no_bar(browser_of, job):
    job(state=JobState.RUNNING, total=None)
    assert "<progress" not in page_of(browser_of("acme", "ada"))


def test_running_ones_stand_before_those_that_wait(browser_of, job):
    job("send_outbox", state=JobState.RUNNING)
    job("issue_invoices")
    page = page_of(browser_of("acme", "ada"))
    assert page.index("Send mails") < page.index("Issue invoices")


def test_a_job_that_is_tried_again_says_when(browser_of, job):
    job(attempts=2, due_at=now() + timedelta(hours=1), error="OperationalError: no route")
    page = page_of(browser_of("acme", "ada"))
    assert "tried 2 of 5 times, next try" in page
    assert "OperationalError" not in page


@pytest.mark.parametrize(
    ("error", "shown", "hidden"),
    [
        ("supplier_suspended: This organization issues nothing.", "This organization issues nothing.", "supplier_susp"),
        ("ValueError: secret stack", "Something broke on our side each time.", "secret stack"),
        ("The worker died each time this was tried.", "The worker died each time this was tried.", "Something broke"),
    ],
)
def test_a_failed_job_says_why_in_words_for_people(browser_of, job, error, shown, hidden):
    failed = job(state=JobState.PARKED, attempts=5, error=error)
    page = page_of(browser_of("acme", "ada"), "failed")
    assert shown in page
    assert hidden not in page
    assert str(failed.id) in page


def test_a_finished_job_says_what_came_of_it(browser_of, job):
    job(state=JobState.DONE, finished_at=now(), result={"issued": 1200, "set_aside": 3, "waiting": 0})
    page = page_of(browser_of("acme", "ada"), "finished")
    assert "issued 1,200, set aside 3" in page
    assert "waiting" not in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": JobState.QUEUED}, ["Read e-invoices", "due"]),
        ({"state": JobState.RUNNING, "done": 12, "total": 40}, ["Read 40 e-invoices", "12 of 40"]),
        (
            {"state": JobState.DONE, "result": {"files": 40, "received": 38, "refused": 2}},
            ["Read 40 e-invoices", "38 received, 2 refused"],
        ),
    ],
    ids=["queued", "running", "done"],
)
def test_an_upload_is_told_in_files(browser_of, job, facts, words):
    job("read_upload", **facts)
    page = page_of(browser_of("acme", "ada"), "finished" if facts["state"] == JobState.DONE else "")
    assert [each for each in words if each not in page] == []


def test_mails_that_went_and_clocks_that_wait_are_no_noise_but_mails_that_did_not_go_are_shown(browser_of, job):
    job("send_outbox", state=JobState.DONE)
    job("mail_reset_link", state=JobState.DONE)
    job("forget_upload_content")
    browser = browser_of("acme", "ada")
    assert "Nothing has finished yet" in page_of(browser, "finished")
    assert "All work is done" in page_of(browser)
    job("send_outbox", state=JobState.PARKED, error="x")
    assert "Send mails" in page_of(browser, "failed")


def test_a_job_really_refused_ends_on_the_page(browser_of, door, monkeypatch):
    def refuse(running):
        raise Refusal("The month is locked.", code="month_locked")

    monkeypatch.setitem(KINDS, "close_month", JobKind("close_month", "fast", refuse))
    with door("acme"):
        ident = enqueue("close_month", {})
    run_job(ident)
    page = page_of(browser_of("acme", "bill"), "failed")
    assert "Close month" in page
    assert "The month is locked." in page


def test_jobs_of_another_organization_are_not_there(browser_of, job):
    job("secret_work", "hooli", state=JobState.RUNNING)
    job("more_secret_work", "hooli", state=JobState.PARKED)
    browser = browser_of("acme", "ada")
    assert "ecret work" not in page_of(browser) + page_of(browser, "failed")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", "All work is done"),
        ("failed", "Nothing has failed"),
        ("finished", "Nothing has finished yet"),
        ("cancelled", "Nothing was cancelled"),
        ("nonsense", "All work is done"),
    ],
)
def test_an_empty_list_says_so(browser_of, state, words):
    assert words in page_of(browser_of("acme", "ada"), state)


def test_the_list_asks_again_by_itself_only_while_something_is_open(browser_of, job):
    browser = browser_of("acme", "ada")
    assert "every 5s" not in page_of(browser)
    job(state=JobState.RUNNING)
    job(state=JobState.DONE)
    asks = 'id="jobs-rows" hx-get="/jobs/?state=open" hx-trigger="every 5s" hx-select="#jobs-rows"'
    assert asks in page_of(browser, "open")
    assert "every 5s" in page_of(browser)
    assert "every 5s" not in page_of(browser, "finished")


def test_many_finished_jobs_are_turned_page_by_page(browser_of, door):
    with door("acme"):
        Job.objects.bulk_create(Job(kind="k", actor=BEN, state=JobState.DONE) for _ in range(60))
    browser = browser_of("acme", "ada")
    assert "1–50 of 60" in page_of(browser, "finished")
    assert "51–60 of 60" in browser.get("/jobs/?state=finished&page=2").content.decode()


def test_the_page_costs_the_same_for_one_job_and_for_many(browser_of, door, job, django_assert_num_queries):
    browser = browser_of("acme", "ada")
    job(state=JobState.DONE)
    with django_assert_num_queries(8):
        page_of(browser, "finished")
    with door("acme"):
        Job.objects.bulk_create(Job(kind="k", actor=BEN, state=JobState.DONE) for _ in range(60))
    with django_assert_num_queries(8):
        page_of(browser, "finished")


def shown(page: str) -> list[str]:
    """The titles of the jobs on a page, in their order."""
    return re.findall(r'<a class="cell-main"[^>]*>([^<]*)</a>', page)


def test_pages_by_place_hold_every_job_once_newest_first(browser_of, door):
    with door("acme"):
        at = [now() - timedelta(minutes=number // 3) for number in range(60)]  # three of each minute
        Job.objects.bulk_create(
            Job(kind=f"k{n:02}", actor=BEN, state=JobState.DONE, created_at=at[n]) for n in range(60)
        )
    browser, titles, address = browser_of("acme", "ada"), [], "?state=finished&per=25"
    while address:
        page = browser.get(f"/jobs/{address}").content.decode()
        titles += shown(page)
        found = re.search(r'href="([^"]*)" rel="next"', page)
        address = html.unescape(found.group(1)) if found else ""
    assert sorted(titles) == [f"K{n:02}" for n in range(60)]
    assert [int(title[1:]) // 3 for title in titles] == [n // 3 for n in range(60)]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kind=make_pdfs", ["Make PDFs"]),
        ("q=pdf", ["Make PDFs"]),
        ("since=2026-01-01&until=2026-01-31", ["Check an e-invoice by the official rules"]),
        ("q=no such work", []),
        ("kind=nonsense", ["Make PDFs", "Check an e-invoice by the official rules"]),
    ],
)
def test_filters_and_the_search_narrow_the_list(browser_of, job, query, titles):
    job("make_pdfs", state=JobState.PARKED)
    job("check_rules", state=JobState.PARKED, created_at=datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert shown(browser_of("acme", "ada").get(f"/jobs/?state=failed&{query}").content.decode()) == titles


def test_jobs_are_found_by_who_asked_and_by_their_number(browser_of, job, door):
    with door("acme"):
        bill = Account.objects.get(name="Bill")
        own = Job.objects.bulk_create([Job(kind="make_pdfs", actor=str(bill.as_actor()))])[0]
    other, browser = job("check_rules"), browser_of("acme", "ada")
    assert shown(browser.get(f"/jobs/?by={bill.public_id}").content.decode()) == ["Make PDFs"]
    assert shown(browser.get(f"/jobs/?q={other.pk}").content.decode()) == ["Check an e-invoice by the official rules"]
    assert shown(browser.get(f"/jobs/?q={own.pk}").content.decode()) == ["Make PDFs"]


def test_whoever_may_have_a_job_tried_again_does_so_from_the_list(browser_of, job, door):
    failed = job(state=JobState.PARKED)
    assert f'formaction="/jobs/{failed.pk}/retry/"' in page_of(browser_of("acme", "ada"), "failed")
    assert "formaction" not in page_of(browser_of("acme", "otto"), "failed")


def test_a_queryset_of_jobs_made_in_one_organization_raises_in_another(door, job):
    job()
    with door("acme"):
        found = own_jobs()
        assert found.count() == 1
    with door("hooli"), pytest.raises(CrossedBorder):
        list(found)


def test_the_export_holds_the_same_jobs_and_words(door, job, today):
    job(state=JobState.RUNNING, done=52, total=86, started_at=now())
    job("secret_work", "hooli")
    with door("acme"):
        ada = Account.objects.get(name="Ada")
        chosen = Asked(False, "state=open", ("job", "progress", "done", "total", "asked_by"))
        assert [row[:5] for row in ListSource(JOBS).select(chosen, ada, today).rows()] == [
            ("Issue invoices", "52 of 86", 52, 86, "Ben Vogt")
        ]


def test_when_a_job_began_is_kept(door, job, monkeypatch):
    monkeypatch.setitem(KINDS, "close_month", JobKind("close_month", "fast", lambda running: None))
    with door("acme"):
        ident = enqueue("close_month", {})
    run_job(ident)
    with door("acme"):
        done = Job.objects.get(pk=ident)
        assert done.created_at <= done.started_at <= done.finished_at
