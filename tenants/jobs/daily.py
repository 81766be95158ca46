"""The clock: kinds of jobs that every organization does once a day, asked for as soon as the day (UTC) has begun."""

from __future__ import annotations

import logging
from datetime import date

from tenants import border
from tenants.border import Actor, OrganizationBehind, OrganizationRef
from tenants.jobs.models import Job
from tenants.jobs.operations import enqueue

CLOCK = Actor("system:clock", "Clock")
KINDS: list[str] = []
log = logging.getLogger("jobs")


def each_day(*kinds: str) -> None:
    """Add kinds of jobs without payload to the clock; called once by a room's `AppConfig.ready`."""
    KINDS.extend(kind for kind in kinds if kind not in KINDS)


def ask_for_daily_jobs(today: date) -> int:
    """Enqueue what organizations have not been asked for today; returns how many jobs.

    Safe to call often and from several clocks at once: a job is one row for (organization, kind, day). An organization
    that is behind on migrations is asked once it is back.
    """
    asked = _asked(today)
    missing = {
        each: [kind for kind in KINDS if (each.schema_name, kind) not in asked] for each in border.every_organization()
    }
    return sum(_ask(organization, kinds, today) for organization, kinds in missing.items() if kinds)


def _asked(today: date) -> set[tuple[str, str]]:
    with border.as_runner():
        return set(Job.objects.filter(kind__in=KINDS, key=_key(today)).values_list("tenant", "kind"))


def _ask(organization: OrganizationRef, kinds: list[str], today: date) -> int:
    try:
        with border.inside(organization, CLOCK, via="job"):
            for kind in kinds:
                enqueue(kind, {}, key=_key(today))
    except OrganizationBehind:
        log.info("clock.put_off", extra={"organization": organization.organization_id})
        return 0
    return len(kinds)


def _key(day: date) -> str:
    return f"{day:%Y-%m-%d}"
