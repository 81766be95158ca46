"""Jobs of imports."""

from __future__ import annotations

from billing_platform.imports.operations import forget_imports
from tenants.jobs.registry import RunningJob, job
from tenants.models import now


@job("forget_imports", queue="slow")
def forget(running: RunningJob) -> None:
    """Discard sheets that nobody has confirmed."""
    running.result["imports"] = forget_imports(now())
