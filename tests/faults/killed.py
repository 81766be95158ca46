"""A worker that dies by SIGKILL at one point of issuing, reading, exporting or a run over many: `killed JOB POINT`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

django.setup()

from billing_platform.bulk import operations as bulk
from billing_platform.exports import operations as exports
from common import workbook
from invoices import crossing
from invoices.operations import issue_chunk, uploads
from tenants.jobs import operations as jobs


def dying_after(function: Callable[..., Any]) -> Callable[..., Any]:
    def die(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return die


POINTS = {
    "matched": (crossing, "match"),
    "numbered": (issue_chunk, "take_numbers"),
    "delivered": (crossing, "deliver"),
    "committed": (jobs, "_do"),
    "begun": (uploads, "_begin_next"),
    "received": (uploads, "receive_einvoice"),
    "settled": (uploads, "_settle"),
    "worked": (bulk, "_write_results"),
    "chunk": (bulk, "_do"),
    "half": (workbook, "refuse_excess"),
    "closed": (exports, "write_workbook"),
    "stored": (exports, "store_file"),
}


if __name__ == "__main__":
    job_id, point = sys.argv[1:]
    module, name = POINTS[point]
    setattr(module, name, dying_after(getattr(module, name)))
    jobs.run_job(UUID(job_id))
