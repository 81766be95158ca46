"""The clock asks every organization once a day, however often and from wherever it ticks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenants.jobs import daily
from tenants.jobs.daily import ask_for_daily_jobs

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _only_one_kind(monkeypatch):
    monkeypatch.setattr(daily, "KINDS", ["seal_history"])


def test_every_organization_is_asked_once_a_day(cast, all_jobs):
    assert ask_for_daily_jobs(DAY) == len(cast)
    assert ask_for_daily_jobs(DAY) == 0
    assert ask_for_daily_jobs(DAY + timedelta(days=1)) == len(cast)
    asked = [(job.tenant, job.kind, job.key, job.actor) for job in all_jobs() if job.key == "2026-11-22"]
    assert {row[0] for row in asked} == {organization.schema_name for organization in cast.values()}
    assert {row[1:] for row in asked} == {("seal_history", "2026-11-22", "system:clock Clock")}


def test_an_organization_that_is_behind_is_asked_when_it_is_back(cast, monkeypatch):
    hooli = cast["hooli"].schema_name
    behind = property(lambda organization: organization.schema_name == hooli)
    with monkeypatch.context() as for_now:
        for_now.setattr("tenants.border.OrganizationRef.is_behind", behind)
        assert ask_for_daily_jobs(DAY) == len(cast) - 1
    assert ask_for_daily_jobs(DAY) == 1


def test_what_was_asked_for_is_done(cast, drain, all_jobs):
    ask_for_daily_jobs(DAY)
    assert drain() == len(cast)
    assert {job.state for job in all_jobs()} == {"done"}


def test_a_tick_with_nothing_to_ask_opens_no_door(cast, django_assert_max_num_queries):
    ask_for_daily_jobs(DAY)
    with django_assert_max_num_queries(3):
        ask_for_daily_jobs(DAY)
