"""The job of the history."""

from __future__ import annotations

from datetime import time

from tenants.history.operations import seal_days
from tenants.jobs.registry import RunningJob, job
from tenants.models import now


@job("seal_history", queue="slow", daily_at=time(4))
def seal(running: RunningJob) -> None:
    """Seal the days that are over."""
    running.result["days"] = seal_days(now())
