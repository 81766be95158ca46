"""A job in words: how far it got, who asked for it, why it failed; and how many have failed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing_platform.job_asking import Asker
from common.ui.figures import moment_text
from reports.job_words import LISTED, kind_words, result_words, title_of
from tenants.history.queries import name_of_actor
from tenants.jobs.models import Asked, Job, JobState
from tenants.jobs.operations import MOST_ATTEMPTS
from tenants.jobs.queries import own_jobs

REFUSED = re.compile(r"^[a-z][a-z0-9_]*: ")
BROKE = re.compile(r"^[A-Za-z]+: ")
SOMETHING_BROKE = (
    "Something broke on our side each time. Nothing was left half-done. Tell support the number of this job."
)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job in words ready to print; `total` is None while nobody knows how much there is to do.

    `started_at` is when its latest try began; `can_cancel` and `can_retry` are what the asker may ask of it.
    """

    id: UUID
    kind: str
    title: str
    state: JobState
    asked_by: str
    words: str
    done: int
    total: int | None
    tries: int
    reason: str
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    can_cancel: bool
    can_retry: bool


def failed_count() -> int:
    """How many of this organization's jobs have failed; one statement."""
    return own_jobs().filter(LISTED, state=JobState.PARKED).count()


def row_of(job: Job, asker: Asker) -> JobRow:
    """The job as `asker` sees it, with what that person may ask of it."""
    return JobRow(
        id=job.id,
        kind=kind_words(job.kind),
        title=title_of(job),
        state=JobState(job.state),
        asked_by=name_of_actor(job.actor),
        words=_words(job),
        done=job.done,
        total=job.total,
        tries=job.tries,
        reason=reason_of(job.error) if job.state == JobState.PARKED else "",
        queued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        can_cancel=asker.may_cancel(job),
        can_retry=asker.may_retry(job),
    )


def _words(job: Job) -> str:
    """How far it got: "52 of 86", "40 of 86 done, 46 not done", "tried 2 of 5 times, next try 3 Nov 2026, 16:20"."""
    if job.state == JobState.RUNNING:
        stopping = ", stops after the present item" if job.asked == Asked.CANCEL else ""
        return (f"{job.done:,} of {job.total:,}" if job.total is not None else "at work") + stopping
    if job.state == JobState.QUEUED:
        tried = f"tried {job.tries} of {MOST_ATTEMPTS} times, next try" if job.tries else "due"
        return f"{tried} {moment_text(job.due_at)}"
    if job.state == JobState.DONE:
        return result_words(job)
    if job.state == JobState.CANCELLED:
        return "" if job.total is None else f"{job.done:,} of {job.total:,} done, {job.total - job.done:,} not done"
    return f"tried {job.tries} times" if job.tries > 1 else ""


def reason_of(error: str) -> str:
    """The refusal's own words; what a defect says is for the log, not for the person."""
    if REFUSED.match(error):
        return REFUSED.sub("", error, count=1)
    return SOMETHING_BROKE if BROKE.match(error) else error
