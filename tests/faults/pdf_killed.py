"""A worker that dies by SIGKILL at one point of making PDFs: `pdf_killed JOB POINT`."""

from __future__ import annotations

import sys
from uuid import UUID

import django

django.setup()

from invoices.operations import pdf
from invoices.pdf import keeping
from tenants.jobs import operations as jobs
from tests.faults.killed import dying_after

POINTS = {
    "stored": (keeping, "store"),
    "made": (pdf, "_make"),
    "handed over": (pdf, "_hand_over"),
    "committed": (jobs, "_do"),
}


if __name__ == "__main__":
    job_id, point = sys.argv[1:]
    module, name = POINTS[point]
    setattr(module, name, dying_after(getattr(module, name)))
    jobs.run_job(UUID(job_id))
