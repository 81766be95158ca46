"""The installation as its operators see it: what runs, what waits, what failed, and what of it needs somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from billing_platform.ground import redis_state
from billing_platform.readiness import states
from tenants import border, register
from tenants.border import Actor
from tenants.jobs.pulses import pulses
from tenants.jobs.queries import LATE_SECONDS, Backlog, backlogs

OPERATOR = Actor("system:status", "Status")
SILENT_AFTER = {"sweep": timedelta(minutes=2), "slow": timedelta(minutes=15), "xml": timedelta(minutes=15)}


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits and what was given up in one organization, of one kind of work that is no job."""

    waiting: int
    failed: int


# Filled when the apps load: what a room has waiting in the organization whose door is open.
OUTBOXES: dict[str, Callable[[], Outbox]] = {}


@dataclass(frozen=True, slots=True)
class Status:
    """`seen_seconds` is how long ago each pulse was; None for one that never was. `outboxes` sums all organizations."""

    database: str
    schema: str
    redis: str
    organizations: int = 0
    behind: tuple[str, ...] = ()
    seen_seconds: dict[str, float | None] = field(default_factory=dict)
    queues: tuple[Backlog, ...] = ()
    outboxes: dict[str, Outbox] = field(default_factory=dict)


def status(now: datetime) -> Status:
    """Look at everything; organizations that are behind are counted, not entered."""
    database, schema = states()
    if schema != "ok":
        return Status(database, schema, redis_state())
    everybody = register.every_organization()
    behind = tuple(organization.organization_id for organization in everybody if organization.is_behind)
    seen = pulses()
    ages = {name: (now - seen[name]).total_seconds() if name in seen else None for name in SILENT_AFTER}
    outboxes = {name: _summed(count, everybody) for name, count in OUTBOXES.items()}
    return Status(database, schema, redis_state(), len(everybody), behind, ages, tuple(backlogs()), outboxes)


def troubles(found: Status) -> list[str]:
    """What needs somebody, one sentence each; nothing when all is well."""
    return [*_of_servers(found), *_of_life(found), *_of_work(found)]


def _of_servers(found: Status) -> Iterator[str]:
    if found.database != "ok":
        yield f"The database does not answer ({found.database})."
    elif found.schema != "ok":
        yield "The shared schema is behind this release: run `manage.py migrate`."
    if found.redis != "ok":
        yield f"Redis is {found.redis}: work starts late."
    if found.behind:
        yield f"{len(found.behind)} organizations are behind this release and answer 503: run `manage.py migrate`."


def _of_life(found: Status) -> Iterator[str]:
    for name, age in found.seen_seconds.items():
        if age is None or age > SILENT_AFTER[name].total_seconds():
            yield f"No sign of life of {name}{_since(age)}: is its worker running, and beat?"


def _of_work(found: Status) -> Iterator[str]:
    for queue in found.queues:
        if queue.oldest_due_seconds > LATE_SECONDS:
            yield f"The oldest job of {queue.queue} is due since {queue.oldest_due_seconds / 60:.0f} minutes."
        if queue.failed_lately:
            yield f"{queue.failed_lately} jobs of {queue.queue} failed in the last day: see the page Jobs."
    for name, outbox in found.outboxes.items():
        if outbox.failed:
            yield f"{outbox.failed} {name} could not be sent: see the page Mails."


def _since(age: float | None) -> str:
    return " ever" if age is None else f" for {age / 60:.0f} minutes"


def _summed(count: Callable[[], Outbox], everybody: list[border.OrganizationRef]) -> Outbox:
    found = []
    for organization in everybody:
        if not organization.is_behind:
            with border.inside(organization, OPERATOR, via="command"):
                found.append(count())
    return Outbox(sum(each.waiting for each in found), sum(each.failed for each in found))
