"""A job is done in somebody's name only while they may do it: asked before it begins and before each further item."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from people.models import Account
from tenants.border import Actor
from tenants.jobs.models import Job, JobState
from tenants.jobs.operations import enqueue
from tenants.jobs.registry import KINDS, JobKind, RunningJob

pytestmark = pytest.mark.django_db
ACT = ("edit_purchase_orders", "change_purchase_order_status")
PROGRAM = Actor("system:import", "Import")


@pytest.fixture
def left(door, monkeypatch) -> Callable[..., Job]:
    """`left(function)`: a job of Betty's at acme, or of another actor, that needs both permissions of the act."""

    def leave(function: Callable[[RunningJob], None], actor: Actor | None = None, permissions=ACT) -> Job:
        monkeypatch.setitem(KINDS, "act", JobKind("act", "fast", function, permissions))
        with door("acme"):
            actor = actor or betty().as_actor()
        with door("acme", actor):
            return Job.objects.get(pk=enqueue("act", {}))

    return leave


def betty() -> Account:
    found: Account = Account.objects.get(email="betty@acme.example")
    return found


def shut_out() -> None:
    Account.objects.filter(pk=betty().pk).update(is_active=False)


def take_the_role() -> None:
    betty().roles.all().delete()


def ended(door, job: Job) -> tuple[str, str]:
    with door("acme"):
        row = Job.objects.get(pk=job.pk)
    return row.state, row.error


@pytest.mark.parametrize(
    ("lose", "reason"),
    [
        (shut_out, "may_no_longer: Whoever asked for this may no longer sign in. What is done stays."),
        (take_the_role, "may_no_longer: Betty asked for this and no longer has the permission “Edit purchase orders”."),
    ],
)
def test_a_job_of_somebody_who_may_no_longer_is_not_begun_and_says_why(door, left, drain, lose, reason):
    ran: list[int] = []
    job = left(lambda running: ran.append(1))
    with door("acme"):
        lose()
    drain()
    state, error = ended(door, job)
    assert (ran, state) == ([], JobState.PARKED)
    assert error.startswith(reason)


def test_one_lost_permission_of_several_is_enough(door, left, drain):
    job = left(lambda running: None, permissions=("edit_purchase_orders", "issue_invoices"))
    drain()
    assert "“Issue invoices”" in ended(door, job)[1]


def test_whoever_loses_it_on_the_way_has_the_items_done_that_came_before(door, left, drain):
    done: list[int] = []

    def work(running: RunningJob) -> None:
        for item in range(4):
            running.progress(item, 4)
            done.append(item)
            if item == 1:
                shut_out()

    job = left(work)
    drain()
    assert done == [0, 1]
    assert ended(door, job)[0] == JobState.PARKED


def test_one_that_is_past_its_last_item_is_done(door, left, drain):
    def work(running: RunningJob) -> None:
        shut_out()
        running.progress(4, 4)

    job = left(work)
    drain()
    assert ended(door, job) == (JobState.DONE, "")


@pytest.mark.parametrize(("actor", "permissions"), [(None, ()), (PROGRAM, ACT)])
def test_what_the_house_owes_and_what_a_program_asked_for_is_done(door, left, drain, actor, permissions):
    job = left(lambda running: None, actor, permissions)
    with door("acme"):
        shut_out()
    drain()
    assert ended(door, job)[0] == JobState.DONE
