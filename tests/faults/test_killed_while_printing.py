"""A worker killed while it makes PDFs: the next makes them once, with the same bytes on both sides."""

from __future__ import annotations

import signal

import pytest

from billing_platform.files.operations import sweep_orphans
from invoices.models import PdfVersion
from invoices.operations.issue import issue_invoices
from ledger.books import check_books
from tenants.jobs.operations import run_job
from tests.building import line, verified
from tests.faults.processes import as_superuser, start

pytestmark = [pytest.mark.slow, pytest.mark.pdf, pytest.mark.usefixtures("printing")]
LEASE_RAN_OUT = "UPDATE public.job SET lease_until = now() - interval '1 second' WHERE id = %s"


@pytest.mark.parametrize(
    ("point", "ours_before", "theirs_before"),
    [("stored", 0, 0), ("made", 1, 0), ("handed over", 1, 1), ("committed", 2, 2)],
)
def test_a_worker_killed_while_printing_is_made_good_by_the_next(
    committed, door, today, all_jobs, point, ours_before, theirs_before
):
    with door("acme"):
        issue_invoices([verified("initech", line("1.00")).pk for _ in range(2)], today=today)
    job_id = next(job.id for job in all_jobs() if job.kind == "make_pdfs")
    process = start("pdf_killed", str(job_id), point)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert (len(hashes(door, "acme")), len(hashes(door, "initech"))) == (ours_before, theirs_before)
    as_superuser(LEASE_RAN_OUT, (job_id,))
    assert run_job(job_id)
    assert len(hashes(door, "acme")) == 2
    assert hashes(door, "initech") == hashes(door, "acme")
    for organization in ("acme", "initech"):
        with door(organization):
            assert list(check_books()) == []
            sweep_orphans()
            assert list(check_books()) == [], "the sweep took what a row names"


def hashes(door, organization):
    with door(organization):
        rows = PdfVersion.objects.order_by("document__number", "number")
        return list(rows.values_list("document__number", "number", "sha256"))
