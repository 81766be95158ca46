"""Jobs of stored files."""

from __future__ import annotations

from datetime import time

from billing_platform.files.operations import sweep_orphans
from tenants.jobs.registry import RunningJob, job


@job("sweep_files", queue="slow", daily_at=time(3))
def sweep(running: RunningJob) -> None:
    """Delete the stored bytes that no row names any more."""
    running.result["files"] = sweep_orphans()
