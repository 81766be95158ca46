"""Jobs that come by the calendar: one a day in every organization, from an hour of its own clock on."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from common.dates import time_zone
from common.ids import new_public_id
from common.sql import columns_of, rows
from tenants import border, register
from tenants.jobs.operations import wake
from tenants.jobs.registry import KINDS
from tenants.models import OrganizationStatus

ACTOR = "system:calendar Calendar"
INSERT = """
INSERT INTO public.job (id, tenant, kind, queue, key, payload, actor, due_at, attempts, state, done, result, error,
                        created_at)
SELECT i, t, k, q, d, p::jsonb, a, public.present(), 0, 'queued', 0, '{}', '', public.present()
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
       AS u (i, t, k, q, d, p, a)
    ON CONFLICT (tenant, kind, key) DO NOTHING RETURNING id, queue
"""
log = logging.getLogger("jobs")


def write_calendar(moment: datetime) -> int:
    """Write the daily jobs whose hour has come; `moment` is an instant. Returns how many are new.

    Each (organization, kind, day) is written once, however often and by however many clocks this is called. A day on
    which no clock ran is not made up for: a daily job finds what is due by the state of the books, not by the date.
    """
    due = list(_due(moment))
    with border.as_runner():
        written: list[tuple[UUID, str]] = [(ident, queue) for ident, queue in rows(INSERT, columns_of(due, 7))]
    for ident, queue in written:
        wake(ident, queue)
    if written:
        log.info("calendar.written", extra={"jobs": len(written)})
    return len(written)


def _due(moment: datetime) -> Iterator[tuple[UUID, str, str, str, str, str, str]]:
    """The rows of every organization that is not closed, whose own clock shows the hour or a later one."""
    daily = [(kind, kind.daily_at) for kind in KINDS.values() if kind.daily_at is not None]
    for organization in register.every_organization():
        local = moment.astimezone(time_zone(organization.time_zone))
        day = local.date().isoformat()
        for kind, hour in daily if organization.status != OrganizationStatus.CLOSED else ():
            if local.time() >= hour:
                payload = json.dumps({"day": day})
                yield new_public_id(), organization.schema_name, kind.name, kind.queue, day, payload, ACTOR
