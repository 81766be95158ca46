"""Reads of the open organization's own jobs; row-level security keeps those of others out."""

from __future__ import annotations

from tenants.jobs.models import Job, JobState


def running_count() -> int:
    """How many jobs of this organization a worker has in hand."""
    return Job.objects.filter(state=JobState.RUNNING).count()


def is_open(kind: str, key: str) -> bool:
    """Whether this organization's job of that kind and key still waits or is at work; one statement, by its index."""
    return Job.objects.filter(kind=kind, key=key, state__in=(JobState.QUEUED, JobState.RUNNING)).exists()
