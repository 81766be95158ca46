"""The pages of jobs: what goes on in the background, what waits, what failed and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q

from billing_platform.job_asking import Asker
from common.ui.figures import moment_text
from common.ui.listing import COUNT_LIMIT
from reports.job_words import LISTED, result_words, title_of
from tenants.history.queries import name_of_actor
from tenants.jobs.models import Asked, Job, JobState
from tenants.jobs.operations import MOST_ATTEMPTS

REFUSED = re.compile(r"^[a-z][a-z0-9_]*: ")
BROKE = re.compile(r"^[A-Za-z]+: ")
SOMETHING_BROKE = (
    "Something broke on our side each time. Nothing was left half-done. Tell support the number of this job."
)


ENDED = (JobState.DONE, JobState.CANCELLED)


class JobView(StrEnum):
    """The lists of the page."""

    OPEN = "open"
    FAILED = "failed"
    FINISHED = "finished"
    CANCELLED = "cancelled"

    @property
    def states(self) -> tuple[JobState, ...]:
        return {
            JobView.OPEN: (JobState.RUNNING, JobState.QUEUED),
            JobView.FAILED: (JobState.PARKED,),
            JobView.FINISHED: (JobState.DONE,),
            JobView.CANCELLED: (JobState.CANCELLED,),
        }[self]


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many jobs are open and how many failed."""

    open: int
    failed: int


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job in words ready to print; `total` is None while nobody knows how much there is to do."""

    id: UUID
    title: str
    state: JobState
    facts: str
    words: str
    done: int
    total: int | None
    reason: str
    can_cancel: bool
    can_retry: bool


def job_counts() -> JobCounts:
    """Open and failed jobs of this organization; one statement."""
    counted = {view.value: Count("pk", filter=Q(state__in=view.states)) for view in (JobView.OPEN, JobView.FAILED)}
    return JobCounts(**Job.objects.filter(LISTED).exclude(state__in=ENDED).aggregate(**counted))


def ended_count(view: JobView) -> int:
    """Jobs of a list without a figure beside its name, counted up to one beyond the limit of lists."""
    return Job.objects.filter(LISTED, state__in=view.states).order_by()[: COUNT_LIMIT + 1].count()


def job_rows(view: JobView, rows: slice, asker: Asker) -> list[JobRow]:
    """One page of a list, newest first, in the open list those at work before those that wait; one statement."""
    order = ("-state", "-created_at") if view == JobView.OPEN else ("-created_at",)
    found = Job.objects.filter(LISTED, state__in=view.states).order_by(*order, "id")[rows]
    return [row_of(job, asker) for job in found]


def row_of(job: Job, asker: Asker) -> JobRow:
    """The job as `asker` sees it, with what that person may ask of it."""
    return JobRow(
        id=job.id,
        title=title_of(job),
        state=JobState(job.state),
        facts=_facts(job),
        words=_words(job),
        done=job.done,
        total=job.total,
        reason=reason_of(job.error) if job.state == JobState.PARKED else "",
        can_cancel=asker.may_cancel(job),
        can_retry=asker.may_retry(job),
    )


def _facts(job: Job) -> str:
    ended = f" · ended {moment_text(job.finished_at)}" if job.finished_at else ""
    return f"{moment_text(job.created_at)}, by {name_of_actor(job.actor)}{ended}"


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
