"""Cancelling a job and having it tried again: by whoever works in its organization, and never against the database."""

from __future__ import annotations

import time

import pytest
from django.db import DatabaseError, transaction

from common.errors import Refusal
from common.sql import execute
from tenants.jobs import heartbeat
from tenants.jobs.asking import JobEnded, JobNotStopped, cancel_job, retry_job
from tenants.jobs.models import Asked, Job, JobState
from tenants.jobs.operations import MOST_ATTEMPTS, claim, due_jobs, enqueue, run_job
from tenants.models import now

rolled_back = pytest.mark.django_db


@pytest.fixture
def left(door, kind):
    """`left(function)`: a job of acme that this function does."""

    def leave(function=lambda running: None, **facts):
        with door("acme"):
            return enqueue(kind(function), {}, **facts)

    return leave


@rolled_back
def test_a_job_that_waits_is_cancelled_at_once_and_never_run(left, door, row_of):
    job_id = left()
    with door("acme"):
        assert cancel_job(job_id) == JobState.CANCELLED
    job = row_of(job_id)
    assert (job.state, job.asked_by, job.finished_at is not None) == (JobState.CANCELLED, "person:bill Bill", True)
    assert not run_job(job_id)


@rolled_back
def test_a_running_job_goes_on_until_its_worker_notices(left, door, row_of):
    job_id = left()
    claim(job_id)
    with door("acme"):
        assert cancel_job(job_id) == JobState.RUNNING
        assert cancel_job(job_id) == JobState.RUNNING
    assert row_of(job_id).asked == Asked.CANCEL


@rolled_back
def test_a_cancelled_job_whose_worker_died_ends_without_being_begun_again(left, door, row_of, set_on):
    ran: list[int] = []
    job_id = left(lambda running: ran.append(1))
    claim(job_id)
    with door("acme"):
        cancel_job(job_id)
    set_on(job_id, lease_until=now())
    assert not run_job(job_id)
    assert (row_of(job_id).state, ran) == (JobState.CANCELLED, [])


@rolled_back
@pytest.mark.parametrize("state", [JobState.DONE, JobState.PARKED, JobState.CANCELLED])
def test_what_has_ended_is_not_cancelled(left, door, set_on, state):
    job_id = left()
    set_on(job_id, state=state)
    with door("acme"), pytest.raises(JobEnded):
        cancel_job(job_id)


@rolled_back
@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.DONE])
def test_what_is_not_stopped_is_not_tried_again(left, door, set_on, state):
    job_id = left()
    set_on(job_id, state=state)
    with door("acme"), pytest.raises(JobNotStopped):
        retry_job(job_id)


@rolled_back
def test_a_failed_job_is_tried_again_with_its_tries_counted_anew_and_its_error_in_sight(left, door, row_of, set_on):
    def refuse(running):
        raise Refusal("The month is locked.", code="month_locked")

    job_id = left(refuse)
    set_on(job_id, attempts=MOST_ATTEMPTS - 1)
    run_job(job_id)
    with door("acme"):
        retry_job(job_id)
    job = row_of(job_id)
    assert (job.state, job.tries, job.finished_at) == (JobState.QUEUED, 0, None)
    assert job.error == "month_locked: The month is locked."
    assert [ident for ident, _ in due_jobs()] == [job_id]
    assert claim(job_id).tries == 1


@rolled_back
def test_the_worker_of_an_earlier_try_writes_nothing_over_the_one_asked_for_since(left, door, set_on, row_of):
    from tenants.jobs.operations import _end

    job_id = left()
    late = claim(job_id)
    set_on(job_id, state=JobState.PARKED)
    with door("acme"):
        retry_job(job_id)
    claim(job_id)
    _end(late, JobState.DONE, "")
    assert row_of(job_id).state == JobState.RUNNING


@rolled_back
def test_a_job_done_after_it_was_tried_again_still_shows_why_it_had_failed(left, door, set_on, row_of):
    job_id = left()
    set_on(job_id, state=JobState.PARKED, error="month_locked: The month is locked.")
    with door("acme"):
        retry_job(job_id)
    assert run_job(job_id)
    assert (row_of(job_id).state, row_of(job_id).error) == (JobState.DONE, "month_locked: The month is locked.")


@rolled_back
def test_a_second_poisoned_round_parks_it_after_as_many_tries_again(left, door, set_on, row_of):
    job_id = left()
    for _ in range(2):
        for _ in range(MOST_ATTEMPTS):
            assert claim(job_id) is not None
            set_on(job_id, lease_until=now())
        assert claim(job_id) is None
        assert row_of(job_id).state == JobState.PARKED
        with door("acme"):
            retry_job(job_id)


@rolled_back
@pytest.mark.parametrize("ask", [cancel_job, retry_job])
def test_a_stranger_asks_in_vain(left, door, set_on, row_of, ask):
    job_id = left()
    set_on(job_id, state=JobState.QUEUED if ask is cancel_job else JobState.PARKED)
    with door("hooli"), pytest.raises(Refusal):
        ask(job_id)
    assert row_of(job_id).asked == ""


@rolled_back
def test_the_database_says_no_to_a_stranger_and_to_every_other_column(left, door):
    job_id = left()
    with door("hooli"):
        assert execute("UPDATE job SET asked = 'cancel' WHERE id = %s", [job_id]) == 0
    for column in {field.column for field in Job._meta.fields} - {"asked"}:
        with door("acme"), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            execute(f"UPDATE job SET {column} = {column}")


@rolled_back
@pytest.mark.parametrize(
    ("state", "asked"), [("done", "cancel"), ("done", "retry"), ("queued", "retry"), ("running", ""), ("queued", "x")]
)
def test_the_database_says_no_to_what_a_job_in_that_state_cannot_do(left, door, set_on, state, asked):
    job_id = left()
    set_on(job_id, state=state)
    with door("acme"), pytest.raises(DatabaseError, match="cannot be asked"), transaction.atomic():
        execute("UPDATE job SET asked = %s WHERE id = %s", [asked, job_id])


def counting(until: int, done: list[int]):
    """A job of so many items that does those which are not done, and says before each how far it is."""

    def work(running):
        while len(done) < until:
            running.progress(len(done), until)
            done.append(len(done))
            time.sleep(0.02)
        running.progress(until, until)

    return work


def test_a_cancelled_job_stops_between_two_items_says_how_far_it_got_and_goes_on_when_asked(
    committed, left, door, row_of, monkeypatch
):
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.05)
    done: list[int] = []

    def cancelled_midway(running):
        if not done:
            cancel_job(running.id)
        counting(200, done)(running)

    job_id = left(cancelled_midway, total=200)
    assert run_job(job_id)
    job = row_of(job_id)
    assert (job.state, job.done, job.total) == (JobState.CANCELLED, len(done), 200)
    assert 0 < len(done) < 200
    with door("acme"):
        retry_job(job_id)
    assert run_job(job_id)
    assert (row_of(job_id).state, row_of(job_id).done, done) == (JobState.DONE, 200, list(range(200)))
