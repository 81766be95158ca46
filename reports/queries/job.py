"""One job with all there is to know about it: how far it is, who asked for it, what it works on, why it failed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from billing_platform.job_asking import Asker
from common.ui.figures import moment_text
from common.ui.parts import Fact, Progress
from reports.job_words import Subject, result_words, subject_of
from reports.queries.jobs import JobRow, reason_of, row_of
from tenants.history.queries import name_of_actor
from tenants.jobs.models import OPEN_STATES, Asked, Job, JobState

ASKED_WORDS = {Asked.CANCEL: "Cancelled by", Asked.RETRY: "Tried again by"}


@dataclass(frozen=True, slots=True)
class JobPage:
    """A job; `subject` is the page of what it works on, None where the asker may not open it or it has none."""

    row: JobRow
    facts: tuple[Fact, ...]
    progress: Progress | None
    subject: Subject | None
    earlier_error: str

    @property
    def is_open(self) -> bool:
        return self.row.state in OPEN_STATES


def find_job(job_id: UUID) -> Job | None:
    """A job of this organization; one statement."""
    return Job.objects.filter(pk=job_id).first()


def job_page(job: Job, asker: Asker) -> JobPage:
    """The job as its page shows it; no statement."""
    row, subject = row_of(job, asker), subject_of(job)
    return JobPage(
        row=row,
        facts=tuple(_facts(job, row)),
        progress=_progress(job, row),
        subject=subject if subject and asker.person.may(subject.permission) else None,
        earlier_error="" if job.state == JobState.PARKED else reason_of(job.error),
    )


def _progress(job: Job, row: JobRow) -> Progress | None:
    """The card, while the job is open and known to have an end, or was cut short."""
    is_open = job.state in OPEN_STATES
    if job.total is None or job.state == JobState.DONE:
        return None
    return Progress(
        label=row.title,
        done=job.done,
        total=job.total,
        words=row.words if job.state in (JobState.RUNNING, JobState.CANCELLED) else f"{job.done:,} of {job.total:,}",
        note="It goes on in the background; you may leave this page." if is_open else "",
        poll_url=reverse("jobs:detail", args=[job.pk]) if is_open else "",
        target="job",
    )


def _facts(job: Job, row: JobRow) -> list[Fact]:
    asked = Asked(job.asked)
    told = [
        Fact("Asked for by", row.asked_by, note=moment_text(row.queued_at)),
        Fact("Tried", f"{job.tries} time{'' if job.tries == 1 else 's'}" if job.tries else "not yet"),
    ]
    if job.state == JobState.DONE and result_words(job):
        told.insert(0, Fact("Result", result_words(job)))
    if job.state == JobState.QUEUED:
        told.append(Fact("Next try", moment_text(job.due_at)))
    if asked in ASKED_WORDS and job.asked_at:
        told.append(Fact(ASKED_WORDS[asked], name_of_actor(job.asked_by), note=moment_text(job.asked_at)))
    if job.started_at:
        told.append(Fact("Latest try began", moment_text(job.started_at)))
    if job.finished_at:
        told.append(Fact("Ended", moment_text(job.finished_at)))
    return [*told, Fact("Number", str(row.id))]
