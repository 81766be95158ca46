"""A worker killed at any point of issuing: issued once, numbers without gaps, on both sides or on neither."""

from __future__ import annotations

import signal

import pytest

from invoices.models import Document, State
from invoices.operations.issue import request_issue
from ledger.books import check_books
from tenants.jobs.operations import run_job
from tests.building import line, order, verified
from tests.faults.processes import as_superuser, start

pytestmark = pytest.mark.slow
LEASE_RAN_OUT = "UPDATE public.job SET lease_until = now() - interval '1 second' WHERE id = %s"


@pytest.mark.parametrize(
    ("point", "issued_before_death"), [("matched", 0), ("numbered", 0), ("delivered", 0), ("committed", 5)]
)
def test_a_worker_killed_while_issuing_is_made_good_by_the_next(committed, door, all_jobs, point, issued_before_death):
    with door("initech"):
        order("PO-1")
    with door("acme"):
        request_issue([verified("initech", line("1.00")).pk for _ in range(5)], verify=False)
    job_id = next(job.id for job in all_jobs() if job.kind == "issue_invoices")
    process = start("killed", str(job_id), point)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    with door("acme"):
        assert Document.objects.filter(state=State.ISSUED).count() == issued_before_death
    with door("initech"):
        assert Document.objects.count() == issued_before_death
    assert not run_job(job_id), "the dead worker's lease still holds"
    as_superuser(LEASE_RAN_OUT, (job_id,))
    assert run_job(job_id)
    with door("acme"):
        assert sorted(Document.objects.values_list("number", flat=True)) == [f"INV-2026-{n:06d}" for n in range(1, 6)]
        assert list(check_books()) == []
    with door("initech"):
        assert Document.objects.count() == 5
        assert list(check_books()) == []
