"""Shorthand for members: the link in the mail that was written last."""

from __future__ import annotations

import re

import pytest

from billing_platform.notifications.models import Mail
from tenants.jobs.operations import due_jobs, run_job


@pytest.fixture
def mailed_path(door):
    """`mailed_path("acme")`: the path of the link in the newest mail of this organization."""

    def newest(organization: str) -> str:
        with door(organization):
            text = Mail.objects.latest("id").letter["address"]
        return re.search(r"/(join|new-password)/[\w-]+/", text).group()

    return newest


@pytest.fixture
def written():
    """`written()` runs the jobs that are due, and none they leave behind: mails are written, not sent yet."""

    def run_due() -> None:
        for job_id, _ in due_jobs():
            run_job(job_id)

    return run_due


@pytest.fixture
def mail_count(door):
    def count(organization: str) -> int:
        with door(organization):
            return Mail.objects.count()

    return count
