"""The page of jobs: what goes on in the background, what waits, what failed and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q

from common.ui.figures import moment_text
from common.ui.listing import COUNT_LIMIT
from reports.job_words import LISTED, result_words, title_of
from tenants.history.queries import name_of_actor
from tenants.jobs.models import Job, JobState
from tenants.jobs.operations import MOST_ATTEMPTS

REFUSED = re.compile(r"^[a-z][a-z0-9_]*: ")
BROKE = re.compile(r"^[A-Za-z]+: ")
SOMETHING_BROKE = (
    "Something broke on our side each time. Nothing was left half-done. Tell support the number of this job."
)


class JobView(StrEnum):
    """The three lists of the page."""

    OPEN = "open"
    FAILED = "failed"
    FINISHED = "finished"

    @property
    def states(self) -> tuple[JobState, ...]:
        return {
            JobView.OPEN: (JobState.RUNNING, JobState.QUEUED),
            JobView.FAILED: (JobState.PARKED,),
            JobView.FINISHED: (JobState.DONE, JobState.CANCELLED),
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


def job_counts() -> JobCounts:
    """Open and failed jobs of this organization; one statement."""
    counted = {view.value: Count("pk", filter=Q(state__in=view.states)) for view in (JobView.OPEN, JobView.FAILED)}
    return JobCounts(**Job.objects.filter(LISTED).exclude(state__in=JobView.FINISHED.states).aggregate(**counted))


def finished_count() -> int:
    """Finished jobs, counted up to one beyond the limit of lists."""
    return Job.objects.filter(LISTED, state__in=JobView.FINISHED.states).order_by()[: COUNT_LIMIT + 1].count()


def job_rows(view: JobView, rows: slice) -> list[JobRow]:
    """One page of a list, newest first, in the open list those at work before those that wait; one statement."""
    order = ("-state", "-created_at") if view == JobView.OPEN else ("-created_at",)
    return [_row(job) for job in Job.objects.filter(LISTED, state__in=view.states).order_by(*order, "id")[rows]]


def _row(job: Job) -> JobRow:
    state = JobState(job.state)
    reason = _reason(job.error) if state == JobState.PARKED else ""
    return JobRow(job.id, title_of(job), state, _facts(job), _words(job), job.done, job.total, reason)


def _facts(job: Job) -> str:
    ended = f" · ended {moment_text(job.finished_at)}" if job.finished_at else ""
    return f"{moment_text(job.created_at)}, by {name_of_actor(job.actor)}{ended}"


def _words(job: Job) -> str:
    """How far it got: "52 of 86", "tried 2 of 5 times, next try 3 Nov 2026, 16:20", "issued 52, set aside 3"."""
    if job.state == JobState.RUNNING:
        return f"{job.done:,} of {job.total:,}" if job.total is not None else "at work"
    if job.state == JobState.QUEUED:
        tried = f"tried {job.attempts} of {MOST_ATTEMPTS} times, next try" if job.attempts else "due"
        return f"{tried} {moment_text(job.due_at)}"
    if job.state == JobState.DONE:
        return result_words(job)
    return f"tried {job.attempts} times" if job.attempts > 1 else ""


def _reason(error: str) -> str:
    """The refusal's own words; what a defect says is for the log, not for the person."""
    if REFUSED.match(error):
        return REFUSED.sub("", error, count=1)
    return SOMETHING_BROKE if BROKE.match(error) else error
