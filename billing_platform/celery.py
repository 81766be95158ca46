"""Celery carries wake-ups only: one task, one clock. What must be done stands in PostgreSQL."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

from celery import Celery
from celery.signals import worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_platform.settings")

SWEEP_SECONDS = 30.0
app = Celery("billing_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {"sweep": {"task": "sweep", "schedule": SWEEP_SECONDS, "options": {"expires": 25}}}
app.conf.task_acks_late = True
app.conf.worker_prefetch_multiplier = 1


@worker_process_init.connect
def _fresh_connections(**_: Any) -> None:
    from django.db import connections

    connections.close_all()


@worker_init.connect
def _check_ground(**_: Any) -> None:
    from billing_platform.checks import refuse_transaction_pooler

    refuse_transaction_pooler()


@app.task(name="run")
def run(job_id: str) -> bool:
    """Do one job, if it is still to be done."""
    from tenants.jobs.operations import run_job

    return run_job(UUID(job_id))


@app.task(name="sweep")
def sweep() -> int:
    """Wake what waits: due jobs nobody was told of, and jobs whose worker went silent."""
    from tenants.jobs.operations import due_jobs, wake

    found = due_jobs()
    for job_id, queue in found:
        wake(job_id, queue, expires=SWEEP_SECONDS)
    return len(found)
