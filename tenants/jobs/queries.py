"""Reads of the open organization's own jobs; row-level security keeps those of others out."""

from __future__ import annotations

from tenants.jobs.models import Job, JobState


def running_count() -> int:
    """How many jobs of this organization a worker has in hand."""
    return Job.objects.filter(state=JobState.RUNNING).count()
