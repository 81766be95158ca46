"""A sheet that somebody sent back, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from common.ids import new_public_id
from tenants.base import TenantModel
from tenants.models import now


class ImportState(models.TextChoices):
    """What became of an import."""

    OPEN = "open", "To be confirmed"
    APPLIED = "applied", "Applied"
    UNDONE = "undone", "Undone"
    DISCARDED = "discarded", "Discarded"

    @property
    def tone(self) -> str:
        return {"open": "busy", "applied": "good"}.get(self.value, "quiet")


class SheetImport(TenantModel):
    """One file of one person, who alone sees it.

    `rows` are the cells that were read (`differences.sheet_rows`), until it is applied or discarded; `applied` are the
    changes that were made, with the stamps that their rows had afterwards, and `batch` the name under which
    their kind takes them back, where it has a way of its own.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    person = models.UUIDField()
    actor = models.CharField(max_length=300)
    file_name = models.CharField(max_length=255)
    rows = models.JSONField(default=list)
    unread = models.JSONField(default=list)
    applied = models.JSONField(default=list)
    batch = models.UUIDField(null=True)
    left_out = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.OPEN)
    created_at = models.DateTimeField(default=now, editable=False)
    done_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state="open") | Q(done_at__isnull=False), name="import_ended_says_when"),
            models.CheckConstraint(condition=Q(state="open") | Q(rows=[]), name="import_ended_keeps_no_cells"),
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="import_to_forget", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.file_name} {self.public_id}"
