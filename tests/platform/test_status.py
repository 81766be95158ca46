"""`manage.py status`: what operators see, and the exit code their monitoring reads."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command

from billing_platform import readiness
from billing_platform.celery import pulse, sweep
from billing_platform.notifications.models import Mail, MailState
from billing_platform.status import Outbox, Status, status, troubles
from tenants import border
from tenants.jobs.models import Job, JobState
from tenants.jobs.operations import enqueue
from tenants.jobs.queries import Backlog
from tenants.models import now

pytestmark = pytest.mark.django_db
ALIVE = {"sweep": 20.0, "slow": 20.0, "xml": 20.0}
WELL = Status("ok", "ok", "ok", 4, (), ALIVE, (Backlog("fast", 3, 1, 0, 12.0),), {"mails": Outbox(5, 0)})


@pytest.fixture
def alive():
    sweep()
    for queue in ("slow", "xml"):
        pulse(queue)


def shown(capsys) -> tuple[int, dict]:
    with pytest.raises(SystemExit) as ended:
        call_command("status", "--json")
    return ended.value.code, json.loads(capsys.readouterr().out)


def test_all_is_well(alive, capsys):
    code, found = shown(capsys)
    assert (code, found["troubles"]) == (0, [])
    assert found["organizations"] == 5
    assert all(age < 60 for age in found["seen_seconds"].values())


def test_sweep_and_workers_nobody_has_seen_are_named(capsys):
    code, found = shown(capsys)
    assert code == 1
    assert [text.split(":")[0] for text in found["troubles"]] == [
        f"No sign of life of {name} ever" for name in ("sweep", "slow", "xml")
    ]


def test_jobs_are_counted_by_queue_with_the_oldest_due_and_the_failed(door, alive):
    with door("acme"):
        late = enqueue("send_outbox", {}, due_at=now() - timedelta(minutes=20))
        enqueue("send_outbox", {}, due_at=now() + timedelta(hours=1))
        failed = enqueue("send_outbox", {})
    with border.as_runner():
        Job.objects.filter(id=failed).update(state=JobState.PARKED, finished_at=now())
    found = status(now())
    (queue,) = found.queues
    assert (queue.queue, queue.due, queue.running, queue.failed_lately) == (Job(id=late).queue, 1, 0, 1)
    assert 1190 < queue.oldest_due_seconds < 1300
    assert troubles(found) == [
        "The oldest job of fast is due since 20 minutes.",
        "1 jobs of fast failed in the last day: see the page Jobs.",
    ]


def test_mails_are_summed_over_all_organizations(door, alive):
    for name, state in (("acme", MailState.WAITING), ("acme", MailState.SENT), ("initech", MailState.FAILED)):
        with door(name):
            Mail.objects.create(kind="note", recipient="a@b.example", subject="s", text="t", state=state)
    assert status(now()).outboxes == {"mails": Outbox(1, 1)}


def test_organizations_behind_are_counted_and_not_entered(monkeypatch, alive):
    monkeypatch.setattr(border.OrganizationRef, "is_behind", True)
    found = status(now())
    assert len(found.behind) == 5
    assert found.outboxes == {"mails": Outbox(0, 0)}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"redis": "away (ConnectionError)"}, "Redis is away"),
        ({"behind": ("ORG-000002",)}, "1 organizations are behind"),
        ({"seen_seconds": ALIVE | {"sweep": 300.0}}, "No sign of life of sweep for 5 minutes"),
        ({"seen_seconds": ALIVE | {"slow": None}}, "No sign of life of slow ever"),
        ({"queues": (Backlog("slow", 9, 1, 0, 900.0),)}, "The oldest job of slow is due since 15 minutes"),
        ({"outboxes": {"mails": Outbox(0, 2)}}, "2 mails could not be sent"),
        ({"schema": "behind"}, "The shared schema is behind"),
        ({"database": "OperationalError"}, "The database does not answer"),
    ],
)
def test_each_trouble_is_said(change, words):
    assert troubles(WELL) == []
    (said,) = troubles(replace(WELL, **change))
    assert said.startswith(words)


@pytest.mark.parametrize("state", ["OperationalError", "ok"])
def test_out_of_order_is_another_code(monkeypatch, capsys, state):
    monkeypatch.setattr(readiness, "database_state", lambda: state)
    monkeypatch.setattr(readiness, "schema_state", lambda: "behind")
    assert shown(capsys)[0] == 2


def test_people_read_lines(alive, capsys):
    with pytest.raises(SystemExit):
        call_command("status")
    said = capsys.readouterr().out
    assert said.startswith("database ok, shared schema ok, redis ok\norganizations 5, behind 0\nseen: sweep 0 s ago")
    assert said.rstrip().endswith("All is well.")
