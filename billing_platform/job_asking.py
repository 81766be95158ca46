"""Who may cancel a job or have it tried again: whoever asked for it and may still do so, and those who manage jobs.

To manage jobs is no right to do what they do: it stops a job, and has one go on only with the permissions of its act.
"""

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
        return bool(act_of(job)) and self.is_own(job) and self.may_do(job)

    def may_do(self, job: Job) -> bool:
        """Whether the person holds every permission of what the job does; what the house owes asks for none."""
        return all(map(self.person.may, act_of(job)))

    def may_stop(self, job: Job) -> bool:
        """A job that a person asked for; what the house owes (mails, PDFs) is not cancelled."""
        return bool(act_of(job)) and self.may_ask(job)

    def may_cancel(self, job: Job) -> bool:
        """One to stop that is open, once."""
        return job.state in OPEN_STATES and job.asked != Asked.CANCEL and self.may_stop(job)

    def may_retry(self, job: Job) -> bool:
        """A job that failed or was cancelled, of somebody who may do the rest of it."""
        return job.state in STOPPED and self.may_ask(job) and self.may_do(job)

    def is_own(self, job: Job) -> bool:
        return actor_key(job.actor) == self.person.as_actor().key


def asker_of(request: PersonRequest) -> Asker:
    """The person of a request."""
    return Asker(request.user)


def act_of(job: Job) -> tuple[Permission, ...]:
    """The permissions of the act that the job does for a person; none of what the house owes."""
    return tuple(map(Permission, KINDS[job.kind].permissions)) if job.kind in KINDS else ()
