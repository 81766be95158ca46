"""Jobs of purchase orders."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from purchase_orders.operations.expiry import tell_of_expiry
from purchase_orders.operations.trial import work_out
from tenants.jobs.registry import RunningJob, job


@job("tell_of_expiry", queue="slow", daily_at=time(6))
def tell(running: RunningJob) -> None:
    """Tell contacts of purchase orders that end, on the day of the payload in the buyer's zone."""
    told = tell_of_expiry(today=date.fromisoformat(running.payload["day"]))
    running.result.update(orders=told.orders, mails=told.mails)


@job("what_if", queue="slow")
def try_out(running: RunningJob) -> None:
    """Work out the what-if of the payload."""
    running.result["elsewhere"] = work_out(UUID(running.payload["trial"]))
