"""Daily jobs: once a day in every organization, from an hour of its own clock on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tenants import border, register
from tenants.jobs import calendar
from tenants.jobs.calendar import write_calendar
from tenants.jobs.registry import KINDS, JobKind
from tenants.models import OrganizationStatus

rolled_back = pytest.mark.django_db
BEFORE, AFTER = datetime(2026, 11, 20, 4, 59, tzinfo=UTC), datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # 06:00 in Berlin


@pytest.fixture
def daily(monkeypatch):
    """The only daily kind there is, at six, and what its jobs saw."""
    seen = []

    def look(running):
        seen.append((border.present_organization().name, border.present_actor(), running.payload))

    only = {name: kind for name, kind in KINDS.items() if kind.daily_at is None}
    monkeypatch.setattr(calendar, "KINDS", only | {"look": JobKind("look", "slow", look, daily_at=time(6))})
    monkeypatch.setitem(KINDS, "look", calendar.KINDS["look"])
    return seen


@rolled_back
def test_every_organization_gets_the_job_once_a_day_from_its_hour_on(daily, cast, all_jobs):
    assert write_calendar(BEFORE) == 0
    assert write_calendar(AFTER) == len(cast)
    assert write_calendar(AFTER.replace(hour=20)) == 0
    assert write_calendar(AFTER.replace(day=21)) == len(cast)
    written = sorted((job.tenant, job.key, job.queue) for job in all_jobs())
    schemas = sorted(organization.schema_name for organization in cast.values())
    assert written == [(schema, f"2026-11-{day}", "slow") for schema in schemas for day in (20, 21)]


@rolled_back
def test_the_hour_is_that_of_the_organization_s_own_clock(daily, monkeypatch, cast):
    zones = dict(
        zip(
            sorted(cast),
            ("Pacific/Auckland", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/Paris"),
            strict=True,
        )
    )
    monkeypatch.setattr(calendar, "time_zone", lambda name: ZoneInfo(zones[turn.pop(0)]))
    turn = [name for organization in register.every_organization() for name in zones if cast[name] == organization]
    assert write_calendar(AFTER) == 4


@rolled_back
def test_the_job_works_in_the_organization_it_is_for_in_the_name_of_the_calendar(daily, cast, drain):
    write_calendar(AFTER)
    drain()
    assert {name for name, _, _ in daily} == {organization.name for organization in cast.values()}
    assert {(actor, payload["day"]) for _, actor, payload in daily} == {("system:calendar Calendar", "2026-11-20")}


@rolled_back
def test_a_closed_organization_has_no_calendar(daily, monkeypatch, cast):
    from dataclasses import replace

    hooli = replace(cast["hooli"], status=OrganizationStatus.CLOSED)
    monkeypatch.setattr(register, "every_organization", lambda: [hooli, cast["acme"]])
    assert write_calendar(AFTER) == 1


def test_clocks_at_once_write_each_job_once(committed, daily, cast, all_jobs):
    def strike(_):
        try:
            return write_calendar(AFTER)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clocks:
        assert sum(clocks.map(strike, range(12))) == len(cast)
    assert len(all_jobs()) == len(cast)
