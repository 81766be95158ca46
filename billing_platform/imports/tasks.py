"""Jobs of imports."""

from __future__ import annotations

from datetime import time

from billing_platform.imports.operations import forget_imports
from tenants.jobs.registry import RunningJob, job
from tenants.models import now


@job("forget_imports", queue="slow", daily_at=time(3))
def forget(running: RunningJob) -> None:
    """Discard sheets that nobody has confirmed."""
    running.result["imports"] = forget_imports(now())
