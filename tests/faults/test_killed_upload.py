"""A worker killed at any point of reading an upload: each file is received once, and the rest is read."""

from __future__ import annotations

import signal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files import File

from invoices.models import Document, UploadFile
from invoices.operations.uploads import keep_upload
from ledger.books import check_books
from tenants.jobs.operations import run_job
from tests.faults.processes import as_superuser, start

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).resolve().parents[1] / "invoices" / "einvoice" / "files"
LEASE_RAN_OUT = "UPDATE public.job SET lease_until = now() - interval '1 second' WHERE id = %s"


@pytest.mark.parametrize(("point", "before_death"), [("begun", 0), ("received", 1), ("settled", 1)])
def test_a_worker_killed_while_reading_is_made_good_by_the_next(committed, door, all_jobs, point, before_death):
    names = ("ubl_invoice.xml", "cii_invoice.xml")
    with door("initech"):
        keep_upload([File(BytesIO((FOLDER / name).read_bytes()), name) for name in names])
    job_id = next(job.id for job in all_jobs() if job.kind == "read_upload")
    process = start("killed", str(job_id), point)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    with door("initech"):
        assert Document.objects.count() == before_death
    as_superuser(LEASE_RAN_OUT, (job_id,))
    assert run_job(job_id)
    with door("initech"):
        assert list(UploadFile.objects.values_list("state", flat=True)) == ["received", "received"]
        assert Document.objects.count() == 2
        assert list(check_books()) == []
