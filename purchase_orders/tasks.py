"""Jobs of purchase orders."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.dates import local_today
from purchase_orders.expiry import ROUND_AT
from purchase_orders.operations.expiry import tell_of_expiry
from purchase_orders.operations.trial import work_out
from tenants import border
from tenants.jobs.registry import RunningJob, job
from tenants.models import now


@job("tell_of_expiry", queue="slow", daily_at=ROUND_AT)
def tell(running: RunningJob) -> None:
    """Tell contacts of purchase orders that end. A job that comes late tells what is due today in the buyer's zone."""
    today = local_today(now(), border.present_organization().time_zone)
    told = tell_of_expiry(today=max(today, date.fromisoformat(running.payload["day"])))
    running.result.update(orders=told.orders, mails=told.mails)


@job("what_if", queue="slow")
def try_out(running: RunningJob) -> None:
    """Work out the what-if of the payload."""
    running.result["elsewhere"] = work_out(UUID(running.payload["trial"]))
