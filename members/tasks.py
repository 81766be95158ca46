"""Jobs of members."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from members.operations.passwords import mail_reset_link
from people.operations import forget_expired_sessions
from tenants.jobs.registry import RunningJob, job


@job("forget_sessions", queue="slow", daily_at=time(3))
def forget_sessions(running: RunningJob) -> None:
    """Delete the sessions that have expired."""
    running.result["sessions"] = forget_expired_sessions()


@job("mail_reset_link")
def reset_link(running: RunningJob) -> None:
    """Mail a link to a new password to the account of the payload; where it names none, there is nothing to do."""
    account = running.payload["account"]
    running.result["mailed"] = mail_reset_link(UUID(account)) if account else 0
