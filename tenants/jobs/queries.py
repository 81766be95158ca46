"""Reads of jobs: the open organization's own, behind row-level security, and the queues as operators see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.sql import rows
from tenants import border
from tenants.base import TenantQuerySet, here
from tenants.jobs.models import OPEN_STATES, Job

LATE_SECONDS = 300.0  # a job that is due for longer needs somebody


@dataclass(frozen=True, slots=True)
class Backlog:
    """What stands in one queue: jobs due, in hand and failed in the last day, and the age of the oldest due one."""

    queue: str
    due: int
    running: int
    failed_lately: int
    oldest_due_seconds: float


@dataclass(frozen=True, slots=True)
class Work:
    """The jobs of one organization, or of one kind in it: due, in hand, failed and done in the last seven days, and the
    age of the oldest due one.
    """

    due: int = 0
    running: int = 0
    failed_lately: int = 0
    done_lately: int = 0
    oldest_due_seconds: float = 0.0


_BACKLOGS = """
SELECT queue,
       count(*) FILTER (WHERE state = 'queued' AND due_at <= now()),
       count(*) FILTER (WHERE state = 'running'),
       count(*) FILTER (WHERE state = 'parked' AND finished_at > now() - interval '1 day'),
       coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE state = 'queued' AND due_at <= now())), 0)::float8
  FROM public.job WHERE state IN ('queued', 'running') OR (state = 'parked' AND finished_at > now() - interval '1 day')
 GROUP BY queue ORDER BY queue
"""

_WORK = """
SELECT {by},
       count(*) FILTER (WHERE state = 'queued' AND due_at <= now()),
       count(*) FILTER (WHERE state = 'running'),
       count(*) FILTER (WHERE state = 'parked' AND finished_at > now() - interval '7 days'),
       count(*) FILTER (WHERE state = 'done' AND finished_at > now() - interval '7 days'),
       coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE state = 'queued' AND due_at <= now())), 0)::float8
  FROM public.job WHERE (state IN ('queued', 'running') OR finished_at > now() - interval '7 days') {only}
 GROUP BY {by} ORDER BY {by}
"""


def backlogs() -> list[Backlog]:
    """Every queue with something in it, over all organizations; one statement, as the runner, outside every door."""
    with border.as_runner():
        return [Backlog(*row) for row in rows(_BACKLOGS)]


def work_by_organization() -> dict[str, Work]:
    """The work of every organization, by its schema; one statement, for the operator alone (BorderBreach)."""
    with border.overseeing():
        return {schema: Work(*figures) for schema, *figures in rows(_WORK.format(by="tenant", only=""))}


def work_by_kind(schema: str) -> dict[str, Work]:
    """The work of one organization, by the kind of its jobs; one statement, for the operator alone (BorderBreach)."""
    with border.overseeing():
        found = rows(_WORK.format(by="kind", only="AND tenant = %s"), [schema])
        return {kind: Work(*figures) for kind, *figures in found}


def own_jobs() -> TenantQuerySet[Job]:
    """This organization's jobs as a queryset that raises in any other organization's books.

    Row-level security leaves no others; the name of the organization is there for the indexes, since `CURRENT_USER` has
    another collation than they.
    """
    found: TenantQuerySet[Job] = TenantQuerySet(Job)
    return found.filter(tenant=here())


def is_open(kind: str, key: str) -> bool:
    """Whether this organization's job of that kind and key still waits or is at work; one statement, by its index."""
    return Job.objects.filter(kind=kind, key=key, state__in=OPEN_STATES).exists()


def open_job(kind: str, key: str) -> UUID | None:
    """The id of this organization's job of that kind and key while it waits or is at work; one statement."""
    return Job.objects.filter(kind=kind, key=key, state__in=OPEN_STATES).values_list("id", flat=True).first()
