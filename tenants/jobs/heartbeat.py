"""A thread that keeps a running job's lease alive and writes its progress, apart from the job's own transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from common.sql import rows
from tenants import border
from tenants.jobs.models import Asked, Job
from tenants.jobs.registry import LEASE, JobCancelled
from tenants.models import now

BEAT_SECONDS = 2.0
_BEAT = """
UPDATE public.job SET lease_until = %s, done = %s, total = %s
 WHERE id = %s AND attempts = %s AND state = 'running' RETURNING asked
"""


@dataclass(slots=True)
class Lease:
    """One attempt's lease and progress, written every few seconds in transactions of their own: whoever looks, sees."""

    job_id: UUID
    attempt: int
    stopped: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    total: int | None = None

    def beat(self) -> None:
        """Every few seconds until the job ends."""
        try:
            while not self.stopped.wait(BEAT_SECONDS):
                self._write()
        finally:
            connection.close()

    def _write(self) -> None:
        with border.as_runner():
            held = rows(_BEAT, [now() + LEASE, self.done, self.total, self.job_id, self.attempt])
        if not held or held[0][0] == Asked.CANCEL:
            self.cancelled.set()

    def progress(self, done: int, total: int | None) -> None:
        """Say how far the work is; raises JobCancelled when somebody wants it to stop and something is left to do."""
        self.done, self.total = done, total
        if self.cancelled.is_set() and done != total:
            raise JobCancelled


@contextmanager
def beating(row: Job) -> Iterator[Lease]:
    """Keep this attempt's lease of a job alive while the block runs; afterwards the row says how far it got."""
    lease = Lease(row.id, row.attempts, done=row.done, total=row.total)
    thread = threading.Thread(target=lease.beat, name=f"lease-{row.id}", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        row.done, row.total = lease.done, lease.total
        lease.stopped.set()
        thread.join(timeout=BEAT_SECONDS)
