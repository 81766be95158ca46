"""Jobs of invoices."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from common.dates import local_today
from invoices.operations.check_rules import check_document
from invoices.operations.issue import issue_invoices
from invoices.operations.opening import tell_opened
from invoices.operations.pdf import make_pdfs
from invoices.operations.uploads import forget_content, read_upload
from people.permissions import Permission
from tenants import border
from tenants.jobs.registry import RunningJob, job


@job("issue_invoices", permissions=[Permission.ISSUE_INVOICES])
def issue(running: RunningJob) -> None:
    """Issue the documents of the payload, on today's date in the supplier's zone."""
    today = local_today(datetime.now(UTC), border.present_organization().time_zone)
    documents, verify = running.payload["documents"], running.payload["verify"]
    result = issue_invoices(documents, today=today, verify=verify, progress=running.progress)
    running.result.update(issued=result.issued, set_aside=result.set_aside, waiting=len(result.waiting))


@job("read_upload", queue="xml")
def read(running: RunningJob) -> None:
    """Read the files of the upload in the payload; the result counts what became of all its files."""
    upload, run = UUID(running.payload["upload"]), running.payload["run"]
    running.result.update(read_upload(upload, run=run, progress=running.progress))


@job("forget_upload_content", queue="slow")
def forget(running: RunningJob) -> None:
    """Remove the bytes of files that were not taken and were kept long enough."""
    running.result["files"] = forget_content(datetime.now(UTC))


@job("check_rules", queue="xml")
def check(running: RunningJob) -> None:
    """Check the received document of the payload against the official rules."""
    found = check_document(UUID(running.payload["document"]), running.payload["attempt"])
    running.result["broken"] = found


@job("tell_opened")
def tell(running: RunningJob) -> None:
    """Tell the supplier that the document of the payload was opened."""
    running.result["told"] = tell_opened(UUID(running.payload["document"]))


@job("make_pdfs", queue="slow")
def make(running: RunningJob) -> None:
    """Make the PDFs of the payload's documents and hand them to the buyers."""
    result = make_pdfs(running.payload["documents"], progress=running.progress)
    running.result.update(ready=result.ready, off=result.off)
