"""A job runs inside its organization's door as who asked for it, once, and every way it can end is on its row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from common.errors import Refusal
from common.ids import new_public_id
from common.retry import BuyerBusy
from common.sql import rows
from partners.models import Partner
from tenants import border
from tenants.border import BuyerUnavailable
from tenants.history.models import Change
from tenants.jobs.models import JobState
from tenants.jobs.operations import MOST_ATTEMPTS, PUT_OFF, due_jobs, enqueue, run_job
from tenants.models import now
from tests.building import buyer

pytestmark = pytest.mark.django_db


class Broken(Exception):
    """A defect in a job's work."""


def raising(error: Exception) -> Callable[[Any], None]:
    def work(running: Any) -> None:
        raise error

    return work


@pytest.fixture
def left(door, kind):
    """`left(function)`: a job of acme that this function does."""

    def leave(function: Callable[[Any], None]):
        with door("acme"):
            return enqueue(kind(function), {"documents": [7]})

    return leave


def test_a_job_stands_in_its_organization_as_who_asked_for_it(left, cast, row_of):
    seen: dict[str, Any] = {}

    def work(running):
        seen.update(payload=running.payload, organization=border.present_organization(), actor=border.present_actor())
        seen.update(
            place=rows("SELECT current_user::text, current_setting('app.via'), current_setting('app.request')")[0]
        )
        running.result["count"] = 3

    job_id = left(work)
    assert run_job(job_id)
    assert seen == {
        "payload": {"documents": [7]},
        "organization": cast["acme"],
        "actor": "person:bill Bill",
        "place": (cast["acme"].schema_name, "job", str(job_id)),
    }
    job = row_of(job_id)
    assert (job.state, job.result, job.error, job.lease_until) == (JobState.DONE, {"count": 3}, "", None)
    assert job.finished_at is not None
    assert not border.is_inside()


def test_the_history_of_what_a_job_changed_names_the_job(left, door):
    job_id = left(lambda running: Partner.objects.update(city="Bonn"))
    run_job(job_id)
    with door("acme"):
        told = Change.objects.filter(table="partners_partner", row=buyer("initech").pk).latest("id")
    assert (told.actor, told.via, told.request) == ("person:bill Bill", "job", str(job_id))


def test_a_job_runs_once(left):
    ran: list[int] = []
    job_id = left(lambda running: ran.append(1))
    assert run_job(job_id)
    assert not run_job(job_id)
    assert due_jobs() == []
    assert ran == [1]


def test_an_unknown_job_is_not_run():
    assert not run_job(new_public_id())


def test_the_attempt_is_counted_before_the_work(left, cast):
    seen: list[Any] = []
    query = "SELECT attempts, state, lease_until > now() FROM job"
    job_id = left(lambda running: seen.append(rows(query)[0]))
    run_job(job_id)
    assert seen == [(1, "running", True)]


def test_an_exception_waits_longer_each_time_and_is_parked_after_the_fifth(left, row_of, set_on):
    job_id, waits = left(raising(Broken("the disk is full"))), []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        before = now()
        with pytest.raises(Broken):
            run_job(job_id)
        job = row_of(job_id)
        assert (job.attempts, job.error, job.lease_until) == (attempt, "Broken: the disk is full", None)
        assert job.state == (JobState.PARKED if attempt == MOST_ATTEMPTS else JobState.QUEUED)
        waits.append(round((job.due_at - before).total_seconds()))
        assert attempt == MOST_ATTEMPTS or not run_job(job_id), "it is not due yet"
        set_on(job_id, due_at=before - timedelta(seconds=1))
    assert waits[:-1] == [10, 20, 40, 80]
    assert job.finished_at is not None
    assert not run_job(job_id)
    assert due_jobs() == []


def test_what_a_failed_job_had_written_in_its_transaction_is_undone_and_its_row_is_not(left, door, row_of):
    def work(running):
        from django.db import transaction

        with transaction.atomic():
            Partner.objects.update(city="Bonn")
            raise Broken

    job_id = left(work)
    with pytest.raises(Broken):
        run_job(job_id)
    with door("acme"):
        assert buyer("initech").city == ""
    assert row_of(job_id).attempts == 1


def test_a_parked_job_delays_nobody(left, door, kind, row_of):
    parked = left(raising(Refusal("No.")))
    with door("acme"):
        other = enqueue(kind(lambda running: None, "other"), {})
    assert run_job(parked)
    assert [job_id for job_id, _ in due_jobs()] == [other]
    assert run_job(other)


def test_a_refusal_parks_the_job_with_its_code_and_text(left, row_of):
    job_id = left(raising(Refusal("The supplier is suspended.", code="supplier_suspended")))
    assert run_job(job_id)
    job = row_of(job_id)
    assert (job.state, job.error, job.attempts) == (
        JobState.PARKED,
        "supplier_suspended: The supplier is suspended.",
        1,
    )


@pytest.mark.parametrize("passing", [BuyerBusy("Others are at it."), BuyerUnavailable("Initech is being upgraded.")])
def test_a_refusal_that_passes_by_itself_puts_the_job_off_uncounted(left, row_of, passing):
    job_id, before = left(raising(passing)), now()
    assert run_job(job_id)
    job = row_of(job_id)
    assert (job.state, job.attempts, job.error) == (JobState.QUEUED, 0, passing.message)
    assert timedelta(0) <= job.due_at - before - PUT_OFF < timedelta(seconds=5)


def test_a_job_of_an_organization_being_upgraded_waits_however_long_that_takes(left, row_of, set_on, monkeypatch):
    ran: list[int] = []
    job_id = left(lambda running: ran.append(1))
    with monkeypatch.context() as upgrading:
        upgrading.setattr(border, "expected_schema_version", lambda: "newer")
        for _ in range(MOST_ATTEMPTS + 2):
            set_on(job_id, due_at=now())
            assert run_job(job_id)
    assert ran == []
    assert (row_of(job_id).state, row_of(job_id).attempts) == (JobState.QUEUED, 0)
    set_on(job_id, due_at=now())
    assert run_job(job_id)
    assert ran == [1]
