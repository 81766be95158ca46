"""A claimed job is one worker's until its lease runs out; then the next takes it, and the late one writes no more."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from tenants.jobs import heartbeat
from tenants.jobs.models import JobState
from tenants.jobs.operations import (
    MOST_ATTEMPTS,
    MOST_RUNNING_OF_ONE,
    _end,
    _fail,
    claim,
    due_jobs,
    enqueue,
    run_job,
)
from tenants.jobs.registry import LEASE
from tenants.models import now
from tests.logins import connected

rolled_back = pytest.mark.django_db
PAST = timedelta(seconds=1)


@pytest.fixture
def left(door, kind):
    """`left("acme", 3)`: ids of as many jobs of this organization."""

    def leave(name: str = "acme", count: int = 1):
        tried = kind(lambda running: None)
        with door(name):
            return [enqueue(tried, {}) for _ in range(count)]

    return leave


@rolled_back
def test_a_leased_job_is_not_taken_and_one_whose_lease_ran_out_is(left, set_on):
    [job_id] = left()
    first = claim(job_id)
    assert first is not None
    assert timedelta(0) < first.lease_until - now() <= LEASE
    assert claim(job_id) is None
    assert due_jobs() == []
    set_on(job_id, lease_until=now() - PAST)
    assert [ident for ident, _ in due_jobs()] == [job_id]
    second = claim(job_id)
    assert (second.attempts, second.state) == (2, JobState.RUNNING)


@rolled_back
@pytest.mark.parametrize("late", [lambda row: _end(row, JobState.DONE, ""), lambda row: _fail(row, ValueError("late"))])
def test_a_worker_that_lost_its_lease_writes_nothing_over_the_next_one(left, set_on, row_of, late):
    [job_id] = left()
    first = claim(job_id)
    set_on(job_id, lease_until=now() - PAST)
    second = claim(job_id)
    late(first)
    job = row_of(job_id)
    assert (job.state, job.attempts, job.lease_until) == (JobState.RUNNING, 2, second.lease_until)
    _end(second, JobState.DONE, "")
    assert row_of(job_id).state == JobState.DONE


@rolled_back
def test_a_job_whose_worker_dies_each_time_is_parked_with_a_reason(left, set_on, row_of):
    [job_id] = left()
    for _ in range(MOST_ATTEMPTS):
        assert claim(job_id) is not None
        set_on(job_id, lease_until=now() - PAST)
    assert claim(job_id) is None
    job = row_of(job_id)
    assert (job.state, job.error) == (JobState.PARKED, "The worker died each time this was tried.")
    assert job.finished_at is not None
    assert due_jobs() == []
    assert not run_job(job_id)


@rolled_back
def test_a_job_that_is_given_up_keeps_when_its_latest_try_began(left, set_on, row_of):
    [job_id] = left()
    set_on(job_id, attempts=MOST_ATTEMPTS - 1)
    began = claim(job_id).started_at
    set_on(job_id, lease_until=now() - PAST)
    assert claim(job_id) is None
    assert (row_of(job_id).state, row_of(job_id).started_at) == (JobState.PARKED, began)


@rolled_back
@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.DONE, JobState.PARKED])
def test_a_job_that_ended_is_not_taken(left, set_on, state):
    [job_id] = left()
    set_on(job_id, state=state)
    assert due_jobs() == []
    assert not run_job(job_id)


@rolled_back
def test_a_crowded_organization_waits_while_others_go(left, set_on):
    acme, initech = left("acme", MOST_RUNNING_OF_ONE + 1), left("initech", 1)
    for job_id in acme[:-1]:
        assert claim(job_id) is not None
    assert claim(acme[-1]) is None
    assert claim(initech[0]) is not None
    set_on(acme[0], state=JobState.DONE)
    assert claim(acme[-1]) is not None


@rolled_back
def test_silent_workers_do_not_make_an_organization_crowded(left, set_on):
    jobs = left("acme", MOST_RUNNING_OF_ONE + 1)
    for job_id in jobs[:-1]:
        claim(job_id)
        set_on(job_id, lease_until=now() - PAST)
    assert claim(jobs[-1]) is not None


@rolled_back
def test_the_sweep_sees_everybodys_oldest_job_however_many_one_has(left):
    acme, initech, hooli = left("acme", 30), left("initech", 2), left("hooli", 1)
    found = [job_id for job_id, _ in due_jobs(limit=6)]
    assert set(found) == {*acme[:3], *initech, *hooli}
    assert set(found[:3]) == {acme[0], initech[0], hooli[0]}


def test_many_workers_claim_a_job_at_once_and_one_has_it(committed, left):
    jobs = left("acme", MOST_RUNNING_OF_ONE)

    def grab(_: int) -> int:
        try:
            return sum(claim(job_id) is not None for job_id in jobs)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(grab, range(8))) == len(jobs)


@pytest.fixture
def quick_beat(monkeypatch):
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.05)


def asked(query: str):
    with connected("superuser") as server:
        cursor = server.execute(query)
        return cursor.fetchone() if cursor.description else None


def until(condition, seconds: float = 5.0) -> bool:
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_the_heartbeat_keeps_the_lease_and_writes_progress(committed, door, kind, quick_beat):
    seen: list[bool] = []

    def work(running):
        asked("UPDATE job SET lease_until = now() - interval '1 minute'")
        running.progress(3, 10)
        seen.append(until(lambda: asked("SELECT done, total, lease_until > now() FROM job") == (3, 10, True)))

    with door("acme"):
        job_id = enqueue(kind(work), {})
    assert run_job(job_id)
    assert seen == [True]


def test_a_job_cancelled_while_it_runs_stops_at_its_next_progress(committed, door, kind, row_of, quick_beat):
    reached: list[str] = []

    def work(running):
        asked("UPDATE job SET state = 'cancelled'")
        stop = time.monotonic() + 5
        while time.monotonic() < stop:
            running.progress(1, 2)
            time.sleep(0.02)
        reached.append("the end")

    with door("acme"):
        job_id = enqueue(kind(work), {})
    assert run_job(job_id)
    assert reached == []
    assert row_of(job_id).state == JobState.CANCELLED


def test_a_worker_that_lost_its_lease_stops_at_its_next_progress(committed, door, kind, row_of, quick_beat):
    reached: list[str] = []

    def work(running):
        asked("UPDATE job SET attempts = 2, lease_until = now() + interval '1 minute'")
        until(lambda: running.progress(1, 2))
        reached.append("the end")

    with door("acme"):
        job_id = enqueue(kind(work), {})
    assert run_job(job_id)
    assert reached == []
    assert (row_of(job_id).state, row_of(job_id).attempts) == (JobState.RUNNING, 2)
