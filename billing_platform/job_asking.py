"""Who may cancel a job or have it tried again: whoever asked for it and may still do so, and those who manage jobs."""

from __future__ import annotations

from dataclasses import dataclass

from billing_platform.logs import actor_key
from people.access import PersonRequest
from people.models import Account
from people.permissions import Permission
from tenants.jobs.asking import STOPPED
from tenants.jobs.models import OPEN_STATES, Asked, Job
from tenants.jobs.registry import KINDS


@dataclass(frozen=True, slots=True)
class Asker:
    """A person looking at jobs."""

    person: Account

    def may_ask(self, job: Job) -> bool:
        """Whether it is this person's job, who still may do what it does, or the person manages jobs."""
        if self.person.may(Permission.MANAGE_JOBS):
            return True
        act = _act_of(job)
        return bool(act) and self.is_own(job) and self.person.may(Permission(act))

    def may_stop(self, job: Job) -> bool:
        """A job that a person asked for; what the house owes (mails, PDFs) is not cancelled."""
        return bool(_act_of(job)) and self.may_ask(job)

    def may_cancel(self, job: Job) -> bool:
        """One to stop that is open, once."""
        return job.state in OPEN_STATES and job.asked != Asked.CANCEL and self.may_stop(job)

    def may_retry(self, job: Job) -> bool:
        """A job that failed or was cancelled."""
        return job.state in STOPPED and self.may_ask(job)

    def is_own(self, job: Job) -> bool:
        return actor_key(job.actor) == self.person.as_actor().key


def asker_of(request: PersonRequest) -> Asker:
    """The person of a request."""
    return Asker(request.user)


def _act_of(job: Job) -> str:
    return KINDS[job.kind].permission if job.kind in KINDS else ""
