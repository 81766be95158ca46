"""Jobs of the outbox."""

from __future__ import annotations

from billing_platform.notifications.operations import send_waiting
from tenants.jobs.registry import RunningJob, job


@job("send_outbox")
def send_outbox(running: RunningJob) -> None:
    """Send what waits."""
    running.result["sent"] = send_waiting()
