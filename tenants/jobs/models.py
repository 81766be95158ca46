"""The one table of jobs, shared by all organizations behind row-level security."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from common.ids import new_public_id
from tenants.models import now


class JobState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    PARKED = "parked", "Failed"
    CANCELLED = "cancelled", "Cancelled"

    @property
    def tone(self) -> str:
        return {"queued": "quiet", "running": "busy", "done": "good", "parked": "bad", "cancelled": "quiet"}[self.value]


class Asked(models.TextChoices):
    """What a person asked of a job that is there; the database does it (`hear_job`), or its worker at the next item."""

    NOTHING = "", "Nothing"
    CANCEL = "cancel", "Cancel"
    RETRY = "retry", "Try again"


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One obligation. `tenant` is the role that wrote it; `payload` holds ids only; `key` is for clocks.

    `attempts` only grow while it is tried, so that they name a lease; those before a person had it tried again are
    `forgiven`. `started_at` is when the latest try began. An organization's role may write `asked` alone, and a trigger
    says what becomes of the row.
    """

    id = models.UUIDField(primary_key=True, default=new_public_id, editable=False)
    tenant = models.CharField(max_length=63, db_default=RawSQL("CURRENT_USER", ()))
    kind = models.CharField(max_length=60)
    queue = models.CharField(max_length=10, default="fast")
    key = models.CharField(max_length=200, null=True)
    payload = models.JSONField(default=dict)
    actor = models.CharField(max_length=300)
    due_at = models.DateTimeField(default=now)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    asked = models.CharField(max_length=10, choices=Asked.choices, blank=True, default="", db_default="")
    asked_by = models.CharField(max_length=300, blank=True, default="", db_default="")
    asked_at = models.DateTimeField(null=True)
    forgiven = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "job"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "kind", "key"], name="job_once_by_key"),
            models.CheckConstraint(condition=~Q(actor="") & ~Q(tenant=""), name="job_has_tenant_and_actor"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="job_open", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["tenant", "created_at", "id"], name="job_by_time"),
            models.Index(fields=["tenant", "state", "id"], name="job_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def tries(self) -> int:
        """How often it was tried since somebody last asked for it."""
        return self.attempts - self.forgiven


class Pulse(models.Model):
    """The last instant at which somebody was seen at work: `sweep`, or the name of a queue."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField(default=now)

    class Meta:
        db_table = "pulse"

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"
