"""One row for each change of a tracked row: who, when, by which way, and what it was before and after."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tenants.base import TenantModel


class Operation(models.TextChoices):
    INSERT = "I", "Created"
    UPDATE = "U", "Changed"
    DELETE = "D", "Deleted"


class Change(TenantModel):
    """Written by triggers alone. An insert has no image (the row is its own), an update the changed keys only."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=63, db_column="tbl")
    row = models.BigIntegerField()
    op = models.CharField(max_length=1, choices=Operation.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=300)
    via = models.CharField(max_length=10)
    request = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "history_change"
        indexes: ClassVar = [models.Index(fields=["table", "row"], name="history_of_row")]

    def __str__(self) -> str:
        return f"{self.op} {self.table} {self.row}"
