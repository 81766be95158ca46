"""What somebody chose, saw and confirmed, and what became of each row of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from common.ids import new_public_id
from tenants.base import TenantModel
from tenants.columns import MONEY
from tenants.models import now


class End(models.TextChoices):
    """What became of one row."""

    DONE = "done", "Done"
    LEFT_OUT = "left_out", "Left out"
    WAITING = "waiting", "Waiting"
    FAILED = "failed", "Failed"

    @property
    def tone(self) -> str:
        return {"done": "good", "left_out": "warn", "waiting": "busy", "failed": "bad"}[self.value]


class Run(TenantModel):
    """One act on many rows: a preview until `confirmed_at`, then the work of a job. `query` is the list's address.

    `chosen` counts the rows to be done from then on; `undoes` is the run whose rows this one brings back.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=300)
    query = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    chosen = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)
    job = models.UUIDField(null=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, job=None) | Q(confirmed_at__isnull=False, job__isnull=False),
                name="run_has_a_job_once_confirmed",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="run_never_confirmed", condition=Q(job=None))]

    def __str__(self) -> str:
        return f"{self.action} {self.public_id}"


class RunItem(TenantModel):
    """A row that was chosen, as the preview showed it; with a reason in `left_out` the run does not touch it.

    The order of ids is that in which rows are taken. `row` is the row's public id.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items", db_index=False)
    row = models.UUIDField()
    label = models.CharField(max_length=250)
    who = models.CharField(max_length=250, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(**MONEY, null=True)
    note = models.CharField(max_length=200, blank=True)
    left_out = models.CharField(max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "row"], name="run_takes_a_row_once")]
        indexes: ClassVar = [models.Index(fields=["run", "id"], name="items_of_run")]

    def __str__(self) -> str:
        return self.label


class ItemResult(TenantModel):
    """What became of one row, written once with the work or right after it."""

    append_only = True

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="results", db_index=False)
    item = models.OneToOneField(RunItem, on_delete=models.PROTECT, related_name="result")
    end = models.CharField(max_length=8, choices=End.choices)
    words = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=now)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__in=End.values), name="item_result_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["run", "end", "item"], name="results_of_run")]

    def __str__(self) -> str:
        return f"{self.end} {self.words}"
