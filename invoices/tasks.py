"""Jobs of invoices."""

from __future__ import annotations

from datetime import UTC, datetime

from common.dates import local_today
from invoices.operations.issue import issue_invoices
from invoices.operations.pdf import make_pdfs
from tenants import border
from tenants.jobs.registry import RunningJob, job


@job("issue_invoices", queue="slow")
def issue(running: RunningJob) -> None:
    """Issue the documents of the payload, on today's date in the supplier's zone."""
    today = local_today(datetime.now(UTC), border.present_organization().time_zone)
    documents, verify = running.payload["documents"], running.payload["verify"]
    result = issue_invoices(documents, today=today, verify=verify, progress=running.progress)
    running.result.update(issued=result.issued, set_aside=result.set_aside, waiting=len(result.waiting))


@job("make_pdfs", queue="slow")
def make(running: RunningJob) -> None:
    """Make the PDFs of the payload's documents and hand them to the buyers."""
    result = make_pdfs(running.payload["documents"], progress=running.progress)
    running.result.update(ready=result.ready, off=result.off)
