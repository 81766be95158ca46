"""Jobs of the API."""

from __future__ import annotations

from datetime import time

from billing_platform.api.operations.answers import forget_answers
from billing_platform.api.operations.tokens import warn_of_expiry
from tenants.jobs.registry import RunningJob, job


@job("warn_of_expiring_tokens", daily_at=time(7))
def warn(running: RunningJob) -> None:
    """Mail whose tokens expire soon."""
    running.result["mailed"] = warn_of_expiry()


@job("forget_answers", queue="slow", daily_at=time(3))
def forget(running: RunningJob) -> None:
    """Remove answers of repeated requests that were kept long enough."""
    running.result["answers"] = forget_answers()
