"""Celery carries wake-ups only: one task for all work, two for the clock. What must be done stands in PostgreSQL."""

from __future__ import annotations

import logging
import os
import time
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_platform.settings")

from billing_platform import start

start.read_settings()

from celery import Celery  # noqa: E402  settings first
from celery.signals import beat_init, setup_logging, worker_init, worker_process_init, worker_ready  # noqa: E402

SWEEP_SECONDS = 30.0
CALENDAR_SECONDS = 300.0
LATE_QUEUES = ("slow", "xml")
log = logging.getLogger("jobs")
app = Celery("billing_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {"sweep": {"task": "sweep", "schedule": SWEEP_SECONDS, "options": {"expires": 25}}} | {
    "calendar": {"task": "calendar", "schedule": CALENDAR_SECONDS, "options": {"expires": 290}},
} | {
    f"pulse of {queue}": {
        "task": "pulse", "schedule": SWEEP_SECONDS, "args": [queue], "options": {"queue": queue, "expires": 25},
    }
    for queue in LATE_QUEUES
}  # fmt: skip
app.conf.task_acks_late = True
app.conf.worker_prefetch_multiplier = 1


@setup_logging.connect
def _same_logs_as_web(**_: Any) -> None:
    """Taken by Celery as: logging is set up, by Django's settings."""
    import django

    django.setup(set_prefix=False)


@worker_process_init.connect
def _fresh_connections(**_: Any) -> None:
    from django.db import connections

    from common.collector import leave_alone_what_is_loaded

    connections.close_all()
    leave_alone_what_is_loaded()
    os.nice(int(os.environ.get("WORKER_NICE") or 0))


@worker_init.connect
def _check_ground(**_: Any) -> None:
    """Celery logs an exception of this and goes on; only the end of the process stops a worker."""
    start.check_ground("worker")


@beat_init.connect
def _check_settings(**_: Any) -> None:
    log.info("beat.started")


@worker_ready.connect
def _say_ready(sender: Any, **_: Any) -> None:
    log.info("worker.started", extra={"worker": str(sender.hostname)})


@app.task(name="run")
def run(job_id: str) -> bool:
    """Do one job, if it is still to be done."""
    from tenants.jobs.operations import run_job

    began = time.perf_counter()
    is_done = run_job(UUID(job_id))
    log.info("job.ran", extra={"job": job_id, "claimed": is_done, "ms": round((time.perf_counter() - began) * 1000)})
    return is_done


@app.task(name="sweep")
def sweep() -> int:
    """Wake what waits: due jobs nobody was told of, and jobs whose worker went silent."""
    from tenants.jobs.operations import due_jobs, wake
    from tenants.jobs.pulses import note_pulse

    found = due_jobs()
    for job_id, queue in found:
        wake(job_id, queue, expires=SWEEP_SECONDS)
    note_pulse("sweep")
    return len(found)


@app.task(name="calendar")
def calendar() -> int:
    """Write the daily jobs of every organization whose hour has come."""
    from datetime import UTC, datetime

    from tenants.jobs.calendar import write_calendar

    return write_calendar(datetime.now(UTC))


@app.task(name="pulse")
def pulse(queue: str) -> None:
    """Show that somebody works on the queue."""
    from tenants.jobs.pulses import note_pulse

    note_pulse(queue)
