"""An obligation is a row of the transaction that causes it; Redis only wakes."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from celery import Celery, current_app
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tenants.backend.base import Place
from tenants.jobs.models import JobState
from tenants.jobs.operations import due_jobs, enqueue, run_job
from tenants.models import now

rolled_back = pytest.mark.django_db


@rolled_back
def test_a_job_names_its_organization_and_who_asked_for_it(door, cast, kind, row_of):
    with door("acme"):
        job_id = enqueue(kind(print), {"documents": [1]})
    job = row_of(job_id)
    assert (job.tenant, job.actor, job.kind) == (cast["acme"].schema_name, "person:bill Bill", "tried")
    assert (job.payload, job.state, job.attempts, job.queue) == ({"documents": [1]}, JobState.QUEUED, 0, "fast")


@rolled_back
def test_a_key_is_there_once_for_a_kind_and_without_key_each_is_its_own(door, kind, all_jobs):
    one, other = kind(print, "one"), kind(print, "other")
    with door("acme"):
        for name in (one, one, other):
            enqueue(name, {}, key="2026-11-20")
        enqueue(one, {}, key="2026-11-21")
        enqueue(one, {})
        enqueue(one, {})
    assert sorted((job.kind, job.key or "") for job in all_jobs()) == [
        ("one", ""), ("one", ""), ("one", "2026-11-20"), ("one", "2026-11-21"), ("other", "2026-11-20"),
    ]  # fmt: skip


@rolled_back
def test_a_key_stays_taken_after_its_job_is_done(door, kind, all_jobs):
    name = kind(lambda running: None)
    with door("acme"):
        ident = enqueue(name, {}, key="2026-11-20")
    assert run_job(ident)
    with door("acme"):
        enqueue(name, {}, key="2026-11-20")
    assert [job.state for job in all_jobs()] == [JobState.DONE]


@rolled_back
def test_a_kind_nobody_does_is_not_written(door, all_jobs):
    with door("acme"), pytest.raises(KeyError):
        enqueue("unheard of", {})
    assert all_jobs() == []


@rolled_back
def test_nobody_leaves_no_obligation(door, cast, kind, all_jobs):
    name = kind(print)
    with door("acme"):
        connection.place = Place(role=cast["acme"].schema_name)
        with pytest.raises(IntegrityError, match="job_has_tenant_and_actor"), transaction.atomic():
            enqueue(name, {})
    assert all_jobs() == []


@rolled_back
def test_outside_every_door_no_obligation_is_left(kind, all_jobs):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        enqueue(kind(print), {})
    assert all_jobs() == []


@rolled_back
def test_a_job_for_later_is_not_due_before(door, kind):
    name = kind(lambda running: None)
    with door("acme"):
        later = enqueue(name, {}, due_at=now() + timedelta(minutes=1))
        sooner = enqueue(name, {})
    assert [job_id for job_id, _ in due_jobs()] == [sooner]
    assert not run_job(later)
    assert run_job(sooner)


def test_an_obligation_of_a_transaction_rolled_back_is_none(committed, door, kind, all_jobs):
    name = kind(print)
    with door("acme"), transaction.atomic():
        enqueue(name, {})
        transaction.set_rollback(True)
    assert all_jobs() == []


DEAD = ["redis+socket:///nonexistent/redis.sock?virtual_host=1", "redis://localhost:1/0"]


@pytest.fixture(params=DEAD, ids=["no socket", "no port"])
def broker_away(request):
    present = current_app._get_current_object()
    away = Celery("away", broker=request.param)
    away.config_from_object("django.conf:settings", namespace="CELERY")
    away.conf.broker_url = away.conf.broker_write_url = request.param
    away.set_current()
    yield
    present.set_current()
    away.close()


def test_with_redis_away_the_commit_stands_and_the_sweep_finds_the_job(
    committed, door, kind, row_of, broker_away, caplog
):
    name, began = kind(lambda running: running.result.update(done=True)), time.monotonic()
    with door("acme"), transaction.atomic():
        ident = enqueue(name, {})
    assert time.monotonic() - began < 2, "a request waits for a broker that is away"
    assert [record.message for record in caplog.records if record.name == "jobs"] == ["job.wake_failed"]
    assert [job_id for job_id, _ in due_jobs()] == [ident]
    assert run_job(ident)
    assert (row_of(ident).state, row_of(ident).result) == (JobState.DONE, {"done": True})
