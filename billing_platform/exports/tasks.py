"""Jobs of exports."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.utils import timezone

from billing_platform.exports.operations import forget_exports, write_export
from common.dates import local_today
from tenants import border
from tenants.jobs.registry import RunningJob, job
from tenants.models import now


@job("write_export", queue="slow")
def write(running: RunningJob) -> None:
    """Write the export of the payload, on today's date and in the times of its organization's zone."""
    zone = border.present_organization().time_zone
    today, export_id = local_today(now(), zone), UUID(running.payload["export"])
    with timezone.override(zone):
        export = write_export(export_id, today=today, progress=running.progress)
    running.result.update(rows=export.rows, title=export.title, state=export.state)


@job("forget_exports", queue="slow", daily_at=time(3))
def forget(running: RunningJob) -> None:
    """Delete the files of exports that have expired."""
    running.result["exports"] = forget_exports(now())
