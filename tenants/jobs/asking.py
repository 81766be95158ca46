"""What a person asks of a job of this organization that is there already: to stop, or to be tried again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from common.errors import Refusal
from common.sql import Rung, step
from tenants.jobs.models import OPEN_STATES, Asked, Job, JobState
from tenants.jobs.operations import wake

STOPPED = (JobState.PARKED, JobState.CANCELLED)


class JobEnded(Refusal):
    """It has ended meanwhile: there is nothing left to cancel."""

    code = "job_ended"


class JobNotStopped(Refusal):
    """It waits, is at work or is done: there is nothing to try again."""

    code = "job_not_stopped"


def cancel_job(job_id: UUID) -> JobState:
    """Cancel a job that waits, or have one at work stop before its next item; returns its state afterwards.

    What was done stays. Twice is no error while it is open. Refuses one that has ended (JobEnded).
    """
    with transaction.atomic():
        step(Rung.JOBS)
        if not Job.objects.filter(pk=job_id, state__in=OPEN_STATES).update(asked=Asked.CANCEL):
            raise JobEnded("This job has ended meanwhile, so there is nothing left to cancel.")
        return JobState(Job.objects.values_list("state", flat=True).get(pk=job_id))


def retry_job(job_id: UUID) -> None:
    """Put a failed or cancelled job back in its queue, its tries counted anew and its earlier error kept in sight.

    It goes on with what is not done. Refuses every other (JobNotStopped), and so the second of two who ask at once.
    """
    with transaction.atomic():
        step(Rung.JOBS)
        if not Job.objects.filter(pk=job_id, state__in=STOPPED).update(asked=Asked.RETRY):
            raise JobNotStopped("This job is not stopped: it waits, is at work or is done.")
        queue = Job.objects.values_list("queue", flat=True).get(pk=job_id)
        transaction.on_commit(lambda: wake(job_id, queue))
