"""Write, claim, run and end jobs."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from common.errors import Refusal
from common.retry import BuyerBusy
from common.sql import Rung, step
from tenants import border, register
from tenants.border import Actor, BuyerUnavailable, OrganizationBehind
from tenants.jobs.heartbeat import beating
from tenants.jobs.models import Asked, Job, JobState
from tenants.jobs.registry import KINDS, LEASE, JobCancelled, JobKind, Progress, RunningJob, refuse_lost
from tenants.models import now

MOST_ATTEMPTS = 5
MOST_RUNNING_OF_ONE = 4
PUT_OFF = timedelta(seconds=30)
COMES_BACK = (OrganizationBehind, BuyerUnavailable, BuyerBusy)
log = logging.getLogger("jobs")


class JobRefused(Refusal):
    """The job names no organization, nobody, or a kind nobody knows; it is parked, never run."""

    code = "job_refused"


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    due_at: datetime | None = None,
    total: int | None = None,
    job_id: UUID | None = None,
) -> UUID:
    """Leave an obligation in the running transaction: the last thing it writes. Redis is told after the commit.

    The organization and the actor are those of the open door. With `key` the row is written once per (kind, key).
    `total` is how many items there are to do, where that is known beforehand; `job_id` its number, where a row that
    had to be written earlier names it.
    """
    known = KINDS[kind]
    row = Job(kind=kind, queue=known.queue, key=key, payload=payload, total=total, actor=border.present_actor())
    row.id, row.due_at = job_id or row.id, due_at or now()
    step(Rung.JOBS)
    Job.objects.bulk_create([row], ignore_conflicts=key is not None)
    ident, queue = row.id, known.queue
    transaction.on_commit(lambda: wake(ident, queue))
    return ident


def is_queued(kind: str, *, until: datetime) -> bool:
    """Whether the open organization has a job of this kind that has not begun and is due by `until`."""
    return Job.objects.filter(kind=kind, state=JobState.QUEUED, due_at__lte=until).exists()


def wake(job_id: UUID, queue: str, *, expires: float | None = None) -> None:
    """Tell a worker by Redis, for `expires` seconds. Redis being away loses nothing: the sweep finds the row."""
    try:
        current_app.send_task("run", args=[str(job_id)], queue=queue, retry=False, expires=expires)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("job.wake_failed", extra={"job": str(job_id), "reason": str(error)})


def run_job(job_id: UUID) -> bool:
    """Claim one job and do it. False when it is not due, done already, or somebody else's for now.

    A refusal parks it with its text, such as that whoever asked for it may not do it any more; one that passes by
    itself (an organization being upgraded) puts it off uncounted.
    """
    row = claim(job_id)
    if row is None:
        return False
    try:
        _do(row)
    except JobCancelled:
        _end(row, JobState.CANCELLED, "")
    except COMES_BACK as refusal:
        _put_off(row, refusal)
    except Refusal as refusal:
        _end(row, JobState.PARKED, f"{refusal.code}: {refusal.message}")
    except Exception as error:
        log.exception("job.failed", extra={"job": str(row.id), "kind": row.kind})
        _fail(row, error)
        raise
    else:
        _end(row, JobState.DONE, row.error)
    return True


def claim(job_id: UUID) -> Job | None:
    """Take the job for one lease; the attempt is counted before the work, a job tried too often is parked.

    One whose worker died after somebody had cancelled it ends as cancelled.
    """
    with border.as_runner(), transaction.atomic():
        open_now = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now())
        row = (
            Job.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(open_now, id=job_id, due_at__lte=now())
            .first()
        )
        if row is None or _is_crowded(row):
            return None
        row.attempts += 1
        row.state = _state_of_next_try(row)
        if row.state == JobState.RUNNING:
            row.started_at, row.lease_until = now(), now() + LEASE
        else:
            row.lease_until, row.finished_at = None, now()
        if row.state == JobState.PARKED:
            row.error = row.error or "The worker died each time this was tried."
        row.save(update_fields=["attempts", "state", "lease_until", "error", "started_at", "finished_at"])
        return row if row.state == JobState.RUNNING else None


def due_jobs(limit: int = 500) -> list[tuple[UUID, str]]:
    """Ids and queues of jobs that wait and are due, or whose worker went silent; at most `limit`.

    The oldest of every organization first, then the second of each: one with thousands hides nobody else's.
    """
    with border.as_runner():
        due = Q(state=JobState.QUEUED, due_at__lte=now()) | Q(state=JobState.RUNNING, lease_until__lt=now())
        turn = Window(RowNumber(), partition_by="tenant", order_by="due_at")
        fair = Job.objects.filter(due).annotate(turn=turn).order_by("turn", "due_at")
        return list(fair.values_list("id", "queue")[:limit])


def _do(row: Job) -> None:
    kind = KINDS.get(row.kind)
    organization = register.organization_of_schema(row.tenant)
    if kind is None or organization is None or not row.actor.strip():
        raise JobRefused(f"This job has no known organization, actor or kind ({row.tenant}, {row.kind}).")
    key, _, name = row.actor.partition(" ")
    with beating(row) as lease:
        running = RunningJob(row.id, row.kind, row.payload, _asking(kind, key, lease.progress), row.result)
        with border.inside(organization, Actor(key, name or key), via="job", request=str(row.id)):
            refuse_lost(key, kind.permissions)
            kind.function(running)


def _asking(kind: JobKind, actor: str, progress: Progress) -> Progress:
    """Progress that stops a job before its next item, too, once whoever asked for it may not do it any more."""

    def told(done: int, total: int | None) -> None:
        progress(done, total)
        if done and done != total:
            refuse_lost(actor, kind.permissions)

    return told


def _state_of_next_try(row: Job) -> JobState:
    if row.asked == Asked.CANCEL:
        return JobState.CANCELLED
    return JobState.RUNNING if row.tries <= MOST_ATTEMPTS else JobState.PARKED


def _is_crowded(row: Job) -> bool:
    running = Job.objects.filter(tenant=row.tenant, state=JobState.RUNNING, lease_until__gte=now()).count()
    return running >= MOST_RUNNING_OF_ONE


def _held(row: Job) -> QuerySet[Job]:
    """The job while it is still this attempt's: whoever lost the lease to another worker writes nothing more."""
    return Job.objects.filter(id=row.id, attempts=row.attempts)


def _end(row: Job, state: JobState, error: str) -> None:
    ended = {"state": state, "error": error, "finished_at": now(), "lease_until": None, "result": row.result}
    with border.as_runner():
        _held(row).update(**ended, done=row.done, total=row.total)


def _put_off(row: Job, refusal: Refusal) -> None:
    with border.as_runner():
        _held(row).update(
            state=JobState.QUEUED,
            attempts=row.attempts - 1,
            error=refusal.message,
            lease_until=None,
            due_at=now() + PUT_OFF,
        )


def _fail(row: Job, error: Exception) -> None:
    spent = row.tries >= MOST_ATTEMPTS
    state = JobState.PARKED if spent else JobState.QUEUED
    due_at = row.due_at if spent else now() + timedelta(seconds=5 * 2**row.tries)
    text = f"{type(error).__name__}: {error}"[:2000]
    with border.as_runner():
        finished_at = now() if spent else None
        _held(row).update(
            state=state, error=text, lease_until=None, due_at=due_at, finished_at=finished_at, done=row.done
        )
