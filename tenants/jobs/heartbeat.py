"""A thread that keeps a running job's lease alive and writes its progress, apart from the job's own transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from tenants import border
from tenants.jobs.models import Job, JobState
from tenants.jobs.registry import LEASE, JobCancelled, Progress
from tenants.models import now

BEAT_SECONDS = 5.0


@dataclass(slots=True)
class _Pulse:
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
            mine = Job.objects.filter(id=self.job_id, attempts=self.attempt, state=JobState.RUNNING)
            if not mine.update(lease_until=now() + LEASE, done=self.done, total=self.total):
                self.cancelled.set()

    def progress(self, done: int, total: int | None) -> None:
        self.done, self.total = done, total
        if self.cancelled.is_set():
            raise JobCancelled


@contextmanager
def beating(job_id: UUID, attempt: int) -> Iterator[Progress]:
    """Keep this attempt's lease of `job_id` alive while the block runs; yields the `progress` to hand to the job."""
    pulse = _Pulse(job_id, attempt)
    thread = threading.Thread(target=pulse.beat, name=f"lease-{job_id}", daemon=True)
    thread.start()
    try:
        yield pulse.progress
    finally:
        pulse.stopped.set()
        thread.join(timeout=BEAT_SECONDS)
