"""Jobs of the API."""

from __future__ import annotations

from uuid import UUID

from billing_platform.api.operations.answers import forget_answers
from billing_platform.api.operations.tokens import warn_of_expiry
from tenants.jobs.registry import RunningJob, job


@job("warn_of_expiry")
def warn(running: RunningJob) -> None:
    """Mail that the token of the payload expires soon."""
    running.result["mailed"] = warn_of_expiry(UUID(running.payload["token"]))


@job("forget_answers", queue="slow")
def forget(running: RunningJob) -> None:
    """Remove answers of repeated requests that were kept long enough."""
    running.result["answers"] = forget_answers()
